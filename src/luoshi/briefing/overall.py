"""Section 一 of a bulletin: where the district's own targets stand (总体进展)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from luoshi.briefing.content import Block
from luoshi.briefing.official import Column, Heading
from luoshi.briefing.progress import Progress
from luoshi.briefing.sources import of_target, opened, tabled, told
from luoshi.briefing.wording import (
    LIGHTS,
    amount,
    by_growth,
    coverage_words,
    gap_number,
    gap_words,
    growth_words,
    hundredths,
    listed,
    measured_words,
    number,
    points,
    target_words,
)
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import half_up
from luoshi.targets.imbalance import imbalance
from luoshi.targets.imbalance import progress as reached_by_now
from luoshi.targets.models import Target
from luoshi.targets.positions import Position

MID_YEAR = 6
COLUMNS = (
    Column("指标", width_mm=30),
    Column("全年目标", align="center", width_mm=20),
    Column("累计完成", align="right", width_mm=20),
    Column("同比增长", "%", "right", 18),
    Column("完成率", "%", "right", 15),
    Column("应完成", "%", "right", 15),
    Column("差距", "百分点", "right", 22),
    Column("进度", align="center", width_mm=16),
)


def overall(progress: Progress) -> Iterator[Block]:
    """Heading, the lights in one sentence, 双过半, the table, and a sentence for each target."""
    yield Heading(1, "一、总体进展")
    yield told(f"截至{progress.month}月底，{_by_light(progress)}")
    if progress.month == MID_YEAR and (half := _half_year(progress.district)):
        yield told(half)
    if progress.late_changes:
        yield told(_adjusted(progress))
    rows = tuple(_row(position, progress.month) for position in progress.district)
    yield tabled(COLUMNS, rows, f"表1 {progress.whole}目标完成情况")
    for place, position in enumerate(progress.district, start=1):
        yield told(f"{place}.{position.target.indicator.name}。{sentence(position, progress.month)}")
    if uneven := _most_uneven(progress):
        yield told(uneven)


def _most_uneven(progress: Progress) -> str:
    """不平衡: the target on which units are furthest apart, in one line; '' where nothing can be compared."""
    found_of = [found for root in progress.district if (found := imbalance(progress.board, root))]
    known = [found for found in found_of if not isnan(found.told.variation)]
    if not known:
        return ""
    most = max(known, key=lambda found: round(found.told.variation, 9))
    place = f"imbalance/{most.root.target.pk}"
    ends = [
        f"{progress.unit_name(p)}完成进度要求的{opened(f'{hundredths(reached)}%', place)}"
        for p in (most.best, most.worst)
        if (reached := reached_by_now(p)) is not None
    ]
    return (
        f"单位间最不平衡的是{most.root.target.indicator.name}，"
        f"变异系数{opened(number(most.told.variation, 3), place)}："
        f"{'，'.join(ends)}。"
    )


def _adjusted(progress: Progress) -> str:
    """Targets moved after the middle of the year stand in the text, so that a lowered one is seen."""
    adjusted = []
    for change in progress.late_changes:
        before, after = change.before, change.after
        assert before is not None
        why = "，".join(
            part
            for part in (
                f"{change.on.month}月{change.on.day}日",
                after.basis,
                f"{after.approved_by.title}批准" if after.approved_by else "",
                after.change_reason,
            )
            if part
        )
        adjusted.append(
            f"{progress.board.tree.nodes[after.unit_id].name}{after.indicator.name}"
            f"由{of_target(_asked(before), after, 'versions')}"
            f"{'下调' if change.lowered else '上调'}为{of_target(_asked(after), after, 'value')}（{why}）"
        )
    return f"年中以后调整目标{len(adjusted)}项：{'；'.join(adjusted)}。以下按调整后的目标列示。"


def _asked(target: Target) -> str:
    return target_words(target) + ("" if by_growth(target) else target.indicator.unit_name)


def _by_light(progress: Progress) -> str:
    names: dict[Light, list[str]] = {}
    for position in progress.district:
        names.setdefault(position.light, []).append(position.target.indicator.name)
    parts = [
        f"{LIGHTS[light]}{len(names[light])}项（{listed(names[light])}）" for light in Light if light in names
    ]
    return f"{progress.whole}{len(progress.district)}项年度目标中，{'，'.join(parts)}。"


def _half_year(district: Sequence[Position]) -> str:
    """双过半: time half gone, is half of the task done; targets that cannot be judged are named as such."""
    # No half of a rate, an index or a stock is done in half the time.
    added = [p for p in district if not p.target.indicator.of_moment]
    passed = [p for p in added if p.half_done is True]
    failed = [p for p in added if p.half_done is False]
    unknown = [p for p in added if p.half_done is None]
    said = [
        ("任务过半的有", [_with_completion(p) for p in passed]),
        ("未过半的有", [_with_completion(p) for p in failed]),
        ("因没有已核实数据或基数待补、无法判断的有", [p.target.indicator.name for p in unknown]),
    ]
    words = [f"{lead}{len(names)}项（{listed(names)}）" for lead, names in said if names]
    if not words:
        return ""
    return f"对照“时间过半、任务过半”的要求，{'；'.join(words)}。"


def _with_completion(position: Position) -> str:
    share = of_target(f"{hundredths(position.completion)}%", position.target, "completion")
    return f"{position.target.indicator.name}{share}"


def _row(position: Position, month: int) -> tuple[str, ...]:
    target, indicator = position.target, position.target.indicator
    return (
        measured_words(position, month),
        of_target(target_words(target), target, "value"),
        of_target(number(position.actual, indicator.decimals), target, "done"),
        of_target(hundredths(position.growth), target, "growth"),
        of_target(hundredths(position.completion), target, "completion"),
        of_target(hundredths(position.expected), target, "expected"),
        of_target(gap_number(position.gap_points), target, "gap"),
        LIGHTS[position.light],
    )


def sentence(position: Position, month: int) -> str:
    """What a target's row says, in words; every figure that is missing is named as missing.

    Figures of an earlier month than the bulletin's ``month`` say so: output is accounted by the quarter.
    """
    if position.month is None:
        return "本期不要求报送，不作评价。"
    if not position.reported:
        return f"应报{position.due}个单位均没有已核实数据，列为未报，不按零计算。"
    until = "" if position.month == month else f"截至{position.month}月底"
    target = position.target
    covered = of_target(coverage_words(position), target, "units")
    if position.no_whole:
        return f"{gap_words(position)}，不作评价。"
    if target.indicator.of_moment and not by_growth(target):
        held = f"{position.month}月底为{of_target(amount(position), target, 'done')}"
        text = f"{held}，{of_target(gap_words(position), target, 'gap')}"
        return f"{text}。{covered}。" if covered else f"{text}。"
    parts = [
        f"{until}累计完成{of_target(amount(position), target, 'done')}",
        of_target(growth_words(position), target, "growth"),
    ]
    if by_growth(target):
        parts.append(of_target(gap_words(position), target, "gap"))
    if position.completion is not None:
        lead = "完成这些单位全年目标的" if position.partial else "完成全年目标的"
        share = of_target(f"{hundredths(position.completion)}%", target, "completion")
        held = of_target(_against_calendar(position), target, "expected" if by_growth(target) else "gap")
        parts += [f"{lead}{share}", held]
    text = "，".join(part for part in parts if part)
    return f"{text}。{covered}。" if covered else f"{text}。"


def _against_calendar(position: Position) -> str:
    if position.completion is None or position.expected is None or position.held_to_target:
        return ""
    gap = (position.completion - position.expected) * 100
    if half_up(gap, 2) == 0:
        return "与时序持平"
    return f"{'落后' if gap < 0 else '超前'}时序{points(gap)}"
