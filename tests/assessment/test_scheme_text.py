"""A scheme is refused with every wrong place and how to mend it, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from assessing import SCHEME, changed
from luoshi.assessment.scheme_text import LARGEST, read_scheme
from luoshi.assessment.schemes import built_in
from luoshi.ledger.refusal import Refused


def problems(source: str) -> list[str]:
    with translation.override("en"), pytest.raises(Refused) as refused:
        read_scheme(source)
    return [str(p.where) for p in refused.value.problems]


def test_the_built_in_scheme_is_read() -> None:
    scheme = read_scheme(built_in("half-year-2015"))
    assert scheme.groups == ("streets", "towns", "townships", "departments")
    assert [node.code for node in scheme.nodes if node.depth == 1] == ["economy", "work"]
    assert {item.rule.rule.curve.cap for item in scheme.items} == {120.0, 100.0}  # type: ignore[union-attr]
    assert all(node.name_en for node in scheme.nodes)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("cap: 120", "cap: much", "items[0].items[0].score.cap"),
        ("weight: 70", "weight: 0", "items[0].weight"),
        ("weight: 40", "wieght: 40", "items[0].items[0]"),
        ("measure: completion", "measure: complete", "items[0].items[0].score.measure"),
        ("missing: zero", "missing: last", "missing"),
        ("digits: 2", "digits: two", "digits"),
        ("groups: [streets, towns, departments]", "groups: []", "groups"),
        ("indicator: invest", "indicator: Invest!", "items[0].items[0].indicator"),
        ("ties: shared", "ties: [nobody]", "ties[0]"),
        ("ties: shared", "ties: whoever", "ties"),
        ("code: income", "code: investment", "items"),
        ("floor: 0", "floor: 130", "items[0].items[0].score"),
        ("{measure: value}", "{measure: rank}", "items[1].items[0].score.knots"),
        ("missing: zero\n", "", "items[0].items[0].missing"),
    ],
)
def test_the_place_of_a_problem_is_named(old: str, new: str, where: str) -> None:
    assert where in problems(changed(old, new))


def test_all_problems_are_told_at_once() -> None:
    assert len(problems(changed("cap: 120", "cap: much").replace("digits: 2", "digits: two"))) == 2


@pytest.mark.parametrize(
    "source",
    [
        "",
        "[1, 2]",
        "a: [",
        "a: \x00",
        "a: &x [1]\nb: *x",
        "a: !!python/object/apply:os.system ['true']",
        "code: a\ncode: b",
        "? {a: 1}\n: 2",
        "[" * 500,
        "a: " + "[" * 400 + "]" * 400,
        "# " + "长" * LARGEST,
    ],
    ids=["empty", "list", "open", "nul", "alias", "tag", "twice", "odd key", "deep", "deep pair", "large"],
)
def test_what_is_no_scheme_is_refused(source: str) -> None:
    assert problems(source)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert problems(bomb) == ["line 1"]


def test_both_languages_say_what_is_wrong() -> None:
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language), pytest.raises(Refused) as refused:
            read_scheme(changed("weight: 70", "weight: 0"))
        said.append(str(refused.value.problems[0].mend))
    assert said[0] != said[1]


def test_a_read_scheme_keeps_its_words_and_its_text() -> None:
    scheme = read_scheme(SCHEME)
    assert scheme.node("economy").name_en == "Economic targets"
    assert scheme.source == SCHEME
    assert [item.code for item in scheme.items] == ["investment", "income", "timeliness", "closure"]
