"""The demonstration counted again by hand: plain fractions over the stored rows, none of the product's arithmetic.

Nothing of ``kernel``, ``targets.positions`` or ``assessment`` is used; rows are read as they stand in the tables.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from luoshi.assessment.event_models import EventStep, UnitEvent
from luoshi.assessment.models import Run
from luoshi.indicators.models import FormDuty, FormItem, Observation, Round, Sheet, Verdict
from luoshi.matters.models import Event, Matter
from luoshi.org.models import PeerMembership, Placement, Unit, UnitName
from luoshi.targets.models import Target, Yardsticks

HERE = ZoneInfo("Asia/Shanghai")
MONTH_ENDS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
OUR_WORDS = {0: "on_pace", 1: "slightly_behind", 2: "behind", 3: "not_reported", 4: "not_applicable"}

Number = Fraction | None


def day_of(moment: datetime) -> date:
    """The local day of a stored moment."""
    return moment.astimezone(HERE).date()


def printed(value: Number, digits: int, *, dash: str = "—", grouped: bool = True) -> str:
    """Half up, once, from the exact fraction: 1,234.50; a true minus sign; a dash where missing."""
    if value is None:
        return dash
    steps = int(abs(value) * 10**digits + Fraction(1, 2))
    whole, rest = divmod(steps, 10**digits)
    text = f"{whole:,}" if grouped else str(whole)
    text += f".{rest:0{digits}d}" if digits else ""
    return f"\N{MINUS SIGN}{text}" if value < 0 and steps else text


@dataclass(frozen=True)
class Standing:
    """Where one target stands, exactly."""

    month: int
    actual: Number
    base: Number
    growth: Number
    completion: Number
    expected: Number
    gap: Number
    run_rate: Number
    half_done: bool | None
    light: str
    reporting: int
    due: int


@dataclass(frozen=True)
class Score:
    """One unit's total before rounding, the figures behind it, and its published score and rank."""

    total: Number
    items: dict[str, Number]
    weights: dict[str, Fraction]
    silent: frozenset[str]


class Rows:
    """Every row that a figure of 2015 is made of, as known at the end of ``as_of``."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.code = dict(Unit.objects.values_list("pk", "code"))
        self.name = dict(UnitName.objects.filter(valid_to=None).values_list("unit__code", "name"))
        self.order = dict(Unit.objects.values_list("code", "order"))
        self.manager = self._managers()
        self.months: dict[str, list[int]] = dict(FormItem.objects.values_list("indicator__code", "months"))
        self.filers = {u for u, to in FormDuty.objects.values_list("unit__code", "valid_to") if to is None}
        self.cells = self._cells()
        self.targets = self._targets()
        self.events = self._events()
        over = [m for m, last in enumerate(MONTH_ENDS, start=1) if date(2015, m, last) < as_of]
        self.month = max(over, default=0)

    def _managers(self) -> dict[str, str]:
        above: dict[str, str] = {}
        for relation in ("located_in", "managed_by"):
            for unit, parent, since, until in Placement.objects.filter(relation=relation).values_list(
                "unit__code", "parent__code", "valid_from", "valid_to"
            ):
                if since <= self.as_of and (until is None or self.as_of < until):
                    above[unit] = parent
        return above

    def _cells(self) -> dict[tuple[str, str, str], Fraction]:
        """The newest verified value of each cell; a retraction leaves nothing."""
        verified = {
            o
            for o, at in Verdict.objects.filter(decision="verified").values_list("observation", "at")
            if day_of(at) <= self.as_of
        }
        newest: dict[tuple[str, str, str], Decimal | None] = {}
        for pk, unit, indicator, period, value, at in Observation.objects.order_by("pk").values_list(
            "pk", "unit__code", "indicator__code", "period", "value", "recorded_at"
        ):
            if pk in verified and day_of(at) <= self.as_of:
                newest[unit, indicator, period] = value
        return {cell: Fraction(value) for cell, value in newest.items() if value is not None}

    def _targets(self) -> dict[int, dict[str, Any]]:
        rows = Target.objects.filter(period="2015", kind__in=("level", "growth")).values(
            "pk", "unit__code", "indicator__code", "kind", "value", "level", "base", "curve_table",
            "parent", "recorded_at", "superseded_at", "indicator__decimals",
        )  # fmt: skip
        return {
            t["pk"]: t
            for t in rows
            if day_of(t["recorded_at"]) <= self.as_of
            and (t["superseded_at"] is None or day_of(t["superseded_at"]) > self.as_of)
        }

    def members(self, unit: str) -> list[str]:
        """The unit itself where it files; else the filers it manages, directly or through others."""
        if unit in self.filers:
            return [unit]
        return sorted(f for f in self.filers if unit in self._above(f))

    def _above(self, unit: str) -> set[str]:
        found: set[str] = set()
        while unit in self.manager:
            unit = self.manager[unit]
            found.add(unit)
        return found

    def last_asked(self, indicator: str) -> int:
        return max((m for m in self.months[indicator] if m <= self.month), default=0)

    def standing(self, key: int) -> Standing:
        """The target's position by the definitions of the guide."""
        target = self.targets[key]
        indicator, level = target["indicator__code"], target["level"]
        members, month = self.members(target["unit__code"]), self.last_asked(indicator)
        if not month:
            return Standing(0, *[None] * 7, None, "not_applicable", 0, 0)  # type: ignore[arg-type]
        now = {u: self.cells.get((u, indicator, f"2015-{month:02d}")) for u in members}
        told = [u for u in members if now[u] is not None]
        actual = sum((v for v in now.values() if v is not None), Fraction(0)) if told else None
        base = self._sum(told, indicator, f"2014-{month:02d}")
        growth = actual / base - 1 if actual is not None and base else None
        table = target["curve_table"]
        expected = Fraction(table[month - 1]) if table else Fraction(month, 12)
        goal = None if level is None else Fraction(level) * self._covered(told, members, indicator)
        completion = actual / goal if actual is not None and goal else None
        gap: Number = None
        if target["kind"] == "growth" and growth is not None:
            gap = (growth - Fraction(target["value"]) / 100) * 100
        elif target["kind"] == "level" and completion is not None:
            gap = (completion - expected) * 100
        left = 12 - month
        rate = None if completion is None or goal is None or not left else max(goal - actual, 0) / left  # type: ignore[operator]
        half = completion >= Fraction(1, 2) if month == 6 and completion is not None else None
        light = "not_reported" if not told else self._light(target["kind"], gap)
        return Standing(
            month, actual, base, growth, completion, expected, gap, rate, half, light, len(told), len(members)
        )

    def _sum(self, units: list[str], indicator: str, period: str) -> Number:
        """None where any of them has no figure: half a base is no base."""
        found = [self.cells.get((u, indicator, period)) for u in units]
        known = [v for v in found if v is not None]
        return sum(known, Fraction(0)) if known and len(known) == len(found) else None

    def _covered(self, told: list[str], members: list[str], indicator: str) -> Fraction:
        if told == members:
            return Fraction(1)
        part, whole = self._sum(told, indicator, "2014-12"), self._sum(members, indicator, "2014-12")
        return part / whole if part is not None and whole else Fraction(0)

    def _light(self, kind: str, gap: Number) -> str:
        rule = Yardsticks.objects.first() or Yardsticks()
        if gap is None:
            return "not_applicable"
        if gap >= Fraction(getattr(rule, f"{kind}_on_pace")):
            return "on_pace"
        return "slightly_behind" if gap >= Fraction(getattr(rule, f"{kind}_slightly_behind")) else "behind"

    def filed(self) -> dict[tuple[str, str], tuple[date | None, date]]:
        """First submission (None: not by ``as_of``) and due date by (unit, period)."""
        submitted = {
            (u, p): day_of(at)
            for u, p, at in Sheet.objects.exclude(first_submitted_at=None).values_list(
                "unit__code", "round__period", "first_submitted_at"
            )
        }
        found = {}
        for period, due, opened in Round.objects.values_list("period", "due_on", "opens_on"):
            for unit in self.filers:
                on = submitted.get((unit, period))
                if opened <= self.as_of:
                    found[unit, period] = (on if on is None or on <= self.as_of else None, due)
        return found

    def timeliness(self, unit: str) -> tuple[int, int]:
        """Forms on time of forms that fell due, January to June."""
        mine = [f for (u, _p), f in self.filed().items() if u == unit]
        due = [f for f in mine if f[0] is not None or f[1] < self.as_of]
        return sum(on is not None and on <= last for on, last in due), len(due)

    def matters_due(self) -> dict[str, list[str]]:
        """What became of each matter that fell due by ``as_of``, by the unit that leads it."""
        found = defaultdict(list)
        events = defaultdict(list)
        for matter, at, stage, fields in Event.objects.order_by("pk").values_list(
            "matter", "at", "to_stage", "fields"
        ):
            if day_of(at) <= self.as_of:
                events[matter].append((day_of(at), stage, fields))
        for pk, lead in Matter.objects.values_list("pk", "lead__code"):
            stages = [(day, stage) for day, stage, _f in events[pk] if stage]
            due = [date.fromisoformat(f["due_on"]) for _d, _s, f in events[pk] if f.get("due_on")]
            if stages and due and date(2015, 1, 1) <= due[-1] <= self.as_of:
                word = _outcome(stages, due[-1], self.as_of)
                found[lead] += [word] if word else []
        return dict(found)

    def scores(self, run: Run) -> dict[str, Score]:
        """Every assessed unit under the text of the run's scheme."""
        scheme = yaml.safe_load(run.scheme.source)
        assert (scheme["digits"], scheme["missing"]) == (2, "zero")
        members = PeerMembership.objects.filter(group__code__in=scheme["groups"], valid_to=None)
        return {u: self._score(scheme, u) for u in members.values_list("unit__code", flat=True)}

    def _score(self, scheme: dict[str, Any], unit: str) -> Score:
        marks: dict[str, tuple[bool, Number]] = {}
        for block in scheme["items"]:
            for item in block["items"]:
                applies, measure = self._measure(item, unit)
                rule = item["score"]
                per_cent = (
                    measure * 100 if measure is not None and rule["measure"] == "completion" else measure
                )
                held = (
                    None
                    if per_cent is None
                    else min(max(per_cent, Fraction(rule["floor"])), Fraction(rule["cap"]))
                )
                marks[item["code"]] = applies, held
        weights, silent = {}, frozenset(c for c, (applies, mark) in marks.items() if applies and mark is None)
        live = [b for b in scheme["items"] if any(marks[i["code"]][0] for i in b["items"])]
        for block in live:
            items = [i for i in block["items"] if marks[i["code"]][0]]
            for item in items:
                weights[item["code"]] = Fraction(block["weight"], sum(b["weight"] for b in live)) * Fraction(
                    item["weight"], sum(i["weight"] for i in items)
                )
        total = sum((w * (marks[c][1] or 0) for c, w in weights.items()), Fraction(0)) if weights else None
        if total is not None:
            total += self._beside(scheme["adjustments"], unit)
        return Score(total, {c: mark for c, (_a, mark) in marks.items()}, weights, silent)

    def _beside(self, rules: dict[str, Any], unit: str) -> Fraction:
        """Points beside the hundred: confirmed events of January to June, each entry and both sums under their caps."""
        given = {True: Fraction(0), False: Fraction(0)}
        for entry in rules["items"]:
            kind = entry["indicator"].removeprefix("event.")
            each, most = Fraction(str(entry["each"])), Fraction(str(entry["most"]))
            points = min(abs(each) * self.events.get((unit, kind), 0), most)
            given[each > 0] += points
        bonus, deduction = (Fraction(str(rules[f"{name}_cap"])) for name in ("bonus", "deduction"))
        return min(given[True], bonus) - min(given[False], deduction)

    def _events(self) -> dict[tuple[str, str], int]:
        """How many events of a kind a unit has that somebody else confirmed and nobody withdrew."""
        steps = [
            (e, k)
            for e, k, at in EventStep.objects.values_list("event", "kind", "at")
            if day_of(at) <= self.as_of
        ]
        counted: Counter[tuple[str, str]] = Counter()
        for pk, unit, kind, day in UnitEvent.objects.values_list(
            "pk", "unit__code", "kind__code", "happened_on"
        ):
            standing = (pk, "confirmed") in steps and (pk, "withdrawn") not in steps
            if standing and date(2015, 1, 1) <= day <= date(2015, 6, 30):
                counted[unit, kind] += 1
        return dict(counted)

    def _measure(self, item: dict[str, Any], unit: str) -> tuple[bool, Number]:
        code = item["indicator"]
        if code == "reporting.timeliness":
            on_time, due = self.timeliness(unit)
            return due > 0, Fraction(100 * on_time, due) if due else None
        if code == "matters.closure":
            words = [w for w in self.matters_due().get(unit, []) if w != "waiting"]
            return bool(words), Fraction(100 * words.count("on_time"), len(words)) if words else None
        mine = [t for t in self.targets.values() if (t["unit__code"], t["indicator__code"]) == (unit, code)]
        month = self.last_asked(code)
        if not mine or not month or unit not in self.filers:
            return False, None
        target = mine[0]
        if target["kind"] == "growth":
            before = self.cells.get((unit, code, f"2014-{month:02d}"))
            goal = None if before is None else before * (1 + Fraction(target["value"]) / 100)
        else:
            table = target["curve_table"]
            goal = Fraction(target["level"]) * (Fraction(table[month - 1]) if table else Fraction(month, 12))
        actual = self.cells.get((unit, code, f"2015-{month:02d}"))
        return bool(goal), actual / goal if actual is not None and goal else None


def _outcome(stages: list[tuple[date, str]], due: date, as_of: date) -> str:
    """on_time, late, waiting (with the office since the term or before) or overdue; empty on the due date itself."""
    stage = stages[-1][1]
    earlier = [n for n, (_day, other) in enumerate(stages) if other != stage]
    day = stages[earlier[-1] + 1 if earlier else 0][0]
    if stage in ("reported", "under_review"):
        return "waiting"
    if stage in ("closed", "looked_back", "archived"):
        answered = max(d for d, s in stages if s == "reported")
        return "on_time" if answered <= due else "late"
    if stage in ("opened", "objected") and day <= due:
        return "waiting" if due < as_of else ""
    return "overdue" if due < as_of else ""


def competition_ranks(scores: dict[str, str]) -> dict[str, int]:
    """1-2-2-4 by the published score; ``scores`` without missing ones."""
    exact = {u: Decimal(s) for u, s in scores.items()}
    return {u: 1 + sum(other > mine for other in exact.values()) for u, mine in exact.items()}
