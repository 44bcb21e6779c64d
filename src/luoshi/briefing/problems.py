"""Section 三 of a bulletin: what went wrong, and with whom (突出问题)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from luoshi.briefing.content import Block
from luoshi.briefing.official import Heading, Paragraph
from luoshi.briefing.progress import Progress
from luoshi.briefing.sources import of_target, told
from luoshi.briefing.wording import gap_shown, gap_words, listed
from luoshi.indicators.queries import Filing
from luoshi.kernel.light import Light
from luoshi.targets.positions import Position
from luoshi.workdays.periods import Period

FURTHEST = 3
UNFILED = ("overdue", "missing")
SLOW = (Light.SLIGHTLY_BEHIND, Light.BEHIND)


def problems(progress: Progress) -> Iterator[Block]:
    """Filing, pace, and matters where any fell due; each names the units, and says so where there is nothing to name."""
    yield Heading(1, "三、突出问题")
    yield Heading(2, "（一）报送情况")
    yield from (Paragraph(text) for text in _filing(progress))
    yield Heading(2, "（二）进度情况")
    yield from (told(text) for text in _pace(progress))
    due = sum(of.due for of in progress.closures.values())
    if due:
        yield Heading(2, "（三）督办事项")
        yield Paragraph(_matters(progress, due))


def _matters(progress: Progress, due: int) -> str:
    named = [f"{node.name}（{n}项）" for node, n in progress.unanswered()]
    said = f"逾期没有反馈的有：{listed(named)}" if named else "均已反馈"
    return f"今年以来到期的督办事项共{due}项，{said}。"


def unfiled(progress: Progress) -> list[Filing]:
    """Filings that are past due and were never handed in."""
    return [f for f in progress.filings if f.state in UNFILED]


def _filing(progress: Progress) -> list[str]:
    late = [f for f in progress.filings if f.on_time is False]
    nodes = progress.board.tree.nodes
    revised = [
        (nodes[r.unit_id].name, r.period) for r in progress.returned if r.revised and r.unit_id in nodes
    ]
    open_ = [
        (nodes[r.unit_id].name, r.period) for r in progress.returned if not r.revised and r.unit_id in nodes
    ]
    blank = _blank(progress)
    said = [
        _named("逾期未报送的有", _filed(unfiled(progress))),
        _named("迟报的有", _filed(late)),
        _named("数据被退回后修改重报的有", revised),
        _named("数据被退回、尚未重报的有", open_),
        f"没有已核实数据、进度列为未报的有：{blank}。" if blank else "",
    ]
    return [text for text in said if text] or ["应报送的报表均已按时报送。"]


def _filed(filings: Iterable[Filing]) -> list[tuple[str, str]]:
    ordered = sorted(filings, key=lambda f: (f.unit.order, f.unit.code, f.round.period))
    return [(f.unit.name, f.round.period) for f in ordered]


def _named(lead: str, pairs: list[tuple[str, str]]) -> str:
    """Units with their months: 逾期未报送的有：石桥镇（5月、6月）。"""
    months: dict[str, dict[int, None]] = defaultdict(dict)
    for name, period in pairs:
        months[name][Period.parse(period).last_month] = None
    units = [f"{name}（{listed([f'{m}月' for m in sorted(of)])}）" for name, of in months.items()]
    return f"{lead}：{listed(units)}。" if units else ""


def _blank(progress: Progress) -> str:
    names: dict[str, list[str]] = defaultdict(list)
    for position in progress.units:
        if position.light == Light.NOT_REPORTED:
            names[progress.unit_name(position)].append(position.target.indicator.name)
    return listed([f"{unit}（{listed(indicators)}）" for unit, indicators in names.items()])


def _pace(progress: Progress) -> list[str]:
    by_indicator: dict[str, list[Position]] = defaultdict(list)
    for position in progress.units:
        if position.light in SLOW:
            by_indicator[position.target.indicator.name].append(position)
    said = []
    for name, slow in by_indicator.items():
        worst = sorted(slow, key=furthest_behind)[:FURTHEST]
        units = listed(
            [f"{progress.unit_name(p)}（{of_target(gap_words(p), p.target, 'gap')}）" for p in worst]
        )
        lead = "差距较大的是" if len(slow) > len(worst) else "分别是"
        short = "未达目标" if all(p.held_to_target for p in slow) else "未达时序"
        said.append(f"{name}有{len(slow)}个单位{short}，{lead}{units}。")
    return said or ["已报送的目标均达到时序进度。"]


def furthest_behind(position: Position) -> tuple[Decimal, int, str]:
    """Sorts by gap, compared as printed and then in official order."""
    gap = position.gap_points
    return (
        Decimal("Infinity") if gap is None else gap_shown(gap),
        position.target.unit.order,
        position.target.unit.code,
    )
