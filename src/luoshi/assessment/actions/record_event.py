"""Record an event for a unit (登记加减分事项): it counts once another person has confirmed it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.assessment.appeal_steps import owed
from luoshi.assessment.event_models import EventKind, EventLevel, UnitEvent
from luoshi.assessment.event_policies import may_record_about, may_record_events, of_the_unit
from luoshi.assessment.unseen import unseen
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

LONGEST = {"title": 120, "document": 200, "evidence": 300}
KEPT_APART = _("Nobody records, confirms or withdraws what concerns his own unit.")


# Brackets of a document's number are written in many ways, and its number with or without 第.
_BESIDE = re.compile(r"[\s()\[\]〔〕【】〈〉《》第]+")


@dataclass(frozen=True)
class NewEvent:
    """``kind`` is a code; ``document`` what it rests on, ``evidence`` what shows that it concerns the unit."""

    kind: str
    level: str
    happened_on: date
    title: str
    document: str
    evidence: str


@transaction.atomic
def record_event(standing: Standing, unit: Unit, new: NewEvent) -> UnitEvent:
    """An event without effect yet. Refused with everything that is wrong, each beside its field."""
    require(may_record_events(standing))
    require(may_record_about(standing, unit.pk), KEPT_APART)
    # Of two who record the same event at once the second waits, and finds the first.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    problems = list(_problems(standing, unit, new))
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    event = UnitEvent.objects.create(
        unit=unit,
        kind=EventKind.objects.get(code=new.kind),
        level=new.level,
        happened_on=new.happened_on,
        title=new.title.strip(),
        document=new.document.strip(),
        evidence=new.evidence.strip(),
        simulated=unit.simulated,
        recorded_at=standing.at,
        recorded_by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.record_event",
        chain=unit.code,
        subject=str(event),
        rows=[event],
        detail={"document": event.document, "on": event.happened_on.isoformat()},
    )
    return event


def _problems(standing: Standing, unit: Unit, new: NewEvent) -> Iterator[Problem]:
    node = tree(standing.today).nodes.get(unit.pk)
    if node is None or not node.group:
        yield Problem(
            named(unit), _("The unit is in no peer group."), _("Choose one that is assessed."), "unit"
        )
    elif of_the_unit(standing, unit.pk, new.happened_on):
        yield Problem(
            named(unit),
            _("You were of this unit when it happened or later."),
            _("Another person of the offices records it."),
            "unit",
        )
    if not EventKind.objects.filter(code=new.kind).exists():
        yield Problem(_("Kind"), _("There is no such kind."), _("Choose one from the list."), "kind")
    if new.level not in EventLevel.values:
        yield Problem(
            pgettext_lazy("event", "Level"),
            _("There is no such level."),
            _("Choose one from the list."),
            "level",
        )
    if new.happened_on > standing.today:
        yield Problem(
            _("Day"), _("This day has not come yet."), _("Choose today or an earlier day."), "happened_on"
        )
    elif unit.pk not in tree(new.happened_on).nodes:
        yield Problem(
            _("Day"),
            _("The unit does not exist on this day."),
            _("Choose a day on which it exists."),
            "happened_on",
        )
    said = (
        ("title", new.title, pgettext_lazy("event", "What happened")),
        ("document", new.document, pgettext_lazy("evidence", "Document")),
        ("evidence", new.evidence, _("Evidence")),
    )
    yield from owed(*said, kept=LONGEST)
    yield from unseen(*said)
    same = UnitEvent.objects.filter(unit=unit, kind__code=new.kind, happened_on=new.happened_on)
    papers = same.exclude(steps__kind="withdrawn").values_list("document", flat=True)
    if _spelled(new.document) in map(_spelled, papers):
        yield Problem(
            pgettext_lazy("evidence", "Document"),
            _("This event of the unit is on record already."),
            _("One event is recorded once."),
            "document",
        )


def _spelled(document: str) -> str:
    """A document's number without what is written in one way or another: width, spaces, brackets, 第."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", document)).casefold()
