"""Make a target of a draft (确认目标草案)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.actions.settle_draft import require_kind, settle_draft
from luoshi.documents.models import Draft, DraftKind, DraftState
from luoshi.indicators.actions.state_value import Evidence, state_value
from luoshi.indicators.models import Indicator
from luoshi.indicators.units import converted
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_SOURCE, too_long
from luoshi.org.standing import Standing
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.stretch import amount_problems, peer_problems
from luoshi.targets.vocabulary import OPERATOR_OF, PACED, BaseState, TargetKind, as_stated
from luoshi.workdays.periods import Period

OPERATORS = (">=", "<=", ">", "~", "=")


# Kinds whose value is printed with a unit of measure.
AMOUNTS = (TargetKind.LEVEL, TargetKind.FLOOR, TargetKind.CEILING)


@dataclass(frozen=True)
class TargetDecision:
    """What a person makes of a draft. ``value`` is in per cent for growth, a rank for a rank, else in the indicator's unit.

    ``stretch`` is what is hoped for, of the same kind; ``peers`` are those among whom a rank counts. ``op`` is that of
    the kind where the kind says how it is compared. ``base`` None with ``takes_stated_base`` takes the base that the document states, if it does; a ``base``
    given here is the person's own and needs ``base_source``.
    """

    indicator: Indicator
    kind: str
    op: str
    value: Decimal
    period: str
    base: Decimal | None = None
    base_source: str = ""
    takes_stated_base: bool = True
    stretch: Decimal | None = None
    peers: tuple[str, ...] = ()


def proposed(draft: Draft, indicator: Indicator) -> TargetDecision:
    """The decision that takes the draft of a target as it was read, for ``indicator``.

    Refused when an amount was read in a unit that cannot be turned into the indicator's.
    """
    read = draft.proposal
    value = Decimal(read["value"])
    if read["kind"] in AMOUNTS:
        value = _in_unit_of(indicator, value, read["unit"], "value")
    return TargetDecision(indicator, read["kind"], read["op"], value, read["period"])


def as_printed(draft: Draft, indicator: Indicator, amount: Decimal) -> Decimal:
    """An amount that somebody corrected in the unit that the document prints, in the indicator's.

    Where the document's unit is none of amounts, or cannot be turned into the indicator's, the amount is in the latter.
    """
    read = draft.proposal
    if read["kind"] not in AMOUNTS:
        return amount
    turned = converted(amount, read["unit"], indicator.unit_name)
    return amount if turned is None else turned


@transaction.atomic
def confirm_draft(standing: Standing, draft: Draft, decision: TargetDecision) -> Target:
    """The root target of the document's unit, tied to its sentence; the base too becomes a recorded value.

    A base that the document does not state and nobody supplies stays open: nothing is invented.
    Refused: settled before, another target in force for the same indicator and period, incomplete decision.
    """
    require(may_set_targets(standing))
    require_kind(draft, DraftKind.TARGET)
    unit = draft.document.unit
    problems = [*problems_of(decision), *rivals(draft, decision)]
    if problems:
        raise Refused(problems)
    base, evidence, state = base_meant(draft, decision)
    said = columns(draft, decision, base, evidence, state)
    target = Target.objects.create(**said, unit=unit, recorded_at=standing.at)
    settle(standing, draft, decision, target)
    record(
        standing.signature(),
        "targets.confirm_draft",
        chain=unit.code,
        subject=f"{decision.indicator.name} {decision.period}",
        rows=[target],
        detail={
            "value": str(decision.value),
            "base": None if base is None else str(base),
            "base_state": state,
        }
        | ({} if decision.stretch is None else {"stretch": str(decision.stretch)}),
    )
    if base is not None:
        before = Period.parse(decision.period).year_before().code
        state_value(standing, decision.indicator, unit, before, base, evidence)
    return target


def columns(
    draft: Draft, decision: TargetDecision, base: Decimal | None, evidence: Evidence, state: BaseState
) -> dict[str, Any]:
    """What a decision and the place of its draft say in the columns of a target."""
    return {
        "indicator_id": decision.indicator.pk,
        "period": decision.period,
        "kind": decision.kind,
        "op": OPERATOR_OF.get(TargetKind(decision.kind), decision.op),
        "value": decision.value,
        "stretch": decision.stretch,
        "base": base,
        "base_state": state,
        "base_start": evidence.start,
        "base_end": evidence.end,
        "base_source": evidence.source,
        "level": level_meant(decision.kind, decision.value, base),
        "peers": list(decision.peers) or None,
        "document_id": draft.document_id,
        "clause_id": draft.clause_id,
        "span_start": draft.start,
        "span_end": draft.end,
        "sentence_start": draft.sentence_start,
        "sentence_end": draft.sentence_end,
    }


def settle(standing: Standing, draft: Draft, decision: TargetDecision, target: Target) -> None:
    """The draft settled by ``target``: confirmed, or with changes where ``decision`` departs from what was read."""
    state = DraftState.CONFIRMED if _unchanged(draft, decision) else DraftState.EDITED
    settle_draft(standing, draft, state, decision=_told(decision, target))


def base_meant(draft: Draft, decision: TargetDecision) -> tuple[Decimal | None, Evidence, BaseState]:
    """The base with its evidence: the person's own, else the one that the text states, else none."""
    stated = draft.proposal.get("base")
    if decision.kind not in PACED:
        return None, Evidence(), BaseState.MISSING
    if decision.base is not None:
        return decision.base, Evidence(source=decision.base_source.strip()), BaseState.SUPPLIED
    if stated and decision.takes_stated_base:
        base = _in_unit_of(decision.indicator, Decimal(stated["value"]), stated["unit"], "base")
        clause = draft.document.clauses.filter(key=stated["clause"]).first()
        return base, Evidence(draft.document, clause, stated["start"], stated["end"]), BaseState.STATED
    return None, Evidence(), BaseState.MISSING


def _in_unit_of(indicator: Indicator, value: Decimal, unit: str, field: str) -> Decimal:
    amount = converted(value, unit, indicator.unit_name)
    if amount is None:
        raise Refused(
            Problem(
                named(indicator),
                _("The document says %(value)s %(unit)s; this indicator is kept in %(into)s.")
                % {"value": value, "unit": unit, "into": indicator.unit_name},
                _("Choose another indicator, or enter the amount in its unit yourself."),
                field,
            )
        )
    return amount


def problems_of(decision: TargetDecision) -> list[Problem]:
    """What is wrong with a decision in itself."""
    where = named(decision.indicator)
    problems = []
    try:
        Period.of_months(decision.period)
    except ValueError:
        problems.append(
            Problem(
                _("Period"),
                _("“%s” is not a period.") % decision.period,
                _("Write 2015, 2015-H1, 2015-Q2 or 2015-06."),
                "period",
            )
        )
    if decision.kind not in TargetKind.values or decision.op not in OPERATORS:
        return [
            *problems,
            Problem(where, _("Unknown kind of target."), _("Choose one from the list."), "kind"),
        ]
    op = OPERATOR_OF.get(TargetKind(decision.kind), decision.op)
    problems += amount_problems(decision.kind, op, decision.value, decision.stretch)
    if decision.kind == TargetKind.ZERO and decision.value != 0:
        problems.append(
            Problem(
                _("Value"),
                _("What is to be kept at zero has no other value."),
                _("Write 0, or choose a ceiling if some are allowed."),
                "value",
            )
        )
    if decision.kind == TargetKind.RANK:
        problems += peer_problems(decision.value, decision.peers)
    if decision.kind not in PACED and decision.base is not None:
        problems.append(
            Problem(
                _("Base"),
                _("Only an amount or a growth of the year has a base."),
                _("Leave the base empty."),
                "base",
            )
        )
    problems += too_long(_("Base"), decision.base_source, LONGEST_SOURCE, "base_source")
    if decision.base is not None and not decision.base_source.strip():
        problems.append(
            Problem(
                _("Base"),
                _("The source of the base is missing."),
                _("Name the document, table or office that the number comes from."),
                "base_source",
            )
        )
    if decision.base is not None and not (decision.base.is_finite() and decision.base > 0):
        problems.append(
            Problem(_("Base"), _("A base is a positive amount."), _("Check the number and its unit."), "base")
        )
    return problems


def rivals(draft: Draft, decision: TargetDecision, instead_of: Target | None = None) -> list[Problem]:
    """Another target than ``instead_of`` that is in force for what ``decision`` asks."""
    rival = (
        Target.objects.filter(
            indicator=decision.indicator,
            unit=draft.document.unit,
            period=decision.period,
            kind__in=PACED if decision.kind in PACED else (decision.kind,),
            superseded_at__isnull=True,
        )
        .exclude(pk__in=[instead_of.pk] if instead_of else [])
        .first()
    )
    if rival is None:
        return []
    return [
        Problem(
            named(decision.indicator),
            _("A target for this indicator and period is in force already: %s.")
            % as_stated(rival.kind, rival.op, rival.value, rival.indicator.unit_name),
            _("Choose another indicator, or reject this draft as a repetition."),
            "indicator",
        )
    ]


def _unchanged(draft: Draft, decision: TargetDecision) -> bool:
    read = draft.proposal
    return (
        decision.indicator.code == read["indicator"]
        and (decision.base is None or not read["base"])
        and (decision.takes_stated_base or not read["base"])
        and replace(decision, base=None, base_source="", takes_stated_base=True, peers=())
        == proposed(draft, decision.indicator)
    )


def _told(decision: TargetDecision, target: Target) -> dict[str, Any]:
    return {
        "target": target.pk,
        "indicator": decision.indicator.code,
        "kind": decision.kind,
        "op": decision.op,
        "value": str(decision.value),
        "unit": decision.indicator.unit_name,
        "period": decision.period,
        "base": None if target.base is None else str(target.base),
        "base_state": str(target.base_state),
        "base_source": target.base_source,
    } | ({"peers": list(decision.peers)} if decision.peers else {})
