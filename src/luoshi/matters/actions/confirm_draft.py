"""Open a matter from a draft (确认事项草案)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.actions.settle_draft import require_kind, settle_draft
from luoshi.documents.models import Draft, DraftKind, DraftState
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.matters.actions.open_matter import open_matter
from luoshi.matters.models import Matter
from luoshi.matters.policies import may_open_matter
from luoshi.matters.printed_names import unit_named
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node


@dataclass(frozen=True)
class MatterDecision:
    """What a person makes of a draft: who leads, who supports (codes of units), by when.

    ``due_on`` None takes the usual term.
    """

    title: str
    text: str
    lead: str
    supporting: tuple[str, ...] = ()
    due_on: date | None = None
    type: str = "supervision"


@transaction.atomic
def confirm_draft(standing: Standing, draft: Draft, decision: MatterDecision) -> Matter:
    """The matter opened as ``decision`` says, tied to the sentence and clause of ``draft``.

    Refused: settled before, a draft of a target, an unknown unit, and whatever :func:`open_matter` refuses.
    """
    require(may_open_matter(standing))
    require_kind(draft, DraftKind.MATTER)
    units = _units(decision)
    matter = open_matter(
        standing,
        type=decision.type,
        title=decision.title,
        text=decision.text,
        lead=units[decision.lead],
        supporting=[units[code] for code in decision.supporting],
        due_on=decision.due_on,
        document=draft.document,
        clause=draft.clause,
        sentence_start=draft.sentence_start,
        sentence_end=draft.sentence_end,
    )
    settle_draft(
        standing,
        draft,
        DraftState.CONFIRMED if _unchanged(standing, draft, decision) else DraftState.EDITED,
        decision={
            "matter": matter.pk,
            "number": matter.number,
            "title": decision.title,
            "lead": decision.lead,
            "supporting": list(decision.supporting),
            "due_on": matter.due_on.isoformat() if matter.due_on else None,
        },
    )
    return matter


def _units(decision: MatterDecision) -> dict[str, Unit]:
    asked = {"lead": (decision.lead,), "supporting": decision.supporting}
    known = {u.code: u for u in Unit.objects.filter(code__in=[decision.lead, *decision.supporting])}
    problems = [
        Problem(code, _("No unit has this code."), _("Choose a unit of the district."), field)
        for field, codes in asked.items()
        for code in codes
        if code not in known
    ]
    if problems:
        raise Refused(problems)
    return known


def _unchanged(standing: Standing, draft: Draft, decision: MatterDecision) -> bool:
    """Whether nothing that was printed was decided otherwise; what was left open may be filled in."""
    read = draft.proposal
    org = tree(standing.today)
    printed = {role: {_code(unit_named(org, name)) for name in read[role]} for role in ("lead", "support")}
    return (
        (decision.title, decision.text) == (read["title"], read["text"])
        and (not read["deadline"] or decision.due_on == date.fromisoformat(read["deadline"]))
        and (not printed["lead"] or printed["lead"] == {decision.lead})
        and (not printed["support"] or printed["support"] == set(decision.supporting))
    )


def _code(node: Node | None) -> str | None:
    return node.code if node else None
