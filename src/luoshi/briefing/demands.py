"""Section 四 of a bulletin: what is asked of the units from now on (下一步要求)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luoshi.briefing.content import Block
from luoshi.briefing.official import Heading
from luoshi.briefing.problems import SLOW, unfiled
from luoshi.briefing.progress import Progress
from luoshi.briefing.sources import of_target, told
from luoshi.briefing.wording import NUMERALS, listed, number
from luoshi.kernel.light import Light
from luoshi.targets.facts import MONTHS
from luoshi.targets.positions import Position

# The term of an answer to a notice of slow progress: 杭州市绩效管理条例 art. 20, 济南市绩效管理条例 art. 15.
ANSWER_IN = 10  # working days


def demands(progress: Progress) -> Iterator[Block]:
    """The run-rate that every remaining month needs, the term for answers, and what stays to be completed."""
    yield Heading(1, "四、下一步要求")
    said = [words for words in (_pace(progress.district), _answers(progress)) if words]
    said.append("据实报送。应报未报的单位立即补报；数据由归口部门核实后计入下期，未经核实的不采用。")
    for place, words in enumerate(said):
        yield told(f"（{NUMERALS[place]}）{words}")


def _pace(district: Sequence[Position]) -> str:
    rates = [_rate(p) for p in district if p.run_rate]
    return f"倒排时限，补齐进度。实现全年目标，{'；'.join(rates)}。" if rates else ""


def _rate(position: Position) -> str:
    """生产总值7至12月月均需完成17.21亿元，是前6个月月均的1.10倍."""
    indicator, month = position.target.indicator, position.month or 0
    left = f"{month + 1}至{MONTHS}月" if month + 1 < MONTHS else f"{MONTHS}月"
    needed = of_target(
        f"{number(position.run_rate, indicator.decimals)}{indicator.unit_name}", position.target, "rate"
    )
    who = "（已报单位）" if position.partial else ""
    said = f"{indicator.name}{who}{left}月均需完成{needed}"
    if not position.actual or position.run_rate is None:
        return said
    times = of_target(f"{number(position.run_rate / (position.actual / month))}倍", position.target, "rate")
    return f"{said}，是前{month}个月月均的{times}"


def _answers(progress: Progress) -> str:
    """Who owes a written answer, and by when."""
    slow = {p.target.unit_id for p in progress.units if p.light in SLOW}
    blank = {p.target.unit_id for p in progress.units if p.light == Light.NOT_REPORTED}
    late = {f.unit.id for f in unfiled(progress)} | blank
    asked = [
        f"{words}的{len(units)}个单位"
        for words, units in (
            ("附件1所列慢于时序", slow),
            ("逾期未报送或没有已核实数据", late),
            ("督办事项逾期没有反馈", progress.unanswered()),
        )
        if units
    ]
    if not asked:
        return ""
    return (
        f"限期答复。{listed(asked)}，自本通报印发之日起{ANSWER_IN}个工作日内"
        "向本机关书面说明原因、措施和完成时限。"
    )
