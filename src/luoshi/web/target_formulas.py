"""The figures of a target with the formula of each and the numbers put in (指标公式); docs/methods/pace.md has them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from luoshi.targets.lineage import Member
from luoshi.targets.positions import Position
from luoshi.targets.vocabulary import CEILINGS, TargetKind
from luoshi.web.formats import Number, number, percent
from luoshi.web.target_rows import Row

MONTHS = 12
# More addends than fit on a line stand in the table of units below.
ADDENDS = 6
DASH = "—"


@dataclass(frozen=True)
class Piece:
    """A number of a formula with the address where it comes from, or a sign between numbers."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Worked:
    """One figure: ``anchor`` on the page, what it is called, its formula in words, the numbers, the result."""

    anchor: str
    name: str
    formula: str
    numbers: tuple[Piece, ...]
    result: str


def worked(row: Row, members: list[Member]) -> list[Worked]:
    """Every figure of the target's progress account, in the order in which they follow from one another."""
    position = row.position
    by_growth = position.target.kind == TargetKind.GROWTH
    ceiling = position.target.op in CEILINGS
    told = [
        _level(row, by_growth),
        _done(row, members),
        _year_before(row),
        _growth(row),
        _completion(row),
        _expected(row),
    ]
    if by_growth:
        told.append(_due_share(row))
    told.append(_gap_of_growth(row) if by_growth else _gap_of_level(row))
    if not ceiling:
        told.append(_missing_growth(row) if by_growth else _missing_level(row))
    if not ceiling and not position.target.indicator.of_moment:
        told.append(_run_rate(row))
    return told


def _amount(row: Row, value: Number | None) -> str:
    return number(value, row.digits) or DASH


def _share(value: Number | None) -> str:
    return percent(value, 2) or DASH


def _goal(position: Position) -> Piece:
    return Piece(percent(position.target.value / 100, 2) or DASH, "#value")


def _level(row: Row, by_growth: bool) -> Worked:
    target = row.position.target
    if not by_growth:
        formula = _("the amount asked for")
        numbers: tuple[Piece, ...] = (Piece(_amount(row, target.value), "#value"),)
    else:
        formula = _("base × (1 + growth asked for)")
        numbers = (
            Piece(_amount(row, target.base), "#base"),
            Piece(" × (1 + "),
            _goal(row.position),
            Piece(")"),
        )
    return Worked("level", _("Level that the target means"), formula, numbers, _amount(row, target.level))


def _done(row: Row, members: list[Member]) -> Worked:
    position = row.position
    stated = [m.value for m in members if m.value is not None]
    if position.files_itself:
        formula = _("the unit's verified figure")
        numbers: tuple[Piece, ...] = (Piece(_amount(row, position.actual), row.figure),)
    else:
        formula = _("put together from the verified figures of %(have)d of %(due)d units") % {
            "have": position.reporting,
            "due": position.due,
        }
        signs = [Piece(_amount(row, value), "#units") for value in stated]
        numbers = (
            _joined(signs, " + ") if len(stated) <= ADDENDS else (Piece(_("see the units below"), "#units"),)
        )
    return Worked("done", _("Done so far"), formula, numbers, _amount(row, position.actual))


def _joined(pieces: list[Piece], sign: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for piece in pieces:
        found += [Piece(sign), piece] if found else [piece]
    return tuple(found)


def _year_before(row: Row) -> Worked:
    position = row.position
    numbers = Piece(_amount(row, position.base_same_period), row.figure_before or "#units")
    formula = _("the same units' verified figures up to the same month of the year before")
    return Worked(
        "before",
        _("Same period of the year before"),
        formula,
        (numbers,),
        _amount(row, position.base_same_period),
    )


def _growth(row: Row) -> Worked:
    position = row.position
    return Worked(
        "growth",
        _("Year on year"),
        _("done ÷ same period of the year before − 1"),
        (
            Piece(_amount(row, position.actual), "#done"),
            Piece(" ÷ "),
            Piece(_amount(row, position.base_same_period), "#before"),
            Piece(" − 1"),
        ),
        _share(position.growth),
    )


def _completion(row: Row) -> Worked:
    position = row.position
    formula = _("done ÷ level")
    if position.partial:
        formula = _("done ÷ share of the level that the reporting units stand for")
    level = _covered(position)
    return Worked(
        "completion",
        _("Share of the year done"),
        formula,
        (
            Piece(_amount(row, position.actual), "#done"),
            Piece(" ÷ "),
            Piece(_amount(row, level), "#level"),
        ),
        _share(position.completion),
    )


def _covered(position: Position) -> Number | None:
    """The level that completion is measured against: of the whole, what the reporting units stand for."""
    if position.partial and position.completion and position.actual is not None:
        return position.actual / position.completion
    return position.target.level


def _measure(row: Row) -> Piece:
    """What the rest is held against: the level, or as much of it as the reporting units stand for."""
    anchor = "#completion" if row.position.partial else "#level"
    return Piece(_amount(row, _covered(row.position)), anchor)


def _expected(row: Row) -> Worked:
    position = row.position
    if position.target.curve_table:
        formula, numbers = (
            _("the share of the curve at this month"),
            (Piece(_share(position.expected), "#curve"),),
        )
    elif position.held_to_target:
        formula = _("the whole target in every month: no month adds to a rate, an index or a stock")
        numbers = (Piece(_share(position.expected)),)
        return Worked("expected", _("Asked for in every month"), formula, numbers, _share(position.expected))
    else:
        formula = _("months over ÷ 12")
        numbers = (Piece(f"{position.month or DASH} ÷ {MONTHS}"),)
    return Worked("expected", _("Where the calendar expects it"), formula, numbers, _share(position.expected))


def _due_share(row: Row) -> Worked:
    position = row.position
    return Worked(
        "due",
        _("Where the target growth would be"),
        _("same period of the year before × (1 + growth asked for) ÷ level"),
        (
            Piece(_amount(row, position.base_same_period), "#before"),
            Piece(" × (1 + "),
            _goal(position),
            Piece(") ÷ "),
            _measure(row),
        ),
        _share(position.due_share),
    )


def _points(value: float | None) -> str:
    return DASH if value is None else (number(value, 2, signed=True) or DASH)


def _gap_of_growth(row: Row) -> Worked:
    position = row.position
    return Worked(
        "gap",
        _("Gap, percentage points"),
        _("year on year − growth asked for"),
        (Piece(_share(position.growth), "#growth"), Piece(" − "), _goal(position)),
        _signed_gap(position),
    )


def _gap_of_level(row: Row) -> Worked:
    position = row.position
    indicator = position.target.indicator
    numbers: tuple[Piece, ...]
    if indicator.of_moment and indicator.in_percent:
        numbers = (
            Piece(_amount(row, position.actual), "#done"),
            Piece(" − "),
            _measure(row),
            Piece(" × "),
            Piece(_share(position.expected), "#expected"),
        )
        formula = _("done − level × what is expected of it by now")
        return Worked("gap", _("Gap, percentage points"), formula, numbers, _signed_gap(position))
    if position.held_to_target:
        numbers = (Piece(_share(position.completion), "#completion"), Piece(" − "), Piece(_share(1)))
        formula = _("share of the target reached − the whole target")
        return Worked("gap", _("Gap, percentage points"), formula, numbers, _signed_gap(position))
    return Worked(
        "gap",
        _("Gap, percentage points"),
        _("share of the year done − where the calendar expects it"),
        (
            Piece(_share(position.completion), "#completion"),
            Piece(" − "),
            Piece(_share(position.expected), "#expected"),
        ),
        _signed_gap(position),
    )


def _signed_gap(position: Position) -> str:
    """The gap as the light is judged by it: of a ceiling the sign is turned round."""
    gap = _points(position.gap_points)
    return _("%(gap)s (turned round: a ceiling)") % {"gap": gap} if position.target.op in CEILINGS else gap


def _missing_growth(row: Row) -> Worked:
    position = row.position
    return Worked(
        "missing",
        _("Missing by now"),
        _("same period of the year before × (1 + growth asked for) − done; never below 0"),
        (
            Piece(_amount(row, position.base_same_period), "#before"),
            Piece(" × (1 + "),
            _goal(position),
            Piece(") − "),
            Piece(_amount(row, position.actual), "#done"),
        ),
        _amount(row, position.shortfall),
    )


def _missing_level(row: Row) -> Worked:
    position = row.position
    if position.held_to_target:
        numbers = (_measure(row), Piece(" − "), Piece(_amount(row, position.actual), "#done"))
        formula = _("level − done; never below 0")
        return Worked("missing", _("Missing by now"), formula, numbers, _amount(row, position.shortfall))
    return Worked(
        "missing",
        _("Missing by now"),
        _("level × where the calendar expects it − done; never below 0"),
        (
            _measure(row),
            Piece(" × "),
            Piece(_share(position.expected), "#expected"),
            Piece(" − "),
            Piece(_amount(row, position.actual), "#done"),
        ),
        _amount(row, position.shortfall),
    )


def _run_rate(row: Row) -> Worked:
    position = row.position
    left = MONTHS - position.month if position.month else None
    return Worked(
        "rate",
        _("Needed in each remaining month"),
        _("(level − done) ÷ months left; never below 0"),
        (
            Piece("("),
            _measure(row),
            Piece(" − "),
            Piece(_amount(row, position.actual), "#done"),
            Piece(f") ÷ {left or DASH}"),
        ),
        _amount(row, position.run_rate),
    )
