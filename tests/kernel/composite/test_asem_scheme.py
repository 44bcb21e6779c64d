"""The ASEM index as one scheme, written as YAML and evaluated like any other: the published figures come out."""

from functools import cache
from typing import Any

import numpy as np
import yaml

from kernel.composite.asem import asem
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
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
    case = asem()
    codes = [*case.items, *case.denominators]
    rows = np.arange(51) if order is None else order
    actual = case.of("asem_iData", codes)[rows]
    nothing = np.full(actual.shape, np.nan)
    plain: dict[str, Any] = yaml.safe_load(source)
    return evaluate(
        scheme_from_dict(plain),
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
