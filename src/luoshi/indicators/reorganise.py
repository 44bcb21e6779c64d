"""Carrying a change of boundaries out: found, move, end duties, dissolve, and record who inherits what (承继)."""

from __future__ import annotations

from luoshi.indicators.basis_models import Succession
from luoshi.indicators.duties import end_duties
from luoshi.indicators.models import FormDuty, Indicator
from luoshi.indicators.succession_plan import ALL, Plan, problems_of
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Refused
from luoshi.org.actions.dissolve import dissolve
from luoshi.org.actions.establish import establish
from luoshi.org.actions.move import move
from luoshi.org.models import Placement, Relation, Unit
from luoshi.org.queries import on as holds_on
from luoshi.org.standing import Standing


def carry_out(standing: Standing, plan: Plan, verb: str, chain: str) -> list[Succession]:
    """Do what ``plan`` says within the caller's transaction; the rows of the succession. Refused with its problems."""
    # Two changes of one unit at once: the second is held against what the first has made.
    list(Unit.objects.select_for_update().filter(code__in=plan.shares).order_by("pk"))
    problems = problems_of(plan)
    if problems:
        raise Refused(problems)
    decree = plan.decree
    establish(standing, list(plan.new), decree.on, decree.reason)
    units = {u.code: u for u in Unit.objects.all()}
    _move_along(standing, plan, units)
    rows: list[Recorded] = [*_hand_duties_on(standing, plan, units)]
    for code in plan.dissolved:
        dissolve(standing, units[code], decree.on, decree.reason)
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    made = [
        Succession.objects.create(
            predecessor=units[predecessor],
            successor=units[successor],
            on=decree.on,
            numerator=share.numerator,
            denominator=share.denominator,
            indicator_id=None if indicator == ALL else indicators[indicator],
            weight=decree.weight.strip(),
            document=decree.document.strip(),
            reason=decree.reason.strip(),
            approver=decree.approver.strip(),
            by_id=standing.person_id,
            recorded_at=standing.at,
        )
        for predecessor, of in plan.shares.items()
        for indicator, lines in of.items()
        for successor, share in lines.items()
    ]
    record(
        standing.signature(),
        verb,
        chain=chain,
        subject="、".join(plan.shares) + " → " + "、".join(sorted(plan.successors)),
        rows=[*rows, *made],
        reason=decree.reason.strip(),
        detail={
            "on": decree.on.isoformat(),
            "document": decree.document.strip(),
            "approver": decree.approver.strip(),
            "lines": [f"{s.predecessor.code} → {s.successor.code} {s.share}" for s in made],
        },
    )
    return made


def _move_along(standing: Standing, plan: Plan, units: dict[str, Unit]) -> None:
    """Units below a predecessor go where the plan says, by whichever relation tied them to it."""
    predecessors = [units[code].pk for code in plan.shares]
    for code, successor in plan.along.items():
        tied = Placement.objects.filter(
            holds_on(plan.decree.on), unit=units[code], parent__in=predecessors
        ).values_list("relation", flat=True)
        for relation in sorted(tied):
            move(
                standing,
                units[code],
                units[successor],
                Relation(relation),
                plan.decree.on,
                plan.decree.reason,
            )


def _hand_duties_on(standing: Standing, plan: Plan, units: dict[str, Unit]) -> list[FormDuty]:
    """Who is dissolved files no more; who is founded files what its predecessors did. Rows changed and made."""
    day = plan.decree.on
    changed: list[FormDuty] = []
    for new in plan.new:
        predecessors = [
            units[p].pk for p, of in plan.shares.items() if any(new.code in lines for lines in of.values())
        ]
        forms = FormDuty.objects.filter(holds_on(day), unit__in=predecessors).values_list("form", flat=True)
        changed += [
            FormDuty.objects.create(
                form_id=form, unit=units[new.code], valid_from=day, recorded_at=standing.at
            )
            for form in sorted(set(forms))
        ]
    gone = [units[code].pk for code in plan.dissolved]
    return [*changed, *end_duties(FormDuty.objects.filter(unit__in=gone), day, standing.at)]
