"""What a scheme may not say is refused with its place and its remedy."""

import pytest

from kernel.schemes import scheme_of
from luoshi.kernel.scheme_reading import SchemeError


def item(rules: str) -> str:
    return f"items: [{{code: a, name: A, weight: 1, {rules}}}]"


VALUE = "indicator: v, score: {measure: value}"
TWO = "[{code: a, name: A, weight: 1, %s}, {code: b, name: B, weight: 1, indicator: v, score: {measure: value}}]"
GRADES = "\ngrades: [{code: x, name: X%s}, {code: y, name: Y%s}, {code: z, name: Z}]"
MET = "{indicator: n, measure: value, at_least: 1}"


JUMP = item(VALUE) + GRADES % (", at_least: 90", ", at_least: 80") + "\njumps: [{%s}]"
REFUSED = [
    (item("indicator: v"), "items[0].score", "must be a mapping"),
    (item(f"{VALUE}, of: rank"), "items[0].of", "not a choice"),
    (item(f"{VALUE}, of: completion, per: {{indicator: p}}"), "items[0].per", "a target is not divided"),
    (item(f"{VALUE}, per: {{indicator: p, scale: 0}}"), "items[0].per.scale", "above zero"),
    (item(f"{VALUE}, impute: {{by: guess}}"), "items[0].impute.by", "mean, median"),
    (
        item("indicator: v, impute: {by: mean}, score: {measure: completion}"),
        "items[0].score.measure",
        "cannot follow the stages",
    ),
    (item(f"{VALUE}, treat: {{power: 2}}"), "items[0].treat.power", "goes with then: box_cox"),
    (item(f"{VALUE}, treat: {{then: box_cox}}"), "items[0].treat.power", "goes with then: box_cox"),
    (item(f"{VALUE}, treat: {{winsorise: 1.5}}"), "items[0].treat.winsorise", "whole number"),
    (item("indicator: v, normalise: {by: z_score}"), "items[0].normalise.mean", "must be a number"),
    (
        item("indicator: v, normalise: {by: rank, low: 1}"),
        "items[0].normalise.low",
        "is not a known field",
    ),
    (
        item("indicator: v, normalise: {by: goalposts, worst: 3, best: 3}"),
        "items[0].normalise",
        "must differ",
    ),
    (
        item("indicator: v, normalise: {by: goalposts, worst: 0, best: 3, logarithmic: true}"),
        "items[0].normalise",
        "above zero",
    ),
    (
        item(
            "indicator: v, normalise: {by: rank}, score: {measure: rank, knots: [[1, 9], [2, 8]], lower_is_better: true}"
        ),
        "items[0].score.lower_is_better",
        "after a normalisation more is better",
    ),
    (item(f"{VALUE}, difficulty: {{least: 1}}"), "items[0].difficulty", "one of indicator, by_unit"),
    (
        item(f"{VALUE}, difficulty: {{by_unit: {{T1: 2}}}}"),
        "items[0].difficulty.by_unit.T1",
        "from 1 to 1.35",
    ),
    (item(f"{VALUE}, difficulty: {{by_unit: 3}}"), "items[0].difficulty.by_unit", "must be a mapping"),
    (
        item("indicator: v, score: {measure: value, knots: [[0, 0], [1, 9]], tiers: {}}"),
        "items[0].score",
        "more than one scoring function",
    ),
    (
        item("indicator: v, score: {measure: value, efficacy: {not_allowed: 6, satisfactory: 6}}"),
        "items[0].score",
        "a step at the outermost knots cannot be extended",
    ),
    (
        item("indicator: v, score: {measure: value, tiers: {standards: [1, 2], coefficients: [0.5, 1]}}"),
        "items[0].score",
        "coefficients of tiers must fall",
    ),
    (
        item("indicator: v, score: {measure: value, classes: {at_least: [9, 5], knots: [[[0, 0], [1, 1]]]}}"),
        "items[0].score.classes.knots",
        "must be 3 lists",
    ),
    (
        item("indicator: v, score: {measure: value, ladder: {top: [3, 2]}}"),
        "items[0].score.ladder",
        "gives points by place",
    ),
    (
        item("indicator: v, score: {measure: rank, ladder: {top: [2, 3]}}"),
        "items[0].score",
        "points of a ladder must not rise",
    ),
    (item("events: {counted: [{indicator: n, each: 1}]}"), "items[0].events.points", "must be a number"),
    (
        item("events: {points: 5, counted: [{indicator: n, each: 1}]}"),
        "items[0].events.start",
        "a number",
    ),
    (
        item(f"{VALUE}, events: {{points: 5, start: 5, counted: [{{indicator: n, each: 1}}]}}"),
        "items[0].events.start",
        "starts with it",
    ),
    (
        item(
            "events: {points: 5, start: 5, counted: [{indicator: n, each: 1}]},"
            " gate: {indicator: v, measure: value, at_least: 1}"
        ),
        "items[0].gate",
        "figure of the item's own",
    ),
    (item(f"{VALUE}, gate: []"), "items[0].gate", "at least one condition"),
    (
        item(
            f"{VALUE}, gate: [{{indicator: v, measure: value, at_least: 1}}, {{indicator: w, measure: value}}]"
        ),
        "items[0].gate[1].at_least",
        "must be a number",
    ),
    (f"power: 2\n{item(VALUE)}", "power", "goes with combine: power"),
    (f"combine: power\n{item(VALUE)}", "power", "must be a number"),
    (
        "combine: geometric\nitems: " + TWO % "indicator: v, normalise: {by: z_score, mean: 0, deviation: 1}",
        "items[0]",
        "combine: geometric cannot use",
    ),
    (
        "weights: {by: influence, roots: true}\nitems: " + TWO % VALUE,
        "weights.roots",
        "goes with by: ahp",
    ),
    (
        "weights: {by: entropy}\nitems: " + TWO % VALUE,
        "items[1].weight",
        "the block above finds the weights",
    ),
    (
        "weights: {by: ahp, judgements: [[1, 3]]}\nitems: " + TWO % VALUE,
        "weights.judgements",
        "2 rows of 2 numbers",
    ),
    (
        "weights: {by: ahp, judgements: [[1, 3], [3, 1]]}\nitems: " + TWO % VALUE,
        "weights.judgements",
        "reciprocal",
    ),
    (f"least_reported: 90\n{item(VALUE)}", "least_reported", "from 0 to 1"),
    (f"screening: {{least_reported: 2}}\n{item(VALUE)}", "screening.least_reported", "from 0 to 1"),
    (
        f"combine: median\nitem_digits: 1\n{item(VALUE)}",
        "items[0].item_digits",
        "every block above is a weighted mean",
    ),
    (f"adjustments: {{bonus_cap: 3}}\n{item(VALUE)}", "adjustments.items", "at least one item"),
    (
        f"adjustments: {{items: [{{code: a, name: B, indicator: n, each: 1}}]}}\n{item(VALUE)}",
        "items",
        "'a' is used 2 times",
    ),
    (f"exclusions: [{{unit: T1}}]\n{item(VALUE)}", "exclusions[0].reason", "must be a text"),
    (f"vetoes: [{{code: w, name: W, indicator: n}}]\n{item(VALUE)}", "vetoes[0].basis", "must be a text"),
    (
        f"vetoes: [{{code: w, name: W, indicator: n, basis: B, opens: best}}]\n{item(VALUE)}",
        "vetoes[0].opens",
        "no grade has the code 'best'",
    ),
    (item(VALUE) + GRADES % ("", ""), "grades", "nothing says who gets a grade"),
    (
        item(VALUE) + GRADES % (", at_least: 90", ""),
        "grades",
        "stated for some grades and not for others",
    ),
    (item(VALUE) + GRADES % (", at_least: 80", ", at_least: 90"), "grades", "must fall"),
    (item(VALUE) + GRADES % (", share: 0.7", ", share: 0.6"), "grades", "add up to 1.3"),
    (item(VALUE) + "\nquota: {places: down, border: all_in}", "quota", "goes with shares of grades"),
    (item(VALUE) + GRADES % (", share: 0.2", ", share: 0.3"), "quota", "must be a mapping"),
    (item(VALUE) + f"\njumps: [{{code: j, name: J, when: [{MET}]}}]", "jumps", "no grade to jump to"),
    (JUMP % "code: j, name: J", "jumps[0].when", "must be a list of at least one condition"),
    (JUMP % "code: j, name: J, when: []", "jumps[0].when", "must be a list of at least one condition"),
    (JUMP % f"code: j, name: J, up: 3, when: [{MET}]", "jumps[0].up", "from 0 to 2"),
    (JUMP % f"code: j, name: J, up: 0, when: [{MET}]", "jumps[0].up", "above zero"),
    (JUMP % f"code: a, name: J, when: [{MET}]", "items", "the code 'a' is used 2 times"),
    (
        JUMP % "code: j, name: J, when: [{indicator: n, measure: value}]",
        "jumps[0].when[0]",
        "states no limit",
    ),
    (
        JUMP % "code: j, name: J, when: [{indicator: n, measure: value, at_least: 2, at_most: 1}]",
        "jumps[0].when[0]",
        "at_least is above at_most",
    ),
    (
        JUMP % "code: j, name: J, when: [{indicator: n, measure: rank, at_least: 2}]",
        "jumps[0].when[0].measure",
        "value, completion, growth",
    ),
    (
        f"adjustments: {{items: [{{code: x, name: X, indicator: n, each: 1, when: [{{}}]}}]}}\n{item(VALUE)}",
        "adjustments.items[0].when[0].indicator",
        "must be a text",
    ),
]


@pytest.mark.parametrize(("text", "where", "says"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_cannot_be_is_refused_in_its_place(text: str, where: str, says: str) -> None:
    with pytest.raises(SchemeError) as refused:
        scheme_of(text)
    told = {problem.path: problem for problem in refused.value.problems}
    assert where in told, refused.value
    assert any(says in str(problem) for problem in refused.value.problems if problem.path == where)


def test_judgements_that_contradict_each_other_are_refused_with_their_ratio() -> None:
    items = ", ".join(f"{{code: {c}, name: C, {VALUE}}}" for c in "abc")
    text = "weights: {by: ahp, judgements: [[1, 5, 0.2], [0.2, 1, 5], [5, 0.2, 1]]}" + f"\nitems: [{items}]"
    with pytest.raises(
        SchemeError, match=r"contradict each other: consistency ratio \d\.\d+, not below 0\.1"
    ):
        scheme_of(text)


def test_a_scheme_knows_the_units_and_indicators_it_names() -> None:
    text = (
        item(
            "indicator: v, per: {indicator: p}, difficulty: {by_unit: {T1: 1.1}},"
            " normalise: {by: distance_to_unit, unit: T2},"
            " events: {points: 5, counted: [{indicator: n, each: 1}]}"
        )
        + "\nexclusions: [{unit: T3, reason: R}]\nvetoes: [{code: w, name: W, indicator: x, basis: B}]"
        + "\nadjustments: {items: [{code: j, name: J, indicator: g, score: {measure: completion}}]}"
    )
    scheme = scheme_of(text)
    assert scheme.indicators == ("v", "p", "n", "g", "x")
    assert scheme.units == {"T1": "a", "T2": "a", "T3": "exclusions"}
    assert scheme.on_target == {"g"}
