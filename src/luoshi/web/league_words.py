"""A league table in words and small drawings, in the reader's language (排行)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.assessment.league import League, Line, Part, Table
from luoshi.assessment.robustness import Places, Robustness
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import Beyond
from luoshi.kernel.scheme import Item
from luoshi.kernel.score_rule import AS_NORMALISED
from luoshi.kernel.stages import AS_IT_IS
from luoshi.kernel.weighted_tree import Missing
from luoshi.web.formats import number
from luoshi.web.named import named
from luoshi.web.outcome_words import reached_words
from luoshi.web.stage_words import NO_NAMES, event_words, instead_of_curve, stage_words

FULL = 100.0
# Colours told apart beside each other; what is beyond them is drawn as one last segment.
TINTS = 5
NAMED_LOSSES = 2
HATCH = 3.0


@dataclass(frozen=True)
class Segment:
    """One item's lost points as part of a bar; ``start`` and ``width`` in per cent of the widest bar."""

    tint: int
    start: float
    width: float
    hatched: bool
    words: str

    @property
    def strokes(self) -> list[float]:
        """Where the hatching of an unreported item begins, stroke by stroke."""
        return [self.start + n * HATCH for n in range(int(self.width / HATCH))] if self.hatched else []


@dataclass(frozen=True)
class Row:
    """One unit of the table as it is shown; ``why`` is the address of its trace.

    ``gap`` is the lead over the next (分差), None for the last. ``span`` is the sensitivity interval of the rank, ``held``
    the rank set, ``alike`` with which ranks it is not told apart; ``joined`` says so of the next, ``shared`` that it has the same rank, and ``bracket`` how
    the mark beside such neighbours is drawn. ``ranks`` are those of past periods, best drawn highest.
    """

    line: Line
    why: str
    name: str
    change: str
    gap: Decimal | None
    span: str
    held: str
    alike: str
    joined: bool
    shared: bool
    bracket: str
    ranks: tuple[int | None, ...]
    segments: tuple[Segment, ...]
    losses: str
    missing: str
    unscored: str

    @property
    def past(self) -> list[int | None]:
        """Heights of the small line of past ranks: the best rank is the highest; [] with fewer than two ranks."""
        known = [rank for rank in self.ranks if rank is not None]
        return [None if rank is None else -rank for rank in self.ranks] if len(known) > 1 else []

    @property
    def past_words(self) -> str:
        """The same read aloud, the oldest first."""
        return _("Ranks of past periods: %s") % _(", ").join(
            "—" if rank is None else str(rank) for rank in self.ranks
        )


@dataclass(frozen=True)
class Key:
    """An entry of the legend."""

    tint: int
    name: str


@dataclass(frozen=True)
class Panel:
    """One peer group as it is shown: ranked rows, and the names of units that nothing was asked of."""

    code: str
    name: str
    rows: tuple[Row, ...]
    unranked: tuple[Row, ...]
    joined: str

    @property
    def has_past(self) -> bool:
        """Whether any unit was ranked in a period before."""
        return any(row.past for row in self.rows)


@dataclass(frozen=True)
class Beside:
    """What stands beside the figures of a table, by unit code; what is not known is not shown.

    ``shown`` says which units a search leaves.
    """

    firm: Robustness | None = None
    ranks: Mapping[str, Sequence[int | None]] = field(default_factory=dict)
    shown: Callable[[Line], bool] = lambda line: True


def keys(league: League) -> list[Key]:
    """Items by the points they cost in the whole table, the dearest first; the rest together."""
    order = _dearest(league)
    named_items = [Key(n, named(league.scheme.node(code))) for n, code in enumerate(order[:TINTS])]
    return [*named_items, Key(TINTS, _("Other items"))] if len(order) > TINTS else named_items


def panels(league: League, why: Callable[[str], str], beside: Beside, group: str = "") -> list[Panel]:
    """The peer group, every one where it is empty, in the order of the scheme; ``why`` gives the address of a unit's trace."""
    tint = {code: min(n, TINTS) for n, code in enumerate(_dearest(league))}
    widest = max((_lost(line) for line in league.lines), default=0.0) or FULL
    shown = [table for table in league.tables if group in ("", table.group.code)]
    return [_panel(table, why, tint, widest, beside) for table in shown]


def _panel(
    table: Table, why: Callable[[str], str], tint: dict[str, int], widest: float, beside: Beside
) -> Panel:
    ranked = [line for line in table.lines if line.rank is not None]
    rows = [
        _row(line, below, why(line.unit.code), tint, widest, beside)
        for line, below in zip_longest(ranked, ranked[1:])
    ]
    unranked = [
        _row(line, None, why(line.unit.code), tint, widest, beside) for line in table.lines if not line.rank
    ]
    shown = [row for row in rows if beside.shown(row.line)]
    return Panel(
        table.group.code,
        named(table.group),
        tuple(_bracketed(shown) if len(shown) == len(rows) else shown),
        tuple(row for row in unranked if beside.shown(row.line)),
        joined_words(rows),
    )


def _bracketed(rows: Sequence[Row]) -> list[Row]:
    """The rows with a mark from the first to the last of neighbours that are not told apart."""
    above = [False, *(row.joined for row in rows)]
    drawn = {(False, True): "start", (True, True): "inside", (True, False): "end", (False, False): ""}
    return [replace(row, bracket=drawn[joined, row.joined]) for row, joined in zip(rows, above, strict=False)]


def joined_words(rows: Sequence[Row]) -> str:
    """Runs of neighbours that are not told apart, by their ranks: 2–4, 6–7; empty without any."""
    runs: list[list[Row]] = [[]]
    for row in rows:
        runs[-1].append(row)
        if not row.joined:
            runs.append([])
    long = [run for run in runs if len(run) > 1 and run[0].line.rank != run[-1].line.rank]
    return _(", ").join(places_words(Places(run[0].line.rank or 0, run[-1].line.rank or 0)) for run in long)


def places_words(places: Places | None) -> str:
    """Ranks from the best to the worst: 3–5; one alone as itself; empty without any."""
    if places is None:
        return ""
    return f"{places.best}–{places.worst}" if places.several else str(places.best)


def _dearest(league: League) -> list[str]:
    cost: dict[str, float] = {}
    for line in league.lines:
        for part in line.losses:
            cost[part.node.code] = cost.get(part.node.code, 0.0) + (part.lost or 0.0)
    return sorted(cost, key=lambda code: cost[code], reverse=True)


def _lost(line: Line) -> float:
    return sum(part.lost or 0.0 for part in line.losses)


def _row(
    line: Line, below: Line | None, why: str, tint: dict[str, int], widest: float, beside: Beside
) -> Row:
    losses, code, firm = line.losses, line.unit.code, beside.firm
    alike = firm.alike.get(code) if firm else None
    joined = bool(alike and below and below.rank and below.rank <= alike.worst)
    return Row(
        line=line,
        why=why,
        name=named(line.unit),
        change=change_words(line.change),
        gap=_gap(line, below),
        span=places_words(firm.spans.get(code)) if firm else "",
        held=places_words(firm.sets.get(code)) if firm else "",
        alike=places_words(alike) if alike and alike.several else "",
        joined=joined,
        shared=below is not None and below.rank == line.rank,
        bracket="",
        ranks=tuple(beside.ranks.get(code, ())),
        segments=tuple(_segments(losses, tint, widest)),
        losses=_("; ").join(_loss(part) for part in losses[:NAMED_LOSSES]),
        missing=_(", ").join(named(part.node) for part in line.not_reported),
        unscored=_(", ").join(named(part.node) for part in line.unscored),
    )


def _gap(line: Line, below: Line | None) -> Decimal | None:
    if below is None or line.score is None or below.score is None:
        return None
    return line.score - below.score


def _segments(losses: Sequence[Part], tint: dict[str, int], widest: float) -> Iterator[Segment]:
    """Losses side by side, those of one tint as one segment; ``widest`` points fill the bar."""
    sums: dict[tuple[int, bool], list[Part]] = {}
    for part in losses:
        sums.setdefault((tint[part.node.code], part.not_reported), []).append(part)
    start = 0.0
    for (colour, silent), parts in sorted(sums.items()):
        width = sum(part.lost or 0.0 for part in parts) / widest * FULL
        words = _loss(parts[0]) if len(parts) == 1 else _("Other items")
        yield Segment(colour, round(start, 2), round(width, 2), silent, words)
        start += width


def _loss(part: Part) -> str:
    return _("%(item)s −%(points)s") % {"item": named(part.node), "points": number(part.lost, 2)}


def change_words(change: int | None) -> str:
    """Places won or lost since the run before; empty where there was none."""
    if change is None:
        return ""
    if change == 0:
        return _("same")
    return f"▲ {change}" if change > 0 else f"▼ {-change}"


def sentence(league: League) -> str:
    """Who leads each group, and how many figures are missing."""
    leaders = []
    for table in league.tables:
        first = [line for line in table.lines if line.rank == 1]
        if first:
            leaders.append(
                _("%(units)s (%(group)s, %(score)s)")
                % {
                    "group": named(table.group),
                    "units": _(", ").join(named(line.unit) for line in first),
                    "score": number(first[0].score, league.scheme.rules.digits),
                }
            )
    told = (
        _("First in their groups: %s.") % _("; ").join(leaders)
        if leaders
        else _("Nothing can be ranked yet.")
    )
    silent = [line for line in league.lines if line.not_reported]
    if silent:
        figures = sum(len(line.not_reported) for line in silent)
        told += " " + ngettext(
            "%(units)d unit left %(figures)d figures unreported.",
            "%(units)d units left %(figures)d figures unreported.",
            len(silent),
        ) % {"units": len(silent), "figures": figures}
    return told


def rule_words(item: Item, indicators: Mapping[str, str] = NO_NAMES) -> str:
    """How a figure becomes points, in a sentence: stages, measure and curve, what must be reached, events.

    ``indicators`` are names by code; one that has none is told by its code.
    """
    parts = [*stage_words(item.stages, indicators)]
    normalised_only = item.stages.normalise is not None and item.rule.curve == AS_NORMALISED
    if other := instead_of_curve(item):
        parts.append(other)
    elif not item.of_events_only and not normalised_only:
        parts.append(_curve_words(item))
    if item.gates:
        parts.append(reached_words(item.gates, indicators))
    if item.events is not None:
        parts += event_words(item.events, indicators)
    return _("; ").join(parts)


def _curve_words(item: Item) -> str:
    curve = item.rule.curve
    match item.rule.measure:
        case Measure.COMPLETION:
            how = _("actual / period target x 100")
        case Measure.GROWTH:
            how = _("growth over the same period of last year")
        case Measure.SHARE_OF_BEST:
            how = _("share of the best of the group x 100")
        case Measure.RANK:
            how = _("rank in the group")
        case _:
            how = _("the figure itself") if item.stages == AS_IT_IS else _("what comes out of it")
    plain = Beyond.EXTEND in (curve.below, curve.above) and len(curve.knots) == 2
    if not plain:
        how += _(": ") + _(", ").join(f"{x:g} → {y:g}" for x, y in curve.knots)
    if curve.cap is not None:
        how += _(", at most %g") % curve.cap
    if curve.floor is not None:
        how += _(", at least %g") % curve.floor
    return how


def missing_words(policy: Missing) -> str:
    """What becomes of an item that was not reported."""
    return {
        Missing.ZERO: _("no points, and marked"),
        Missing.EXCLUDE: _("left out, and marked"),
        Missing.WITHHOLD: _("no total until it is reported"),
    }[policy]
