"""The ASEM index as one scheme, written as YAML and evaluated like any other: the published figures come out.

So does its uncertainty: what COINr varies in 600 runs is written into the scheme as alternatives.
"""

import json
from functools import cache
from typing import Any

import numpy as np
import yaml

from kernel.composite.asem import DATA, asem, rows
from luoshi.kernel.codes import Codes
from luoshi.kernel.composite.sensitivity import sensitivity, sobol_indices
from luoshi.kernel.composite.uncertainty import Drawn, Index, Scored
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.robustness import mean_shift
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.scheme_reading import scheme_from_dict

EXACT = 1e-9
HEAD = """\
code: Index
name: ASEM
digits: 2
rank_on: unrounded
rank_among: all
ties: shared
missing: withhold
screening: {least_reported: 0.66}
items:
"""


def text(among_order: list[int] | None = None) -> str:
    """The scheme as text; `among_order` shuffles the items of every pillar."""
    case = asem()
    by_code = {row["iCode"]: row for row in case.meta}

    def node(code: str, indent: str) -> str:
        own = by_code[code]
        head = f"{indent}- code: {code}\n{indent}  name: {code}\n{indent}  weight: {own['Weight']}\n"
        if own["Type"] == "Aggregate":
            kids = case.children(code)
            inside = kids if among_order is None else [kids[n] for n in among_order if n < len(kids)]
            return head + f"{indent}  items:\n" + "".join(node(kid, indent + "  ") for kid in inside)
        rules = [
            f"indicator: {code}",
            "impute: {by: mean, among: group}",
            "treat: {winsorise: 5, skewness: 2, kurtosis: 3.5, then: log, among: all}",
            f"normalise: {{by: min_max, among: all, lower_is_better: {str(own['Direction'] != '1').lower()}}}",
        ]
        if own["Denominator"]:
            rules.append(f"per: {{indicator: {own['Denominator']}}}")
        return head + "".join(f"{indent}  {rule}\n" for rule in rules)

    return HEAD + "".join(node(code, "  ") for code in case.children("Index"))


def run(source: str, order: np.ndarray | None = None) -> Result:
    plain: dict[str, Any] = yaml.safe_load(source)
    return of(scheme_from_dict(plain), order)


def of(scheme: Scheme, order: np.ndarray | None = None) -> Result:
    case = asem()
    codes = [*case.items, *case.denominators]
    rows = np.arange(51) if order is None else order
    actual = case.of("asem_iData", codes)[rows]
    nothing = np.full(actual.shape, np.nan)
    return evaluate(
        scheme,
        Figures(actual, nothing, nothing),
        Codes(codes, "indicators"),
        np.array(True),
        case.region[rows],
        Codes([case.units.keys[row] for row in rows]),
    )


@cache
def result() -> Result:
    return run(text())


def close(ours: np.ndarray, published: np.ndarray) -> None:
    np.testing.assert_allclose(ours, published, rtol=EXACT, atol=EXACT)


def test_every_stage_is_kept_and_is_the_published_one() -> None:
    case, way = asem(), result().staged
    assert way is not None
    leaves = [leaf.code for leaf in scheme_from_dict(yaml.safe_load(text())).leaves]
    close(way.raw, case.of("asem_iData", leaves))
    close(way.denominated, case.of("step_denominated", leaves))
    close(way.treated, case.of("step_treated", leaves))
    close(way.normalised, case.of("step_normalised", leaves))
    close(result().item_score, case.of("step_normalised", leaves))
    np.testing.assert_array_equal(way.imputed, np.isnan(case.of("step_denominated", leaves)))


def test_the_index_and_everything_under_it() -> None:
    case = asem()
    nodes = [node.code for node in scheme_from_dict(yaml.safe_load(text())).nodes]
    close(result().node_score, case.of("step_aggregated", nodes))
    np.testing.assert_array_equal(result().rank, case.of("results_ranks", ["Index"])[:, 0])
    assert not result().screened_out.any()


def test_the_order_of_countries_and_of_items_has_no_influence() -> None:
    order = np.random.default_rng(3).permutation(51)
    shuffled = run(text(np.random.default_rng(4).permutation(20).tolist()), order)
    close(shuffled.total, result().total[order])
    np.testing.assert_array_equal(shuffled.rank, result().rank[order])


# COINr's assumptions: how many points are winsorised, min-max from 1 or z-scores, the mean, noise of the weights.
OPEN = """\
alternatives:
  noise: 0.25
  choices:
    - code: winsorised
      name: 缩尾点数
      options:
        - {name: 至多一点, treat: {winsorise: 1}}
        - {name: 至多二点, treat: {winsorise: 2}}
        - {name: 至多三点, treat: {winsorise: 3}}
        - {name: 至多四点, treat: {winsorise: 4}}
    - code: scale
      name: 无量纲化
      options: [{name: 标准化, normalise: {by: z_score, mean: 10, deviation: 2}}]
    - code: mean
      name: 合成方法
      options: [{name: 几何平均, combine: geometric}]
"""
TOGETHER = np.zeros(51, dtype=np.int64)
EVERYBODY = np.arange(51)


def scored(scheme: Scheme) -> Scored:
    found = of(scheme)
    applies = found.not_reported | (found.effective_weight[:, scheme.tree.leaves] > 0)
    return Scored(np.where(found.not_reported, np.nan, found.item_score), applies, np.zeros(51))


@cache
def index() -> Index:
    scheme = scheme_from_dict(yaml.safe_load(text().replace("by: min_max,", "by: min_max, low: 1,") + OPEN))
    return Index(scheme, scored(scheme), scored, asem().region, TOGETHER)


@cache
def weight_sets() -> np.ndarray:
    """The noisy weights that COINr drew, as what the scheme's own are multiplied by [set, node]."""
    scheme, sets = index().scheme, np.ones((101, len(index().scheme.nodes)))
    for row in rows("sa_noisy_weights"):
        node = int(scheme.node_codes.of([row["iCode"]])[0])
        sets[int(row["set"]), node] = float(row["Weight"]) / scheme.nodes[node].weight
    return sets


def ranks(drawn: Drawn) -> np.ndarray:
    return competition_rank(index().standing(drawn, EVERYBODY), TOGETHER)


def test_the_600_runs_of_the_published_design() -> None:
    case, design = asem(), rows("sa_design")
    # 5 points are the scheme's own way.
    ways = [
        [int(r["winmax"]) % 5 for r in design],
        [int(r["norm"] == "n_zscore") for r in design],
        [int(r["agg"] == "a_gmean") for r in design],
    ]
    drawn = Drawn(weight_sets()[[int(r["weight_set"]) for r in design]].T, np.array(ways))
    runs = [f"r_{n}" for n in range(1, 601)]
    close(index().totals(drawn, EVERYBODY), case.of("sa_scores", runs))
    found = ranks(drawn)
    np.testing.assert_array_equal(found, case.of("sa_ranks", runs))
    assert not index().unusable
    # COINr's table of ranks is of the 200 independent runs.
    published = case.of("sa_rank_stats", ["Mean", "Median", "Q5", "Q95"])
    close(found[:, :200].mean(axis=1), published[:, 0])
    for column, share in [(1, 0.5), (2, 0.05), (3, 0.95)]:
        close(np.quantile(found[:, :200], share, axis=1), published[:, column])
    own = case.of("sa_ranks", ["Nominal"])[:, 0].astype(int)
    shift = mean_shift(index().standing(drawn, EVERYBODY), own)
    ours = sobol_indices(shift[:100], shift[100:200], shift[200:].reshape(4, 100))
    close(ours.first, np.array([float(r["Si"]) for r in rows("sa_sensitivity")]))
    close(ours.total, np.array([float(r["STi"]) for r in rows("sa_sensitivity")]))


def test_ten_thousand_draws_settle_what_a_hundred_left_open() -> None:
    """The four assumptions as COINr draws them: the weights are one, a hundred sets of them."""
    rows("sa_design")
    expected = json.loads((DATA / "sa_sobol_converged_numpy_N20000.json").read_text("utf-8"))
    own = of(index().scheme).rank

    def outcome(sample: np.ndarray) -> np.ndarray:
        sets = np.floor(sample[:, 2] * 101).astype(int)
        ways = index().ways_of(sample[:, [0, 1, 3]].T)
        return mean_shift(index().standing(Drawn(weight_sets()[sets].T, ways), EVERYBODY), own)

    result = sensitivity(outcome, 4)
    np.testing.assert_allclose(result.indices.first, expected["Si"], atol=0.03)
    np.testing.assert_allclose(result.indices.total, expected["STi"], atol=0.03)
    assert (result.indices.first <= result.indices.total).all()
