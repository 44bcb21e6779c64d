"""The cards beside a checked document: what was found, what a person enters about it, what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from luoshi.documents.actions.settle_finding import Ruling
from luoshi.documents.queries import FindingView, Tally
from luoshi.ledger.refusal import Problem
from luoshi.web.forms import row_key
from luoshi.web.plan_cards import by_field

TONES = {"error": "bad", "question": "waiting", "note": "neutral", "unchecked": "neutral", "holds": "good"}


@dataclass(frozen=True)
class FindingCard:
    """One finding as drawn. ``entered`` fills the form; ``errors`` are by field, those without a field under ``head``."""

    view: FindingView
    entered: Mapping[str, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.view.finding.pk

    @property
    def tone(self) -> str:
        return TONES[self.view.level]

    @property
    def decision_tone(self) -> str:
        return "active" if self.view.is_accepted else "neutral"

    @property
    def is_open(self) -> bool:
        """Whether the form stands open because something in it is to be mended."""
        return bool(set(self.errors) & {"correction", "wording"})


def finding_cards(
    views: Sequence[FindingView], failed: Mapping[int, tuple[Mapping[str, str], list[Problem]]]
) -> list[FindingCard]:
    """Cards in the order given; ``failed`` gives what was entered and refused, by key of the finding."""
    drawn = []
    for view in views:
        proposed = {"correction": view.mended, "wording": view.wording}
        entered, problems = failed.get(view.finding.pk, ({}, []))
        drawn.append(FindingCard(view, {**proposed, **entered}, by_field(problems)))
    return drawn


def ruling_of(posted: Mapping[str, str], view: FindingView) -> Ruling:
    """What the form of a card says: accepted as it is, accepted with changes, or dismissed."""
    instead_of = row_key(posted.get("instead_of", ""))
    if posted.get("decision") == "reject":
        return Ruling("rejected", reason=posted.get("reason", ""), instead_of=instead_of)
    correction = " ".join(posted.get("correction", "").split())
    wording = " ".join(posted.get("wording", "").split())
    proposed = view.correction.new if view.correction else ""
    changed_correction = correction if correction != proposed else ""
    changed_wording = wording if wording != view.sentence else ""
    kind = "edited" if changed_correction or changed_wording else "accepted"
    return Ruling(kind, changed_correction, changed_wording, instead_of=instead_of)


def tally_sentence(tally: Tally) -> str:
    """32 relations were checked: 29 hold, 2 do not, 1 is a question."""
    counts = (
        (tally.holding, ngettext("%d holds", "%d hold", tally.holding)),
        (tally.errors, ngettext("%d does not", "%d do not", tally.errors)),
        (tally.questions, ngettext("%d is a question", "%d are questions", tally.questions)),
        (tally.notes, ngettext("%d is a note", "%d are notes", tally.notes)),
        (tally.unchecked, ngettext("%d cannot be checked", "%d cannot be checked", tally.unchecked)),
    )
    parts = [words % count for count, words in counts if count]
    told = pgettext("between clauses", ", ").join(parts)
    whole = ngettext("%(n)d relation was checked", "%(n)d relations were checked", tally.relations)
    return _("%(whole)s: %(parts)s.") % {"whole": whole % {"n": tally.relations}, "parts": told}
