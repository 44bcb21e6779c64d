"""Draw up a form and say which units file it (设报表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.validators import slug_re
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definitions import made_codes
from luoshi.indicators.models import Form, FormDuty, FormItem, Indicator
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.indicators.register import ends_with
from luoshi.ledger.models import Recorded
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Cadence

# As many characters as the columns hold.
LONGEST_CODE, LONGEST_NAME, LONGEST_NAME_EN = 40, 80, 120
MOST_DUE_DAYS = 60
"""Working days, about three months: what is due later is of no use to anybody."""
EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True)
class NewItem:
    """One indicator, by code, and the months that ask for it."""

    indicator: str
    months: tuple[int, ...] = EVERY_MONTH


@dataclass(frozen=True)
class NewForm:
    """A form with its items in the order printed, and the codes of the units that file it.

    ``due_working_days`` None is a number that cannot be read.
    """

    code: str
    name: str
    items: tuple[NewItem, ...]
    units: tuple[str, ...]
    name_en: str = ""
    due_working_days: int | None = 5
    cadence: str = Cadence.MONTHLY


@transaction.atomic
def define_form(standing: Standing, new: NewForm, since: date) -> Form:
    """Create the form with its items, and the duty of its units to file it from ``since`` on.

    Refused, each by name: a code that exists or cannot stand in an address, no items, an unknown indicator or unit, months outside 1 to 12,
    a cadence or due days that cannot be, an item that would never be asked for, an indicator without data owner, and a unit that would verify what it reports itself.
    """
    require(may_keep_catalogue(standing))
    codes = [item.indicator for item in new.items]
    indicators = {i.code: i for i in Indicator.objects.filter(code__in=codes).select_related("data_owner")}
    units = {u.code: u for u in Unit.objects.filter(code__in=new.units)}
    problems = [
        *_form_problems(new),
        *item_problems(new.items, indicators),
        *unit_problems(new.units, indicators, units),
    ]
    if problems or new.due_working_days is None:
        raise Refused(problems)
    form = Form.objects.create(
        code=new.code,
        name=new.name,
        name_en=new.name_en,
        due_working_days=new.due_working_days,
        cadence=Cadence(new.cadence).value,
    )
    rows: list[Recorded] = [form]
    rows += [
        FormItem.objects.create(
            form=form, indicator=indicators[item.indicator], months=sorted(set(item.months)), order=order
        )
        for order, item in enumerate(new.items, start=1)
    ]
    rows += [
        FormDuty.objects.create(form=form, unit=units[u], valid_from=since, recorded_at=standing.at)
        for u in new.units
    ]
    record(
        standing.signature(),
        "indicators.define_form",
        chain=district_code(),
        subject=form.name,
        rows=rows,
    )
    return form


def _form_problems(new: NewForm) -> Iterator[Problem]:
    if not slug_re.fullmatch(new.code):
        yield Problem(
            new.name,
            _("“%s” cannot stand in an address.") % new.code,
            _("Use letters, digits, hyphens and underscores."),
            "code",
        )
    if Form.objects.filter(code=new.code).exists():
        yield Problem(
            new.name, _("The code %s exists already.") % new.code, _("Choose another code."), "code"
        )
    if new.cadence not in {c.value for c in Cadence}:
        yield Problem(
            new.name,
            _("“%s” is no cadence.") % new.cadence,
            _("Choose one, from daily to yearly."),
            "cadence",
        )
    if new.cadence in {c.value for c in Cadence}:
        yield from never_asked(new.items, Cadence(new.cadence))
    if new.due_working_days is None or not 0 <= new.due_working_days <= MOST_DUE_DAYS:
        yield Problem(
            new.name,
            _("The due day is no number of working days that can be."),
            _("Write a whole number from 0 to %d.") % MOST_DUE_DAYS,
            "due_working_days",
        )
    if not new.name.strip():
        yield Problem(new.code, _("The name is empty."), _("Write the form's name."), "name")
    if not new.items:
        yield Problem(new.name, _("The form asks for nothing."), _("Add an indicator."))
    yield from too_long(new.code, new.name, LONGEST_NAME, "name")
    yield from too_long(new.name, new.name_en, LONGEST_NAME_EN, "name_en")
    yield from too_long(new.name, new.code, LONGEST_CODE, "code")
    if len(set(new.units)) < len(new.units):
        yield Problem(new.name, _("A unit is named twice."), _("Name each unit once."))


def item_problems(items: Sequence[NewItem], indicators: dict[str, Indicator]) -> Iterator[Problem]:
    """What keeps ``items`` from standing on a form, each by name."""
    made = made_codes()
    seen: set[str] = set()
    for item in items:
        indicator = indicators.get(item.indicator)
        if indicator is None:
            yield Problem(item.indicator, _("No indicator has this code."), _("Define the indicator first."))
        elif indicator.data_owner is None:
            yield Problem(
                named(indicator),
                _("Nobody is named who verifies it."),
                _("Give the indicator a data owner first."),
            )
        if item.indicator in made:
            yield Problem(
                item.indicator,
                _("It is derived or computed from records: nobody reports it."),
                _("Leave it off the form."),
            )
        if item.indicator in seen:
            yield Problem(item.indicator, _("It is on the form twice."), _("Remove one of the two."))
        seen.add(item.indicator)
        name = indicator.name if indicator else item.indicator
        if not item.months:
            yield Problem(name, _("No month asks for it."), _("Tick its months, or take its place away."))
        elif not set(item.months) <= set(EVERY_MONTH):
            yield Problem(name, _("Its months are not months."), _("Name months from 1 to 12."))


def never_asked(items: Sequence[NewItem], cadence: Cadence) -> Iterator[Problem]:
    """The items that no period of ``cadence`` would ask for: none of their months ends one."""
    for item in items:
        if item.months and not any(ends_with(cadence, m) for m in item.months if m in EVERY_MONTH):
            yield Problem(
                item.indicator,
                _("None of its months ends a period of this form: it would never be asked for."),
                _("Choose a month in which a period ends."),
                "cadence",
            )


def unit_problems(
    codes: Sequence[str], indicators: dict[str, Indicator], units: dict[str, Unit]
) -> Iterator[Problem]:
    """What keeps the units from filing the form: unknown codes, and who would verify what he reports."""
    for code in codes:
        if code not in units:
            yield Problem(code, _("No unit has the code %s.") % code, _("Establish the unit first."))
    for indicator in indicators.values():
        if indicator.data_owner is not None and indicator.data_owner.code in codes:
            yield Problem(
                named(indicator),
                _("Its data owner %s would report it too.") % indicator.data_owner.code,
                _("Let another unit verify it, or report it on another form."),
            )
