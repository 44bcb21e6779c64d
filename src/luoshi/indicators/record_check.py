"""A document's numbers beside the verified values on record (与在案数据核对)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from django.utils.timezone import localtime

from luoshi.documents.models import Document
from luoshi.documents.policies import may_read_documents
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.on_record import OnRecord, Stated, read_record
from luoshi.indicators.policies import sees_submitted
from luoshi.indicators.record_cells import CellFinder
from luoshi.indicators.record_names import IndicatorNames, UnitNames
from luoshi.indicators.record_readings import Claim, Reading, claim_of, readings_of, scale_of
from luoshi.indicators.register import register
from luoshi.indicators.vocabulary import catalogue
from luoshi.kernel.text.statements import Statement, find_statements
from luoshi.ledger.master import one_edition
from luoshi.org.models import Person
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


class RecordState(StrEnum):
    """How a printed number stands to the record (核对结果)."""

    AGREES = "agrees"
    DIFFERS = "differs"
    SUPERSEDED = "superseded"
    """Not the value that counts, but one that was on record before it."""
    UNVERIFIED = "unverified"
    """What was reported last waits to be verified, and nothing verified says otherwise or the document says the same."""
    PARTIAL = "partial"
    """Of the units whose sum it is, not all are verified; the sum of those that are is shown beside it."""
    NO_VALUE = "no_value"
    OTHER_PERIOD = "other_period"
    """The record does not keep the indicator for such a period."""
    OTHER_MEASURE = "other_measure"
    """The document counts in what the catalogue does not (美元 for 元)."""
    OTHER_BASIS = "other_basis"
    """A growth at comparable prices, which levels do not test."""
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Earlier:
    """A value that counted, or was reported, from ``since`` until ``until``, in the printed unit."""

    value: Decimal
    since: datetime
    until: datetime
    verified: bool


@dataclass(frozen=True)
class RecordLine:
    """One statement of a document beside the record.

    ``recorded`` is the value on record in the printed unit (a growth or share in %): the verified one, under
    UNVERIFIED the one reported, None where there is none. ``difference`` is the printed value less it, in the
    printed unit (of a growth in percentage points), ``difference_percent`` of the recorded value, None for growth
    and shares. ``observations`` are the values it was computed from, ``verified_by`` and ``verified_at`` who
    verified them and when the last one was. Under PARTIAL they are of the units that are verified, out of
    ``units_owing``. ``candidates`` are the indicators or units that could be meant.
    """

    statement: Statement
    state: RecordState
    unit: Node | None
    indicator: Indicator | None
    candidates: tuple[Indicator | Node, ...] = ()
    recorded: Decimal | None = None
    difference: Decimal | None = None
    difference_percent: Decimal | None = None
    observations: tuple[Observation, ...] = ()
    verified_by: tuple[Person, ...] = ()
    verified_at: datetime | None = None
    earlier: Earlier | None = None
    units_owing: int = 0

    @property
    def lineage(self) -> tuple[str, str, str] | None:
        """Codes of unit, indicator and period whose history tells of the value; None for a sum over units."""
        if self.unit is None or self.indicator is None or not self.observations:
            return None
        if any(o.unit_id != self.unit.id for o in self.observations):
            return None
        return self.unit.code, self.indicator.code, self.observations[0].period

    @property
    def units_summed(self) -> int:
        """How many units the value is the sum of."""
        return len({o.unit_id for o in self.observations})

    @property
    def simulated(self) -> bool:
        """Whether the unit or one of the values is invented."""
        return (self.unit is not None and self.unit.simulated) or any(o.simulated for o in self.observations)


@one_edition()
def against_record(standing: Standing, document: Document, as_of: date) -> list[RecordLine]:
    """The facts a document states of indicators in the catalogue, beside the record as known on ``as_of``.

    In the order of the text. No line have numbers whose subject the catalogue or whose place the tree does not
    know, completion rates, and months that had not begun when the document was issued. Empty for whoever may not
    read documents. Values that nobody verified are told only to those who see them on the reports. Six queries,
    whatever the number of statements.
    """
    if not may_read_documents(standing):
        return []
    org, moment = tree(as_of), end_of(as_of)
    units, names = UnitNames(org, document.unit_id), IndicatorNames(catalogue())
    statements = find_statements(document.text, document.year, units.names)
    finder = CellFinder(org, register())
    found = [
        (claim, readings_of(claim, finder))
        for statement in statements
        if _had_begun(statement, document) and (claim := claim_of(statement, names, units)) is not None
    ]
    cells = {c for _, readings in found for r in readings for amount in r.amounts for c in amount.cells}
    comparison = _Comparison(standing, org, read_record(cells, moment), moment)
    return [comparison.line(claim, readings) for claim, readings in found]


def _had_begun(statement: Statement, document: Document) -> bool:
    """Whether the last of its months had begun when the document was issued: what lies ahead is a plan, however
    it is worded.
    """
    issued = document.issued_on or localtime(document.imported_at).date()
    return Period.month(statement.period.year, statement.period.last).start <= issued


@dataclass(frozen=True)
class _Comparison:
    """Claims held against what was on record at a moment, as one reader sees it."""

    standing: Standing
    org: OrgTree
    record: OnRecord
    moment: datetime

    def line(self, claim: Claim, readings: list[Reading]) -> RecordLine:
        """The line of one claim; the first way to compute it that has verified values decides."""
        if not claim.is_certain:
            return self._ambiguous(claim)
        if not readings:
            other = (
                claim.is_figure and scale_of(claim.indicators[0].unit_name, claim.statement.measure) is None
            )
            return _bare(claim, RecordState.OTHER_MEASURE if other else RecordState.OTHER_PERIOD)
        for reading in readings:
            values = reading.values(self.record, self.moment, verified=True)
            if values is not None and (computed := reading.result(values)) is not None:
                return self._verified(claim, reading, values, computed)
        for reading in readings:
            if (line := self._unverified(claim, reading)) is not None:
                return line
        for reading in readings:
            if (line := self._partial(claim, reading)) is not None:
                return line
        return _bare(claim, RecordState.NO_VALUE)

    def _partial(self, claim: Claim, reading: Reading) -> RecordLine | None:
        """The line of a sum over those of its units that are verified; None where none is, or it is no sum."""
        units = reading.units
        known = {
            unit
            for unit in units
            if reading.over({unit}).values(self.record, self.moment, verified=True) is not None
        }
        part = reading.over(known)
        values = part.values(self.record, self.moment, verified=True) if known else None
        computed = part.result(values) if values is not None else None
        if computed is None or len(units) == 1:
            return None
        line = self._with_evidence(_bare(claim, RecordState.PARTIAL), claim, part, computed)
        return replace(line, units_owing=len(units))

    def _unverified(self, claim: Claim, reading: Reading) -> RecordLine | None:
        """The line of what was reported last, verified or not; None where nothing was that the reader may see."""
        values = reading.values(self.record, self.moment, verified=False)
        computed = reading.result(values) if values is not None and self._sees(reading) else None
        if computed is None:
            return None
        return replace(
            _bare(claim, RecordState.UNVERIFIED),
            recorded=_as_printed(claim, computed),
            observations=tuple(v.observation for v in self._in_force(reading, verified=False)),
        )

    @staticmethod
    def _ambiguous(claim: Claim) -> RecordLine:
        meant = [m for m in (claim.indicators, claim.units, claim.wholes) if len(m) > 1]
        candidates = tuple(one for several in meant for one in several)
        return replace(_bare(claim, RecordState.AMBIGUOUS), candidates=candidates)

    def _verified(
        self, claim: Claim, reading: Reading, values: list[Fraction], computed: Fraction
    ) -> RecordLine:
        statement = claim.statement
        state, earlier = RecordState.AGREES, None
        if not _meets(statement, reading, values):
            newest = reading.values(self.record, self.moment, verified=False)
            waiting = self._unverified(claim, reading)
            if waiting is not None and newest is not None and _meets(statement, reading, newest):
                return waiting
            earlier = self._earlier(claim, reading)
            own_basis = statement.comparable and not claim.is_figure
            if earlier is not None:
                state = RecordState.SUPERSEDED
            else:
                state = RecordState.OTHER_BASIS if own_basis else RecordState.DIFFERS
        return replace(self._with_evidence(_bare(claim, state), claim, reading, computed), earlier=earlier)

    def _with_evidence(
        self, line: RecordLine, claim: Claim, reading: Reading, computed: Fraction
    ) -> RecordLine:
        """A line with the verified value, how far the printed one is from it, and who verified what it is made of."""
        recorded = _as_printed(claim, computed)
        difference = _decimal(claim.statement.value) - recorded
        by_level = claim.statement.kind == "level" and recorded
        versions = self._in_force(reading, verified=True)
        verdicts = [version.verdict for version in versions if version.verdict is not None]
        return replace(
            line,
            recorded=recorded,
            difference=difference,
            difference_percent=difference / recorded * 100 if by_level else None,
            observations=tuple(version.observation for version in versions),
            verified_by=tuple({v.by_id: v.by for v in verdicts}.values()),
            verified_at=max(at for version in versions if (at := version.verified_at) is not None),
        )

    def _earlier(self, claim: Claim, reading: Reading) -> Earlier | None:
        """The last value on record before the one in force that prints like the document's."""
        for verified in (True, False) if self._sees(reading) else (True,):
            moments = self.record.moments(reading.amounts, verified=verified)
            for since, until in reversed(list(pairwise(moments))):
                values = reading.values(self.record, since, verified=verified)
                if values is None or not _meets(claim.statement, reading, values):
                    continue
                computed = reading.result(values)
                if computed is not None:
                    return Earlier(_as_printed(claim, computed), since, until, verified)
        return None

    def _sees(self, reading: Reading) -> bool:
        """Whether values that nobody verified yet may be told of every unit concerned."""
        return all(sees_submitted(self.standing, unit, self.org) for unit in reading.units)

    def _in_force(self, reading: Reading, *, verified: bool) -> list[Stated]:
        cells = (cell for amount in reading.amounts for cell in amount.cells)
        found = (self.record.in_force(cell, self.moment, verified=verified) for cell in cells)
        return [version for version in found if version is not None]


def _meets(statement: Statement, reading: Reading, values: list[Fraction]) -> bool:
    interval = reading.interval(values)
    return interval is not None and interval.meets(statement.interval)


def _bare(claim: Claim, state: RecordState) -> RecordLine:
    return RecordLine(
        statement=claim.statement,
        state=state,
        unit=claim.units[0] if len(claim.units) == 1 else None,
        indicator=claim.indicators[0] if len(claim.indicators) == 1 else None,
    )


def _as_printed(claim: Claim, computed: Fraction) -> Decimal:
    """A value in the measure of a statement, counted in its printed unit."""
    scale = scale_of(claim.statement.measure, claim.statement.unit)
    return _decimal(computed * (scale if scale is not None else 1))


def _decimal(value: Fraction) -> Decimal:
    """The decimal of a fraction: exact for levels, to 28 digits for what was divided."""
    return Decimal(value.numerator) / Decimal(value.denominator)
