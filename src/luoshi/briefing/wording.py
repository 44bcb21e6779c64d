"""Words and figures of a bulletin (通报用语): always Chinese, whatever language the page is read in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luoshi.indicators.basis import Refusal
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import half_up
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.vocabulary import CEILINGS, TargetKind
from luoshi.workdays.periods import Period

NONE = "—"
# Why two levels are not compared.
REFUSALS: dict[Refusal, str] = {
    Refusal.PART_MISSING: "划入单位缺上年同期数，不作比较",
    Refusal.NOT_ADDITIVE: "比率类指标不随区划分摊，不作比较",
    Refusal.RULES: "上年基数调整后本期口径不一致，不作比较",
    Refusal.BOUNDARIES: "区划调整前后口径不一致，不作比较",
    Refusal.PRICES: "价格基期不一致，不作比较",
    Refusal.DEFINITION: "指标口径不一致，不作比较",
}
MINUS = "\N{MINUS SIGN}"
LIGHTS = {
    Light.ON_PACE: "达序时",
    Light.SLIGHTLY_BEHIND: "略慢",
    Light.BEHIND: "滞后",
    Light.NOT_REPORTED: "未报",
    Light.NOT_APPLICABLE: "不适用",
}
NUMERALS = "一二三四五六七八九十"


def issuing_name(district: str, office: str) -> str:
    """How an office signs for the district: 青河区目督办; a name that begins with the district stays as it is."""
    return office if office.startswith(district) else f"{district}{office}"


def period_words(period: Period) -> str:
    """2015年, 2015年上半年, 2015年第二季度, 2015年6月."""
    months = period.last_month - period.first_month + 1
    if months == 12:
        return f"{period.year}年"
    if months == 6:
        return f"{period.year}年{'上' if period.first_month == 1 else '下'}半年"
    if months == 3:
        return f"{period.year}年第{NUMERALS[period.first_month // 3]}季度"
    return f"{period.year}年{period.first_month}月"


def number(value: float | Decimal | None, digits: int = 2) -> str:
    """Thousands separated, rounded half up once; a dash where missing."""
    exact = half_up(value, digits)
    if exact is None:
        return NONE
    return f"{MINUS if exact < 0 else ''}{abs(exact):,.{digits}f}"


def hundredths(share: float | None, digits: int = 1) -> str:
    """A share (0.523) as the figure before the per cent sign (52.3); a dash where missing."""
    return number(None if share is None else share * 100, digits)


def points(gap: float) -> str:
    """A gap in percentage points without its sign: 3.2个百分点."""
    return f"{gap_number(abs(gap))}个百分点"


def gap_number(gap: float | None) -> str:
    """A gap in percentage points to one decimal; to two where one would hide which side it is on."""
    return number(gap, 1 if half_up(gap, 1) else 2)


def gap_shown(gap: float) -> Decimal:
    """The number that :func:`gap_number` prints, for tables sorted by what the reader sees."""
    return half_up(gap, 1) or half_up(gap, 2) or Decimal(0)


def listed(names: Sequence[str]) -> str:
    """石桥镇、柳林镇."""
    return "、".join(names)


def amount(position: Position) -> str:
    """What was done, with its unit: 101.23亿元."""
    indicator = position.target.indicator
    return f"{number(position.actual, indicator.decimals)}{indicator.unit_name}"


def measured_words(position: Position, month: int) -> str:
    """What is counted, in which unit, and up to when if not to the end of ``month``: 生产总值（亿元，截至3月底）."""
    indicator = position.target.indicator
    until = "" if position.month in (None, month) else f"，截至{position.month}月底"
    return f"{indicator.name}（{indicator.unit_name}{until}）"


def target_words(target: Target) -> str:
    """What is to be reached: 增长8%, or 66.50 where the unit stands elsewhere."""
    if target.kind == TargetKind.GROWTH:
        return f"增长{target.value.normalize():f}%"
    return number(target.value, target.indicator.decimals)


def by_growth(target: Target) -> bool:
    """Whether the target is judged by growth over the same period of the year before."""
    return target.kind == TargetKind.GROWTH


def gap_words(position: Position) -> str:
    """How far from where it should be: 落后时序3.2个百分点, 高于目标1.0个百分点, 未报."""
    gap = position.gap_points
    if position.light == Light.NOT_APPLICABLE:
        return _why_not_judged(position)
    if position.light == Light.NOT_REPORTED or gap is None:
        return "未报"
    if position.held_to_target and not by_growth(position.target):
        return _against_target(position, gap)
    below, level, above = (
        ("低于目标", "与目标持平", "高于目标")
        if by_growth(position.target)
        else ("落后时序", "与时序持平", "超前时序")
    )
    if half_up(gap, 2) == 0:
        return level
    return f"{below if gap < 0 else above}{points(gap)}"


def _why_not_judged(position: Position) -> str:
    if position.month is None:
        return "尚未到报送时间"
    if position.no_whole:
        return "下级数据按汇总规则不合成本级数"
    return REFUSALS.get(position.refusal or position.amount_refusal, "上年同期基数待补")


def _against_target(position: Position, gap: float) -> str:
    """A level of a moment beside the target itself: 低于目标3.80个百分点; what is no percentage by its share."""
    target = position.target
    if half_up(gap, 2) == 0:
        return "与目标持平"
    size = points(gap) if target.indicator.in_percent else f"{abs(gap_shown(gap))}%"
    return f"{'高于' if (gap < 0) == (target.op in CEILINGS) else '低于'}目标{size}"


def growth_words(position: Position) -> str:
    """同比增长7.2%, 同比下降1.0%, 同比持平; empty where the year before is not known.

    Growth over a restated base says so: 按可比口径同比增长7.2%.
    """
    growth = half_up(None if position.growth is None else position.growth * 100, 1)
    if growth is None:
        return ""
    basis = "按可比口径" if position.restated else ""
    if growth == 0:
        return f"{basis}同比持平"
    return f"{basis}同比{'增长' if growth > 0 else '下降'}{abs(growth)}%"


def coverage_words(position: Position) -> str:
    """How many units the figure covers, where not all that owe it have one verified; else empty."""
    if not position.partial:
        return ""
    return f"以上为应报{position.due}个单位中有已核实数据的{position.reporting}个单位情况"
