"""Judgements in pairs in the scheme form: written in place, refused as the language refuses, kept with their members."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.utils import translation

from assessing import SCHEME
from luoshi.assessment.form_judgements import furthest, judged, ratio
from luoshi.assessment.scheme_form import FormNode, added, filled, moved, outline, relocated, removed
from luoshi.assessment.scheme_text import read_scheme
from luoshi.ledger.refusal import Refused

JUDGED = """\
code: trial
year: 2015
name: 方案
groups: [towns]
digits: 2
rank_on: published
ties: shared
missing: zero
weights:
  by: ahp  # agreed on 3 March
  judgements:
    - [1, 3, 5]
    # investment against the rest
    - [0.3333, 1, 2]
    - [0.2, 0.5, 1]
items:
  - {code: a, name: 甲, indicator: invest, score: {measure: completion, cap: 120, floor: 0}}
  - {code: b, name: 乙, indicator: revenue, score: {measure: completion, cap: 120, floor: 0}}
  - {code: c, name: 丙, indicator: output, score: {measure: completion, cap: 120, floor: 0}}
"""
MATRIX = "weights.judgements"


def whole(source: str) -> FormNode:
    return outline(source)[0]


def shown(source: str) -> Any:
    (field,) = (one for one in whole(source).fields if one.name == MATRIX)
    return field.shown(whole(source).raw)


def typed(row: int, column: int, text: str, size: int = 3) -> dict[str, Any]:
    cells = [[""] * size for _row in range(size)]
    cells[row][column] = text
    return {MATRIX: cells}


def wrong(source: str) -> list[str]:
    with translation.override("en"), pytest.raises(Refused) as refused:
        read_scheme(source)
    return [f"{one.where}: {one.what}" for one in refused.value.problems]


def weights(source: str) -> list[float]:
    return [node.rule.weight for node in read_scheme(source).nodes if node.depth == 1]


def test_judgements_are_shown_as_people_write_them() -> None:
    assert shown(JUDGED) == [["1", "3", "5"], ["1/3", "1", "2"], ["1/5", "1/2", "1"]]
    assert [ratio(one) for one in (2.5, 0.4, 0.1429, 9, "many")] == ["2.5", "0.4", "1/7", "9", "many"]


def test_a_judgement_is_written_both_ways_and_comments_stay() -> None:
    text = filled(JUDGED, (), typed(0, 2, "1/7"), {})
    assert text == JUDGED.replace("[1, 3, 5]", "[1, 3, 0.1429]").replace("[0.2, 0.5, 1]", "[7, 0.5, 1]")
    assert filled(JUDGED, (), typed(0, 2, "5"), {}) == JUDGED
    assert filled(JUDGED, (), {MATRIX: shown(JUDGED)}, {}) == JUDGED


def test_what_contradicts_is_refused_and_the_pair_is_named() -> None:
    text = filled(JUDGED, (), typed(0, 2, "1/7"), {})
    (problem,) = wrong(text)
    assert problem.startswith(f"{MATRIX}: ") and "onsistency" in problem
    raw = whole(text).raw
    found = judged(raw)
    assert found is not None and not found.consistent and furthest(raw, found) is None
    four, _place = added(JUDGED, (), block=False)
    four = filled(four, (), typed(0, 3, "1/9", 4), {})
    raw = whole(four).raw
    found = judged(raw)
    assert found is not None and not found.consistent and furthest(raw, found) == (0, 3)
    steady = judged(whole(JUDGED).raw)
    assert steady is not None and steady.consistent


@pytest.mark.parametrize("text", ["0", "-2", "many", "1/0", "9" * 30])
def test_what_is_no_judgement_is_left_to_the_reader(text: str) -> None:
    written = filled(JUDGED, (), typed(0, 1, text), {})
    assert wrong(written)
    assert outline(written)[0].raw["weights"]["judgements"][2] == [0.2, 0.5, 1]


def test_judging_begins_where_the_weights_are_and_goes_back_there() -> None:
    text = filled(SCHEME, (), {"weights.by": "ahp"}, {})
    raw = yaml.safe_load(text)
    assert raw["weights"] == {"by": "ahp", "judgements": [[1, 2], [0.5, 1]]}
    assert all("weight" not in one for one in raw["items"])
    assert weights(text) == pytest.approx([2 / 3, 1 / 3])
    back = filled(text, (), {"weights.by": "hand"}, {})
    assert [one["weight"] for one in yaml.safe_load(back)["items"]] == [66.67, 33.33]
    assert yaml.safe_load(back)["weights"] == {"by": "hand"}
    read_scheme(back)
    equal = filled(text, (), {"weights.by": "equal"}, {})
    assert yaml.safe_load(equal)["weights"] == {"by": "equal"}
    read_scheme(equal)


def test_a_weight_typed_with_the_change_is_the_one_judged_from() -> None:
    text = filled(SCHEME, (), {"weights.by": "ahp"}, {(0,): "90"})
    assert yaml.safe_load(text)["weights"]["judgements"][0] == [1, 3]
    assert all("weight" not in one for one in yaml.safe_load(text)["items"])


def test_judgements_go_with_their_members() -> None:
    before = dict(zip("abc", weights(JUDGED), strict=True))
    text, place = moved(JUDGED, (0,), 1)
    assert place == (1,) and "# agreed on 3 March" in text
    assert dict(zip("bac", weights(text), strict=True)) == pytest.approx(before)
    text = removed(JUDGED, (1,))
    assert yaml.safe_load(text)["weights"]["judgements"] == [[1, 5], [0.2, 1]]
    text, place = added(JUDGED, (), block=False)
    raw = yaml.safe_load(text)
    assert raw["weights"]["judgements"] == [[1, 3, 5, 1], [0.3333, 1, 2, 1], [0.2, 0.5, 1, 1], [1, 1, 1, 1]]
    assert "weight" not in raw["items"][3]


def test_a_member_that_changes_the_block_gets_or_loses_its_weight() -> None:
    source = filled(SCHEME, (0,), {"weights.by": "ahp"}, {})
    text, place = relocated(source, (1, 0), (0,))
    economy = yaml.safe_load(text)["items"][0]
    assert place == (0, 2) and "weight" not in economy["items"][2]
    assert economy["weights"]["judgements"] == [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    read_scheme(text)
    text, place = relocated(text, (0, 0), (1,))
    work = yaml.safe_load(text)["items"][1]
    assert work["items"][-1]["weight"] == 10
    assert yaml.safe_load(text)["items"][0]["weights"]["judgements"] == [[1, 1], [1, 1]]
    read_scheme(text)


def test_no_weight_is_asked_for_where_the_block_finds_it() -> None:
    inside = outline(JUDGED)[1:]
    assert all(field.name != "weight" for one in inside for field in one.fields)
    assert [one.share for one in inside] == pytest.approx([100 * one for one in weights(JUDGED)])
    fields = {field.name for field in outline(SCHEME)[1].fields}
    assert {"weight", MATRIX} <= fields
    assert shown(SCHEME) is None


@pytest.mark.parametrize(
    "matrix", ["many", "[1, 2]", "[[1, 3]]", "[[1, .nan, 5], [x, 1], []]", "[[1e-320, 1, 1]]"]
)
def test_a_matrix_of_another_shape_does_no_harm(matrix: str) -> None:
    head, _middle, tail = JUDGED.partition("weights:")
    source = f"{head}weights: {{by: ahp, judgements: {matrix}}}\n{tail[tail.index('items:') :]}"
    assert wrong(source)
    rows = shown(source)
    if rows is not None:
        assert len(rows) == 3 and filled(source, (), {MATRIX: rows}, {}) == source
        mended = filled(source, (), typed(0, 1, "3"), {})
        assert yaml.safe_load(mended)["weights"]["judgements"][0][1] == 3


def of_members(count: int, matrix: str = "") -> str:
    """A block with so many members, weighed by hand or by the judgements given."""
    weights = f"weights: {{by: ahp, judgements: {matrix}}}\n" if matrix else ""
    weight = "" if matrix else "weight: 7, "
    score = "score: {measure: completion, cap: 120, floor: 0}"
    members = [
        f"  - {{code: m{n}, name: 项{n}, {weight}indicator: invest, {score}}}  # {n}\n" for n in range(count)
    ]
    return JUDGED.split("weights:", maxsplit=1)[0] + weights + "items:\n" + "".join(members)


@pytest.mark.parametrize("count", [1, 11, 15])
def test_too_few_or_too_many_are_not_judged_and_keep_their_weights(count: int) -> None:
    """Judging begins by taking the written weights away; what cannot be judged keeps them."""
    with pytest.raises(Refused) as refused:
        filled(of_members(count), (), {"weights.by": "ahp"}, {})
    (problem,) = refused.value.problems
    assert problem.where == "weights.by"
    with translation.override("zh-hans"):
        assert "二至十项" in str(problem.mend)
    told = wrong(of_members(count, str([[1] * count] * count)))
    assert told == [f"{MATRIX}: These judgements cannot be weighed."]


def test_an_eleventh_member_is_not_taken_in() -> None:
    full = of_members(10, str([[1] * 10] * 10))
    with pytest.raises(Refused):
        added(full, (), block=False)
    read_scheme(full)
    assert len(yaml.safe_load(removed(full, (9,)))["items"]) == 9


def test_who_is_left_alone_has_a_written_weight() -> None:
    two = of_members(2, "[[1, 3], [1/3, 1]]")
    left = removed(two, (0,))
    raw = yaml.safe_load(left)
    assert "weights" not in raw and [one["weight"] for one in raw["items"]] == [10]
    assert "# 1" in left
    read_scheme(left)


@pytest.mark.parametrize("other", ["1/3", "'1/3'", "1 / 3", "1／3", "0.3333", "0.333"])
def test_a_judgement_is_written_as_a_fraction_too(other: str) -> None:
    text = of_members(2, f"[[1, 3], [{other}, 1]]")
    assert weights(text)[0] / sum(weights(text)) == pytest.approx(0.75, abs=2e-4)
    assert shown(text)[1][0] in ("1/3", "0.333")
    found = judged(whole(text).raw)
    assert found is not None and found.weights[0] == pytest.approx(0.75, abs=2e-4)
    changed = filled(text, (), typed(0, 1, "3/2", 2), {})
    assert yaml.safe_load(changed)["weights"]["judgements"] == [[1, 1.5], [0.6667, 1]]
    read_scheme(changed)


def test_nine_and_its_rounded_inverse_are_reciprocal() -> None:
    """9 x 0.111 is 0.999: within the bound, which no binary fraction decides."""
    assert weights(of_members(2, "[[1, 9], [0.111, 1]]"))
    assert wrong(of_members(2, "[[1, 6], [0.167, 1]]")) == [f"{MATRIX}: The judgements are not reciprocal."]


@pytest.mark.parametrize("cell", ["many", "'3'", "1/0", "-1/3", ".inf", ".nan", "1.0e+300"])
def test_what_is_no_judgement_is_told_at_its_cell(cell: str) -> None:
    text = of_members(2, f"[[1, {cell}], [1, 1]]")
    (problem,) = wrong(text)
    assert problem.startswith(f"{MATRIX}[0][1]: ") and problem.endswith(" is no judgement.")
    assert judged(whole(text).raw) is None


@pytest.mark.parametrize(
    ("matrix", "published", "eigenvalue"),
    [
        # Saaty 1980, the wealth of nations: .429 .231 .021 .053 .053 .119 .095, 7.61.
        (
            [
                "1 4 9 6 6 5 5",
                "1/4 1 7 5 5 3 4",
                "1/9 1/7 1 1/5 1/5 1/7 1/5",
                "1/6 1/5 5 1 1 1/3 1/3",
                "1/6 1/5 5 1 1 1/3 1/3",
                "1/5 1/3 7 3 3 1 2",
                "1/5 1/4 5 3 3 1/2 1",
            ],
            [0.429, 0.231, 0.021, 0.053, 0.053, 0.119, 0.095],
            7.61,
        ),
        # A county's guide: 0.1007 0.2255 0.6738, 3.0858.
        (["1 1/3 1/5", "3 1 1/4", "5 4 1"], [0.1007, 0.2255, 0.6738], 3.0858),
    ],
)
def test_published_matrices_give_their_weights(
    matrix: list[str], published: list[float], eigenvalue: float
) -> None:
    text = of_members(len(matrix), "[" + ", ".join(f"[{row.replace(' ', ', ')}]" for row in matrix) + "]")
    assert weights(text) == pytest.approx(published, abs=5e-3)
    found = judged(whole(text).raw)
    assert found is not None and found.largest_eigenvalue == pytest.approx(eigenvalue, abs=5e-3)
