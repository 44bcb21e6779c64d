"""Propose to change a locked scheme (方案调整): by a document, as a new version beside the old one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.effect import effect, measured_on
from luoshi.assessment.models import LONGEST_REASON, Scheme, SchemeChange
from luoshi.assessment.movement import kept
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.versions import change_problems, new_version
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing

LONGEST_NUMBER, LONGEST_TITLE = 80, 120


@dataclass(frozen=True)
class Grounds:
    """The document that orders a change, and why (依据文号、名称、理由)."""

    number: str
    title: str
    reason: str

    def problems(self) -> list[Problem]:
        """What is missing or longer than is kept, beside its field."""
        return [
            Problem(place, what, mend, field)
            for place, what, mend, field, given in (
                (
                    _("Document number"),
                    _("The number of the document is missing."),
                    _("Write it as “区考核办〔2015〕6号”."),
                    "number",
                    self.number,
                ),
                (
                    _("Document title"),
                    _("The title of the document is missing."),
                    _("Copy it from the document."),
                    "title",
                    self.title,
                ),
                (
                    _("Reason"),
                    _("The reason is missing."),
                    _("Say why, in a sentence."),
                    "reason",
                    self.reason,
                ),
            )
            if not given.strip()
        ] + [
            *too_long(_("Document number"), self.number, LONGEST_NUMBER, "number"),
            *too_long(_("Document title"), self.title, LONGEST_TITLE, "title"),
            *too_long(_("Reason"), self.reason, LONGEST_REASON, "reason"),
        ]


@transaction.atomic
def propose_change(
    standing: Standing, scheme: Scheme, source: str, grounds: Grounds, seen: str | None = None
) -> Scheme:
    """A draft that is to take the place of the locked ``scheme``, with whom it moves; a leader approves it.

    Kept with it: score and rank of every unit by both versions, as of the last result, else as of today.
    Refused with ``seen`` when another version than that digest has been saved last.
    """
    require(may_score(standing))
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    problems = [*change_problems(scheme, source), *grounds.problems()]
    if problems:
        raise Refused(problems)
    draft = new_version(standing, source, scheme, seen)
    period, as_of = measured_on(scheme, standing.today)
    moves = effect(standing, read_scheme(scheme.source), read_scheme(source), period, as_of)
    change = SchemeChange.objects.create(
        scheme=draft,
        number=grounds.number.strip(),
        title=grounds.title.strip(),
        reason=grounds.reason.strip(),
        period=period.code,
        as_of=as_of,
        moves=kept(moves),
    )
    record(
        standing.signature(),
        "assessment.propose_change",
        chain=district_code(),
        subject=str(draft),
        rows=[draft, change],
        reason=change.reason,
        detail={"digest": draft.digest, "replaces": scheme.digest, "document": change.number},
    )
    return draft
