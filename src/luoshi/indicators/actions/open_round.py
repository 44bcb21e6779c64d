"""Open a period of a form for filing (开启报送期)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Form, FormDuty, Round
from luoshi.indicators.opening import usual_dates
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import district_code
from luoshi.indicators.schedules import is_asked, stretch_on
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import on
from luoshi.org.standing import Standing
from luoshi.workdays.periods import EXAMPLES, Period
from luoshi.workdays.queries import calendar


@transaction.atomic
def open_round(
    standing: Standing,
    form: Form,
    period: str,
    *,
    opens_on: date | None = None,
    due_on: date | None = None,
    closes_on: date | None = None,
) -> Round:
    """Open ``period`` of ``form``: a month ("2015-06"), a week ("2015-W23") …, as the form's cadence has it.

    Dates not given are the usual ones (:func:`luoshi.indicators.opening.usual_dates`). Refused when the period is
    none of the form's cadence, is open already, no unit has the duty to file the form at its end, or the dates run backwards.
    """
    require(may_open_round(standing))
    # Two clocks at once: the second waits here and finds the round that the first has opened.
    Form.objects.select_for_update().get(pk=form.pk)
    asked = _period(form, period, standing.today)
    if Round.objects.filter(form=form, period=asked.code).exists():
        raise Refused(
            Problem(asked.code, _("This period of the form is open already."), _("Choose another period."))
        )
    if not FormDuty.objects.filter(on(asked.end), form=form).exists():
        raise Refused(_nobody(form, asked))
    usual = usual_dates(form, asked, calendar(), due_on)
    opens_on, due_on, closes_on = opens_on or usual.opens_on, usual.due_on, closes_on or usual.closes_on
    if not opens_on <= due_on <= closes_on:
        raise Refused(
            Problem(
                asked.code,
                _("The dates run backwards: opens %(opens)s, due %(due)s, closes %(closes)s.")
                % {"opens": opens_on, "due": due_on, "closes": closes_on},
                _("Put them in this order: opens, due, closes."),
            )
        )
    opened = Round.objects.create(
        form=form, period=asked.code, opens_on=opens_on, due_on=due_on, closes_on=closes_on
    )
    record(
        standing.signature(),
        "indicators.open_round",
        chain=district_code(),
        subject=f"{form.name} {asked.code}",
        rows=[opened],
        detail={"due_on": due_on.isoformat()},
    )
    return opened


def _nobody(form: Form, period: Period) -> Problem:
    later = FormDuty.objects.filter(form=form, valid_from__gt=period.end).order_by("valid_from").first()
    mend = (
        _("The first unit files it for the period that ends on %s or later.") % later.valid_from
        if later
        else _("Name the units that file it on the page of the form.")
    )
    return Problem(period.code, _("No unit files this form for this period."), mend)


def _period(form: Form, code: str, today: date) -> Period:
    try:
        period = Period.parse(code)
    except ValueError:
        period = None
    if period is None or not is_asked(form.pk, period):
        cadence = stretch_on(form.pk, period.start if period else today).cadence
        raise Refused(
            Problem(
                code,
                _("“%s” is no period of this form.") % code,
                _("Write it like this: %s.") % EXAMPLES[cadence],
            )
        )
    return period
