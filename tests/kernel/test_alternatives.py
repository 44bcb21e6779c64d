"""What a scheme says could have been decided otherwise: read in its own words, merged field by field, refused with place."""

import numpy as np
import pytest

from kernel.schemes import scheme_of
from luoshi.kernel.alternatives import changes, merged, without
from luoshi.kernel.scheme import Method, Scheme, Weighing
from luoshi.kernel.scheme_reading import SchemeError
from luoshi.kernel.stages import Among, Scale, Transformation

BASE = """
rank_on: unrounded
ties: [b]
items:
  - code: p
    name: P
    weight: 60
    items:
      - {code: a, name: A, weight: 2, indicator: a, impute: {by: mean, among: all}, treat: {winsorise: 5, skewness: 1.5},
         normalise: {by: min_max, low: 1, among: all, lower_is_better: true}}
      - {code: b, name: B, weight: 1, indicator: b, normalise: {by: min_max, low: 1}}
  - {code: c, name: C, weight: 40, indicator: c, score: {measure: completion, floor: 0}}
alternatives:
  noise: %s
  choices:
"""
CHOICE = "    - {code: k%s, name: K, options: [%s]}\n"


def text(*options: str, noise: float = 0.2) -> str:
    return BASE % noise + "".join(CHOICE % (n, option) for n, option in enumerate(options))


def only(option: str) -> Scheme:
    """The scheme with one option."""
    found = scheme_of(text("{name: O, " + option + "}")).alternatives
    assert found is not None
    return found.choices[0].options[0].scheme


def test_an_option_is_the_scheme_with_its_words_in_place() -> None:
    own = scheme_of(text("{name: O, combine: median}"))
    z = only("normalise: {by: z_score, mean: 50, deviation: 10}")
    a, b, c = (item.stages.normalise for item in z.leaves)
    assert a is not None and b is not None
    assert (a.by, a.mean, a.among, a.lower_is_better) == (Scale.Z_SCORE, 50, Among.ALL, True)
    assert (b.by, b.among, b.lower_is_better) == (Scale.Z_SCORE, Among.GROUP, False)
    assert c is None
    assert z.alternatives is None and own.alternatives is not None
    assert own.alternatives.noise == 0.2


def test_a_stage_is_written_over_what_the_item_has() -> None:
    treat = only("treat: {winsorise: 2}").leaves[0].stages.treat
    assert treat is not None
    assert (treat.most, treat.limits.skewness, treat.then) == (2, 1.5, Transformation.LOG)
    assert only("treat: none").leaves[0].stages.treat is None
    assert only("impute: none").leaves[0].stages.impute is None
    named = only("for: [a, b], treat: {winsorise: 2}")
    assert [item.stages.treat is not None for item in named.leaves] == [True, True, False]
    limited = only("for: [b], normalise: {by: rank}")
    assert [item.stages.normalise.by for item in limited.leaves[:2] if item.stages.normalise] == [
        Scale.MIN_MAX,
        Scale.RANK,
    ]


def test_an_item_that_is_named_gets_a_normalisation_in_place_of_its_curve() -> None:
    item = only("for: [c], normalise: {by: min_max}").leaves[2]
    assert item.stages.of == "completion"
    assert item.stages.normalise is not None
    assert item.rule.measure == "value"


def test_blocks_combine_and_weigh_otherwise() -> None:
    everywhere = only("combine: geometric")
    assert [
        node.inside.method for node in (everywhere.root, everywhere.nodes[1]) if hasattr(node, "inside")
    ] == [
        Method.GEOMETRIC,
        Method.GEOMETRIC,
    ]
    inner = only("for: [p], combine: power, power: 0.5")
    assert (inner.inside.method, inner.nodes[1].inside.power) == (Method.ARITHMETIC, 0.5)  # type: ignore[union-attr]
    level = only("for: [p], weights: {by: equal}")
    assert level.nodes[1].inside.weighing is Weighing.EQUAL  # type: ignore[union-attr]
    assert [item.weight for item in level.leaves] == [1, 1, 40]
    other = only("weight: {a: 5, p: 30}")
    assert [node.weight for node in other.nodes] == [1, 30, 5, 1, 40]
    lighter = only("without: [b]")
    assert ([item.code for item in lighter.leaves], lighter.ties) == (["a", "c"], ())
    assert [item.code for item in only("without: [p]").leaves] == ["c"]


def test_options_of_several_choices_are_taken_together() -> None:
    scheme = scheme_of(
        text(
            "{name: O, treat: {winsorise: 2}}",
            "{name: O, normalise: {by: rank}}",
            "{name: O, for: [p], combine: median}",
            "{name: O, without: [b]}",
        )
    )
    assert scheme.alternatives is not None
    options = [choice.options[0].scheme for choice in scheme.alternatives.choices]
    both = merged(scheme, options)
    stages = both.leaves[0].stages
    assert stages.treat is not None and stages.normalise is not None
    assert (stages.treat.most, stages.normalise.by, both.nodes[1].inside.method) == (
        2,
        Scale.RANK,
        Method.MEDIAN,
    )  # type: ignore[union-attr]
    assert [item.code for item in both.leaves] == ["a", "c"]
    assert merged(scheme, options[::-1]) == both
    assert merged(scheme, []) == scheme
    assert changes(scheme, options[0]) == {"a": frozenset({"stages.treat"})}


def test_ways_by_chance() -> None:
    scheme = scheme_of(
        text("{name: O, chance: 0.5, combine: median}, {name: P, chance: 0.3, combine: harmonic}")
    )
    assert scheme.alternatives is not None
    [choice] = scheme.alternatives.choices
    np.testing.assert_allclose(choice.chances, [0.2, 0.5, 0.3])
    assert choice.drawn(np.array([0.0, 0.19, 0.21, 0.69, 0.71, 0.999])).tolist() == [0, 0, 1, 1, 2, 2]


REFUSED = [
    (text("{name: O}"), "alternatives.choices[0].options[0]", "says nothing"),
    (text("{name: O, combine: arithmetic}"), "alternatives.choices[0].options[0]", "changes nothing"),
    (
        text("{name: O, for: [x], combine: median}"),
        "alternatives.choices[0].options[0].for",
        "no node has the code 'x'",
    ),
    (
        text("{name: O, without: [x]}"),
        "alternatives.choices[0].options[0].without",
        "no node has the code 'x'",
    ),
    (
        text("{name: O, weight: {x: 1}}"),
        "alternatives.choices[0].options[0].weight",
        "no node has the code 'x'",
    ),
    (text("{name: O, weight: {a: -1}}"), "→ items[0].items[0].weight", "above zero"),
    (
        text("{name: O, without: [p, c]}"),
        "alternatives.choices[0].options[0].without",
        "nothing is left of the scheme",
    ),
    (text("{name: O, combine: power}"), "→ power", "must be a number"),
    (
        text("{name: O, for: [c], combine: median}"),
        "alternatives.choices[0].options[0].combine",
        "is for blocks, and none is named",
    ),
    (text("{name: O, normalise: {by: z_score}}"), "→ items[0].items[0].normalise.mean", "must be a number"),
    (
        text("{name: O, chance: 0.5, combine: median}, {name: P, combine: harmonic}"),
        "alternatives.choices[0].options",
        "chance is stated for some",
    ),
    (
        text("{name: O, chance: 0.5, combine: median}, {name: P, chance: 0.5, combine: harmonic}"),
        "alternatives.choices[0].options",
        "the chances add up to 1, not below 1",
    ),
    (
        text("{name: O, combine: median}", "{name: P, for: [p], combine: harmonic}"),
        "alternatives.choices",
        "k0 and k1 both decide about p",
    ),
    (
        text(*["{name: O, combine: median}, {name: P, combine: harmonic}"] * 5),
        "alternatives.choices",
        "make 243 ways together, more than 200",
    ),
    (
        text("{name: O, combine: median}").replace("k0", "a"),
        "alternatives.choices[0].code",
        "is that of a block or an item",
    ),
    (
        text("{name: O, combine: median}", "{name: O, normalise: {by: rank}}").replace("k1", "k0"),
        "alternatives.choices",
        "is used 2 times",
    ),
    (text("{name: O, combine: median}", noise=1.0), "alternatives.noise", "below 1"),
    (BASE.replace("  choices:\n", "") % 0, "alternatives", "leaves nothing open"),
    (
        text("{name: O, for: [p], impute: {by: median}}").replace("impute: {by: mean, among: all}, ", ""),
        "alternatives.choices[0].options[0].impute",
        "no item in question has this step",
    ),
]


@pytest.mark.parametrize(("source", "place", "wrong"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_is_wrong_is_told_with_its_place(source: str, place: str, wrong: str) -> None:
    with pytest.raises(SchemeError) as refused:
        scheme_of(source)
    told = refused.value.problems
    assert any(one.path.endswith(place) and wrong in f"{one.wrong}. {one.mend}" for one in told), list(
        map(str, told)
    )


def test_a_scheme_of_which_nothing_is_left_is_none() -> None:
    scheme = scheme_of(text("{name: O, combine: median}"))
    with pytest.raises(ValueError, match="nothing is left"):
        without(scheme, ["p", "c"])
    with pytest.raises(ValueError, match="nothing is left of p"):
        merged(scheme, [without(scheme, ["a"]), without(scheme, ["b"])])
