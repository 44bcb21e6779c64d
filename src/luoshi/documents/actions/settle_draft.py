"""Settle a draft: what a person made of what was read (审定草案)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.editions import require_newest
from luoshi.documents.models import Carried, CarriedState, Draft, DraftKind, DraftState
from luoshi.documents.policies import may_settle
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def settle_draft(
    standing: Standing, draft: Draft, state: str, *, decision: dict[str, Any] | None = None, reason: str = ""
) -> Draft:
    """Move a pending draft to ``state``; ``decision`` is what was made of it, ``reason`` why it was turned down.

    A confirmed draft of a new edition also answers the earlier decision in whose place it stands.
    Refused when somebody settled it before, or a later edition has taken the document's place. Called by the
    actions that confirm or reject, never by a page.
    """
    require(may_settle(standing))
    draft = Draft.objects.select_for_update().select_related("document__unit").get(pk=draft.pk)
    if draft.state != DraftState.PENDING:
        raise Refused(
            Problem(
                excerpt(draft),
                _("This draft was settled before: %s.") % DraftState(draft.state).label,
                _("Reload the page to see what became of it."),
                "settled",
            )
        )
    require_newest(draft.document)
    draft.state, draft.decision, draft.reason = state, decision, reason
    draft.decided_by_id, draft.decided_at = standing.person_id, standing.at
    draft.save()
    record(
        standing.signature(),
        f"documents.{'reject' if state == DraftState.REJECTED else 'confirm'}_draft",
        chain=draft.document.unit.code,
        subject=excerpt(draft),
        rows=[draft, *([] if state == DraftState.REJECTED else _replaced(standing, draft))],
        reason=reason,
    )
    return draft


def _replaced(standing: Standing, draft: Draft) -> list[Carried]:
    found = list(Carried.objects.select_for_update().filter(draft=draft, state=CarriedState.OPEN))
    for carried in found:
        carried.state = CarriedState.REPLACED
        carried.decided_by_id, carried.decided_at = standing.person_id, standing.at
        carried.save()
    return found


def require_kind(draft: Draft, kind: DraftKind) -> None:
    """Refuse a draft of the other kind: a target is not opened as a matter, nor the other way round."""
    if draft.kind != kind:
        raise Refused(
            Problem(
                excerpt(draft),
                _("This draft proposes a %s.") % DraftKind(draft.kind).label,
                _("Confirm it as such, or reject it with a reason."),
                "kind",
            )
        )


def excerpt(draft: Draft) -> str:
    """The first words of the draft's sentence."""
    return " ".join(draft.document.text[draft.sentence_start : draft.sentence_end].split())[:60]
