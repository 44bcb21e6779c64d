"""The reader's cut loses no character and marks exactly what carries drafts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.documents.segments import Span, holder, paragraphs


def test_sentences_and_numbers_are_marked() -> None:
    text = "一、目标\n增长8%。保持稳定。\n\n去年200亿。"
    first, second, third = paragraphs(
        text, [(5, 10), (17, 24)], [Span(7, 8, "value"), Span(19, 22, "base")], [(0, 1, "k")]
    )
    assert (first.level, first.keys, first.runs[0].pieces[0].text) == (1, ("k",), "一、目标")
    marked, rest = second.runs
    assert (marked.sentence, [(p.text, p.kind) for p in marked.pieces]) == (
        "s5",
        [("增长", ""), ("8", "value"), ("%。", "")],
    )
    assert (rest.sentence, rest.pieces[0].text) == ("", "保持稳定。")
    assert [(p.text, p.kind) for p in third.runs[0].pieces] == [("去年", ""), ("200", "base"), ("亿。", "")]


def test_overlapping_sentences_share_one_id() -> None:
    assert holder([(0, 9), (4, 12), (20, 22)]) == {(0, 9): "s0", (4, 12): "s0", (20, 22): "s20"}


def test_a_sentence_over_two_lines_keeps_its_id() -> None:
    cut = paragraphs("甲乙\n丙丁戊", [(1, 4)], [], [])
    assert [[(r.sentence, r.pieces[0].text) for r in p.runs] for p in cut] == [
        [("", "甲"), ("s1", "乙")],
        [("s1", "丙"), ("", "丁戊")],
    ]


@given(
    st.text("甲乙8。\n ", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=5),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), max_size=5),
)
def test_no_character_is_lost(
    text: str, sentences: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    cut = paragraphs(
        text,
        [(a, min(a + n, len(text))) for a, n in sentences if a < len(text)],
        [Span(a, min(a + n, len(text)), "value") for a, n in spans if a < len(text)],
        [],
    )
    lines = ["".join(piece.text for run in p.runs for piece in run.pieces) for p in cut]
    assert lines == [line for line in text.split("\n") if line.strip()]
