"""The report of a run to one unit as an official document (考核结果反馈), always in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from luoshi.assessment.league import Part
from luoshi.assessment.levers import Lever, Outcome
from luoshi.assessment.opened import Decided
from luoshi.assessment.shift import PLACE_DIGITS, Shift, Split
from luoshi.assessment.trace import Step
from luoshi.assessment.unit_report import Marked, UnitReport
from luoshi.briefing import charts
from luoshi.briefing.lines import chinese_date
from luoshi.briefing.official import (
    Block,
    Column,
    Figure,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    Table,
)
from luoshi.briefing.printing import CHART_WIDTH, SIMULATED
from luoshi.briefing.wording import NUMERALS, period_words
from luoshi.kernel.rounding import half_up
from luoshi.workdays.periods import Period

FULL_MARK = 100.0
PERCENT = 100
NAMED_LOSSES = 3
COLUMNS = (
    Column("考核项目"),
    Column("实绩", align="right", width_mm=28),
    Column("单项得分", align="right", width_mm=20),
    Column("本组平均", align="right", width_mm=20),
    Column("权重", align="right", width_mm=17),
    Column("计入总分", align="right", width_mm=20),
    Column("失分", align="right", width_mm=16),
)
LEVER_COLUMNS = (
    Column("考核项目"),
    Column("得满分所需", align="right", width_mm=32),
    Column("可增得分", align="right", width_mm=20),
    Column("进一名所需", align="right", width_mm=32),
    Column("名次", align="center", width_mm=16),
)


def compose(found: UnitReport, issuer: str) -> OfficialDocument:
    """The report: its date is the day that the figures are known on, so that the same run gives the same bytes."""
    period = period_words(Period.parse(found.run.period))
    return OfficialDocument(
        title=f"{found.line.unit.name}\n{period}考核结果反馈",
        addressee=found.line.unit.name,
        body=tuple(_body(found, period)),
        issuer=issuer,
        issue_date=found.run.as_of,
        simulated_mark=SIMULATED if found.simulated else None,
    )


def _body(found: UnitReport, period: str) -> Iterator[Block]:
    yield Paragraph(_opening(found, period))
    if found.run.state != "published":
        yield Paragraph("本结果尚未公布，仅供核对。")
    sections = (
        ("优势与短板", _profile(found)),
        ("名次稳固程度", _firm(found)),
        ("各项得分", _items(found)),
        ("失分情况", _losses(found)),
        ("提分空间", _levers(found)),
        ("与上次结果对比", _shifted(found)),
    )
    for numeral, (heading, blocks) in zip(NUMERALS, sections, strict=False):
        yield Heading(1, f"{numeral}、{heading}")
        yield from blocks


def _opening(found: UnitReport, period: str) -> str:
    scheme, line = found.run.scheme, found.line
    head = (
        f"依据《{scheme.title}》（第{scheme.version}版），按截至{chinese_date(found.run.as_of)}核实的数据，"
    )
    decided = _decided(found.decided)
    if line.score is None:
        return f"{head}{period}{line.unit.name}没有得分，不参加排名。{decided}"
    shown = _number(line.score, found.digits)
    if line.rank is None:
        return f"{head}{period}{line.unit.name}得{shown}分，不参加排名。{decided}"
    among = "全部" if found.among_all else f"本组（{found.group.name}）"
    return (
        f"{head}{period}{line.unit.name}得{shown}分，在{among}{found.of}个单位中列第{line.rank}名。{decided}"
    )


def _decided(found: Decided) -> str:
    """What is decided beside the score, sentence by sentence; '' where nothing is."""
    told = ["已知数据过少，不计总分。"] if found.screened_out else []
    told += [f"不参加排名的原因：{found.exclusion}。"] if found.exclusion else []
    told += [
        f"触发一票否决：{veto.name}（{veto.rule.basis}），限制等次，不改变得分。" for veto in found.fired
    ]
    told += [f"一票否决事项“{veto.name}”没有数据，未生效。" for veto in found.unknown]
    told += [
        f"加减分事项“{one.entry.name}”条件未全部满足，不计分。" for one in found.conditional if not one.holds
    ]
    if found.grade is not None and found.grade_before not in (None, found.grade):
        names = "、".join(f"“{one.entry.name}”" for one in found.jumps if one.holds)
        told.append(
            f"符合晋档条件{names}，等次由{found.grade_before.name}晋为{found.grade.name}，不改变得分和名次。"
        )
    told += [f"评定等次：{found.grade.name}。"] if found.grade is not None else []
    return "".join(told)


def _profile(found: UnitReport) -> Iterator[Block]:
    strong, weak = ("、".join(part.node.name for part in parts) for parts in (found.strong, found.weak))
    yield Paragraph(f"高于本组中位数的：{strong or '无'}。低于本组中位数的：{weak or '无'}。")


def _firm(found: UnitReport) -> Iterator[Block]:
    """Where the rank lies when what the scheme leaves open is decided otherwise."""
    firm, code = found.firm, found.line.unit.code
    span, alike = firm.spans.get(code), firm.alike.get(code)
    if span is None or alike is None:
        yield Paragraph("没有名次，不作分析。")
        return
    varied = [f"各项权重上下浮动{_number(firm.noise * PERCENT, 0)}%"] if firm.noise > 0 else []
    varied += [
        f"{choice.name}另取{'、'.join(option.name for option in choice.options)}"
        for choice in found.scheme.choices
    ]
    where = f"第{span.best}名至第{span.worst}名之间" if span.several else f"第{span.best}名"
    told = f"{'，'.join(varied)}，模拟排名{firm.draws}次，九成情形下列{where}（敏感性区间，不是数据误差）。"
    if alike.several:
        told += f"与第{alike.best}名至第{alike.worst}名的其他单位难分高下。"
    yield Paragraph(told)


def _items(found: UnitReport) -> Iterator[Block]:
    unmet = {one.entry.code for one in found.decided.conditional if not one.holds}
    added = [
        [
            entry.rule.name,
            "条件未满足" if entry.rule.code in unmet else "加减分",
            *("—", "—", "—"),
            _number(entry.points, 2),
            "—",
        ]
        for entry in found.beside
    ]
    yield Table(COLUMNS, [*(_row(marked) for marked in found.items), *added])
    scored = [m for m in found.items if m.step.part.score is not None]
    if scored:
        yield _chart(found, scored)


def _row(marked: Marked) -> list[str]:
    step, part = marked.step, marked.step.part
    if not part.applies:
        return [part.node.name, "不适用", "—", "—", "—", "—", "—"]
    return [
        part.node.name,
        _figure(step),
        _number(part.score, 2),
        _number(marked.mean, 2),
        f"{_number(part.weight * PERCENT, 1)}%",
        _number(part.points, 2),
        _number(part.lost, 2),
    ]


def _figure(step: Step) -> str:
    if step.counted:
        return f"{step.on_time}/{step.due}"
    return "未报送" if step.actual is None else f"{_number(step.actual, step.decimals)}{step.unit}"


def _chart(found: UnitReport, scored: list[Marked]) -> Figure:
    spec = chart_spec([(m.step.part.node.name, m.step.part.score) for m in scored], "", "分")
    spec.pop("title")
    said = "，".join(f"{m.step.part.node.name}{_number(m.step.part.score, 2)}" for m in scored)
    title = f"{found.line.unit.name}各项得分"
    return Figure(Picture(charts.png(spec), f"{title}：{said}", CHART_WIDTH), f"图1 {title}（满分100分）")


def chart_spec(scores: Iterable[tuple[str, float | None]], title: str, unit: str) -> charts.Spec:
    """Item scores as bars against the full mark, for the page and for paper."""
    bars = [charts.RankedBar(name, score, _number(score, 2)) for name, score in scores]
    return charts.ranked_bars(bars, title, unit, [charts.ReferenceLine(FULL_MARK, "100")])


def _losses(found: UnitReport) -> Iterator[Block]:
    losses = found.line.losses[:NAMED_LOSSES]
    if not losses:
        yield Paragraph("各项均无失分。")
        return
    said = "；".join(f"{part.node.name}{_number(part.lost, 2)}分{_why(part)}" for part in losses)
    yield Paragraph(f"失分最多的是：{said}。")


def _why(part: Part) -> str:
    if part.unscored:
        return "（无法计分）"
    return "（未报送）" if part.not_reported else ""


def _levers(found: UnitReport) -> Iterator[Block]:
    moving = [lever for lever in found.levers.found if lever.full or lever.place]
    if not moving:
        yield Paragraph("各项均已得满分。" if found.line.rank == 1 else "没有单项能再进一名。")
        return
    yield Paragraph("以下逐项测算，其他不变，全组重新计分；所列数值均经验算。")
    yield Table(LEVER_COLUMNS, [_lever(lever) for lever in moving])


def _lever(lever: Lever) -> list[str]:
    full, place = lever.full, lever.place
    return [
        lever.part.node.name,
        _outcome(lever, full),
        "—" if full is None or full.gain is None else f"+{_number(full.gain, 2)}",
        _outcome(lever, place),
        "—" if place is None or place.then.rank is None else f"第{place.then.rank}名",
    ]


def _outcome(lever: Lever, outcome: Outcome | None) -> str:
    if outcome is None:
        return "—"
    if outcome.on_time is not None:
        return f"{outcome.on_time}/{lever.due}"
    return f"{_number(outcome.figure, lever.decimals)}{lever.unit}"


def _shifted(found: UnitReport) -> Iterator[Block]:
    if found.shift is None or found.since is None:
        yield Paragraph("没有可比的上次结果。")
        return
    yield Paragraph(_since(found, found.shift))
    for lines, words in ((found.shift.passed, "超过"), (found.shift.passed_by, "被超过")):
        if lines:
            names = "、".join(line.unit.name for line in lines)
            yield Paragraph(f"本单位{words}：{names}。")


def _since(found: UnitReport, change: Shift) -> str:
    assert found.since is not None
    head = (
        f"与{period_words(Period.parse(found.since.period))}（截至{chinese_date(found.since.as_of)}）相比，"
    )
    if change.score is None or change.rank is None:
        return f"{head}两次结果中有一次没有得分，无法相减。"
    digits = change.items.digits
    points = f"得分变化{_signed(change.score.change, digits)}分{_parts(change.score, digits)}"
    if change.then.rank == change.now.rank:
        places = f"名次仍为第{change.now.rank}名"
    else:
        places = f"名次由第{change.then.rank}名到第{change.now.rank}名"
    return f"{head}{points}；{places}{_parts(change.rank, PLACE_DIGITS)}。名次上升为正。"


def _parts(split: Split, digits: int) -> str:
    named = (("自身变化", split.own), ("其他单位变化", split.others), ("规则变化", split.rules))
    said = "，".join(f"{name}{_signed(part, digits)}" for name, part in named if part)
    return f"（{said}）" if said else ""


def _signed(value: Decimal, digits: int) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + _number(abs(value), digits)


def _number(value: Decimal | float | None, digits: int) -> str:
    """As it is printed, with a true minus sign; an em dash where it is missing."""
    rounded = half_up(value, digits)
    return "—" if rounded is None else f"{rounded:,.{digits}f}".replace("-", "−")
