"""Section 二 of a bulletin: how far each unit is, by peer group (单位进展)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from luoshi.briefing.charts import RankedBar
from luoshi.briefing.content import Block, Grid, Ranking
from luoshi.briefing.league import League, Placed
from luoshi.briefing.official import Column, Heading, Paragraph
from luoshi.briefing.progress import Progress, lights
from luoshi.briefing.sources import opened, told
from luoshi.briefing.wording import LIGHTS, NONE, NUMERALS, listed, number
from luoshi.kernel.light import Light
from luoshi.org.tree import Node
from luoshi.targets.positions import Position

SHOWN = (Light.ON_PACE, Light.SLIGHTLY_BEHIND, Light.BEHIND, Light.NOT_REPORTED, Light.NOT_APPLICABLE)
LIGHT_COLUMNS = tuple(Column(LIGHTS[light], align="right") for light in SHOWN)
SCORE_COLUMNS = (
    Column("名次", align="center", width_mm=12),
    Column("单位", width_mm=28),
    Column("得分", "分", "right", 17),
    Column("与前一名分差", "分", "right", 26),
)


def units(progress: Progress) -> Iterator[Block]:
    """Heading, the counts of lights, then one part for each peer group: ranked where there are scores."""
    carriers = progress.carriers()
    yield Heading(1, "二、单位进展")
    counted = lights(progress.units)
    words = "，".join(
        f"{LIGHTS[light]}{opened(f'{counted[light]}项', 'targets')}" for light in SHOWN if counted[light]
    )
    carried = opened(f"{len(progress.units)}项", "targets")
    yield told(f"{len(carriers)}个单位共承担分解目标{carried}，其中{words}。")
    by_unit = _lights_by_unit(progress)
    if not progress.leagues:
        yield Paragraph("考核得分尚未公布，本期按单位顺序列出，不排名次。")
        yield Grid(
            (Column("单位", width_mm=40), *LIGHT_COLUMNS),
            _unranked(carriers, by_unit),
            "表2 各单位目标进展（项）",
        )
        return
    yield Paragraph(f"以下得分按《{progress.scheme}》计算，只在同类单位之间比较。")
    for place, league in enumerate(sorted(progress.leagues, key=lambda of: not _carries(of, by_unit))):
        yield Heading(2, f"（{NUMERALS[place]}）{league.name}")
        if _carries(league, by_unit):
            yield from _ranked(league, by_unit, place + 2)
        else:
            yield told(f"{_spread(league)}排名见附件3。")


def _lights_by_unit(progress: Progress) -> dict[int, Counter[Light]]:
    """Of every unit below the district, also of those whose targets came down through the unit that manages them."""
    below: dict[int, list[Position]] = {}
    for position in progress.board.rows.values():
        if position.target.unit_id != progress.root.id:
            below.setdefault(position.target.unit_id, []).append(position)
    return {unit: lights(positions) for unit, positions in below.items()}


def _carries(league: League, by_unit: dict[int, Counter[Light]]) -> bool:
    """Whether any unit of the group carries a target; the others are judged by their work alone."""
    return any(row.unit in by_unit for row in league.rows)


def _unranked(carriers: list[Node], by_unit: dict[int, Counter[Light]]) -> tuple[tuple[str, ...], ...]:
    return tuple((node.name, *_counts(by_unit[node.id])) for node in carriers)


def _counts(counted: Counter[Light] | None) -> tuple[str, ...]:
    """Empty counts are zero; a unit without any target has a dash."""
    return tuple(NONE if counted is None else str(counted[light]) for light in SHOWN)


def _ranked(league: League, by_unit: dict[int, Counter[Light]], table: int) -> Iterator[Block]:
    yield told(_spread(league))
    bars = tuple(
        RankedBar(row.name, None if row.score is None else float(row.score), score_words(row), row.rank == 1)
        for row in league.rows
    )
    yield Ranking(f"{league.name}得分排名", "分", bars)
    rows = tuple(
        (*placing, *_counts(by_unit.get(row.unit)))
        for placing, row in zip(placings(league), league.rows, strict=True)
    )
    yield Grid((*SCORE_COLUMNS, *LIGHT_COLUMNS), rows, f"表{table} {league.name}得分与目标进展（项）")


def _spread(league: League) -> str:
    """First, last and the difference between them; who could not be ranked is named."""
    left_out = (
        f"{listed([row.name for row in league.unranked])}没有得分，不排名次。" if league.unranked else ""
    )
    if not league.ranked:
        return left_out
    first = [row for row in league.ranked if row.score == league.ranked[0].score]
    last = [row for row in league.ranked if row.score == league.ranked[-1].score]
    top, bottom = _score(first[0]), _score(last[0])
    best = opened(f"{top}分", f"score/{first[0].code}")
    if top == bottom:
        return f"{listed([row.name for row in first])}得{best}。{left_out}"
    worst, apart = opened(f"{bottom}分", f"score/{last[0].code}"), opened(f"{top - bottom}分", "run")
    return (
        f"得分最高的是{listed([row.name for row in first])}（{best}），"
        f"最低的是{listed([row.name for row in last])}（{worst}），相差{apart}。{left_out}"
    )


def placings(league: League) -> list[tuple[str, str, str, str]]:
    """Rank, name, score and the difference to the one before, as printed; dashes where there is none."""
    found, before = [], None
    for row in league.rows:
        gap = NONE if row.score is None or before is None else number(before - row.score, _digits(row.score))
        found.append((str(row.rank or NONE), row.name, NONE if row.score is None else f"{row.score}", gap))
        before = row.score
    return found


def score_words(row: Placed) -> str:
    """98.20分, 未排名."""
    return "未排名" if row.score is None else f"{row.score}分"


def _score(row: Placed) -> Decimal:
    assert row.score is not None
    return row.score


def _digits(score: Decimal) -> int:
    exponent = score.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
