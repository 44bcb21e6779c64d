"""Totals under other weights: the kernel's own weighing, draw by draw, for every method; order of no influence."""

import numpy as np
import pytest

from kernel.schemes import scheme_of
from luoshi.kernel.blocks import combined
from luoshi.kernel.reweighing import free_nodes, reweighed
from luoshi.kernel.weighted_tree import weigh

NAN = np.nan
ITEM = "{code: %s, name: N, weight: %d, indicator: %s, missing: %s, score: {measure: value, floor: 0}}"
GROUP = np.repeat([0, 1, 2], 4)


def text(method: str = "", missing: str = "zero") -> str:
    def item(code: str, weight: int) -> str:
        return ITEM % (code, weight, code, missing)

    return f"""
digits: 2
items:
  - {{code: a, name: A, weight: 60, {method} items: [{item("x", 3)}, {item("y", 2)}, {item("z", 1)}]}}
  - {{code: b, name: B, weight: 40, items: [{item("u", 1)}, {item("v", 1)}]}}
"""


def table(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    score, applies = random.uniform(1, 100, (12, 5)), random.random((12, 5)) > 0.2
    score[random.random((12, 5)) < 0.15] = NAN
    applies[0] = False
    applies[1, 3:] = False
    return score, applies


@pytest.mark.parametrize("missing", ["zero", "exclude", "withhold"])
def test_draws_are_what_the_tree_weighs(missing: str) -> None:
    scheme = scheme_of(text(missing=missing))
    score, applies = table()
    factor = np.random.default_rng(2).uniform(0.8, 1.2, (len(scheme.nodes), 7))
    found = reweighed(scheme, score, applies, GROUP, factor)
    policies = [item.missing for item in scheme.leaves]
    for draw in range(7):
        weight = np.array(scheme.tree.weight) * factor[:, draw]
        plain = weigh(scheme.tree, score, applies, policies, weight=weight).total
        np.testing.assert_allclose(found[:, draw], plain, atol=1e-8)
    assert np.isnan(found[0]).all()


@pytest.mark.parametrize("method", ["geometric", "median", "copeland", "topsis"])
def test_the_first_draw_of_any_method_is_the_scheme_itself(method: str) -> None:
    scheme = scheme_of(text(f"combine: {method},"))
    score, applies = table(3)
    score = np.nan_to_num(score, nan=50.0)
    factor = np.random.default_rng(2).uniform(0.8, 1.2, (len(scheme.nodes), 3))
    factor[:, 0] = 1
    found = reweighed(scheme, score, applies, GROUP, factor)
    own = combined(scheme, score, applies, GROUP).weighed.total
    np.testing.assert_allclose(found[:, 0], own, atol=1e-8)
    assert np.nanmax(np.abs(found[:, 1:] - found[:, :1])) > 0


def test_the_order_of_units_has_no_influence() -> None:
    scheme = scheme_of(text())
    score, applies = table(5)
    factor = np.random.default_rng(2).uniform(0.8, 1.2, (len(scheme.nodes), 5))
    order = np.random.default_rng(6).permutation(12)
    found = reweighed(scheme, score, applies, GROUP, factor)
    np.testing.assert_array_equal(
        reweighed(scheme, score[order], applies[order], GROUP[order], factor), found[order]
    )


def test_the_weight_of_an_only_child_says_nothing() -> None:
    only = ITEM % ("x", 3, "x", "zero")
    scheme = scheme_of(f"""
digits: 2
items:
  - {{code: a, name: A, weight: 60, items: [{only}]}}
  - {ITEM % ("y", 40, "y", "zero")}
""")
    assert [scheme.nodes[node].code for node in free_nodes(scheme.tree)] == ["a", "y"]
