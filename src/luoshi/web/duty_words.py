"""Turns in the assessment as lines of Today (考核待办): words, address, last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.web.appeal_words import unit_name
from luoshi.web.named import named
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.duties import Duty
    from luoshi.assessment.event_models import UnitEvent


def duty_item(duty: Duty, today: date) -> tuple[str, str, date | None]:
    """What there is to do, where, and until when."""
    if duty.appeal is not None:
        return _appeal(duty, today)
    if duty.run is not None:
        return _run(duty)
    if duty.event is not None:
        return _event(duty.kind, duty.event, today)
    assert duty.scheme is not None
    words = {
        "opinion": _("%s: give your unit's opinion"),
        "answer": _("%s: answer the opinions"),
        "approve": _("%s: approve the scheme"),
        "publish_rules": _("%s: publish the rules"),
    }[duty.kind]
    place = "assessment_opinions" if duty.kind in ("opinion", "answer") else "assessment_scheme"
    return words % named(duty.scheme), reverse(place, args=[duty.scheme.pk]), duty.due_on


def _event(kind: str, event: UnitEvent, today: date) -> tuple[str, str, date | None]:
    said = {"title": event.title, "unit": unit_name(event.unit_id, event.unit.code, today)}
    words = {
        "event": _("%(title)s of %(unit)s: confirm the event"),
        "event.withdrawal": _("%(title)s of %(unit)s: decide whether the event is withdrawn"),
    }[kind]
    return words % said, reverse("assessment_event", args=[event.pk]), None


def _appeal(duty: Duty, today: date) -> tuple[str, str, date | None]:
    assert duty.appeal is not None
    appeal = duty.appeal.appeal
    words = {
        "appeal.file": _("Draft of an appeal of %(unit)s: file it in time"),
        "appeal.admit": _("%(number)s of %(unit)s: admit it"),
        "appeal.answer": _("%(number)s of %(unit)s: give your answer"),
        "appeal.decide": _("%(number)s of %(unit)s: decide"),
        "appeal.carry_out": _(
            "%(number)s of %(unit)s is upheld: correct the figure, freeze a new final result"
        ),
        "appeal.lift": _("%(number)s of %(unit)s is upheld: lift the gate"),
    }[duty.kind]
    told = words % {"number": appeal.number, "unit": unit_name(appeal.unit_id, appeal.unit.code, today)}
    if duty.kind == "appeal.lift":
        assert appeal.gate is not None
        return told, reverse("assessment_award_plan", args=[appeal.gate.scheme_id]), None
    return told, reverse("assessment_appeal", args=[appeal.pk]), duty.due_on


def _run(duty: Duty) -> tuple[str, str, date | None]:
    assert duty.run is not None
    words = {
        "window": _("%(scheme)s, %(period)s: look at your score; appeals are open"),
        "settle": _("%(scheme)s, %(period)s: settle the result"),
        "publish": _("%(scheme)s, %(period)s: publish the result"),
    }[duty.kind]
    said = {"scheme": named(duty.run.scheme), "period": period_name(Period.parse(duty.run.period))}
    return words % said, reverse("assessment_run", args=[duty.run.pk]), duty.due_on
