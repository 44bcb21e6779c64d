"""What is asked of a unit in a round, and whether the unit may still fill it in (填报任务).

Shared by the actions on a sheet; every other room reads through ``queries``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.expected import Dates, dates_of, owes, own_dates
from luoshi.indicators.models import (
    Decision,
    FormDuty,
    FormItem,
    Nature,
    Observation,
    Round,
    Sheet,
    SheetState,
    Verdict,
)
from luoshi.ledger.master import from_master
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import Unit
from luoshi.org.queries import on
from luoshi.workdays.periods import Period

CONFLICT = "conflict"


def items(round_: Round, codes: Collection[str] | None = None) -> list[FormItem]:
    """Lines of the round's form in printed order, with indicator and data owner; those of ``codes`` only if given."""
    lines = from_master(("indicators.items", round_.form_id), lambda: _items(round_.form_id))
    if codes is None:
        return list(lines.values())
    return sorted((lines[code] for code in lines.keys() & set(codes)), key=lambda item: item.order)


def _items(form: int) -> dict[str, FormItem]:
    """By the code of the indicator: one cell of a thousand is found as soon as one of a hundred."""
    lines = FormItem.objects.filter(form=form).select_related("indicator__data_owner").order_by("order")
    return {item.indicator.code: item for item in lines}


def asks(item: FormItem, period: str) -> bool:
    """Whether the period asks for this line; where it does not, the cell takes no value."""
    return Period.parse(period).last_month in item.months


def has_duty(round_: Round, unit: Unit) -> bool:
    """Whether the unit had to file the form at the period's end."""
    return unit.pk in _owing(round_)


def _owing(round_: Round) -> dict[int, Unit]:
    """By key, the units that had to file the form at the period's end."""
    day = Period.parse(round_.period).end
    duties = FormDuty.objects.filter(on(day), form=round_.form_id).select_related("unit")
    return from_master(
        ("indicators.owing", round_.form_id, day), lambda: {duty.unit_id: duty.unit for duty in duties}
    )


def round_of(form: str, period: str) -> Round | None:
    """The round of a form (code) for a period, with its form."""

    def read() -> Round | None:
        return Round.objects.select_related("form").filter(form__code=form, period=period).first()

    return from_master(("indicators.round", form, period), read)


def owing_unit(round_: Round, code: str, past: date | None = None) -> Unit | None:
    """The unit if it had to file the form at the period's end; on a past day, as was known then."""
    if past is not None:
        unit = Unit.objects.filter(code=code).first()
        return unit if unit is not None and owes(round_, unit.pk, past) else None
    return next((unit for unit in _owing(round_).values() if unit.code == code), None)


def sheet_for_update(round_: Round, unit: Unit) -> Sheet | None:
    """The unit's sheet, locked until the transaction ends; None when nothing was ever saved."""
    sheet = Sheet.objects.select_for_update().filter(round=round_, unit=unit).first()
    if sheet is not None:
        sheet.round, sheet.unit = round_, unit
    return sheet


def dates_for(round_: Round, unit: Unit, today: date) -> Dates:
    """When the unit may file in the round, as granted by the end of ``today``."""
    return dates_of(round_, unit.pk, own_dates([round_.pk], today))


def check_open(round_: Round, unit: Unit, today: date, sheet: Sheet | None) -> None:
    """Refuse a unit without duty, a period not open yet, and a first filing after the round has closed.

    What was filed once may be corrected after closing: a revision is no late report.
    """
    where = f"{round_.form.name} {round_.period}"
    if not has_duty(round_, unit):
        raise Refused(
            Problem(
                where,
                _("This unit has no duty to file this form for this period."),
                _(
                    "Choose one of your forms on the Reports page, or ask the supervision office for the duty."
                ),
            )
        )
    dates = dates_for(round_, unit, today)
    if today < dates.opens_on:
        raise Refused(
            Problem(where, _("This period is not open yet."), _("It opens on %s.") % dates.opens_on)
        )
    if not dates.is_open(today, filed=sheet is not None and sheet.first_submitted_at is not None):
        raise Refused(
            Problem(
                where,
                _("This period closed on %s.") % dates.closes_on,
                _("Ask the supervision office to extend it."),
            )
        )


def check_fillable(sheet: Sheet) -> None:
    """Refuse a sheet that is on somebody else's desk."""
    if sheet.state in (SheetState.SUBMITTED, SheetState.VERIFIED):
        raise Refused(
            Problem(
                str(sheet.round),
                _("The sheet has been submitted."),
                _("Take it back for correction first, and say why."),
            )
        )


def check_edition(sheet: Sheet, edition: int) -> None:
    """Refuse when somebody else saved the sheet since ``edition`` was shown."""
    if sheet.edition == edition:
        return
    raise Refused(
        Problem(
            str(sheet.round),
            _("%s saved this sheet while you were filling it in.")
            % (sheet.saved_by.name if sheet.saved_by else _("Somebody")),
            _("Your entries are kept. Compare them with what is stored and save again."),
            CONFLICT,
        )
    )


def latest(
    unit_ids: Iterable[int],
    periods: Iterable[str],
    *,
    verified_only: bool = False,
    known_at: datetime | None = None,
) -> dict[tuple[int, int, str], Observation]:
    """The newest observation of each (unit, indicator, period), of the verified ones if asked, in one query.

    With ``known_at`` those recorded, and verified, by that moment.
    """
    rows = (
        Observation.objects.filter(unit__in=list(unit_ids), period__in=list(periods))
        .select_related("indicator")
        .order_by("pk")
    )
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if verified_only:
        decided = {} if known_at is None else {"verdicts__at__lte": known_at}
        rows = rows.filter(verdicts__decision=Decision.VERIFIED, **decided)
    return {(o.unit_id, o.indicator_id, o.period): o for o in rows}


def standing_values(sheet: Sheet) -> QuerySet[Observation]:
    """What the sheet states today: its observations that nothing supersedes."""
    return (
        Observation.objects.filter(sheet=sheet, superseded_by__isnull=True)
        .select_related("indicator")
        .order_by("pk")
    )


def verified_among(observations: Iterable[Observation]) -> frozenset[int]:
    """Keys of those that carry a verified verdict."""
    keys = [o.pk for o in observations]
    return frozenset(
        Verdict.objects.filter(observation__in=keys, decision=Decision.VERIFIED).values_list(
            "observation_id", flat=True
        )
    )


@dataclass(frozen=True)
class Neighbours:
    """What a value is held against: the last one filed this year, and that of the same period last year."""

    previous: Observation | None
    year_before: Observation | None

    @property
    def values(self) -> tuple[Decimal | None, Decimal | None]:
        return (
            self.previous.value if self.previous else None,
            self.year_before.value if self.year_before else None,
        )


def previous_period(item: FormItem, period: str) -> str | None:
    """The period before that asked for the line; cumulative values begin anew in January."""
    return _previous(tuple(item.months), item.indicator.nature == Nature.CUMULATIVE, period)


@lru_cache(maxsize=4096)
def _previous(months: tuple[int, ...], is_cumulative: bool, period: str) -> str | None:
    asked = Period.parse(period)
    before = asked.before()
    while before.last_month not in months:
        if not months or before.year < asked.year - 1:
            return None
        before = before.before()
    return None if is_cumulative and before.year < asked.year else before.code


def periods_beside(lines: Iterable[FormItem], period: str) -> set[str]:
    """Every period whose values stand on the sheet: the round's own and the neighbours'."""
    beside = {previous_period(item, period) for item in lines}
    return {period, Period.parse(period).year_before().code} | {p for p in beside if p}


def neighbours(
    item: FormItem, unit_id: int, period: str, known: dict[tuple[int, int, str], Observation]
) -> Neighbours:
    """Out of ``known`` (see :func:`latest` and :func:`periods_beside`)."""
    before = previous_period(item, period)
    return Neighbours(
        known.get((unit_id, item.indicator_id, before)) if before else None,
        known.get((unit_id, item.indicator_id, Period.parse(period).year_before().code)),
    )
