"""Any string is read without a crash, in bounded time, and every span lies in it."""

import json
import time
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from luoshi.kernel.text.bases import find_levels
from luoshi.kernel.text.dates import find_moments
from luoshi.kernel.text.machine import extract_as_dict, outline_as_dict
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.numbers import find_quantities, find_unreadable
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.radicals import RADICALS
from luoshi.kernel.text.requirements import extract_tasks
from luoshi.kernel.text.sentences import split_sentences
from luoshi.kernel.text.targets import extract_targets

FRAGMENTS = st.sampled_from(
    [
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2、",
        "（1）",
        "①",
        "一是",
        "二是",
        "一要",
        "二要",
        "第一，",
        "第二，",
        "首先，",
        "其次，",
        "最后，",
        "\n",
        "\n\n",
        "\u3000\u3000",
        " ",
        "，",
        "。",
        "；",
        "：",
        "、",
        "（",
        "）",
        "“",
        "”",
        "生产总值",
        "增长",
        "8%",
        "6%-6.5%",
        "１２０亿元",
        "以上",
        "左右",
        "控制在",
        "分别",
        "均",
        "力争",
        "要",
        "必须",
        "2015年",
        "去年",
        "6月底前",
        "228日",
        "1983-199210年间",
        "6:47:3",
        "目标是",
        "责任单位：",
        "牵头",
        "（甲局牵头）",
        "项目",
        "323个",
        "翻一番",
        "三成",
        "百分之五",
        "进入全省前三名",
        "零事故",
        "完成投资",
        "三个方面",
        ",",
        "1,234",
        "0",
        "9999年",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=40).map("".join)
)


def read_everything(text: str) -> tuple[dict[str, object], dict[str, object]]:
    clauses = outline(text)
    return outline_as_dict(clauses), extract_as_dict(
        extract_targets(text, clauses), extract_tasks(text, clauses)
    )


@settings(max_examples=300, deadline=2000)
@given(TEXTS)
def test_every_span_lies_in_the_text(text: str) -> None:
    clauses = outline(text)
    for node in clauses.nodes:
        assert 0 <= node.start < node.end <= len(text)
        assert node.start <= node.body_start <= node.end
        if node.parent is not None:
            parent = clauses.by_id[node.parent]
            assert parent.start <= node.start and node.end <= parent.end
    assert len(clauses.by_id) == len(clauses.nodes)
    for oddity in clauses.warnings:
        assert 0 <= oddity.start < oddity.end <= len(text)
    for target in extract_targets(text, clauses):
        assert 0 <= target.sentence_start <= target.start < target.end <= target.sentence_end <= len(text)
        assert target.indicator
    for task in extract_tasks(text, clauses):
        assert 0 <= task.text_start <= task.start < task.end <= task.text_end <= len(text)
    for level in find_levels(text):
        assert 0 <= level.sentence_start <= level.start < level.end <= level.sentence_end <= len(text)


@settings(max_examples=300)
@given(TEXTS)
@example("\u2f00、\u2ec6")
def test_normalised_characters_point_home_in_order(text: str) -> None:
    doc = normalise(text)
    assert doc.original == text
    assert len(doc.offsets) == len(doc.text)
    assert list(doc.offsets) == sorted(set(doc.offsets))
    for char, offset in zip(doc.text, doc.offsets, strict=True):
        if char.isdecimal() or "\u4e00" <= char <= "\u9fff":
            printed = text[offset]
            assert printed in (char, chr(ord(char) + 0xFEE0)) or RADICALS.get(printed) == char
    for index in range(len(doc.text)):
        assert doc.position(doc.offsets[index]) == index


@settings(max_examples=200)
@given(TEXTS)
def test_numbers_dates_and_sentences_stay_apart(text: str) -> None:
    doc = normalise(text)
    quantities = [(entry.start, entry.end) for entry in find_quantities(doc.text)]
    moments = [(entry.start, entry.end) for entry in find_moments(doc.text, 2015)]
    damaged = [(entry.start, entry.end) for entry in find_unreadable(doc.text)]
    for spans in (quantities, moments, damaged):
        assert all(0 <= start < end <= len(doc.text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    sentences = split_sentences(doc)
    assert "".join(doc.text[s.start : s.end] for s in sentences) == doc.text.replace("\n", "")


@settings(max_examples=100, deadline=2000)
@given(TEXTS)
def test_output_is_json_and_repeatable(text: str) -> None:
    assert json.dumps(read_everything(text)) == json.dumps(read_everything(text))


def test_hostile_repetition_is_read_in_bounded_time() -> None:
    parts = [
        "一是",
        "一、",
        "（一）",
        "首先，二要",
        "责任单位：",
        "（甲",
        "8%、",
        "1,",
        "6:",
        "。要",
        "，",
        "分别1%、",
        "以",
        "对",
        "其中，",
        "年",
        "2015",
        "一二三四",
        "“",
        "目标是",
        "第一，第二，",
        "百分之",
        "力争",
        "在，",
        "1.2.",
        "牵头；",
        "1是",
    ]
    for part in parts:
        started = time.process_time()
        read_everything(part * (20_000 // len(part)))
        assert time.process_time() - started < 10, part
