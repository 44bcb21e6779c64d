"""Whatever stands in a field, a scheme is read or refused; what is read can be evaluated."""

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.schemes import EXAMPLES, HEAD
from kernel.test_scheme_language import WHOLE
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.scheme_reading import SchemeError, scheme_from_dict

JUNK = [
    None,
    True,
    -1,
    0,
    0.5,
    1e30,
    float("nan"),
    float("inf"),
    "",
    "x",
    "power",
    [],
    [1],
    [[1, 2]],
    {},
    {"by": "rank"},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*path, key))


SCHEMES: list[dict[str, Any]] = [{**HEAD, **yaml.safe_load(text)} for text in [WHOLE, *EXAMPLES]]
PLACES = [(number, place) for number, rules in enumerate(SCHEMES) for place in places(rules)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(JUNK))
def test_junk_in_any_place_is_read_or_refused(where: tuple[int, tuple[Any, ...]], junk: Any) -> None:
    number, path = where
    rules = copy.deepcopy(SCHEMES[number])
    place: Any = rules
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = copy.deepcopy(junk)
    try:
        scheme = scheme_from_dict(rules)
    except SchemeError as refused:
        assert all(problem.path and problem.wrong and problem.mend for problem in refused.problems)
        return
    random = np.random.default_rng(1)
    actual = random.choice([0.0, 1, 50, np.nan], (6, len(scheme.indicators)))
    figures = Figures(actual, actual[::-1] + 1, actual[::-1] + 2)
    with np.errstate(over="ignore", invalid="ignore"):
        evaluate(
            scheme,
            figures,
            Codes(scheme.indicators),
            np.array(True),
            np.arange(6) % 2,
            Codes(f"U{n}" for n in range(6)),
        )


@pytest.mark.parametrize("units", [0, 1])
def test_a_scheme_of_nobody_and_of_one(units: int) -> None:
    scheme = scheme_from_dict(SCHEMES[0])
    actual = np.full((units, len(scheme.indicators)), 50.0)
    figures = Figures(actual, actual, actual)
    found = evaluate(
        scheme,
        figures,
        Codes(scheme.indicators),
        np.array(True),
        np.zeros(units, int),
        Codes(f"U{n}" for n in range(units)),
    )
    assert found.total.shape == (units,)
