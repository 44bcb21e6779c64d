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
