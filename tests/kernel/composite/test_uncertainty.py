"""Other defensible choices: every draw is a scheme of its own, ranked as that scheme ranks; districts apart."""

import numpy as np
import pytest

from kernel.schemes import scheme_of
from luoshi.kernel.alternatives import merged
from luoshi.kernel.codes import Codes
from luoshi.kernel.composite.uncertainty import Drawn, Index, Scored
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.reweighing import reweighed_nodes
from luoshi.kernel.robustness import drawn_ranks, mean_shift
from luoshi.kernel.scheme import Scheme

NAN = np.nan
# Three districts of four townships.
GROUP = np.repeat([0, 1, 2], 4)
EVERYBODY = np.arange(12)
ITEM = "{code: %s, name: N, weight: %d, indicator: %s, normalise: {by: min_max, among: all, low: 1}}"
OPEN = """
alternatives:
  noise: 0.3
  choices:
    - code: scale
      name: 无量纲化
      options:
        - {name: 名次, chance: 0.2, normalise: {by: rank}}
        - {name: 标准化, chance: 0.2, normalise: {by: z_score, mean: 100, deviation: 5}}
    - code: mean
      name: 合成
      options:
        - {name: 几何平均, combine: geometric}
        - {name: 调和平均, for: [a], combine: harmonic}
        - {name: 幂平均, combine: power, power: 0.5}
    - code: extent
      name: 取舍
      options:
        - {name: 不含 z, without: [z]}
        - {name: 另一组权重, weight: {x: 1, y: 5, a: 40}}
"""


def text(more: str = OPEN, head: str = "rank_on: unrounded") -> str:
    def item(code: str, weight: int) -> str:
        return ITEM % (code, weight, code)

    return f"""
digits: 2
missing: exclude
{head}
items:
  - {{code: a, name: A, weight: 60, items: [{item("x", 3)}, {item("y", 2)}, {item("z", 1)}]}}
  - {{code: b, name: B, weight: 40, items: [{item("u", 1)}, {item("v", 1)}]}}
{more}"""


def figures(order: np.ndarray = EVERYBODY) -> np.ndarray:
    found = np.random.default_rng(1).uniform(10, 100, (12, 5))
    found[5, 2] = NAN
    return found[order]


def scored_by(scheme: Scheme, order: np.ndarray = EVERYBODY) -> Result:
    actual = figures(order)[:, ["xyzuv".index(item.indicator) for item in scheme.leaves]]
    nothing = np.full(actual.shape, NAN)
    applies = np.ones(actual.shape, bool)
    return evaluate(
        scheme, Figures(actual, nothing, nothing), Codes(scheme.indicators), applies, GROUP[order]
    )


def index(source: str = "", order: np.ndarray = EVERYBODY) -> Index:
    scheme = scheme_of(source or text())

    def scored(other: Scheme) -> Scored:
        found = scored_by(other, order)
        score = np.where(found.not_reported, NAN, found.item_score)
        leaves = other.tree.leaves
        applies = found.not_reported | (found.effective_weight[:, leaves] > 0)
        return Scored(score, applies, np.zeros(12))

    return Index(scheme, scored(scheme), scored, GROUP[order], GROUP[order])


def test_every_draw_is_the_scheme_with_those_ways() -> None:
    laid = index()
    ways = np.stack(np.meshgrid(*[range(len(c.chances)) for c in laid.choices]), -1).reshape(-1, 3).T
    drawn = Drawn(np.ones((len(laid.scheme.nodes), ways.shape[1])), ways)
    totals, standing = laid.totals(drawn, EVERYBODY), laid.standing(drawn, EVERYBODY)
    assert ways.shape[1] == 36
    for run, taken in enumerate(ways.T.tolist()):
        options = [c.options[way - 1].scheme for c, way in zip(laid.choices, taken, strict=True) if way]
        plain = scored_by(merged(laid.scheme, options))
        np.testing.assert_allclose(totals[:, run], plain.total, atol=1e-9)
        np.testing.assert_array_equal(competition_rank(standing[:, run], GROUP), plain.rank)
    assert not laid.unusable


def test_weights_are_drawn_as_without_choices_and_the_first_draw_is_the_scheme_itself() -> None:
    alone, laid = index(text(more="")), index()
    once, with_choices = alone.draw(500, 0.3, seed=7), laid.draw(500, 0.3, seed=7)
    np.testing.assert_array_equal(once.factor, with_choices.factor)
    assert once.ways.shape == (0, 500)
    assert with_choices.ways[:, 0].tolist() == [0, 0, 0]
    own = scored_by(laid.scheme).total
    np.testing.assert_allclose(laid.totals(with_choices, EVERYBODY)[:, 0], own, atol=1e-9)
    often = np.bincount(laid.draw(20_000, 0.3, seed=7).ways[0]) / 20_000
    np.testing.assert_allclose(often, [0.6, 0.2, 0.2], atol=0.01)


def test_the_order_of_units_has_no_influence() -> None:
    order = np.random.default_rng(5).permutation(12)
    laid, shuffled = index(), index(order=order)
    drawn = laid.draw(300, 0.3, seed=2)
    once = drawn_ranks(laid.standing(drawn, EVERYBODY), GROUP)
    again = drawn_ranks(shuffled.standing(drawn, EVERYBODY), GROUP[order])
    np.testing.assert_array_equal(np.array(again), np.array(once)[:, order])


def test_some_units_alone_stand_as_they_stand_among_all() -> None:
    laid = index()
    drawn = laid.draw(50, 0.3, seed=2)
    rows = np.flatnonzero(GROUP == 1)
    np.testing.assert_allclose(laid.totals(drawn, rows), laid.totals(drawn, EVERYBODY)[rows], atol=1e-9)


def test_a_way_that_the_figures_do_not_allow_is_left_out_and_named() -> None:
    """A z-score falls below zero, which no geometric mean can take; neither option says so by itself."""
    open_rules = OPEN.replace("mean: 100, deviation: 5", "mean: 0, deviation: 1")
    laid = index(text(open_rules))
    drawn = laid.draw(2000, 0.3, seed=3)
    standing = laid.standing(drawn, EVERYBODY)
    below = {ways for ways in map(tuple, drawn.ways.T.tolist()) if ways[0] == 2 and ways[1] in (1, 2, 3)}
    assert set(laid.unusable) == below
    assert len(below) == 9
    lost = np.isnan(standing).all(axis=0)
    assert lost.mean() == pytest.approx(0.2 * 0.75, abs=0.03)
    span = drawn_ranks(standing, GROUP)
    assert span.p95.max() == 4
    np.testing.assert_array_equal(np.array(span), np.array(drawn_ranks(standing[:, ~lost], GROUP)))


def test_a_unit_that_a_way_gives_no_total_takes_no_part_in_those_draws() -> None:
    totals = np.array([[9.0, NAN, 9.0, NAN], [8.0, 8.0, 8.0, 8.0], [7.0, 7.0, 9.5, 7.0]])
    together = np.zeros(3, int)
    span = drawn_ranks(totals, together)
    assert (span.p5.tolist(), span.p95.tolist()) == ([1, 1, 1], [2, 3, 3])
    np.testing.assert_allclose(mean_shift(totals, np.array([1, 2, 3])), [0, 1, 4 / 3, 1])
    assert drawn_ranks(np.full((1, 3), NAN), np.zeros(1, int)).p50.tolist() == [0]


ALIKE = "{code: %s, name: N, weight: %d, indicator: %s, score: {measure: value, floor: 0}}"


def level(head: str) -> Index:
    """Two units whose totals differ in the fourth decimal, and a third behind them."""
    scheme = scheme_of(f"missing: zero\n{head}\nitems: [{ALIKE % ('x', 50, 'x')}, {ALIKE % ('y', 50, 'y')}]")
    scores = np.array([[80.0, 80.0], [80.0004, 80.0001], [10.0, 10.0]])
    own = Scored(scores, np.ones(scores.shape, bool), np.zeros(3))
    return Index(scheme, own, lambda other: own, np.zeros(3, int), np.zeros(3, int))


@pytest.mark.parametrize(
    ("head", "ranks"),
    [
        ("rank_on: published", [1, 1, 3]),
        ("rank_on: unrounded", [2, 1, 3]),
        ("rank_on: published\nties: [x]", [1, 1, 3]),
        ("digits: 4\nrank_on: published\nties: [x]", [2, 1, 3]),
    ],
)
def test_draws_are_ranked_as_the_scheme_ranks(head: str, ranks: list[int]) -> None:
    """A difference that no published score shows is none in a draw either."""
    laid = level(head)
    standing = laid.standing(laid.draw(200, 0.2, seed=1), np.arange(3))
    for draw in standing.T:
        assert competition_rank(draw, np.zeros(3, int)).tolist() == ranks


def test_equal_totals_are_separated_in_every_draw_as_the_scheme_separates_them() -> None:
    scheme = scheme_of(
        "digits: 0\nmissing: zero\nrank_on: published\nties: [y, x]\n"
        f"items: [{ALIKE % ('x', 50, 'x')}, {ALIKE % ('y', 50, 'y')}]"
    )
    # Equal but for what a draw moves by less than a point; y decides where they are level.
    scores = np.array([[70.0, 72.0], [72.0, 70.0], [71.0, 71.0], [20.0, 20.0]])
    own = Scored(scores, np.ones(scores.shape, bool), np.zeros(4))
    laid = Index(scheme, own, lambda other: own, np.zeros(4, int), np.zeros(4, int))
    drawn = laid.draw(300, 0.2, seed=1)
    totals = np.floor(laid.totals(drawn, np.arange(4)) + 0.5)
    standing = laid.standing(drawn, np.arange(4))
    for total, stand in zip(totals.T, standing.T, strict=True):
        expected = competition_rank(total, np.zeros(4, int), then=[scores[:, 1], scores[:, 0]])
        assert competition_rank(stand, np.zeros(4, int)).tolist() == expected.tolist()
    assert (competition_rank(totals, np.zeros(4, int))[:3] == 1).all(axis=0).any(), (
        "there are ties to separate"
    )


@pytest.mark.parametrize("rank_on", ["published", "unrounded"])
@pytest.mark.parametrize("ties", ["[b, x]", "[z]", "[y, x, z]"])
def test_what_separates_may_be_missing_and_goes_last(rank_on: str, ties: str) -> None:
    """Whole points in three districts: ties everywhere; z does not apply to every other unit."""
    item = "{code: %s, name: N, weight: %d, indicator: %s, score: {measure: value}}"
    scheme = scheme_of(
        f"digits: 0\nmissing: exclude\nrank_on: {rank_on}\nties: {ties}\nitems:\n"
        f"  - {item % ('z', 2, 'z')}\n"
        f"  - {{code: b, name: B, weight: 2, items: [{item % ('x', 1, 'x')}, {item % ('y', 1, 'y')}]}}"
    )
    random = np.random.default_rng(3)
    scores = random.integers(49, 52, (12, 3)).astype(float)
    applies = np.ones(scores.shape, bool)
    applies[::2, 0] = False
    own = Scored(np.where(applies, scores, NAN), applies, np.zeros(12))
    order = random.permutation(12)
    for rows in (EVERYBODY, order):
        laid = Index(
            scheme, Scored(*(part[rows] for part in own)), lambda other: own, GROUP[rows], GROUP[rows]
        )
        drawn = laid.draw(40, 0.2, seed=1)
        drawn.factor[:, :20] = 1.0
        standing = laid.standing(drawn, EVERYBODY)
        for draw in range(40):
            nodes = reweighed_nodes(
                scheme, *laid.own[:2], GROUP[rows], drawn.factor[:, [draw]], range(len(scheme.nodes))
            )[..., 0]
            compared = np.floor(nodes + 0.5) if rank_on == "published" else nodes
            keys = [compared[node] for node in scheme.node_codes.of(scheme.ties)]
            expected = competition_rank(compared[0], GROUP[rows], then=keys)
            np.testing.assert_array_equal(competition_rank(standing[:, draw], GROUP[rows]), expected)
