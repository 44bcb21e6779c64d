"""Name a kind of events that are counted (设立加减分事项类别)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.define_panel import code_problems
from luoshi.assessment.event_models import EventKind
from luoshi.assessment.policies import may_score
from luoshi.assessment.unseen import unseen
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing

# ``event.CODE.LEVEL`` is an indicator of a scheme and has its length.
LONGEST_CODE, LONGEST_NAME, LONGEST_ENGLISH = 30, 60, 80


@transaction.atomic
def define_event_kind(standing: Standing, code: str, name: str, name_en: str = "") -> EventKind:
    """A kind that a scheme may name ``event.CODE``. What it is worth, and at most, is said by the scheme."""
    require(may_score(standing))
    problems = list(_problems(code, name, name_en))
    if problems:
        raise Refused(problems)
    kind = EventKind.objects.create(
        code=code,
        name=name.strip(),
        name_en=name_en.strip(),
        defined_at=standing.at,
        defined_by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.define_event_kind",
        chain=district_code(),
        subject=f"{kind} {kind.name}",
        rows=[kind],
    )
    return kind


def _problems(code: str, name: str, name_en: str) -> Iterator[Problem]:
    yield from code_problems(code)
    if len(code) > LONGEST_CODE:
        yield Problem(
            _("Code"), _("It is longer than %d letters.") % LONGEST_CODE, _("Choose a shorter one."), "code"
        )
    if EventKind.objects.filter(code=code).exists():
        yield Problem(_("Code"), _("There is a kind of this code."), _("Choose another code."), "code")
    if not name.strip():
        yield Problem(_("Name"), _("The kind has no name."), _("Write what the units will read."), "name")
    hidden = unseen(("name", name, _("Name")), ("name_en", name_en, _("Name in English")))
    yield from hidden
    if not hidden and EventKind.objects.filter(name=name.strip()).exists():
        yield Problem(_("Name"), _("There is a kind of this name."), _("Choose another name."), "name")
    for field, text, longest in (("name", name, LONGEST_NAME), ("name_en", name_en, LONGEST_ENGLISH)):
        if len(text.strip()) > longest:
            what = _("The text is longer than %d characters.") % longest
            yield Problem(_("Name"), what, _("Choose a shorter one."), field)
