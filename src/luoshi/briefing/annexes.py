"""The annexes of a bulletin: targets behind pace, targets on pace, scores (附件)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from luoshi.briefing.content import Annex, Bar, Block, Cell, Grid
from luoshi.briefing.official import Column, Paragraph
from luoshi.briefing.problems import SLOW, furthest_behind
from luoshi.briefing.progress import Progress
from luoshi.briefing.sources import of_target, tabled
from luoshi.briefing.units import SCORE_COLUMNS, placings
from luoshi.briefing.wording import (
    LIGHTS,
    NONE,
    by_growth,
    gap_number,
    gap_words,
    hundredths,
    listed,
    measured_words,
    number,
    target_words,
)
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import RANKING_DIGITS
from luoshi.targets.positions import Position

UNIT = Column("单位", width_mm=25)
GROWTH_COLUMNS = (
    UNIT,
    Column("全年目标", align="center", width_mm=20),
    Column("累计完成", align="right", width_mm=20),
    Column("同比增长", "%", "right", 18),
    Column("完成率", "%", "right", 15),
    Column("差距", "百分点", "right", 22),
    Column("进度", width_mm=36),
)
LEVEL_COLUMNS = (
    UNIT,
    Column("全年目标", align="right", width_mm=20),
    Column("累计完成", align="right", width_mm=20),
    Column("完成率", "%", "right", 18),
    Column("应完成", "%", "right", 15),
    Column("差距", "百分点", "right", 22),
    Column("进度", width_mm=36),
)


def annexes(progress: Progress) -> Iterator[Annex]:
    """附件1 and 附件2 always, 附件3 where scores were published."""
    behind = [p for p in progress.units if p.light in SLOW]
    ahead = [p for p in progress.units if p.light == Light.ON_PACE]
    slow: list[Block] = [*_tables(progress, behind, furthest_behind)]
    fast: list[Block] = [*_tables(progress, ahead, _furthest_ahead)]
    yield Annex(
        "慢序时目标任务表",
        (*(slow or [Paragraph("没有慢于时序的目标。")]), *_left_out(progress)),
    )
    yield Annex("按序时目标任务表", tuple(fast or [Paragraph("没有达到时序的目标。")]))
    if progress.leagues:
        yield Annex("得分排名表", tuple(_scores(progress)))


def _furthest_ahead(position: Position) -> tuple[Decimal, int, str]:
    gap, order, code = furthest_behind(position)
    return (-gap, order, code)


def _tables(
    progress: Progress, chosen: list[Position], order: Callable[[Position], tuple[Decimal, int, str]]
) -> Iterator[Grid]:
    """One table an indicator and kind of target, so that the bars in it can be compared."""
    together: dict[tuple[str, bool], list[Position]] = {}
    for position in chosen:
        caption = measured_words(position, progress.month)
        together.setdefault((caption, by_growth(position.target)), []).append(position)
    for (caption, growth), positions in together.items():
        columns = GROWTH_COLUMNS if growth else LEVEL_COLUMNS
        rows = tuple(_row(progress, p, growth) for p in sorted(positions, key=order))
        yield tabled(columns, rows, caption)


def _row(progress: Progress, position: Position, growth: bool) -> tuple[Cell, ...]:
    target, grown = position.target, ("growth", position.growth)
    done, asked = ("completion", position.completion), ("expected", position.expected)
    middle = (grown, done) if growth else (done, asked)
    return (
        progress.unit_name(position),
        of_target(target_words(target), target, "value"),
        of_target(number(position.actual, target.indicator.decimals), target, "done"),
        *(of_target(hundredths(share), target, at) for at, share in middle),
        of_target(gap_number(position.gap_points), target, "gap"),
        bar(progress, position),
    )


def bar(progress: Progress, position: Position) -> Cell:
    """The pace bar of a position; its light alone where no share of the year is known."""
    if position.completion is None:
        return LIGHTS[position.light]
    return Bar(
        label=f"{progress.unit_name(position)}{position.target.indicator.name}",
        done=round(position.completion, RANKING_DIGITS),
        expected=None if position.expected is None else round(position.expected, RANKING_DIGITS),
        light=position.light.name.lower(),
        words=f"{LIGHTS[position.light]}，{gap_words(position)}",
    )


def _left_out(progress: Progress) -> Iterator[Block]:
    """Not reported and not applicable are named; neither counts as slow."""
    for light, lead in ((Light.NOT_REPORTED, "未报（不按零计算）"), (Light.NOT_APPLICABLE, "不适用")):
        named = _by_indicator(progress, (p for p in progress.units if p.light == light))
        if named:
            yield Paragraph(f"{lead}：{'；'.join(named)}。")


def _by_indicator(progress: Progress, chosen: Iterable[Position]) -> list[str]:
    units: dict[str, list[str]] = {}
    for position in chosen:
        units.setdefault(position.target.indicator.name, []).append(progress.unit_name(position))
    return [f"{name}——{listed(names)}" for name, names in units.items()]


def _scores(progress: Progress) -> Iterator[Block]:
    columns = (*SCORE_COLUMNS, Column("与首名分差", "分", "right", 26), Column("应报未报", "项", "right"))
    yield Paragraph(f"按《{progress.scheme}》计算，分组排名，同分并列。")
    for league in progress.leagues:
        if league.ranked:
            top = league.ranked[0].score
            rows = tuple(
                (
                    *placing,
                    NONE if row.score is None or top is None else f"{top - row.score}",
                    str(row.not_reported),
                )
                for placing, row in zip(placings(league), league.ranked, strict=False)
            )
            yield Grid(columns, rows, league.name)
        if league.unranked:
            names = listed([row.name for row in league.unranked])
            yield Paragraph(f"{league.name}中没有适用项目、不计分不排名的：{names}。")
