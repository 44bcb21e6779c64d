"""The league table as pages and files show it: groups, search, what stands beside the figures, rows to export (排行展示)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.assessment import standings
from luoshi.assessment.league import League, Line, Table
from luoshi.assessment.record import rank_series
from luoshi.assessment.robustness import Robustness
from luoshi.exchange.plain_table import Cell
from luoshi.kernel.rounding import half_up
from luoshi.org.queries import kind_words, tree
from luoshi.web import league_words as words
from luoshi.web.alternative_words import varied_words
from luoshi.web.formats import number
from luoshi.web.loss_map import loss_map
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.workdays.periods import Period

LOSSES = "lost"
LEAST_UNITS_TO_SEARCH = 8
# With more ranked units one group is shown at a time.
ALL_GROUPS = 60


@dataclass(frozen=True)
class Around:
    """What is known about a result besides its figures. ``why`` gives the address of a unit's trace, ``firm_url`` is
    where its firmness is told; ``asked`` is what the address already asks for and a search keeps.
    """

    why: Callable[[str], str]
    firm: Robustness | None
    firm_url: str
    as_of: date
    asked: Sequence[tuple[str, str]] = field(default_factory=tuple)


def league_context(request: Request, league: League, around: Around) -> dict[str, Any]:
    """What ``assessment/_league.html`` draws; ``?group=`` keeps one peer group and adds its chart; of a large district the first is shown where none is asked for.

    ``?kind=`` and ``?q=`` leave units of one kind or name, ``?view=lost`` shows where points were lost instead.
    """
    mapped = request.GET.get("view") == LOSSES
    groups = [(table.group.code, named(table.group)) for table in league.tables]
    group = request.GET.get("group", "")
    large = sum(line.rank is not None for line in league.lines) > ALL_GROUPS
    if group not in dict(groups):
        group = groups[0][0] if large else ""
    kinds = _kinds(request)
    kind, searched = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    sought = _Sought(kinds, kind, searched)
    beside = words.Beside(around.firm, _ranks(request, league, around), sought)
    own = {kinds[line.unit.code] for line in league.lines if line.unit.code in kinds}
    drawn = next((table for table in league.tables if table.group.code == group), None)
    panels = words.panels(league, around.why, beside, group)
    return {
        "league": league,
        "groups": groups,
        "group": group,
        "large": large,
        "panels": panels,
        "past_span": league.period[4:] if any(panel.has_past for panel in panels) else None,
        "maps": loss_map(league, group, around.why, sought) if mapped else [],
        "mapped": mapped,
        "keys": words.keys(league),
        "digits": league.scheme.rules.digits,
        "league_sentence": words.sentence(league),
        "firm": around.firm,
        "varied": varied_words(around.firm, league.scheme) if around.firm else "",
        "firm_url": around.firm_url,
        "kinds": sorted((code, kind_words(code)) for code in own) if len(own) > 1 else [],
        "kind": kind,
        "searched": searched,
        "filters": len(league.lines) >= LEAST_UNITS_TO_SEARCH or bool(kind or searched),
        "asked": [
            *around.asked,
            *((name, request.GET[name]) for name in ("group", "view") if request.GET.get(name)),
        ],
        "chart": _chart(drawn, league.scheme.rules.digits) if drawn and not mapped else None,
    }


@dataclass(frozen=True)
class _Sought:
    """Whether a unit is of the kind and name that were asked for; everything is where nothing was."""

    kinds: Mapping[str, str]
    kind: str
    words: str

    def __call__(self, line: Line) -> bool:
        name = f"{line.unit.name} {line.unit.name_en}".lower()
        return self.kind in ("", self.kinds.get(line.unit.code)) and all(
            word in name for word in self.words.lower().split()
        )


def _kinds(request: Request) -> dict[str, str]:
    return {node.code: node.kind for node in tree(request.as_of).nodes.values()}


def _ranks(request: Request, league: League, around: Around) -> dict[str, list[int | None]]:
    """Ranks in published results of like periods, up to the period of this table."""
    past = standings.past_of(request.standing, request.as_of)
    period = Period.parse(league.period)
    found: dict[str, list[int | None]] = {}
    for table in league.tables:
        found |= rank_series(past, period, table.group.code, around.as_of)
    return found


def _chart(table: Table, digits: int) -> dict[str, Any]:
    from luoshi.briefing.charts import RankedBar, ranked_bars

    lines = [line for line in table.lines if line.score is not None]
    title = _("Scores of %s") % named(table.group)
    bars = [
        RankedBar(
            f"{line.rank} {named(line.unit)}" + ("*" if line.not_reported else ""),
            float(line.score or 0),
            number(line.score, digits) or "",
            emphasised=line.rank == 1,
        )
        for line in lines
    ]
    rows = [[named(line.unit), line.rank, number(line.score, digits)] for line in lines]
    twin = {"caption": title, "columns": [_("Unit"), _("Rank"), _("Score")], "rows": rows}
    return {
        "spec": {**ranked_bars(bars, title, _("points")), "width": "container", "config": {}},
        "table": twin,
    }


def league_rows(league: League, firm: Robustness, head: Sequence[str]) -> list[list[Cell]]:
    """The table as rows of a file, simulated mark included: the figures that the page shows."""
    rows: list[list[Cell]] = [[_("Simulated data")]] if league.simulated else []
    rows.append(list(head))
    sets, unscored = bool(firm.sets), any(line.unscored for line in league.lines)
    rows.append(
        [
            _("Group"),
            _("Rank"),
            _("Unit"),
            _("Score"),
            _("Lead over the next"),
            _("Places won"),
            _("Sensitivity interval of the rank"),
            _("Too close to call with ranks"),
            *([_("Rank set")] if sets else []),
            *(named(item) for item in league.scheme.items),
            _("Not reported"),
            *([_("Cannot be scored")] if unscored else []),
            _("Simulated data"),
        ]
    )
    for panel in words.panels(league, lambda unit: "", words.Beside(firm)):
        for row in (*panel.rows, *panel.unranked):
            line = row.line
            rows.append(
                [
                    panel.name,
                    line.rank,
                    row.name,
                    line.score,
                    row.gap,
                    line.change,
                    row.span,
                    row.alike,
                    *([row.held] if sets else []),
                    *(half_up(part.points, 2) for part in line.parts),
                    row.missing,
                    *([row.unscored] if unscored else []),
                    _("yes") if line.unit.simulated else "",
                ]
            )
    return rows
