"""Settings, calendar: the working days of a year, and their correction."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.ledger.refusal import Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.request import Request
from luoshi.workdays import queries
from luoshi.workdays.actions.edit_day import edit_day
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.policies import may_edit_days
from luoshi.workdays.queries import CalendarDay

FIRST_YEAR, LAST_YEAR = 2001, 2099


class DayForm(PageForm):
    """A day, whether it is worked, and the notice that says so."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    works = forms.TypedChoiceField(
        label=gettext_lazy("Worked"),
        choices=[("no", gettext_lazy("Day off")), ("yes", gettext_lazy("Working day"))],
        coerce=lambda choice: choice == "yes",
    )
    name = forms.CharField(label=gettext_lazy("Occasion"), max_length=80, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=80)


@page()
def year(request: Request, year: int | None = None) -> HttpResponse:
    """The year as twelve months with days off and make-up days marked."""
    return _year_page(request, year or request.as_of.year, DayForm(initial={"day": request.standing.today}))


@page(may_edit_days)
@require_POST
def correct(request: Request, year: int) -> HttpResponse:
    """Say of one day whether it is worked."""
    form = DayForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            edit_day(
                request.standing,
                said["day"],
                said["works"],
                name=said["name"],
                source=said["source"],
                chain=_chain(request),
            )
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("settings_calendar_year", said["day"].year)
    return _year_page(request, year, form, status=422)


@page(may_edit_days)
@require_POST
def fill(request: Request, year: int) -> HttpResponse:
    """Take over the published arrangement of the year."""
    made = seed_days(request.standing, [year], chain=_chain(request))
    messages.success(request, _("%d days were entered.") % len(made))
    return redirect("settings_calendar_year", year)


def _chain(request: Request) -> str:
    root = tree(request.standing.today).root
    if root is None:
        raise Http404
    return root.code


def _year_page(request: Request, year: int, form: DayForm, status: int = 200) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    days = queries.year_of_days(year)
    known = queries.calendar()
    context = {
        "tab": "calendar",
        "year": year,
        "months": [_weeks(list(month)) for _key, month in groupby(days, key=lambda d: d.day.month)],
        "working": sum(day.works for day in days),
        "off": [day for day in days if day.special and not day.works],
        "made_up": [day for day in days if day.special and day.works],
        "warning": queries.warning_about(date(year, 1, 1), known),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "may_edit": may_edit_days(request.standing),
        "form": form,
    }
    return render(request, "settings/calendar.html", context, status=status)


def _weeks(days: list[CalendarDay]) -> dict[str, object]:
    """A month as rows of seven, Monday first, None outside the month."""
    cells: list[CalendarDay | None] = [None] * days[0].day.weekday()
    cells.extend(days)
    cells.extend([None] * (-len(cells) % 7))
    return {"first": days[0].day, "weeks": [cells[i : i + 7] for i in range(0, len(cells), 7)]}


routes = [
    path("settings/calendar/", year, name="settings_calendar"),
    path("settings/calendar/<int:year>/", year, name="settings_calendar_year"),
    path("settings/calendar/<int:year>/day/", correct, name="settings_calendar_day"),
    path("settings/calendar/<int:year>/fill/", fill, name="settings_calendar_fill"),
]
