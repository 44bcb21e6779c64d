"""Who owes which sheet, and how far it is (报送情况)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.indicators.expected import Dates, Expected, expected_reports, rounds_since
from luoshi.indicators.models import Decision, Form, Observation, Round, Sheet, SheetState, Verdict
from luoshi.indicators.policies import may_judge, own_units
from luoshi.indicators.sheet_states import states_on
from luoshi.org.models import Role
from luoshi.org.queries import dissolved, tree
from luoshi.org.standing import OFFICES, OVERSEERS, Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Filing:
    """One unit's duty in one round. ``state`` is one of STATES; ``filed_on`` the day it was first submitted."""

    expected: Expected
    unit: Node
    state: str
    on_desk: bool

    @property
    def round(self) -> Round:
        return self.expected.round

    @property
    def dates(self) -> Dates:
        """The unit's own dates where it was given any, else those of the round."""
        return self.expected.dates

    @property
    def filed_on(self) -> date | None:
        return self.expected.filed_on

    @property
    def on_time(self) -> bool | None:
        """Whether first submitted by the due date; None while nothing has been submitted."""
        return self.expected.on_time


# due: open and nothing filed; draft: begun; overdue: past the due date; missing: closed without a filing;
# corrected: taken back by the unit after it was submitted. The others are the states of the sheet.
STATES = ("due", "draft", "overdue", "missing", "submitted", "returned", "corrected", "verified")


@dataclass(frozen=True)
class Punctuality:
    """A unit's filings that were due: how many on time, late and not at all (及时率, 完整率)."""

    unit: Node
    on_time: int
    late: int
    missing: int

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missing


@dataclass(frozen=True)
class Row:
    """One unit across the rounds of a matrix; None where it has no duty."""

    unit: Node
    filings: tuple[Filing | None, ...]
    punctuality: Punctuality


@dataclass(frozen=True)
class Matrix:
    """Units in official order by rounds, earliest first."""

    rounds: tuple[Round, ...]
    rows: tuple[Row, ...]

    @property
    def forms(self) -> list[Form]:
        """The forms of the rounds, in the order they were drawn up."""
        return [form for _key, form in sorted({r.form_id: r.form for r in self.rounds}.items())]

    def of_form(self, form: Form, day: date) -> Matrix:
        """The rounds of one form, the units that owe them, and how punctual these were with it by ``day``."""
        return _matrix([f for row in self.rows for f in row.filings if f and f.round.form_id == form.pk], day)


def sees_all_filings(standing: Standing) -> bool:
    """Whether this person may know how far every unit is: offices, overseers and statistics owners."""
    return standing.has(*OFFICES, *OVERSEERS, Role.STATISTICS_OWNER)


@dataclass(frozen=True)
class Waiting:
    """A submitted sheet with values that wait for this statistics owner."""

    sheet: Sheet
    unit: Node
    values: int
    with_notes: int


@dataclass(frozen=True)
class Desk:
    """The reporting desk of one person: what is owed, what waits for a verdict, how far everybody is."""

    owed: tuple[Filing, ...]
    waiting: tuple[Waiting, ...]
    matrix: Matrix


def desk(standing: Standing, as_of: date) -> Desk:
    """What this person owes (by due date), is to verify (longest waiting first), and may see of the year's rounds.

    On a past day nothing is there to be verified: a verdict falls today.

    Owed are sheets of the own units and those below, of this year and the last, that are not filed, were
    returned, or were taken back. The matrix holds all units for whoever oversees the district, else the own.
    """
    org = tree(as_of)
    mine = own_units(standing, org)
    everybody = sees_all_filings(standing)
    found = _filings(standing, org, None if everybody else mine, as_of)
    owed = sorted(
        (f for f in found if f.on_desk and f.unit.id in mine), key=lambda f: (f.dates.due_on, f.unit.order)
    )
    this_year = [f for f in found if f.round.period.startswith(f"{as_of.year:04d}")]
    return Desk(tuple(owed), tuple(_waiting(standing, org, as_of)), _matrix(this_year, as_of))


def filings(standing: Standing, as_of: date) -> list[Filing]:
    """Every duty of this year's and last year's rounds open by ``as_of``, latest first, in official order.

    Those of the own units and below; of all units for whoever oversees the district. A past day is shown as it
    was then: what was verified or sent back later does not tell on it.
    """
    org = tree(as_of)
    units = None if sees_all_filings(standing) else own_units(standing, org)
    return _filings(standing, org, units, as_of)


def _filings(standing: Standing, org: OrgTree, units: frozenset[int] | None, as_of: date) -> list[Filing]:
    """Of ``units``; None stands for every unit, those dissolved since included."""
    since = sorted(rounds_since(as_of.year - 1, as_of), key=lambda r: r.form_id)
    rounds = sorted(since, key=lambda r: r.period, reverse=True)
    owed = expected_reports(rounds, units, as_of)
    former = dissolved({e.unit_id for e in owed} - org.nodes.keys(), as_of)
    nodes = org.nodes | {node.id: node for node, _closed in former}
    sheets = [e.sheet.pk for e in owed if e.sheet is not None]
    then = states_on(sheets, as_of) if as_of < standing.today else {}
    place = {r.pk: n for n, r in enumerate(rounds)}
    owed.sort(key=lambda e: (place[e.round.pk], nodes[e.unit_id].order, nodes[e.unit_id].code))
    return [_filing(e, nodes[e.unit_id], as_of, then) for e in owed]


def _filing(expected: Expected, unit: Node, as_of: date, then: Mapping[int, str]) -> Filing:
    sheet = expected.sheet
    if sheet is None or expected.filed_on is None:
        state = unfiled(expected.dates, as_of, begun=sheet is not None)
        return Filing(expected, unit, state, state != "missing")
    state = then.get(sheet.pk) or ("corrected" if sheet.state == SheetState.DRAFT else sheet.state)
    return Filing(expected, unit, state, state in ("corrected", "returned"))


def unfiled(dates: Dates, day: date, *, begun: bool) -> str:
    """The state on ``day`` of a duty that nothing was submitted for."""
    if day > dates.closes_on:
        return "missing"
    if day > dates.due_on:
        return "overdue"
    return "draft" if begun else "due"


def _matrix(found: list[Filing], as_of: date) -> Matrix:
    rounds = sorted(
        {f.round.pk: f.round for f in found}.values(), key=lambda r: (Period.parse(r.period).end, r.form_id)
    )
    units = sorted({f.unit.id: f.unit for f in found}.values(), key=lambda n: (n.order, n.code))
    at = {(f.unit.id, f.round.pk): f for f in found}
    rows = []
    for unit in units:
        line = tuple(at.get((unit.id, r.pk)) for r in rounds)
        rows.append(Row(unit, line, _punctuality(unit, [f for f in line if f], as_of)))
    return Matrix(tuple(rounds), tuple(rows))


def _punctuality(unit: Node, of: list[Filing], as_of: date) -> Punctuality:
    """Counts over the filings whose due date is past or that were filed."""
    return Punctuality(
        unit,
        on_time=sum(f.on_time is True for f in of),
        late=sum(f.on_time is False for f in of),
        missing=sum(f.expected.is_missing(as_of) for f in of),
    )


def _waiting(standing: Standing, org: OrgTree, as_of: date) -> list[Waiting]:
    mine = standing.units(Role.STATISTICS_OWNER)
    if not mine or as_of < standing.today:
        return []
    verified = Verdict.objects.filter(decision=Decision.VERIFIED).values("observation")
    waiting = (
        Observation.objects.filter(
            ~Q(pk__in=verified),
            sheet__state=SheetState.SUBMITTED,
            indicator__data_owner__in=mine,
            superseded_by__isnull=True,
            recorded_at__lte=end_of(as_of),
        )
        .select_related("sheet__round__form", "indicator")
        .order_by("sheet__submitted_at", "sheet__pk", "pk")
    )
    by_sheet: dict[int, list[Observation]] = {}
    for observation in waiting:
        if (
            may_judge(standing, observation, org)
            and observation.sheet_id
            and observation.unit_id in org.nodes
        ):
            by_sheet.setdefault(observation.sheet_id, []).append(observation)
    return [
        Waiting(rows[0].sheet, org.nodes[rows[0].unit_id], len(rows), sum(bool(o.note) for o in rows))
        for rows in by_sheet.values()
        if rows[0].sheet is not None
    ]
