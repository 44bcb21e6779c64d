"""The part of a check report that tells how a document's numbers stand to the verified ones (与在案数据比对)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import timezone

from luoshi.briefing.lines import chinese_date
from luoshi.briefing.official import Block, Paragraph
from luoshi.briefing.wording import number
from luoshi.indicators.queries import RecordLine, RecordState
from luoshi.kernel.text.months import Months
from luoshi.kernel.text.numbers import as_decimal

MOST_DIGITS = 4
COMPUTED_DIGITS = 2
KINDS = {"growth": "增幅", "share": "占比"}
TOLD = {RecordState.DIFFERS: "与在案数不一致", RecordState.SUPERSEDED: "为已经更正的旧数"}


def record_section(lines: Sequence[RecordLine]) -> Iterator[Block]:
    """How many numbers could be compared, and each that is not the verified one, with who verified that."""
    if not lines:
        yield Paragraph("文中没有写明单位、时段的目录指标，无可比对。")
        return
    tally = Counter(line.state for line in lines)
    agreed, told = tally[RecordState.AGREES], sum(tally[state] for state in TOLD)
    other = len(lines) - agreed - told
    rest = f"，暂不能比对{other}个" if other else ""
    yield Paragraph(
        f"文中属于指标目录的数共{len(lines)}个：与已核实的在案数一致{agreed}个，不一致{tally[RecordState.DIFFERS]}个，"
        f"为已更正的旧数{tally[RecordState.SUPERSEDED]}个{rest}。"
    )
    for place, line in enumerate((line for line in lines if line.state in TOLD), start=1):
        yield Paragraph(f"{place}.{_told(line)}")


def _told(line: RecordLine) -> str:
    statement = line.statement
    subject = f"{statement.place}{line.indicator.name if line.indicator else statement.subject}{KINDS.get(statement.kind, '')}"
    printed = _shown(line, as_decimal(statement.value))
    return (
        f"{subject}（{_months(statement.period)}）：文中为{printed}，{TOLD[line.state]}，在案数为"
        f"{_shown(line, line.recorded)}{_verified(line)}。"
    )


def _shown(line: RecordLine, value: Decimal | None) -> str:
    if value is None:
        return "无"
    printed = len(line.statement.printed.partition(".")[2])
    exponent = value.normalize().as_tuple().exponent
    kept = min(MOST_DIGITS, -exponent) if isinstance(exponent, int) else 0
    digits = max(printed, kept if line.statement.kind == "level" else COMPUTED_DIGITS)
    return f"{number(value, digits)}{line.statement.unit}"


def _months(months: Months) -> str:
    last = "" if months.first == months.last else f"-{months.last}"
    return f"{months.year}年{months.first}{last}月"


def _verified(line: RecordLine) -> str:
    if line.verified_at is None:
        return ""
    names = "、".join(person.name for person in line.verified_by)
    return f"（{names}{chinese_date(timezone.localtime(line.verified_at).date())}核实）"
