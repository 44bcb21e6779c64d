"""How an appeal is taken through its steps by the people whose turn it is (演示申诉办理)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.answer_appeal import answer_appeal
from luoshi.assessment.actions.carry_out_appeals import carry_out_appeals
from luoshi.assessment.actions.decide_appeal import decide_appeal
from luoshi.assessment.actions.draft_appeal import Objection, draft_appeal
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.appeal_models import Appeal
from luoshi.assessment.models import Run, RunKind, Scheme
from luoshi.cli.demo.agenda import as_person
from luoshi.cli.demo.consulting import CODE
from luoshi.cli.demo.founding import FORM
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.models import Round
from luoshi.indicators.typed import Typed
from luoshi.org.models import Person, Role, Unit
from luoshi.workdays.periods import Period


def scheme_in_force() -> Scheme:
    """The published scheme of the year that the story tells."""
    return Scheme.objects.get(code=CODE, published_at__isnull=False)


def final_of(period: Period) -> Run:
    """The final result of ``period`` that stands."""
    return Run.objects.get(period=period.code, kind=RunKind.FINAL, superseded_by__isnull=True)


def speaker(unit: Unit, role: str) -> str:
    """Code of the person who holds a post of ``role`` in ``unit``."""
    return Person.objects.get(tenures__post__unit=unit, tenures__post__role=role).code


def close_period(period: Period, day: date, hour: int = 9, minute: int = 0) -> None:
    """A final result, open to the units from ``day`` on."""
    office = as_person("assessor", day, hour, minute)
    freeze_run(office, run_trial(office, scheme_in_force(), period, day), RunKind.FINAL)


def object_to(result: Run, unit: Unit, said: Objection, day: date) -> None:
    """The liaison of the unit drafts, its head files."""
    draft = draft_appeal(as_person(speaker(unit, Role.LIAISON), day, 14), result, unit, said)
    file_appeal(as_person(speaker(unit, Role.PRINCIPAL), day, 15), draft)


def appeal_of(period: Period, unit: str) -> Appeal:
    """The appeal of a unit about the result of a period."""
    return Appeal.objects.get(run__period=period.code, unit__code=unit)


def admit(period: Period, unit: str, day: date) -> None:
    """The reviewer admits it."""
    admit_appeal(as_person("reviewer", day, 10), appeal_of(period, unit))


def answer(period: Period, unit: str, day: date, text: str) -> None:
    """The statistics owner answers for the figure."""
    answer_appeal(as_person("statistician", day, 10), appeal_of(period, unit), text)


def decide(period: Period, unit: str, day: date, outcome: str, reason: str, basis: str) -> None:
    """The reviewer decides, with reason and provision."""
    decide_appeal(as_person("reviewer", day, 15), appeal_of(period, unit), outcome, reason, basis)


def correct(unit: Unit, month: str, indicator: str, value: Decimal, why: str, day: date) -> None:
    """Through the actions of every correction: unlocked by the office, filed by the unit with a note."""
    round_ = _round(month)
    unlock_cells(as_person("supervisor", day), round_, unit, [indicator], why)
    liaison = as_person(speaker(unit, Role.LIAISON), day, 10)
    sheet = reopen_sheet(liaison, round_, unit, why)
    sheet = save_cells(liaison, round_, unit, [Typed(indicator, str(value), why)], edition=sheet.edition)
    submit_sheet(liaison, round_, unit, edition=sheet.edition)


def verify(unit: Unit, month: str, day: date) -> None:
    """The statistics owner verifies what was corrected."""
    verify_sheet(as_person("statistician", day, 15), _round(month), unit)


def carry_out(period: Period, day: date) -> None:
    """A new final result with the corrected figure; the earlier one stays beside it."""
    office = as_person("assessor", day, 10)
    carry_out_appeals(office, run_trial(office, scheme_in_force(), period, day))


def announce(period: Period, day: date) -> None:
    """The head settles what nothing holds open any more, and publishes it."""
    head = as_person("head", day, 10)
    publish_run(head, settle_run(head, final_of(period)))


def _round(month: str) -> Round:
    return Round.objects.select_related("form").get(form__code=FORM, period=month)
