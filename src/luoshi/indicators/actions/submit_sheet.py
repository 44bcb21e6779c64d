"""Hand a sheet in (报送): the cells that changed become observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import (
    asks,
    check_edition,
    check_fillable,
    check_open,
    items,
    latest,
    neighbours,
    periods_beside,
    sheet_for_update,
    standing_values,
    verified_among,
)
from luoshi.indicators.locks import locked_cells
from luoshi.indicators.models import Cell, FormItem, Observation, Origin, Round, Sheet, SheetState
from luoshi.indicators.plausibility import doubts
from luoshi.indicators.policies import acting_person, may_report
from luoshi.indicators.receipts import receipt, was_taken
from luoshi.indicators.sheet_rules import Warned, blocking, warnings
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Person, Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

# Values of one statement; SQLite takes no more than so many parameters at once.
AT_ONCE = 200

Known = dict[tuple[int, int, str], Observation]


@transaction.atomic
def submit_sheet(standing: Standing, round_: Round, unit: Unit, *, edition: int, key: str = "") -> Sheet:
    """Submit the draft as saved in ``edition``; the same post (``key``) again changes nothing.

    A cell whose value differs from the latest observation of the same unit, indicator and period becomes a new
    observation that supersedes it; an unchanged one stays as it is, with its verdict. Refused when the period
    is not open, the sheet was saved by somebody else since, a missing or doubtful value has no note, or a
    compulsory rule is violated (code "cell:<indicator>"). A locked figure stays as it stands.
    """
    require(may_report(standing, unit.pk, tree(standing.today)))
    sheet = sheet_for_update(round_, unit)
    if sheet is not None and was_taken(sheet, key):
        return sheet
    check_open(round_, unit, standing.today, sheet)
    if sheet is None:
        raise Refused(
            Problem(str(round_), _("Nothing has been filled in yet."), _("Fill in the sheet and save it."))
        )
    check_fillable(sheet)
    check_edition(sheet, edition)
    form = items(round_)
    asked = [item for item in form if asks(item, round_.period)]
    locked = locked_cells(unit.pk, round_.period)
    lines = [item for item in asked if item.indicator_id not in locked]
    cells = {c.indicator_id: c for c in sheet.cells.all()}
    known = latest([unit.pk], periods_beside(asked, round_.period))
    values = {
        item.indicator_id: _value(known.get((unit.pk, item.indicator_id, round_.period)))
        if item.indicator_id in locked
        else _value(cells.get(item.indicator_id))
        for item in asked
    }
    problems = [
        *_problems(lines, cells, unit.pk, round_.period, known),
        *_violated(warnings(unit.pk, round_.period, form, values, standing.at)),
    ]
    if problems:
        raise Refused(problems)
    made = Observation.objects.bulk_create(_observe(standing, sheet, lines, cells, known), AT_ONCE)
    current = list(standing_values(sheet))
    settled = bool(current) and verified_among(current) >= {o.pk for o in current}
    sheet.state = SheetState.VERIFIED if settled else SheetState.SUBMITTED
    sheet.submitted_at, sheet.submitted_by_id = standing.at, standing.person_id
    sheet.first_submitted_at = sheet.first_submitted_at or standing.at
    sheet.returned_reason = ""
    sheet.edition += 1
    sheet.save()
    record(
        standing.signature(),
        "indicators.submit_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=[sheet, *made, *receipt(standing, sheet, key)],
        detail={"changed": len(made), "superseded": sum(o.supersedes_id is not None for o in made)},
    )
    return sheet


def _problems(
    lines: list[FormItem], cells: dict[int, Cell], unit_id: int, period: str, known: Known
) -> Iterator[Problem]:
    for item in lines:
        cell = cells.get(item.indicator_id)
        if cell is not None and cell.note:
            continue
        where, code = item.indicator.name, f"cell:{item.indicator.code}"
        if cell is None or cell.value is None:
            yield Problem(where, _("The value is missing."), _("Fill it in, or say in the note why."), code)
            continue
        for doubt in doubts(item.indicator, cell.value, *neighbours(item, unit_id, period, known).values):
            yield Problem(where, doubt.words, _("Correct it, or say in the note why it is so."), code)


def _value(stated: Cell | Observation | None) -> Decimal | None:
    return stated.value if stated else None


def _violated(warned: Iterable[Warned]) -> Iterator[Problem]:
    for warning in blocking(warned):
        rule = warning.rule
        code = f"cell:{rule.indicator.code}"
        yield Problem(rule.indicator.name, _("It violates “%s”.") % rule.name, rule.instruction, code)


def _observe(
    standing: Standing, sheet: Sheet, lines: list[FormItem], cells: dict[int, Cell], known: Known
) -> Iterator[Observation]:
    """What the sheet states anew, not yet stored."""
    reporter = Person.objects.get(pk=acting_person(standing))
    for item in lines:
        cell = cells[item.indicator_id]
        before = known.get((sheet.unit_id, item.indicator_id, sheet.round.period))
        if cell.value == (before.value if before else None):
            continue
        yield Observation(
            unit_id=sheet.unit_id,
            indicator=item.indicator,
            period=sheet.round.period,
            value=cell.value,
            recorded_at=standing.at,
            origin=Origin.REPORT,
            # An invented person types invented figures, whatever unit they are typed for.
            simulated=sheet.unit.simulated or reporter.simulated,
            sheet=sheet,
            reported_by=reporter,
            supersedes=before,
            note=cell.note,
        )
