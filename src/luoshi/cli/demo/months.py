"""Six months of reports: on time and late, missing, mistaken and revised (演示报送)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book, Place
from luoshi.cli.demo.figures import Figures
from luoshi.cli.demo.founding import FORM
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.models import Observation, Round, SheetState
from luoshi.indicators.typed import Typed
from luoshi.ledger.refusal import Refused
from luoshi.org.models import Person, Role, Unit
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period
from luoshi.workdays.queries import add_working_days

MONTHS = range(1, 7)
# In April one town writes 元 for 万元 in one cell and gets its sheet back.
MISTAKEN = ("YS-T05", 4, "fixed_investment")
# In May one town finds that revenue of a moved plant was counted and corrects a verified figure.
REVISED = ("YS-T03", 5, "industry_revenue")
# One town files nothing for April and June.
SILENT = {("YS-T10", 4), ("YS-T10", 6)}
# In June one street forgets two projects; it finds them when the half-year's result lies open, and appeals.
UNDERSTATED = ("YS-S3", 6, "fixed_investment")
# Filed on the last day and corrected on the business date: these wait for the statistics owners on the Today page, and
# the verified figure they mean to replace counts until then.
LAST_MINUTE = {("YS-S5", 6): "fixed_investment", ("YS-X4", 6): "fiscal_revenue"}
# Sent back on the last day and not yet corrected.
SENT_BACK = ("YS-T05", 6)
LATE_BY = {"ahead": 0, "steady": 0, "slow": 2, "behind": 3, "missing": 4}
OWNERS = {"statistician": "YS-TJ", "treasurer": "YS-CZ"}


@dataclass(frozen=True)
class Desk:
    """What filing needs: the book and the invented figures."""

    book: Book
    figures: Figures

    def enter(self, agenda: Agenda) -> None:
        """Put the filings of January to June 2015 on the agenda; the calendar opens the rounds by itself."""
        for month in MONTHS:
            due = add_working_days(Period.month(2015, month).end, 3)
            for n, place in enumerate(self.book.places):
                if (place.code, month) not in SILENT:
                    self._plan_filing(agenda, place, month, due, n)

    def _plan_filing(self, agenda: Agenda, place: Place, month: int, due: date, n: int) -> None:
        late = LATE_BY[place.character] if (n + month) % 3 == 0 or place.character == "missing" else 0
        day = add_working_days(due, late) if late else due - timedelta(days=(n + month) % 2)
        if (place.code, month) in LAST_MINUTE:
            day = self.book.june_closed
        day = min(day, self.book.june_closed)
        agenda.at(day, lambda: self._file(place, month, day), 8 if day == self.book.june_closed else 10, n)
        checked = min(add_working_days(day, 1), self.book.june_closed)
        hour = 8 if checked == self.book.june_closed else 15
        if (place.code, month) in {MISTAKEN[:2], SENT_BACK}:
            agenda.at(checked, lambda: self._send_back(place, month, checked), hour, 30)
            if (place.code, month) == SENT_BACK:
                return
            mended = add_working_days(checked, 1)
            agenda.at(mended, lambda: self._file(place, month, mended, again=True), 9, n)
            checked = add_working_days(mended, 1)
        agenda.at(checked, lambda: self._verify(place, month, checked), hour, 40)
        if (place.code, month) == REVISED[:2]:
            revised, confirmed = date(2015, 6, 11), date(2015, 6, 12)
            value = self.figures[place.code, REVISED[2], 2015, month]
            why = "迁出企业的收入应予剔除，更正5月累计数（演示）"
            agenda.at(revised, lambda: self._revise(place, month, revised, REVISED[2], value, why), 9)
            agenda.at(confirmed, lambda: self._verify(place, month, confirmed), 9)
        if (place.code, month) in LAST_MINUTE:
            indicator = LAST_MINUTE[place.code, month]
            more = round(self.figures[place.code, indicator, 2015, month] * 1.004)
            why = "补录6月末入库项目，更正6月累计数（演示）"
            today = self.book.today
            agenda.at(today, lambda: self._revise(place, month, today, indicator, more, why), 8, 40)

    def _file(self, place: Place, month: int, day: date, *, again: bool = False) -> None:
        standing = _liaison(place, day, 8 if day == self.book.june_closed else 10)
        round_, unit = round_of(month), Unit.objects.get(code=place.code)
        typed = [
            Typed(i.code, str(self._value(place, i.code, month, mistaken=not again)), "")
            for i in self.book.indicators
            if month in i.months
        ]
        edition = _edition(round_, unit)
        sheet = save_cells(standing, round_, unit, typed, edition=edition)
        try:
            submit_sheet(standing, round_, unit, edition=sheet.edition)
        except Refused as refusal:
            doubted = {p.code.removeprefix("cell:") for p in refusal.problems}
            noted = [
                Typed(t.indicator, t.text, "按本单位台账填报（演示）")
                for t in typed
                if t.indicator in doubted
            ]
            sheet = save_cells(standing, round_, unit, noted, edition=sheet.edition)
            submit_sheet(standing, round_, unit, edition=sheet.edition)

    def _value(self, place: Place, indicator: str, month: int, *, mistaken: bool) -> Decimal:
        value = self.figures[place.code, indicator, 2015, month]
        wrong = mistaken and (place.code, month, indicator) == MISTAKEN
        told = {REVISED: 1.06, UNDERSTATED: 0.92}.get((place.code, month, indicator), 1)
        return Decimal(value * 10_000 if wrong else round(value * told))

    def _revise(self, place: Place, month: int, day: date, indicator: str, value: int, why: str) -> None:
        standing = _liaison(place, day, 8 if day == self.book.today else 10)
        round_, unit = round_of(month), Unit.objects.get(code=place.code)
        office = as_person("supervisor", day, 8 if day == self.book.today else 10)
        unlock_cells(office, round_, unit, [indicator], why)
        sheet = reopen_sheet(standing, round_, unit, why)
        sheet = save_cells(standing, round_, unit, [Typed(indicator, str(value), why)], edition=sheet.edition)
        submit_sheet(standing, round_, unit, edition=sheet.edition)

    def _send_back(self, place: Place, month: int, day: date) -> None:
        reason = (
            "固定资产投资疑似以元为单位填报，请按万元核对后重报（演示）"
            if (place.code, month) == MISTAKEN[:2]
            else "工业收入与用电量变动方向不一致，请附说明后重报（演示）"
        )
        return_sheet(
            as_person("statistician", day, 8 if day == self.book.june_closed else 15, 30),
            round_of(month),
            Unit.objects.get(code=place.code),
            reason,
        )

    def _verify(self, place: Place, month: int, day: date) -> None:
        round_, unit = round_of(month), Unit.objects.get(code=place.code)
        for person, office in OWNERS.items():
            waits = Observation.objects.filter(
                sheet__round=round_, unit=unit, indicator__data_owner__code=office, superseded_by__isnull=True
            ).exclude(verdicts__decision="verified")
            if waits.exists() and round_.sheets.filter(unit=unit, state=SheetState.SUBMITTED).exists():
                verify_sheet(
                    as_person(person, day, 8 if day == self.book.june_closed else 15, 45), round_, unit
                )


def round_of(month: int) -> Round:
    """The period of a month of 2015."""
    return Round.objects.select_related("form").get(form__code=FORM, period=f"2015-{month:02d}")


def _edition(round_: Round, unit: Unit) -> int:
    sheet = round_.sheets.filter(unit=unit).first()
    return sheet.edition if sheet else 0


def _liaison(place: Place, day: date, hour: int = 10) -> Standing:
    person = Person.objects.get(tenures__post__unit__code=place.code, tenures__post__role=Role.LIAISON)
    return as_person(person.code, day, hour)
