"""Appeals and awards in words, in the reader's language (申诉与评先用语). Offices are named, persons are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from luoshi.assessment.awards import named_gate
from luoshi.org.queries import tree
from luoshi.web import formats
from luoshi.web.named import named
from luoshi.web.scheme_words import Step
from luoshi.workdays import day_names

if TYPE_CHECKING:
    from luoshi.assessment.appeals import History
    from luoshi.assessment.award_models import Gate
    from luoshi.assessment.awards import AwardGroup, AwardLine
    from luoshi.assessment.models import Scheme

TONES = {
    "drafted": "neutral",
    "filed": "waiting",
    "admitted": "active",
    "dismissed": "neutral",
    "decided": "good",
    "withdrawn": "neutral",
    "carried_out": "good",
}


def unit_name(key: int, code: str, day: date) -> str:
    """What the unit is called on ``day``; its code where it is no more."""
    node = tree(day).nodes.get(key)
    return named(node) if node else code


def gate_name(gate: Gate) -> str:
    """What the gate is called, in English where its scheme says it."""
    return named(named_gate(gate.scheme, gate.code))


def item_names(one: History) -> str:
    """The items in question, or the gate."""
    if one.appeal.gate is not None:
        return _("Gate “%s”") % gate_name(one.appeal.gate)
    chinese = (get_language() or "zh").startswith("zh")
    return _(", ").join(
        name if chinese or not name_en else name_en for _code, name, name_en in one.appeal.items
    )


def state_words(one: History) -> str:
    """The state, and the outcome once there is one."""
    decided = one.step("decided")
    if decided is not None and one.state in ("decided", "carried_out"):
        return str(decided.get_outcome_display())
    step = one.step(one.state)
    return str(step.get_kind_display()) if step else ""


def effect_words(one: History) -> str:
    """What the decision did to score and rank; '' before it is carried out."""
    step = one.step("carried_out")
    if step is None or not step.effect:
        return ""
    score, rank = step.effect["score"], step.effect["rank"]
    said = {"before": score[0] or "—", "after": score[1] or "—", "was": rank[0] or "—", "now": rank[1] or "—"}
    return _("score %(before)s → %(after)s, rank %(was)s → %(now)s") % said


@dataclass(frozen=True)
class AppealRow:
    """One line of a list of appeals."""

    one: History
    unit: str
    items: str
    state: str
    tone: str
    effect: str
    until: str


def rows(found: Iterable[History], day: date) -> list[AppealRow]:
    """Lines of a list, in the order given; units as they are called on ``day``."""
    return [
        AppealRow(
            one,
            unit_name(one.appeal.unit_id, one.appeal.unit.code, day),
            item_names(one),
            state_words(one),
            "bad" if _rejected(one) else TONES[one.state],
            effect_words(one),
            day_names.day(one.due_on) or "",
        )
        for one in found
    ]


def _rejected(one: History) -> bool:
    decided = one.step("decided")
    return decided is not None and decided.outcome == "rejected"


def steps(one: History, today: date) -> list[Step]:
    """The life line: each step with the office that took it, then the one that comes next with its last day."""
    found = []
    for step in one.steps:
        word = str(step.get_outcome_display() if step.outcome else step.get_kind_display())
        note = _("; ").join(part for part in (step.text, step.basis) if part)
        if step.run_id is not None:
            note = _("%(note)srun %(n)d; %(effect)s") % {
                "note": note,
                "n": step.run_id,
                "effect": effect_words(one),
            }
        day = timezone.localtime(step.at).date()
        found.append(Step(word, day, unit_name(step.office_id, step.office.code, today), note))
    ahead = {
        "filed": _("Admission"),
        "admitted": _("Decision"),
    }.get(one.state)
    if ahead:
        found.append(Step(ahead, None, "", _("by %s") % (day_names.day(one.due_on) or "")))
    elif one.to_carry_out and one.appeal.gate_id:
        found.append(Step(_("Lifting of the gate"), None, "", _("by a leader")))
    elif one.to_carry_out:
        found.append(Step(_("New final result"), None, "", _("after the figure is corrected")))
    return found


def sentence(found: Iterable[History], today: date) -> str:
    """How many appeals, how many of them open, how many changed the result."""
    every = list(found)
    if not every:
        return _("No unit has appealed.")
    told = [ngettext("%d appeal", "%d appeals", len(every)) % len(every)]
    opened = sum(one.is_open(today) for one in every)
    changed = sum(_moved(one) for one in every)
    if opened:
        told.append(_("%d open") % opened)
    if changed:
        told.append(_("%d changed the result") % changed)
    return _("; ").join(told) + _(".")


def _moved(one: History) -> bool:
    """Whether score or rank of the unit became another by the result that carries the decision out."""
    step = one.step("carried_out")
    return step is not None and any(before != after for before, after in step.effect.values())


def tier_name(tiers: list[Mapping[str, Any]], place: int | None) -> str:
    """The name of an award; a dash for none."""
    if place is None:
        return "—"
    tier = tiers[place]
    chinese = (get_language() or "zh").startswith("zh")
    return str(tier["name"] if chinese or not tier.get("name_en") else tier["name_en"])


def quota_words(tier: Mapping[str, Any]) -> str:
    """A share of each peer group, or a number of units of it."""
    if "count" in tier:
        count = int(tier["count"])
        return ngettext("%d unit of each group", "%d units of each group", count) % count
    share = (Decimal(tier["share"]) * 100).normalize()
    digits = max(0, -int(share.as_tuple().exponent))
    return _("%s of each group") % (formats.percent(Decimal(tier["share"]), digits) or "")


@dataclass(frozen=True)
class AwardRow:
    """One unit of the published list."""

    line: AwardLine
    name: str
    strict: str
    final: str
    gates: str


@dataclass(frozen=True)
class AwardPanel:
    """One peer group of it; ``rows`` are the units that get or would get something, ``ties`` says who shares a border."""

    code: str
    name: str
    quota: str
    rows: tuple[AwardRow, ...]
    ties: str
    simulated: bool


def award_panels(
    scheme: Scheme, groups: Iterable[AwardGroup], tiers: list[Mapping[str, Any]]
) -> list[AwardPanel]:
    """Group by group; units that get nothing, deviate in nothing and have no gate are left out."""
    found = []
    for group in groups:
        told = [f"{tier_name(tiers, n)} {places}" for n, places in enumerate(group.places)]
        shown = [
            AwardRow(
                line,
                named(line),
                tier_name(tiers, line.strict),
                tier_name(tiers, line.final),
                _(", ").join(named(named_gate(scheme, rule)) for rule in line.gates),
            )
            for line in group.lines
            if line.strict is not None or line.final is not None or line.gates
        ]
        ties = _(", ").join(named(line) for line in group.lines if line.tied)
        simulated = any(line.simulated for line in group.lines)
        found.append(AwardPanel(group.code, named(group), _(", ").join(told), tuple(shown), ties, simulated))
    return found
