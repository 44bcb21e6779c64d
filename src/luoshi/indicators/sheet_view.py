"""One sheet as a person may see it: every line with its neighbours, doubts and verdict (报送单)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from luoshi.indicators.desk import (
    Neighbours,
    asks,
    dates_for,
    items,
    latest,
    neighbours,
    owing_unit,
    periods_beside,
    previous_period,
    round_of,
)
from luoshi.indicators.expected import Dates, expected_reports
from luoshi.indicators.filings import unfiled
from luoshi.indicators.locks import Lock, locked_cells
from luoshi.indicators.models import (
    Cell,
    Decision,
    FormItem,
    Indicator,
    Observation,
    Round,
    Sheet,
    SheetState,
    Verdict,
)
from luoshi.indicators.numerals import plain
from luoshi.indicators.plausibility import Doubt, doubts
from luoshi.indicators.policies import (
    acting_person,
    may_judge,
    may_lock,
    may_report,
    own_units,
    owns_data,
    sees_submitted,
)
from luoshi.indicators.sheet_rules import Warned, warnings
from luoshi.indicators.sheet_states import states_on
from luoshi.indicators.typed import Reading
from luoshi.org.models import Person, Unit
from luoshi.org.queries import dissolved, is_invented, tree, unit_on
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of


@dataclass(frozen=True)
class Line:
    """One indicator on the sheet.

    ``value``, ``text`` and ``note`` are what the cell holds for this reader: the draft for the unit, the
    observation for others. ``observation`` is the latest value this reader may know, ``verdict`` its latest verdict.
    ``previous_period`` names the period of ``beside.previous``. A locked line holds what stands, not the draft;
    ``saved_by`` changed the draft last.
    """

    indicator: Indicator
    asked: bool
    value: Decimal | None
    text: str
    note: str
    beside: Neighbours
    previous_period: str
    observation: Observation | None
    verdict: Verdict | None
    doubts: tuple[Doubt, ...]
    waits_for_me: bool
    lock: Lock | None
    may_lock: bool
    saved_by: Person | None

    @property
    def verified(self) -> bool:
        return self.verdict is not None and self.verdict.decision == Decision.VERIFIED


@dataclass(frozen=True)
class SheetView:
    """A sheet with what this person may do with it. ``state`` is empty while nothing was saved; ``progress`` says how
    far the duty is, as the desk says it: overdue too.

    ``violated`` are the rules that the values shown violate, for whoever may see submitted values.
    """

    round: Round
    unit: Unit
    node: Node
    sheet: Sheet | None
    state: str
    progress: str
    edition: int
    lines: tuple[Line, ...]
    violated: tuple[Warned, ...]
    simulated: bool
    dates: Dates
    may_edit: bool
    may_reopen: bool
    may_judge: bool

    @property
    def asked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.asked)

    @property
    def filled(self) -> int:
        return sum(bool(line.text) for line in self.asked)

    @property
    def doubtful(self) -> tuple[Line, ...]:
        """Lines with a doubt that no note answers."""
        return tuple(line for line in self.asked if line.doubts and not line.note)


def sheet_view(standing: Standing, form: str, period: str, unit: str, as_of: date | None = None) -> SheetView:
    """The sheet of ``unit`` (code) for ``period`` of ``form`` (code); on a past day ``as_of`` as it was known then.

    A past day shows what was stated and decided by then, never a draft, and offers nothing to do.
    LookupError when there is no such round, unit or duty.
    """
    day = as_of if as_of is not None and as_of < standing.today else None
    found = sheet_place(standing, form, period, unit, day)
    round_, place, org = found.round, found.unit, tree(standing.today)
    own = may_report(standing, place.pk, org)
    past = None if day is None else end_of(day)
    sheet = Sheet.objects.select_related("saved_by", "submitted_by").filter(round=round_, unit=place).first()
    known_lines = items(round_)
    known = latest(
        [place.pk],
        periods_beside(known_lines, period),
        verified_only=not sees_submitted(standing, place.pk, org),
        known_at=past,
    )
    cells = {}
    if sheet and own and past is None:
        cells = {c.indicator_id: c for c in sheet.cells.select_related("saved_by")}
    verdicts = _verdicts(known, place.pk, period, past)
    submitted = past is None and sheet is not None and sheet.state == SheetState.SUBMITTED
    in_force = {
        o.indicator_id: verdicts[o.pk]
        for (unit_id, _i, at), o in known.items()
        if unit_id == place.pk
        and at == period
        and o.pk in verdicts
        and verdicts[o.pk].decision == Decision.VERIFIED
    }
    locks = locked_cells(place.pk, period, verdicts=in_force)
    reader = _Reader(standing, org, place.pk, period, known, verdicts, cells, locks, submitted)
    lines = tuple(reader.line(item) for item in known_lines)
    shown = {line.indicator.pk: line.value for line in lines if line.asked}
    dates = dates_for(round_, place, standing.today)
    filed = sheet is not None and sheet.first_submitted_at is not None
    on_desk = sheet is None or sheet.state in (SheetState.DRAFT, SheetState.RETURNED)
    state = sheet.state if sheet else ""
    stated = filed
    if day is not None:
        state = states_on([sheet.pk], day).get(sheet.pk, "") if sheet else ""
        stated = bool(state)
    begun = day is None and sheet is not None
    return SheetView(
        round=round_,
        unit=place,
        node=tree(as_of or standing.today).nodes.get(place.pk) or _last_called(place.pk, standing.today),
        sheet=sheet if own or (sheet and sheet.first_submitted_at) else None,
        state=state,
        progress=_progress(state) if stated else unfiled(dates, as_of or standing.today, begun=begun),
        edition=sheet.edition if sheet else 0,
        lines=lines,
        violated=() if past is not None else _violated(standing, org, place.pk, period, known_lines, shown),
        simulated=place.simulated
        or any(o.simulated for o in known.values())
        or (own and is_invented(acting_person(standing))),
        dates=dates,
        may_edit=past is None and own and on_desk and dates.is_open(standing.today, filed=filed),
        may_reopen=past is None and own and not on_desk,
        may_judge=submitted
        and sheet is not None
        and sheet.submitted_by_id != standing.person_id
        and any(line.asked and owns_data(standing, line.indicator, place.pk, org) for line in lines),
    )


def previewed(standing: Standing, view: SheetView, readings: Sequence[Reading]) -> SheetView:
    """The sheet as it would be judged with what ``readings`` state: doubts and violated rules; nothing is kept."""
    read = {reading.item.indicator_id: reading.value for reading in readings}
    lines = tuple(_with_value(line, read.get(line.indicator.pk, line.value)) for line in view.lines)
    shown = {line.indicator.pk: line.value for line in lines if line.asked}
    org, period = tree(standing.today), view.round.period
    found = _violated(standing, org, view.unit.pk, period, items(view.round), shown)
    return replace(view, lines=lines, violated=found)


def _with_value(line: Line, value: Decimal | None) -> Line:
    if line.lock:
        return line
    return replace(line, value=value, doubts=tuple(doubts(line.indicator, value, *line.beside.values)))


def _progress(state: str) -> str:
    """Of a sheet that was submitted once: a draft again is under correction."""
    return "corrected" if state == SheetState.DRAFT else state


@dataclass(frozen=True)
class SheetPlace:
    """What is posted to: the round, the unit that files in it, and the codes of the indicators asked for."""

    round: Round
    unit: Unit
    asked: tuple[str, ...]


def sheet_place(
    standing: Standing, form: str, period: str, unit: str, past: date | None = None
) -> SheetPlace:
    """The place of a sheet by its codes, of a unit that is gone too; on a ``past`` day who owed it then.

    LookupError when there is no such round, unit or duty.
    """
    round_ = round_of(form, period)
    place = owing_unit(round_, unit, past) if round_ else None
    if round_ is None or place is None:
        raise LookupError(f"{form} {period} {unit}")
    asked = tuple(item.indicator.code for item in items(round_) if asks(item, period))
    return SheetPlace(round_, place, asked)


def _last_called(unit_id: int, day: date) -> Node:
    """The unit as it is on ``day``; one that is gone as on its last day."""
    here = tree(day).nodes.get(unit_id)
    return here or next(node for node, _until in dissolved([unit_id], day))


def sheet_address(standing: Standing, form: str, period: str, unit: str) -> tuple[Round, Unit]:
    """The round and the unit of a sheet by their codes, for the actions on it.

    LookupError when there is no such round, or no such unit today.
    """
    round_ = round_of(form, period)
    place = unit_on(unit, standing.today)
    if round_ is None or place is None:
        raise LookupError(f"{form} {period} {unit}")
    return round_, place


def files_for(standing: Standing) -> frozenset[str]:
    """Codes of the units whose sheets the person may fill in today."""
    org = tree(standing.today)
    return frozenset(org.nodes[unit].code for unit in own_units(standing, org) if unit in org.nodes)


def is_reported(form: str, period: str) -> bool:
    """Whether there is such a form with a round for the period; out of memory."""
    return round_of(form, period) is not None


def _violated(
    standing: Standing,
    org: OrgTree,
    unit_id: int,
    period: str,
    form: list[FormItem],
    shown: dict[int, Decimal | None],
) -> tuple[Warned, ...]:
    """Rules look at values that nobody verified yet: for those who may see these, once anything is filled in."""
    if not sees_submitted(standing, unit_id, org) or all(value is None for value in shown.values()):
        return ()
    return warnings(unit_id, period, form, shown, standing.at)


def _verdicts(
    known: dict[tuple[int, int, str], Observation], unit_id: int, period: str, known_at: datetime | None
) -> dict[int, Verdict]:
    current = [o.pk for (unit, _i, at), o in known.items() if unit == unit_id and at == period]
    rows = Verdict.objects.filter(observation__in=current).select_related("by").order_by("pk")
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    return {v.observation_id: v for v in rows}


@dataclass(frozen=True)
class _Reader:
    """What the lines of one sheet are drawn from."""

    standing: Standing
    org: OrgTree
    unit_id: int
    period: str
    known: dict[tuple[int, int, str], Observation]
    verdicts: dict[int, Verdict]
    cells: dict[int, Cell]
    locks: dict[int, Lock]
    submitted: bool

    def line(self, item: FormItem) -> Line:
        indicator = item.indicator
        observation = self.known.get((self.unit_id, indicator.pk, self.period))
        verdict = self.verdicts.get(observation.pk) if observation else None
        cell, lock = self.cells.get(indicator.pk), self.locks.get(indicator.pk)
        shown: Cell | Observation | None = observation if lock else cell or observation
        value = shown.value if shown else None
        beside = neighbours(item, self.unit_id, self.period, self.known)
        waits = (
            self.submitted
            and observation is not None
            and may_judge(self.standing, observation, self.org)
            and (verdict is None or verdict.decision != Decision.VERIFIED)
        )
        return Line(
            indicator=indicator,
            asked=asks(item, self.period),
            value=value,
            text=plain(value, indicator.decimals),
            note=shown.note if shown else "",
            beside=beside,
            previous_period=previous_period(item, self.period) or "",
            observation=observation,
            verdict=verdict,
            doubts=tuple(doubts(indicator, value, *beside.values)),
            waits_for_me=waits,
            lock=lock,
            may_lock=may_lock(self.standing, indicator, self.unit_id, self.org),
            saved_by=cell.saved_by if cell else None,
        )


@dataclass(frozen=True)
class RoundTable:
    """What all units stated in one round, for export: one row a unit in official order.

    ``values`` has one Decimal a column as text, empty where nothing may be shown; ``verified`` likewise.
    Nothing in it came later than ``as_of``.
    """

    round: Round
    as_of: date
    indicators: tuple[Indicator, ...]
    rows: tuple[tuple[Node, tuple[Observation | None, ...]], ...]
    verified: frozenset[int]
    simulated: bool


def round_table(standing: Standing, form: str, period: str, as_of: date) -> RoundTable:
    """The round's values that this person may see, as known on ``as_of``. LookupError when there is no such round.

    Of the units that owe a report in it, those that are gone since included.
    """
    round_ = Round.objects.select_related("form").filter(form__code=form, period=period).first()
    if round_ is None:
        raise LookupError(f"{form} {period}")
    org = tree(as_of)
    asked = [item.indicator for item in items(round_) if asks(item, period)]
    owing = {expected.unit_id for expected in expected_reports([round_], None, as_of)}
    former = {node.id: node for node, _until in dissolved(owing - org.nodes.keys(), as_of)}
    nodes = former | org.nodes
    units = sorted((nodes[u] for u in owing if u in nodes), key=lambda n: (n.order, n.code))
    moment = end_of(as_of)
    every = latest([u.id for u in units], [period], known_at=moment)
    sure = latest([u.id for u in units], [period], verified_only=True, known_at=moment)
    rows = tuple(
        (
            unit,
            tuple(
                (every if sees_submitted(standing, unit.id, org) else sure).get((unit.id, i.pk, period))
                for i in asked
            ),
        )
        for unit in units
    )
    return RoundTable(
        round=round_,
        as_of=as_of,
        indicators=tuple(asked),
        rows=rows,
        verified=frozenset(o.pk for o in sure.values()),
        simulated=any(u.simulated or any(o and o.simulated for o in row) for u, row in rows),
    )
