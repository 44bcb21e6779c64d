"""Two editions side by side: what kept its words, what was edited, moved, added and removed, and which numbers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.kernel.text.difference import difference
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.revision import Revision, Section, parts, revision

TEXT = """某区工作要点

一、主要目标

确保税收增长10%，出口增长3%。

二、重点任务

（一）抓好农业

一要修好水渠。5月底前完工。

二要推广良种。

（二）抓好工业

一要办好园区。年内引进20户企业。
"""


def sections(text: str) -> list[Section]:
    return [Section(n.id, n.parent, n.mark, n.title, n.start, n.end) for n in outline(text).nodes]


def compared(old: str, new: str) -> Revision:
    return revision(old, sections(old), new, sections(new))


def told(found: Revision, *states: str) -> list[tuple[str, str]]:
    return [
        (c.state, (c.new or c.old).printed[:6])  # type: ignore[union-attr]
        for c in found.changes
        if c.state in states or (not states and c.state != "unchanged")
    ]


def test_a_text_against_itself_is_unchanged() -> None:
    found = compared(TEXT, TEXT)
    assert found.counts == {"edited": 0, "added": 0, "removed": 0, "moved": 0, "unchanged": 8}
    assert not any(change.moved for change in found.changes)


def test_every_word_belongs_to_one_part() -> None:
    found = parts(TEXT, sections(TEXT))
    places = [offset for part in found for offset in part.offsets]
    assert len(places) == len(set(places))
    unread = {TEXT[at] for at in set(range(len(TEXT))) - set(places)}
    assert unread <= set("\n一二、（）要")


def test_a_number_edited_is_told_as_such() -> None:
    found = compared(TEXT, TEXT.replace("10%", "9%"))
    (change,) = (c for c in found.changes if c.state != "unchanged")
    assert (change.state, change.difference.numbers) == ("edited", (("10%", "9%"),))
    assert change.old is not None
    assert [change.old.printed[a:b] for a, b in change.difference.old] == ["10%"]


def test_an_inserted_clause_leaves_its_renumbered_siblings_unchanged() -> None:
    new = TEXT.replace("（二）抓好工业", "（二）抓好商业\n\n一要改造市场。\n\n（三）抓好工业")
    assert told(compared(TEXT, new)) == [("added", "抓好商业"), ("added", "改造市场。")]


def test_a_removed_clause_stands_where_it_stood() -> None:
    found = compared(TEXT, TEXT.replace("二要推广良种。\n\n", ""))
    states = [(c.state, (c.new or c.old).title) for c in found.changes]  # type: ignore[union-attr]
    assert states[states.index(("removed", "推广良种")) - 1] == ("unchanged", "修好水渠")


def test_a_clause_under_another_heading_moved() -> None:
    new = TEXT.replace("二要推广良种。\n\n", "").replace("企业。\n", "企业。\n\n二要推广良种。\n")
    assert told(compared(TEXT, new)) == [("moved", "推广良种。")]


def test_of_two_that_changed_places_one_moved() -> None:
    old = "一、甲事\n\n办甲。\n\n二、乙事\n\n办乙。\n\n三、丙事\n\n办丙。\n"
    new = "一、丙事\n\n办丙。\n\n二、甲事\n\n办甲。\n\n三、乙事\n\n办乙。\n"
    assert told(compared(old, new)) == [("moved", "丙事办丙。")]


def test_a_clause_whose_title_was_edited_is_found_again_by_likeness() -> None:
    found = compared(TEXT, TEXT.replace("修好水渠", "修好全部水渠"))
    assert told(found) == [("edited", "修好全部水渠")]


def test_repeated_titles_are_told_apart_by_their_place() -> None:
    old = "一、农业\n\n（一）目标\n\n增产。\n\n二、工业\n\n（一）目标\n\n增效。\n"
    new = "一、林业\n\n（一）目标\n\n增绿。\n\n二、农业\n\n（一）目标\n\n增产。\n\n三、工业\n\n（一）目标\n\n增效。\n"
    assert told(compared(old, new)) == [("added", "林业"), ("added", "目标增绿。")]


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: text.replace("，", ",").replace("（", "("),
        lambda text: text.replace("10%", "１０％"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\r\n").replace("\r", " "),
        lambda text: text.replace("园区", "园 区"),
    ],
)
def test_layout_is_no_change(layout: object) -> None:
    new = layout(TEXT)  # type: ignore[operator]
    assert compared(TEXT, new).counts["unchanged"] == 8


def test_a_place_is_found_again_where_the_words_were_kept() -> None:
    new = "关于印发的通知\n\n" + TEXT.replace("10%", "9%")
    found = compared(TEXT, new)
    start = TEXT.index("20户")
    place = found.place(start, start + 3)
    assert place is not None
    assert new[slice(*place)] == "20户"
    tax = TEXT.index("10%")
    assert found.place(tax, tax + 3) is None


def test_paragraphs_outside_clauses_are_compared_too() -> None:
    old = "前言。\n\n去年不错。\n\n一、目标\n\n增长3%。\n"
    found = compared(old, old.replace("不错", "很不错"))
    assert told(found) == [("edited", "去年很不错。")]


def test_a_difference_keeps_numbers_whole() -> None:
    told_ = difference("增长10.5%，完成1,200亩", "增长10.6%，完成1,300亩左右")
    assert told_.numbers == (("10.5%", "10.6%"), ("1,200", "1,300"))
    assert difference("办好三件事", "办好三件事").old == ()
    assert difference("", "新增5户").numbers == (("", "5"),)


PIECES = st.lists(
    st.sampled_from(
        ["一、甲事\n", "二、乙事\n", "（一）丙事\n", "一要办好。", "二要快办5%。\n", "正文。\n", "\n", "5"]
    ),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=200)
@given(PIECES, PIECES)
def test_nothing_is_lost_or_told_twice(old: str, new: str) -> None:
    found = compared(old, new)
    for side, text in (("old", old), ("new", new)):
        whole = parts(text, sections(text))
        shown = [getattr(change, side) for change in found.changes if getattr(change, side) is not None]
        assert sorted(p.offsets for p in shown) == sorted(p.offsets for p in whole)
    for change in found.changes:
        if change.old is not None and change.new is not None:
            assert (change.old.words == change.new.words) == (change.state in {"unchanged", "moved"})
            for part, spans in ((change.old, change.difference.old), (change.new, change.difference.new)):
                assert all(0 <= a < b <= len(part.words) for a, b in spans)
    assert compared(old, new) == found


@settings(deadline=None, max_examples=100)
@given(PIECES)
def test_the_same_text_never_changes(text: str) -> None:
    assert set(compared(text, text).counts.items()) >= {
        ("edited", 0),
        ("added", 0),
        ("removed", 0),
        ("moved", 0),
    }


def test_thirty_pages_that_share_nothing_take_no_time() -> None:
    old = "".join(f"一要办{n}号甲事，再办{n * 7}件。\n" for n in range(1000))
    new = "".join(f"第{n}段别样文字，共{n * 3}处。\n" for n in range(1000))
    begun = time.process_time()
    compared(old, new)
    assert time.process_time() - begun < 2
