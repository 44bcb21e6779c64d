"""Keep a decision although a new edition changed its words (维持原定)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.actions.settle_draft import excerpt
from luoshi.documents.carrying import says_the_same
from luoshi.documents.editions import require_newest
from luoshi.documents.models import LONGEST_REASON, Carried, CarriedState, DraftState
from luoshi.documents.policies import may_settle
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def keep_decision(standing: Standing, carried: Carried, reason: str = "") -> Carried:
    """Leave the target or matter as it was set; what stands in its place in the new text counts as settled by it.

    Refused when it was decided before, when the document has a later edition, and without a reason where the
    new text asks for something else or no longer says it.
    """
    require(may_settle(standing))
    carried = (
        Carried.objects.select_for_update(of=("self", "document"))
        .select_related("document__unit", "origin__document", "draft")
        .get(pk=carried.pk)
    )
    require_newest(carried.document)
    draft, origin = carried.draft, carried.origin
    same = draft is not None and says_the_same(draft.kind, origin.proposal, draft.proposal)
    _check(carried, reason, same)
    carried.state, carried.reason = CarriedState.KEPT, reason.strip()
    carried.decided_by_id, carried.decided_at = standing.person_id, standing.at
    carried.save()
    rows: list[Recorded] = [carried]
    if draft is not None and draft.state == DraftState.PENDING:
        draft.state = origin.state if same else DraftState.EDITED
        draft.decision, draft.reason = origin.decision, carried.reason
        draft.decided_by_id, draft.decided_at = standing.person_id, standing.at
        draft.save()
        rows.append(draft)
    record(
        standing.signature(),
        "documents.keep_decision",
        chain=carried.document.unit.code,
        subject=excerpt(origin),
        rows=rows,
        reason=carried.reason,
    )
    return carried


def _check(carried: Carried, reason: str, same: bool) -> None:
    if carried.state != CarriedState.OPEN:
        raise Refused(
            Problem(
                excerpt(carried.origin),
                _("This was decided before: %s.") % CarriedState(carried.state).label,
                _("Reload the page to see what became of it."),
                "settled",
            )
        )
    if not same and not reason.strip():
        raise Refused(
            Problem(
                excerpt(carried.origin),
                _("The reason is missing."),
                _("Say in a few words why the decision stands although the text was changed."),
                "reason",
            )
        )
    if problems := too_long(excerpt(carried.origin), reason, LONGEST_REASON, "reason"):
        raise Refused(problems)
