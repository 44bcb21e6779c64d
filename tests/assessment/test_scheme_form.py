"""The form of a scheme writes the same text: nothing but what was changed changes, and nothing hostile gets in."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessing import SCHEME
from luoshi.assessment.recipes import BY_CODE
from luoshi.assessment.scheme_form import (
    MOST_NODES,
    FormNode,
    added,
    filled,
    moved,
    outline,
    path_of,
    place_of,
    removed,
    scored_by,
)
from luoshi.assessment.scheme_text import plain, read_scheme
from luoshi.assessment.schemes import built_in
from luoshi.assessment.text_edit import rewrite, same
from luoshi.ledger.refusal import Refused

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "scheme.md"
BUILT_IN = built_in("half-year-2015")
EXAMPLES = [
    re.sub(r"^\.\.\. ?", "", block, flags=re.MULTILINE)
    for block in re.findall(
        r'>>> \w+ = """\n(.*?)^\.\.\. """$', PAGE.read_text(encoding="utf-8"), re.S | re.M
    )
]
TEXTS = [BUILT_IN, SCHEME, *EXAMPLES]


def node(source: str, path: str) -> FormNode:
    return next(one for one in outline(source) if one.path == path)


def as_shown(one: FormNode) -> dict[str, Any]:
    return {field.name: found for field in one.fields if (found := field.shown(one.raw)) is not None}


def comments(source: str) -> list[str]:
    return sorted(line.strip() for line in source.splitlines() if line.strip().startswith("#"))


def test_every_example_of_the_methods_page_is_tried() -> None:
    assert len(EXAMPLES) >= 9


@pytest.mark.parametrize("source", TEXTS)
def test_a_form_sent_back_unchanged_is_the_same_text(source: str) -> None:
    nodes = outline(source)
    weights = {one.place: str(one.raw["weight"]) for one in nodes if "weight" in one.raw}
    for one in nodes:
        assert filled(source, one.place, as_shown(one), weights) == source


@pytest.mark.parametrize("source", TEXTS)
def test_one_weight_changes_one_place(source: str) -> None:
    weighed = [one for one in outline(source) if "weight" in one.raw]
    for one in weighed:
        text = filled(source, one.place, {}, {one.place: "12.5"})
        assert node(text, one.path).raw["weight"] == 12.5
        differing = [
            pair for pair in zip(source.split("\n"), text.split("\n"), strict=True) if len(set(pair)) > 1
        ]
        assert len(differing) == 1


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_change_of_the_data_is_written_and_comments_stay(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(TEXTS))
    wanted = copy.deepcopy(plain(source))
    one = data.draw(st.sampled_from(_mappings(wanted)))
    key = data.draw(st.sampled_from([*one, "note", "weights"]))
    # What is replaced takes the comments that stand inside it along.
    whole = not isinstance(one.get(key), list | dict)
    one[key] = data.draw(VALUES)
    text = rewrite(source, wanted)
    assert same(plain(text), wanted)
    if whole and all(isinstance(value, str | int | float | type(None)) for value in one.values()):
        assert comments(text) == comments(source)


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from(
        [None, True, "yes", "1", "- a", "a: b", "#", "{", "[1]", "shared", "~", "1e5", "\n x", "'", '"']
    ),
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=2), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["by", "name", "x"]), st.integers(-(10**9), 10**9), min_size=1),
)


def _mappings(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(one for inner in value.values() for one in _mappings(inner))]
    return [one for inner in value for one in _mappings(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("recipe", BY_CODE)
@pytest.mark.parametrize("source", [BUILT_IN, SCHEME])
def test_a_recipe_is_written_and_found_again(source: str, recipe: str) -> None:
    text = scored_by(source, (0, 0), recipe)
    assert node(text, "items[0].items[0]").recipe == recipe
    assert comments(text) == comments(source)
    assert filled(text, (0, 0), as_shown(node(text, "items[0].items[0]")), {}) == text
    if "score" in BY_CODE[recipe].start:
        read_scheme(text)


def test_numbers_of_a_recipe_are_typed_in_per_cent_and_points() -> None:
    text = scored_by(BUILT_IN, (0, 0), "bands")
    text = filled(text, (0, 0), {"score.knots": [["60", "40"], ["", ""], ["102.5", "100"]]}, {})
    assert node(text, "items[0].items[0]").raw["score"]["knots"] == [
        [0, 0], [0.6, 0], [0.6, 40], [1.025, 40], [1.025, 100],
    ]  # fmt: skip
    read_scheme(text)
    assert filled(text, (0, 0), {"score.knots": "60"}, {}) == text
    one_cell = filled(text, (0, 0), {"score.knots": [["60"]]}, {})
    with pytest.raises(Refused):
        read_scheme(one_cell)


def test_what_is_no_number_is_named_beside_its_place() -> None:
    text = filled(BUILT_IN, (0, 1), {"weight": "a lot"}, {})
    with pytest.raises(Refused) as refusal:
        read_scheme(text)
    assert [problem.where for problem in refusal.value.problems] == ["items[0].items[1].weight"]


def test_grades_and_vetoes_are_rows_and_their_other_fields_stay() -> None:
    source = f"{SCHEME}grades:\n  - {{code: a, name: 优, note: 见文件, at_least: 90}}  # 上级规定\n  - {{code: b, name: 良}}\n"
    text = filled(source, (), {"grades": [["a", "优秀", "", "88", ""], ["b", "良", "", "", ""]]}, {})
    assert text == source.replace("name: 优,", "name: 优秀,").replace("90", "88")
    veto = [
        "accident",
        "安全事故",
        "Fatal accident",
        "安全生产法",
        "revenue",
        "1",
        "区安委会",
        "12",
        "15",
        "b",
    ]
    text = filled(text, (), {"vetoes": [veto]}, {})
    (veto_read,) = read_scheme(text).vetoes
    assert (veto_read.rule.basis, veto_read.name_en) == ("安全生产法", "Fatal accident")


def test_bonuses_and_gates_are_rows_with_a_name_for_both_languages() -> None:
    source = (
        f"{SCHEME}adjustments:\n  bonus_cap: 2\n  items:\n"
        "    - {code: praise, name: 表彰, note: 见办法, indicator: revenue, score: {measure: value}}  # 上级规定\n"
    )
    shown = [["praise", "表彰", "Commendation", "revenue", "", "", ""]]
    text = filled(source, (), {"adjustments.items": shown}, {})
    assert "note: 见办法" in text and "# 上级规定" in text and "score: {measure: value}" in text
    assert read_scheme(text).adjustments[0].name_en == "Commendation"
    gate = ["pollution", "环境违法", "Pollution", "环境保护法"]
    text = filled(text, (), {"gates": [gate], "adjustments.deduction_cap": "3"}, {})
    read = read_scheme(text)
    assert [(one.name_en, one.basis) for one in read.gates] == [("Pollution", "环境保护法")]
    assert (read.rules.adjustments.bonus_cap, read.rules.adjustments.deduction_cap) == (2, 3)


def test_nodes_are_added_moved_and_removed_with_their_comments() -> None:
    text, place = moved(BUILT_IN, (1,), -1)
    assert place == (0,)
    assert comments(text) == comments(BUILT_IN)
    assert [one.raw["code"] for one in outline(text) if len(one.place) == 1] == ["work", "economy"]
    text, place = added(BUILT_IN, (1,), block=True)
    assert node(text, path_of(place)).is_block
    text, place = added(text, place, block=False)
    assert place == (1, 2, 1)
    text = filled(text, place, {"name": "新增", "indicator": "gdp"}, {})
    assert text.startswith(BUILT_IN)
    assert removed(removed(text, (1, 2, 1)), (1, 2)) == BUILT_IN
    with pytest.raises(Refused):
        removed(removed(SCHEME, (1, 0)), (1, 0))
    assert moved(BUILT_IN, (0,), -1) == (BUILT_IN, (0,))


def test_a_moved_or_removed_item_reads_on() -> None:
    for source in TEXTS:
        inside = [one for one in outline(source) if one.place and one.siblings > 1]
        for one in inside:
            without = removed(source, one.place)
            assert len(plain(without)["items"]) <= len(plain(source)["items"])
            there, place = moved(source, one.place, 1 if not one.place[-1] else -1)
            assert node(there, path_of(place)).raw == one.raw


@pytest.mark.parametrize("path", ["items[0].items[2]", "items[7]", ""])
def test_places_are_written_both_ways(path: str) -> None:
    assert path_of(place_of(path)) == path


@pytest.mark.parametrize("path", ["items[-1]", "items[0]x", "items[9999]", "items", "items[0]." * 90])
def test_what_is_no_place_is_the_scheme_itself(path: str) -> None:
    assert place_of(path) == ()


NAME = "<script>alert(1)</script>: {x}\n- &a [*a] # !!python/object"


def test_whatever_is_typed_as_a_name_is_only_a_name() -> None:
    text = filled(BUILT_IN, (0, 0), {"name": NAME}, {})
    assert plain(text)["items"][0]["items"][0]["name"] == NAME.strip()
    assert yaml.safe_load(text)["items"][0]["items"][1:] == yaml.safe_load(BUILT_IN)["items"][0]["items"][1:]


@pytest.mark.parametrize(
    "source",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "name: !!python/object/apply:os.system [id]\n",
        "items: " + "[" * 100 + "]" * 100,
        "".join(f"{'  ' * n}- items:\n" for n in range(100)),
        "items:\n" + "- {code: a, name: A, weight: 1}\n" * 5000,
        "items:\n" + "- {code: a}\n" * (MOST_NODES + 1),
        "- a\n- b\n",
        "just words",
        "",
        "items: [",
    ],
)
def test_a_text_that_is_no_plain_scheme_is_refused(source: str) -> None:
    with pytest.raises(Refused):
        outline(source)


def test_a_change_where_there_is_no_place_is_refused() -> None:
    for place in [(9,), (0, 0, 0), (0, 99)]:
        with pytest.raises(Refused):
            filled(BUILT_IN, place, {"name": "x"}, {})
        with pytest.raises(Refused):
            added(BUILT_IN, place, block=False)


def test_an_item_compared_with_the_others_is_filled_step_by_step() -> None:
    text = scored_by(SCHEME, (0, 0), "compared")
    assert node(text, "items[0].items[0]").recipe == "compared"
    steps = {
        "of": "completion",
        "impute.by": "median",
        "treat.winsorise": "3",
        "normalise.by": "z_score",
        "normalise.mean": "70",
        "normalise.deviation": "10",
    }
    filled_in = filled(text, (0, 0), steps, {})
    item = read_scheme(filled_in).rules.leaves[0]
    assert item.stages.normalise is not None and item.stages.treat is not None
    assert (item.stages.of, item.stages.treat.most, item.stages.normalise.mean) == ("completion", 3, 70)
    shown = as_shown(node(filled_in, "items[0].items[0]"))
    assert {name: shown[name] for name in steps} == steps
    back = scored_by(filled_in, (0, 0), "completion")
    assert plain(back)["items"][0]["items"][0].keys() == plain(SCHEME)["items"][0]["items"][0].keys()
    assert read_scheme(back).rules.leaves[0].stages == read_scheme(SCHEME).rules.leaves[0].stages


def test_a_place_that_is_gone_is_named_in_full() -> None:
    with pytest.raises(Refused) as refused:
        filled(SCHEME, (0, 9, 1), {}, {})
    assert [str(problem.where) for problem in refused.value.problems] == ["items[0].items[9].items[1]"]


def test_what_is_no_number_elsewhere_stands_in_no_changes_way() -> None:
    source = SCHEME.replace("cap: 120", "cap: .nan", 1)
    assert filled(source, (), {"digits": "3"}, {}) == source.replace("digits: 2", "digits: 3")


JUMPING = (
    SCHEME
    + """\
grades: [{code: best, name: 优秀, at_least: 90}, {code: fair, name: 一般}]
jumps:  # 超额晋档
  - {code: extra, name: 超额, when: [{indicator: invest, measure: completion, at_least: 1}, {indicator: revenue, measure: growth, at_most: 0.5}]}
"""
)
SHOWN = "invest completion >= 1; revenue growth <= 0.5"


def test_conditions_are_written_in_a_line() -> None:
    assert as_shown(node(JUMPING, ""))["jumps"] == [["extra", "超额", "", "", SHOWN]]
    typed = "invest completion ≥ 1.1；revenue value >= 2 <= 3"
    text = filled(
        JUMPING, (), {"jumps": [["extra", "超额", "", "1", typed], ["more", "再晋", "", "", SHOWN]]}, {}
    )
    assert "# 超额晋档" in text
    first, second = read_scheme(text).rules.jumps
    assert [(one.indicator, one.measure.value, one.at_least, one.at_most) for one in first.when] == [
        ("invest", "completion", 1.1, float("inf")),
        ("revenue", "value", 2, 3),
    ]
    assert second.when == read_scheme(JUMPING).rules.jumps[0].when


@pytest.mark.parametrize(
    "typed", ["invest", "invest completion", "invest completion >= 1, x", ">= 1", "a value = 1"]
)
def test_what_is_no_condition_stays_as_typed_and_is_refused_in_its_place(typed: str) -> None:
    text = filled(JUMPING, (), {"jumps": [["extra", "超额", "", "", typed]]}, {})
    assert plain(text)["jumps"][0]["when"] == typed
    with pytest.raises(Refused) as refused:
        read_scheme(text)
    assert [problem.where for problem in refused.value.problems] == ["jumps[0].when"]


def test_a_condition_that_a_line_cannot_show_is_left_to_the_text() -> None:
    source = JUMPING.replace("at_least: 1}", "at_least: 1, note: x}")
    assert "jumps" not in as_shown(node(source, ""))
    assert filled(source, (), {"digits": "3"}, {}) == source.replace("digits: 2", "digits: 3")
