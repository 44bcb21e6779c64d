"""What became of the matters: answered, passed on, objected to, late, looked back at (演示督办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.ask_extension import ask_extension
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.chase import chase
from luoshi.matters.actions.close import close
from luoshi.matters.actions.look_back import look_back
from luoshi.matters.actions.object_to import object_to
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.models import Matter
from luoshi.org.models import Person, Role
from luoshi.org.standing import Standing
from luoshi.workdays.queries import add_working_days

ASSIGNED_ON = date(2015, 3, 6)
ACCEPTED_ON = date(2015, 3, 10)


@dataclass(frozen=True)
class Duty:
    """One matter and the business date of the demonstration."""

    key: int
    today: date

    @property
    def matter(self) -> Matter:
        return Matter.objects.select_related("lead").get(pk=self.key)

    def office(self, day: date, hour: int = 9) -> Standing:
        return as_person("supervisor", day, hour)

    def lead(self, day: date, hour: int = 10) -> Standing:
        """Somebody of the lead unit: its liaison, or its head where it has none."""
        staff = Person.objects.filter(tenures__post__unit=self.matter.lead)
        person = staff.filter(tenures__post__role=Role.LIAISON).first() or staff.first()
        if person is None:
            raise LookupError(f"nobody holds a post in {self.matter.lead}")
        return as_person(person.code, day, hour)


def enter(agenda: Agenda, book: Book, matters: list[Matter]) -> None:
    """Put the life of every matter on the agenda; the kinds of life take turns."""
    lives = (
        _closed_and_looked_back,
        _closed,
        _under_review,
        _late,
        _objected,
        _returned,
        _asks_for_time,
        _under_way,
    )
    for n, matter in enumerate(matters):
        duty = Duty(matter.pk, book.today)
        agenda.at(ASSIGNED_ON, lambda d=duty: assign(d.office(ASSIGNED_ON, 14), d.matter), 14, n)  # type: ignore[misc]
        lives[n % len(lives)](agenda, duty)


def _accepts(agenda: Agenda, duty: Duty, day: date = ACCEPTED_ON) -> None:
    agenda.at(day, lambda: accept(duty.lead(day), duty.matter), 10)


def _reports(agenda: Agenda, duty: Duty, day: date, words: str) -> None:
    agenda.at(day, lambda: report(duty.lead(day), duty.matter, words, "附工作台账和现场照片（演示）"))


def _within(duty: Duty, days: int) -> date:
    """The working day ``days`` after acceptance, or the last one before it was due or the demonstration ends."""
    last = min(duty.matter.due_on or duty.today, add_working_days(duty.today, -3))
    day = add_working_days(ACCEPTED_ON, days)
    return day if day <= last else max(add_working_days(last, -1), ACCEPTED_ON)


def _closed_and_looked_back(agenda: Agenda, duty: Duty) -> None:
    _closed(agenda, duty)
    day = date(2015, 6, 25)
    agenda.at(
        day,
        lambda: look_back(
            duty.office(day), duty.matter, effective=True, finding="现场抽查三处，措施在用（演示）"
        ),
        15,
    )


def _closed(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty)
    day = _within(duty, 17)
    _reports(agenda, duty, day, "已按要求完成并形成长效办法（演示）")
    checked = add_working_days(day, 2)
    agenda.at(checked, lambda: review(duty.office(checked, 9), duty.matter, passed=True), 9)
    agenda.at(checked, lambda: close(duty.office(checked, 11), duty.matter), 11)


def _under_review(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty)
    _reports(agenda, duty, _within(duty, 75), "摸底完成，项目清单已报送（演示）")


def _late(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty, date(2015, 3, 13))
    due = duty.matter.due_on
    day = add_working_days(due, 3) if due is not None else duty.today
    if day < duty.today:
        agenda.at(
            day,
            lambda: chase(duty.office(day), duty.matter, "已逾期，请书面说明原因和完成时间（演示）"),
        )


def _objected(agenda: Agenda, duty: Duty) -> None:
    day = date(2015, 3, 11)
    agenda.at(
        day,
        lambda: object_to(duty.lead(day), duty.matter, "该事项主要职责不在本单位，建议调整牵头单位（演示）"),
    )


def _returned(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty)
    day = _within(duty, 21)
    _reports(agenda, duty, day, "正在推进（演示）")
    checked = add_working_days(day, 2)
    agenda.at(
        checked,
        lambda: review(
            duty.office(checked), duty.matter, passed=False, reason="没有完成时间和责任人，退回重报（演示）"
        ),
    )


def _asks_for_time(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty)
    due = duty.matter.due_on
    day = date(2015, 6, 29)
    if due is not None and due >= day:
        later = due + timedelta(days=30)
        agenda.at(
            day,
            lambda: ask_extension(
                duty.lead(day), duty.matter, later, "雨季影响现场施工，申请顺延三十日（演示）"
            ),
        )


def _under_way(agenda: Agenda, duty: Duty) -> None:
    _accepts(agenda, duty)
    day = date(2015, 3, 17)

    def pass_on() -> None:
        post = duty.matter.lead.posts.filter(role=Role.PRINCIPAL).first() if duty.matter.lead else None
        if post is not None:
            assign(duty.lead(day), duty.matter, post=post, note="请主要负责人牵头落实（演示）")

    agenda.at(day, pass_on, 10)
