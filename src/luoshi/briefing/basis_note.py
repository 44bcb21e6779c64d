"""What the figures of a bulletin rest on where that changed: boundaries and restated bases (口径说明)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from luoshi.briefing.progress import Progress
from luoshi.briefing.sources import opened
from luoshi.briefing.wording import listed, number
from luoshi.indicators.basis import in_force, restatements
from luoshi.indicators.queries import inheritances
from luoshi.kernel.rounding import half_up
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


def basis_note(progress: Progress) -> str:
    """Sentences for the opening, figures marked; empty where nothing changed since the year before."""
    return _boundaries(progress) + _bases(progress)


def _boundaries(progress: Progress) -> str:
    first = Period.month(progress.period.year - 1, 1).end
    said = [
        line
        for line in inheritances(end_of(progress.as_of), progress.as_of, after=first)
        if not line.kept and line.row.indicator_id is None
    ]
    if not said:
        return ""
    changes = [
        f"{_day(line.row.on)}{line.predecessor.name}"
        f"{'整体' if line.row.share == 1 else f'的{_share(line.row.share)}'}划入{line.successor.name}"
        f"（{line.row.document}）"
        for line in said
    ]
    return f"各单位数据按{_day(progress.as_of)}的行政区划口径计算，此前各期已相应调整：{'；'.join(changes)}。"


def _bases(progress: Progress) -> str:
    """The restated bases that the judged month of the district's targets is compared with."""
    known = restatements(progress.period.year - 1, end_of(progress.as_of))
    nodes = progress.board.tree.nodes
    said = []
    for position in progress.district:
        if not position.restated or position.month is None:
            continue
        code = Period.month(progress.period.year - 1, position.month).code
        indicator = position.target.indicator
        for (unit, measured, period), rows in sorted(known.items()):
            row = in_force(rows)
            if row and measured == indicator.pk and period == code and unit in nodes:
                place = f"figure/{nodes[unit].code}/{indicator.code}/{code}"
                before = opened(number(row.published, indicator.decimals), place)
                after = opened(f"{number(row.value, indicator.decimals)}{indicator.unit_name}", place)
                said.append(
                    f"{nodes[unit].name}{indicator.name}由{before}调整为{after}（{row.basis}，{row.source}）"
                )
    return f"上年同期基数有调整的按调整后基数计算增速：{listed(said)}。" if said else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _share(share: Fraction) -> str:
    """3.5%; 三分之一这样除不尽的写成 1/3."""
    percent = half_up(float(share * 100), 3)
    exact = percent is not None and Fraction(percent) == share * 100
    return f"{percent.normalize():f}%" if exact and percent is not None else str(share)
