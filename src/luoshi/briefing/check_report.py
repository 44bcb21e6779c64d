"""The report of a number check as an official document (核数报告), always in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import timezone, translation

from luoshi.briefing.lines import chinese_date
from luoshi.briefing.official import Block, Column, Heading, OfficialDocument, Paragraph, Table
from luoshi.briefing.printing import SIMULATED
from luoshi.briefing.record_section import record_section
from luoshi.briefing.wording import NUMERALS
from luoshi.documents.finding_words import ERROR, NOTE, QUESTION, UNCHECKED
from luoshi.documents.models import DecisionKind, NumberCheck
from luoshi.documents.queries import Checked, FindingView, Tally
from luoshi.indicators.queries import RecordLine

DECISIONS = {"open": "待定", "accepted": "采纳", "edited": "修改后采纳", "rejected": "不采纳"}
COLUMNS = (
    Column("序号", align="center", width_mm=12),
    Column("位置", width_mm=34),
    Column("文中数字", align="right", width_mm=22),
    Column("核算", width_mm=38),
    Column("建议更正", width_mm=24),
    Column("处理意见"),
)
LONGEST_QUOTE = 48
# What a file may hold and an official document may not.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def compose(
    found: Checked, check: NumberCheck, record: Sequence[RecordLine], issuer: str
) -> OfficialDocument:
    """The report on the last check of a document, and on its numbers beside the ``record``.

    Issued by ``issuer`` on the day it was checked.
    """
    with translation.override("zh-hans"):
        title = _plain(found.document.title)
        return OfficialDocument(
            title=f"《{title}》核数报告",
            body=tuple(_body(found, check, record)),
            issuer=issuer,
            issue_date=_day(check),
            simulated_mark=SIMULATED if found.simulated else None,
        )


def _day(check: NumberCheck) -> date:
    return timezone.localtime(check.checked_at).date()


def _body(found: Checked, check: NumberCheck, record: Sequence[RecordLine]) -> Iterator[Block]:
    yield Paragraph(_opening(found, check))
    judged = [v for v in found.findings if v.level in (ERROR, QUESTION)]
    sections = (
        ("不符和存疑的数字", _judged(judged)),
        ("提示事项", _listed([v for v in found.findings if v.level == NOTE], "没有需要提示的事项。")),
        (
            "无法核对的数字",
            _listed([v for v in found.findings if v.level == UNCHECKED], "没有读不出或不宜核对的数字。"),
        ),
        ("与在案数据比对", record_section(record)),
        ("核对方法", _method(check)),
    )
    for numeral, (heading, blocks) in zip(NUMERALS, sections, strict=False):
        yield Heading(1, f"{numeral}、{heading}")
        yield from blocks


def _opening(found: Checked, check: NumberCheck) -> str:
    document = found.document
    printed = [document.number, chinese_date(document.issued_on) + "印发" if document.issued_on else ""]
    told = "，".join(_plain(part) for part in printed if part)
    open_ = f"其中待定{found.tally.open}处。" if found.tally.open else ""
    return (
        f"{chinese_date(_day(check))}，对《{_plain(document.title)}》{f'（{told}）' if told else ''}中的数字进行了核对。"
        f"{_counts(found.tally)}{open_}现将结果报告如下。"
    )


def _counts(tally: Tally) -> str:
    counted = (
        (tally.holding, "相符"),
        (tally.errors, "不符"),
        (tally.questions, "存疑"),
        (tally.notes, "提示"),
        (tally.unchecked, "无法核对"),
    )
    if not tally.relations:
        return "文中没有可以相互核对的数字。"
    parts = "，".join(f"{word}{count}处" for count, word in counted if count)
    return f"共核对数量关系{tally.relations}处：{parts}。"


def _judged(views: Sequence[FindingView]) -> Iterator[Block]:
    if not views:
        yield Paragraph("文中可以核对的数字均相符，没有发现不符和存疑之处。")
        return
    rows = [
        [
            str(number),
            _place(view),
            _plain(view.printed),
            _plain(_reckoned(view)),
            _plain(_correction(view)),
            _decision(view),
        ]
        for number, view in enumerate(views, start=1)
    ]
    yield Table(COLUMNS, rows)


def _listed(views: Sequence[FindingView], none: str) -> Iterator[Block]:
    if not views:
        yield Paragraph(none)
    for number, view in enumerate(views, start=1):
        working = f"（{view.working}）" if view.working and view.level == NOTE else ""
        yield Paragraph(
            _plain(f"{number}.{_place(view)}{view.wording}{working}处理意见：{_decision(view)}。")
        )


def _place(view: FindingView) -> str:
    return _plain(f"第{view.paragraph}段“{view.quote(LONGEST_QUOTE)}”")


def _reckoned(view: FindingView) -> str:
    return f"{view.wording.removesuffix('。')}（{view.working}）。" if view.working else view.wording


def _correction(view: FindingView) -> str:
    if view.state == DecisionKind.REJECTED:
        return "—"
    proposed = view.correction
    if proposed is None:
        return view.mended or "请核实"
    says = "疑应为" if view.level == QUESTION and not view.is_accepted else "更正为"
    return f"“{proposed.old}”{says}“{view.mended}”"


def _decision(view: FindingView) -> str:
    word = DECISIONS[view.state]
    reason = view.decision.reason if view.decision else ""
    return _plain(f"{word}：{reason}" if reason else word)


def _method(check: NumberCheck) -> Iterable[Block]:
    yield Paragraph(
        f"由“落实”系统的核数规则（版本{check.grammar}）逐一核算，不联网，不使用模型，同一文稿每次核算结果相同。每个数按印出的"
        "位数理解为一个区间，如34096万元为34095.5万元至34096.5万元，按区间精确运算，有公共值的即为相符。"
    )
    yield Paragraph(
        "文中明确相互对应而不能相符的，列为不符；对应关系不够明确的，列为存疑；末位取舍不当的，列为提示。按可比价、同口径等"
        "自有口径计算的增幅不与现价总量核对，字迹残缺的数字不作推断。处理意见由核对人员作出。"
    )
    digest = " ".join(check.text_digest[at : at + 8] for at in range(0, len(check.text_digest), 8))
    yield Paragraph(f"核对所依据的文本，其校验码（SHA-256）为 {digest}。")


def _plain(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
