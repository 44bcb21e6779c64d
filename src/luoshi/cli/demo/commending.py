"""Events that add or take points: one commended, one criticised, one that waits for confirmation (演示加减分事项)."""

from __future__ import annotations

from datetime import date
from functools import partial

from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.define_event_kind import define_event_kind
from luoshi.assessment.actions.record_event import NewEvent, record_event
from luoshi.assessment.events import turns
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.founding import NEW_YEAR
from luoshi.org.models import Unit

KINDS = (("praise", "通报表扬", "Commendation"), ("blame", "通报批评", "Criticism"))
COMMENDED_ON, CRITICISED_ON, CONFIRMED_ON, WAITING_ON = (
    date(2015, 5, 28),
    date(2015, 6, 12),
    date(2015, 6, 15),
    date(2015, 7, 21),
)
COMMENDED = (
    "YS-T08",
    NewEvent(
        "praise",
        "city",
        date(2015, 5, 26),
        "秸秆禁烧工作受到通报表扬（演示）",
        "演市办〔2015〕31号（演示）",
        "通报第一条列明莲陂镇（演示）",
    ),
)
CRITICISED = (
    "YS-T09",
    NewEvent(
        "blame",
        "district",
        date(2015, 6, 10),
        "河道清理进展迟缓受到通报批评（演示）",
        "演政办〔2015〕22号（演示）",
        "通报附件及现场照片（演示）",
    ),
)
# Of July: it is of no effect on the half-year, and another person has not confirmed it yet.
WAITING = (
    "YS-T01",
    NewEvent(
        "praise",
        "province",
        date(2015, 7, 15),
        "卫生乡镇创建受到省级通报表扬（演示）",
        "省爱卫〔2015〕9号（演示）",
        "通报名单第十二位（演示）",
    ),
)


def enter(agenda: Agenda) -> None:
    """The supervision office records, the assessment office confirms what the half-year counts."""
    agenda.at(NEW_YEAR, _name, 14)
    for day, (unit, event) in (
        (COMMENDED_ON, COMMENDED),
        (CRITICISED_ON, CRITICISED),
        (WAITING_ON, WAITING),
    ):
        agenda.at(day, partial(_record, day, unit, event), 16)
    agenda.at(CONFIRMED_ON, _confirm, 10)


def _name() -> None:
    office = as_person("assessor", NEW_YEAR, 14)
    for code, name, name_en in KINDS:
        define_event_kind(office, code, name, name_en)


def _record(day: date, unit: str, event: NewEvent) -> None:
    record_event(as_person("supervisor", day, 16), Unit.objects.get(code=unit), event)


def _confirm() -> None:
    office = as_person("assessor", CONFIRMED_ON, 10)
    for event in turns(office).to_confirm:
        confirm_event(office, event)
