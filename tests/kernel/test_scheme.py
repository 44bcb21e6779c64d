"""A scheme is read whole or refused with every wrong place named; nothing is implied."""

from copy import deepcopy
from typing import Any

import pytest

from luoshi.kernel.measure import Measure
from luoshi.kernel.outcome import RankOn
from luoshi.kernel.piecewise import Beyond
from luoshi.kernel.scheme import Block
from luoshi.kernel.scheme_reading import SchemeError, scheme_from_dict
from luoshi.kernel.weighted_tree import Missing

GOOD: dict[str, Any] = {
    "code": "annual",
    "name": "年度考核",
    "digits": 2,
    "rank_on": "published",
    "ties": ["gdp"],
    "missing": "withhold",
    "items": [
        {
            "code": "economy",
            "name": "经济发展",
            "weight": 60,
            "missing": "exclude",
            "items": [
                {
                    "code": "gdp",
                    "name": "生产总值",
                    "weight": 30,
                    "indicator": "gdp",
                    "score": {"measure": "completion", "cap": 120},
                    "gate": {"indicator": "paid_in", "measure": "completion", "at_least": 0.2},
                },
                {
                    "code": "growth",
                    "name": "增速",
                    "weight": 10,
                    "indicator": "gdp",
                    "missing": "zero",
                    "score": {
                        "measure": "growth_gap",
                        "knots": [[-5, 0], [0, 100]],
                        "below": "extend",
                        "floor": None,
                    },
                },
            ],
        },
        {"code": "people", "name": "民生", "weight": 40, "indicator": "jobs", "score": {"measure": "value"}},
    ],
}


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    scheme = deepcopy(GOOD)
    place = scheme
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return scheme


def test_a_scheme_is_a_tree_of_blocks_and_items() -> None:
    scheme = scheme_from_dict(GOOD)
    assert [node.code for node in scheme.nodes] == ["annual", "economy", "gdp", "growth", "people"]
    assert scheme.tree.parent == (-1, 0, 1, 1, 0)
    assert scheme.tree.weight == (1.0, 60.0, 30.0, 10.0, 40.0)
    assert [item.code for item in scheme.leaves] == ["gdp", "growth", "people"]
    assert (scheme.digits, scheme.rank_on, scheme.ties) == (2, RankOn.PUBLISHED, ("gdp",))
    assert isinstance(scheme.nodes[1], Block)


def test_the_nearest_missing_policy_counts() -> None:
    assert [item.missing for item in scheme_from_dict(GOOD).leaves] == [
        Missing.EXCLUDE,
        Missing.ZERO,
        Missing.WITHHOLD,
    ]


def test_rules_have_stated_or_usual_curves() -> None:
    gdp, growth, people = scheme_from_dict(GOOD).leaves
    assert (gdp.rule.curve.cap, gdp.rule.curve.floor) == (120, 0)
    assert [(gate.indicator, gate.at_least) for gate in gdp.gates] == [("paid_in", 0.2)]
    assert (growth.rule.measure, growth.rule.curve.below, growth.rule.curve.floor) == (
        Measure.GROWTH_GAP,
        Beyond.EXTEND,
        None,
    )
    assert people.rule.curve([40.0]).score.tolist() == [40]


def test_shared_ties_need_no_keys() -> None:
    assert scheme_from_dict(changed(["ties"], "shared")).ties == ()


ECONOMY = ["items", 0, "items"]


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        (["name"], " ", "name", "must be a text"),
        (["digits"], 2.5, "digits", "whole number"),
        (["digits"], True, "digits", "must be a number"),
        (["rank_on"], "rounded", "rank_on", "Choose one of published, unrounded"),
        (["ties"], "first", "ties", "Write shared, or a list"),
        (["ties"], ["gpd"], "ties[0]", "no node has the code 'gpd'"),
        (["items"], [], "items", "at least one item"),
        ([*ECONOMY, 0, "weight"], "30", "items[0].items[0].weight", "must be a number, found '30'"),
        ([*ECONOMY, 0, "weight"], 0, "items[0].items[0].weight", "must be above zero"),
        ([*ECONOMY, 0, "weight"], float("nan"), "items[0].items[0].weight", "must be a number"),
        ([*ECONOMY, 0, "wieght"], 3, "items[0].items[0].wieght", "Did you mean 'weight'?"),
        ([*ECONOMY, 0, "code"], "growth", "items", "'growth' is used 2 times"),
        ([*ECONOMY, 0], "gdp", "items[0].items[0]", "must be a mapping"),
        ([*ECONOMY, 0, "score"], None, "items[0].items[0].score", "must be a mapping"),
        ([*ECONOMY, 0, "score", "measure"], "rate", "items[0].items[0].score.measure", "Choose one of value"),
        ([*ECONOMY, 0, "score", "cap"], "no", "items[0].items[0].score.cap", "must be a number"),
        ([*ECONOMY, 0, "score", "floor"], 200, "items[0].items[0].score", "floor must not be above the cap"),
        (
            [*ECONOMY, 0, "score", "lower_is_better"],
            "yes",
            "items[0].items[0].score.lower_is_better",
            "true or false",
        ),
        ([*ECONOMY, 0, "gate", "at_least"], None, "items[0].items[0].gate.at_least", "must be a number"),
        ([*ECONOMY, 1, "score", "knots"], [[0, 1, 2]], "items[0].items[1].score.knots", "pairs"),
        ([*ECONOMY, 1, "score", "knots"], [[0, 1], [-1, 2]], "items[0].items[1].score", "ordered by x"),
        (
            [*ECONOMY, 1, "score"],
            {"measure": "rank"},
            "items[0].items[1].score.knots",
            "are needed to score rank",
        ),
        ([*ECONOMY, 1, "missing"], "ignore", "items[0].items[1].missing", "Choose one of zero"),
    ],
)
def test_a_wrong_field_is_named_with_its_remedy(path: list[Any], value: Any, where: str, says: str) -> None:
    with pytest.raises(SchemeError) as error:
        scheme_from_dict(changed(path, value))
    problem = next(problem for problem in error.value.problems if problem.path == where)
    assert says in str(problem)


def test_a_missing_policy_is_never_implied() -> None:
    scheme = deepcopy(GOOD)
    del scheme["missing"]
    with pytest.raises(SchemeError, match=r"items\[1\]\.missing: nothing says what happens") as error:
        scheme_from_dict(scheme)
    assert len(error.value.problems) == 1


def test_all_problems_show_at_once() -> None:
    with pytest.raises(SchemeError) as error:
        scheme_from_dict({"code": "x", "items": [{"code": "a", "weight": -1}]})
    paths = [problem.path for problem in error.value.problems]
    assert {"name", "rank_on", "ties", "items[0].name", "items[0].weight", "items[0].indicator"} <= set(paths)


def test_what_is_no_scheme_at_all_is_refused() -> None:
    with pytest.raises(SchemeError, match="must be a mapping"):
        scheme_from_dict([1, 2])  # type: ignore[arg-type]
