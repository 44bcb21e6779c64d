"""Clauses keep their ids through edits elsewhere: insertions, deletions, renamed clauses, other spacing."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.text.outline import outline

_NUMERALS = "一二三四五六七八九十"
_WORDS = st.text(alphabet="稳抓促优强工农商旅学水路林园城乡民企产业链群治安服务考核", min_size=2, max_size=14)

Section = tuple[str, list[str]]


@st.composite
def plans(draw: st.DrawFn) -> list[Section]:
    """Sections with clauses of titles that all differ."""
    titles = draw(st.lists(_WORDS, min_size=4, max_size=14, unique=True))
    sections: list[Section] = []
    for title in titles:
        if not sections or (draw(st.booleans()) and len(sections) < len(_NUMERALS)):
            sections.append((title, []))
        elif len(sections[-1][1]) < len(_NUMERALS):
            sections[-1][1].append(title)
    return sections


def printed(sections: list[Section], space: str = "", gap: str = "\n") -> str:
    lines = ["某县工作要点"]
    for number, (title, clauses) in enumerate(sections):
        lines.append(f"{_NUMERALS[number]}、{space}{space.join(title)}")
        for place, clause in enumerate(clauses):
            lines.append(f"（{_NUMERALS[place]}）{space.join(clause)}。各单位{space}要按月推进，按季考核。")
    return gap.join(lines) + "\n"


def ids(text: str) -> dict[str, str]:
    return {"".join(node.title.split()): node.id for node in outline(text).nodes}


@given(plans(), st.data())
def test_a_deleted_clause_changes_no_other_id(sections: list[Section], data: st.DataObject) -> None:
    section = data.draw(st.integers(0, len(sections) - 1))
    edited = [(title, list(clauses)) for title, clauses in sections]
    if edited[section][1]:
        edited[section][1].pop(data.draw(st.integers(0, len(edited[section][1]) - 1)))
    elif len(edited) > 1:
        edited.pop(section)
    before, after = ids(printed(sections)), ids(printed(edited))
    assert after == {title: before[title] for title in after}
    assert set(after) == {title for section, clauses in edited for title in (section, *clauses)}


@given(plans(), st.data())
def test_an_inserted_or_renamed_clause_changes_no_other_id(
    sections: list[Section], data: st.DataObject
) -> None:
    section = data.draw(st.integers(0, len(sections) - 1))
    edited = [(title, list(clauses)) for title, clauses in sections]
    if len(edited[section][1]) < len(_NUMERALS) and data.draw(st.booleans()):
        edited[section][1].insert(data.draw(st.integers(0, len(edited[section][1]))), "新增的一条")
    else:
        edited[section] = ("新增的一条", edited[section][1])
    before, after = ids(printed(sections)), ids(printed(edited))
    new = after.pop("新增的一条")
    assert new not in before.values()
    assert after == {title: before[title] for title in after}


@given(
    plans(), st.sampled_from(["", " ", "\u3000"]), st.sampled_from(["\n", "\n\n", "\r\n", "\n\u3000\u3000"])
)
def test_spacing_changes_no_id(sections: list[Section], space: str, gap: str) -> None:
    assert ids(printed(sections, space, gap)) == ids(printed(sections))


@given(plans())
def test_a_title_that_comes_again_leaves_the_first_its_id(sections: list[Section]) -> None:
    before = ids(printed(sections))
    repeated = [*sections[: len(_NUMERALS) - 1], ("末节", [sections[0][0]])]
    nodes = outline(printed(repeated)).nodes
    assert len({node.id for node in nodes}) == len(nodes)
    assert {before[title] for title, _ in repeated[:-1]} <= {node.id for node in nodes}


def test_of_repeated_titles_only_the_one_that_moves_up_changes() -> None:
    three = "一、甲区\n（一）安排\n二、乙区\n（一）安排\n三、丙区\n（一）安排\n"
    two = "一、甲区\n二、乙区\n（一）安排\n三、丙区\n（一）安排\n"
    before = [node.id for node in outline(three).nodes]
    after = [node.id for node in outline(two).nodes]
    assert after == [before[0], before[2], before[1], before[4], before[5]]
