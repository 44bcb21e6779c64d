"""A unit's sheet within one transaction (报送单): locked, read once, filled in, handed in, recorded once.

Shared by the actions that keep and submit a sheet, so that doing both at once costs one reading and one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import (
    asks,
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
from luoshi.indicators.locks import Lock, locked_cells
from luoshi.indicators.models import Cell, FormItem, Observation, Origin, Round, Sheet, SheetState
from luoshi.indicators.plausibility import doubts
from luoshi.indicators.policies import acting_person, may_report
from luoshi.indicators.receipts import receipt, was_taken
from luoshi.indicators.sheet_rules import Warned, blocking, warnings
from luoshi.indicators.typed import Reading, conflict, locked_problem
from luoshi.ledger.models import Recorded
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import is_invented, tree
from luoshi.org.standing import Standing

# Values of one statement; SQLite takes no more than so many parameters at once.
AT_ONCE = 200


class SheetDesk:
    """The sheet while its row is locked. ``written`` are the rows saved beside it, for the ledger entry."""

    def __init__(self, standing: Standing, sheet: Sheet) -> None:
        self.standing, self.sheet = standing, sheet
        self.round, self.unit = sheet.round, sheet.unit
        # Everything that is saved raises the edition: a sheet without one has neither cells nor receipts.
        self.is_new = sheet.edition == 0
        self.written: list[Recorded] = []
        # Cells that hold what stands again, once the sheet is handed in.
        self.put_back: list[Cell] = []
        # Keys of the indicators concerned; None for the whole sheet.
        self.only: frozenset[int] | None = None

    @cached_property
    def form(self) -> list[FormItem]:
        return items(self.round)

    @cached_property
    def asked(self) -> list[FormItem]:
        return [item for item in self.form if asks(item, self.round.period)]

    @cached_property
    def cells(self) -> dict[int, Cell]:
        """By indicator key; as they are to stand once :meth:`fill_in` was called."""
        if self.is_new:
            return {}
        rows = self.sheet.cells.select_related("saved_by")
        if self.only is not None:
            rows = rows.filter(indicator__in=self.only)
        return {c.indicator_id: c for c in rows}

    @cached_property
    def known(self) -> dict[tuple[int, int, str], Observation]:
        """The newest figures of the period, and for the whole sheet of those beside it."""
        if self.only is not None:
            return latest([self.unit.pk], [self.round.period])
        return latest([self.unit.pk], periods_beside(self.asked, self.round.period))

    @cached_property
    def locked(self) -> dict[int, Lock]:
        """Locked figures by indicator key."""
        if self.only is not None:
            return locked_cells(self.unit.pk, self.round.period, self.only)
        stated = any(period == self.round.period for _unit, _indicator, period in self.known)
        return locked_cells(self.unit.pk, self.round.period, verdicts=None if stated else {})

    def was_taken(self, key: str) -> bool:
        """Whether the post with this key was taken before."""
        return not self.is_new and was_taken(self.sheet, key)

    def check_may_change(self) -> None:
        """Refuse a sheet that the unit may not fill in, today or at all."""
        check_open(self.round, self.unit, self.standing.today, self.sheet)
        check_fillable(self.sheet)

    def narrow_to(self, readings: Sequence[Reading]) -> None:
        """Look at these cells only, so that saving one costs the same in a sheet of a thousand."""
        self.only = frozenset(reading.item.indicator_id for reading in readings)

    def fill_in(self, readings: Sequence[Reading], edition: int) -> list[Cell]:
        """Put what was read into the cells; those that change, not stored yet.

        Refused with every cell locked, or changed by somebody else since ``edition``.
        """
        changed, problems = [], []
        for reading in readings:
            item, cell = reading.item, self.cells.get(reading.item.indicator_id)
            if item.indicator_id in self.locked:
                stated = self._stated(item)
                stands = {shown.value if shown else None for shown in (stated, cell or stated)}
                if not reading.entry.is_untouched and reading.value not in stands:
                    problems.append(locked_problem(reading, self.locked[item.indicator_id]))
            elif cell is None:
                changed.append(Cell(indicator=item.indicator, value=reading.value, note=reading.note))
            elif (cell.value, cell.note) == (reading.value, reading.note):
                continue
            elif cell.edition > edition:
                problems += [] if reading.entry.is_untouched else [conflict(reading, cell)]
            else:
                cell.value, cell.note = reading.value, reading.note
                changed.append(cell)
        if problems:
            raise Refused(problems)
        self.cells.update({cell.indicator_id: cell for cell in changed})
        return changed

    def hand_in(self) -> list[Observation]:
        """Make the cells that differ from what is known into observations, and the sheet submitted.

        Refused where a missing or doubtful value has no note, or a compulsory rule is violated. A locked figure stays
        as it stands, and so does its cell: a draft from before the lock does not come back when it is unlocked.
        """
        values = {
            item.indicator_id: _value(
                self._stated(item) if item.indicator_id in self.locked else self.cells.get(item.indicator_id)
            )
            for item in self.asked
        }
        lines = [item for item in self.asked if item.indicator_id not in self.locked]
        warned = warnings(self.unit.pk, self.round.period, self.form, values, self.standing.at)
        if problems := [*self._problems(lines), *_violated(warned)]:
            raise Refused(problems)
        made = Observation.objects.bulk_create(self._observations(lines), AT_ONCE)
        self.put_back = list(self._put_back())
        self.sheet.state = SheetState.SUBMITTED if made or not self._is_settled() else SheetState.VERIFIED
        self.sheet.submitted_at, self.sheet.submitted_by_id = self.standing.at, self.standing.person_id
        self.sheet.first_submitted_at = self.sheet.first_submitted_at or self.standing.at
        self.sheet.returned_reason = ""
        self.written += made
        return made

    def store(self, changed: Sequence[Cell], key: str) -> list[Recorded]:
        """Save the sheet in its next edition with the ``changed`` cells and a receipt for the post; every row written, for the entry."""
        changed = [*changed, *self.put_back]
        if changed or self.is_new:
            self.sheet.saved_at, self.sheet.saved_by_id = self.standing.at, self.standing.person_id
        self.sheet.edition += 1
        self.sheet.save()
        for cell in changed:
            cell.sheet, cell.edition, cell.saved_by_id = (
                self.sheet,
                self.sheet.edition,
                self.standing.person_id,
            )
        Cell.objects.bulk_update(
            [c for c in changed if c.pk], ["value", "note", "edition", "saved_by"], AT_ONCE
        )
        Cell.objects.bulk_create([c for c in changed if not c.pk], AT_ONCE)
        return [self.sheet, *changed, *self.written, *receipt(self.standing, self.sheet, key)]

    def _stated(self, item: FormItem) -> Observation | None:
        return self.known.get((self.unit.pk, item.indicator_id, self.round.period))

    def _is_settled(self) -> bool:
        """Whether all that the sheet states was verified before."""
        current = list(standing_values(self.sheet))
        return bool(current) and verified_among(current) >= {o.pk for o in current}

    def _put_back(self) -> Iterator[Cell]:
        for item in self.asked:
            cell, stated = self.cells.get(item.indicator_id), self._stated(item)
            if item.indicator_id not in self.locked or cell is None or stated is None:
                continue
            if (cell.value, cell.note) != (stated.value, stated.note):
                cell.value, cell.note = stated.value, stated.note
                yield cell

    def _problems(self, lines: list[FormItem]) -> Iterator[Problem]:
        for item in lines:
            cell = self.cells.get(item.indicator_id)
            if cell is not None and cell.note:
                continue
            where, code = named(item.indicator), f"cell:{item.indicator.code}"
            if cell is None or cell.value is None:
                yield Problem(
                    where, _("The value is missing."), _("Fill it in, or say in the note why."), code
                )
                continue
            beside = neighbours(item, self.unit.pk, self.round.period, self.known).values
            for doubt in doubts(item.indicator, cell.value, *beside):
                yield Problem(where, doubt.words, _("Correct it, or say in the note why it is so."), code)

    def _observations(self, lines: list[FormItem]) -> Iterator[Observation]:
        """What the sheet states anew, not yet stored."""
        reporter = acting_person(self.standing)
        # An invented person types invented figures, whatever unit they are typed for.
        simulated = self.unit.simulated or is_invented(reporter)
        for item in lines:
            cell, before = self.cells[item.indicator_id], self._stated(item)
            if cell.value == _value(before):
                continue
            yield Observation(
                unit_id=self.unit.pk,
                indicator=item.indicator,
                period=self.round.period,
                value=cell.value,
                recorded_at=self.standing.at,
                origin=Origin.REPORT,
                simulated=simulated,
                sheet=self.sheet,
                reported_by_id=reporter,
                supersedes=before,
                note=cell.note,
            )


def begun_sheet(standing: Standing, round_: Round, unit: Unit) -> SheetDesk:
    """The unit's sheet, locked until the transaction ends; made if there is none. Denied to all but its staff."""
    sheet = sheet_for_update(round_, unit)
    if sheet is None:
        # Two first editors at once: the second waits here and finds the sheet that the first has made.
        Sheet.objects.bulk_create([Sheet(round=round_, unit=unit)], ignore_conflicts=True)
        sheet = sheet_for_update(round_, unit)
    assert sheet is not None, "just made"
    return _desk(standing, sheet)


def standing_sheet(standing: Standing, round_: Round, unit: Unit) -> SheetDesk | None:
    """The unit's sheet, locked until the transaction ends; None when nothing was ever saved. Denied likewise."""
    sheet = sheet_for_update(round_, unit)
    if sheet is None:
        _check_staff(standing, unit)
        return None
    return _desk(standing, sheet)


def _desk(standing: Standing, sheet: Sheet) -> SheetDesk:
    _check_staff(standing, sheet.unit)
    return SheetDesk(standing, sheet)


def _check_staff(standing: Standing, unit: Unit) -> None:
    """Asked once the sheet is locked: who waited for the lock judges by the master data as it stands after it."""
    require(may_report(standing, unit.pk, tree(standing.today)))


def _value(stated: Cell | Observation | None) -> Decimal | None:
    return stated.value if stated else None


def _violated(warned: Iterable[Warned]) -> Iterator[Problem]:
    for warning in blocking(warned):
        rule = warning.rule
        code = f"cell:{rule.indicator.code}"
        yield Problem(named(rule.indicator), _("It violates “%s”.") % rule.name, rule.instruction, code)
