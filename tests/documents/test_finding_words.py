"""Findings in words: every type of relation has a name, and no kernel's English reaches a Chinese reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from kernel.text.bulletins import BULLETINS
from luoshi.documents.actions.check_numbers import finding_of
from luoshi.documents.finding_words import (
    CAUSES,
    NOUNS,
    allowance_of,
    correction_of,
    grouped,
    level_of,
    sentence_of,
)
from luoshi.documents.models import Finding
from luoshi.documents.workings import working_of
from luoshi.kernel.text.number_check import check

ROOT = Path(__file__).resolve().parents[2]
LABELLED = sorted((ROOT / "tests" / "kernel" / "text" / "labelled" / "docs").glob("*.txt"))


def test_every_type_of_relation_has_a_name() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))
    types = next(v["enum"] for v in _values(schema) if "enum" in v and "part_whole" in v["enum"])
    assert set(types) - set(NOUNS) == {"unreadable", "period"}


def _values(schema: object) -> Iterator[dict[str, list[str]]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _values(value)


def findings(text: str) -> list[Finding]:
    """What a check finds in a text, not stored."""
    return [finding_of(n, relation) for n, relation in enumerate(check(text).relations)]


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_a_chinese_reader_meets_no_english(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with translation.override("zh-hans"):
        for found in findings(text):
            told = f"{sentence_of(found, text)} {working_of(found, text)} {allowance_of(found)}"
            assert re.findall("[A-Za-z]{3,}", told) == [], told
            assert level_of(found) in {"error", "question", "note", "unchecked", "holds"}


def test_a_share_in_words_stands_in_its_sentence_without_a_gap() -> None:
    text = "120个村中，有集体经济的76个，占比超七成。"
    with translation.override("zh-hans"):
        (found,) = findings(text)
        assert sentence_of(found, text).endswith("应为 63%，文中为超七成。")


def test_the_working_leads_to_the_number_that_is_expected() -> None:
    """What the sentence asks for is what the working gives, rounded as the claim is printed."""
    wrong = 0
    for text in (b.with_seed(right, slip) for b in BULLETINS for right, slip, _ in b.seeds):
        for found in findings(text):
            if found.verdict == "fail" and found.type != "part_whole":
                working = working_of(found, text)
                result = working.rpartition(" = ")[2].split(" ", maxsplit=1)[0].rstrip("%")
                places = len(found.expected.partition(".")[2])
                shown = abs(float(result.replace(",", "")))  # a fall is printed without its sign
                assert abs(shown - abs(float(found.expected))) <= 0.51 * 10**-places
                wrong += 1
    assert wrong > 20


CASES = [
    (
        "收入34906万元，其中税收21334万元，非税12762万元。",
        "合计应为 34,096 万元，文中为 34,906 万元，疑为数字颠倒。",
    ),
    ("共受理2877件，其中政策类212件，占比7.3%。", "占比应为 7.4%，文中为 7.3%，疑为截位而未四舍五入。"),
]


@pytest.mark.parametrize(("text", "words"), CASES)
def test_a_slip_is_told_with_what_would_be_right(text: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert words in [sentence_of(found, text) for found in findings(text)]


WORKINGS = [
    ("完成投资1.2亿元，占全年计划0.7亿元的171.4%。", "1.2 ÷ 0.7 × 100 = 171.429%"),
    ("共有商户587户，营业额1.35亿元，户均23.0万元。", "1.35 亿元 ÷ 587 户 = 22.998 万元"),
    ("1-6月，收入完成34096万元，完成预算的43.3%，低于序时进度6.7个百分点。", "50% - 43.3% = 6.7 个百分点"),
    (
        "1-6月全区财政收入34343万元，其中税收21343万元、非税1.3亿元。",
        "21,343 万元 + 1.3 亿元 = 34,343 万元",
    ),
    ("全区收入95亿元，上年同期100亿元，同比下降5.0%。", "(95 ÷ 100 - 1) × 100 = -5%"),
    ("随机核查合作社30家，规范运营率91.5%。", "27 ÷ 30 × 100 = 90%"),
    ("全市毕业生61435人，减少746人，下降1.2%。", "746 ÷ (61,435 + 746) × 100 = 1.2%"),
]


@pytest.mark.parametrize(("text", "working"), WORKINGS)
def test_a_working_is_true_as_it_is_printed(text: str, working: str) -> None:
    """Whoever keys it in gets its result: units where they differ, the larger number first, no middle of a range."""
    with translation.override("zh-hans"):
        assert working in [working_of(found, text) for found in findings(text)]


def test_a_rate_that_no_count_makes_is_not_told_what_it_should_be() -> None:
    text = "随机核查合作社30家，规范运营率91.5%。"
    with translation.override("zh-hans"):
        (told,) = [sentence_of(found, text) for found in findings(text)]
    assert told == "以 30 家为总数得不出 91.5%，最接近的是 90.0%。"


def test_a_slip_in_the_unit_is_mended_in_the_unit() -> None:
    text = "一般公共预算收入3.41万元，其中税收收入2.13亿元，非税收入1.28亿元。"
    mended = [correction_of(found, text) for found in findings(text)]
    assert {(c.old, c.new) for c in mended if c} == {("3.41 万元", "3.41 亿元")}


def test_a_rank_is_told_by_its_value() -> None:
    rows = [
        ("甲镇", 300, 1),
        ("乙镇", 250, 2),
        ("丙镇", 200, 3),
        ("丁镇", 150, 4),
        ("戊镇", 120, 6),
        ("己镇", 90, 6),
    ]
    table = "".join(f"| {name} | {value} | {rank} |\n" for name, value, rank in rows)
    text = f"各镇收入情况\n| 单位 | 收入（万元） | 位次 |\n{table}"
    with translation.override("zh-hans"):
        told = [(sentence_of(f, text), working_of(f, text)) for f in findings(text) if f.type == "rank"]
    assert told[4] == ("位次应为 5 名，文中为 6，疑一位数字有误。", "120 位居第 5")
    assert [words for words, _working in told[:4]] == [f"位次 {rank}，相符。" for rank in (1, 2, 3, 4)]


def test_title_and_text_of_different_months() -> None:
    text = "全区1-5月财政收支情况通报\n1-6月，全区一般公共预算收入完成34096万元。"
    with translation.override("zh-hans"):
        (told,) = [sentence_of(f, text) for f in findings(text) if f.type == "period"]
    assert "1-5月" in told
    assert "1-6月" in told


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("34096", "34,096"),
        ("３４０９６", "34,096"),
        ("1,234.50", "1,234.50"),
        ("-3.2", "-3.2"),
        ("六成\n", "六成"),
    ],
)
def test_thousands_are_parted(printed: str, shown: str) -> None:
    assert grouped(printed) == shown


def test_every_slip_and_grade_has_its_cause() -> None:
    assert {"swap", "digit", "up", "down", "truncated", "last_digit", "scope"} == set(CAUSES)


def test_growth_in_times_is_told_in_times() -> None:
    text = "全年出口额30亿元，上年10亿元，增长3倍。"
    with translation.override("zh-hans"):
        told = [(sentence_of(f, text), working_of(f, text)) for f in findings(text)]
    assert told == [("增幅应为 2 倍，文中为 3 倍。", "30 亿元 ÷ 10 亿元 - 1 = 2 倍")]
    held = findings(text.replace("3倍", "2倍"))
    assert [working_of(f, text.replace("3倍", "2倍")) for f in held] == ["30 亿元 ÷ 10 亿元 - 1 = 2 倍"]


def test_an_increment_with_growth_in_times() -> None:
    text = "营业收入80亿元，同比增长3.5倍，增加48亿元。"
    assert [(f.type, f.expected, f.recomputed) for f in findings(text)] == [
        ("growth_from_increment", "1.5", "1.439..1.565")
    ]
