"""Claim: 10,000 random weightings of 150 units x 60 indicators, ranked, in at most 0.3 s.

Once for items side by side, once for a scheme of six blocks in four peer groups with figures missing, as the league
table asks for it: drawn, ranked, and neighbours held against each other.

The baseline is the plain NumPy loop over draws. It runs 500 draws beside the kernel and is multiplied by 20:
its cost per draw is constant.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

import numpy as np  # noqa: E402
from measuring import cost  # noqa: E402
from scipy.stats import rankdata  # noqa: E402

from luoshi.kernel.arrays import FloatArray  # noqa: E402
from luoshi.kernel.composite.uncertainty import Index, Scored  # noqa: E402
from luoshi.kernel.ranking import competition_rank  # noqa: E402
from luoshi.kernel.robustness import drawn_ranks, neighbours, rank_robustness  # noqa: E402
from luoshi.kernel.scheme import Scheme  # noqa: E402
from luoshi.kernel.scheme_reading import scheme_from_dict  # noqa: E402

DRAWS, SAMPLE, NOISE, ALLOWED = 10_000, 500, 0.2, 0.3
BLOCKS, PER_BLOCK, GROUPS = 6, 10, 4


def loop(scores: FloatArray, weights: FloatArray, draws: int) -> FloatArray:
    random = np.random.default_rng(0)
    ranks = np.empty((draws, scores.shape[0]))
    for draw in range(draws):
        drawn = weights * random.uniform(1 - NOISE, 1 + NOISE, weights.size)
        total = scores @ drawn / drawn.sum()
        ranks[draw] = rankdata(-np.round(total, 9), method="min")
    return np.percentile(ranks, [5, 50, 95], axis=0, method="inverted_cdf")


def scheme() -> Scheme:
    def item(code: str, weight: int) -> dict[str, object]:
        return {
            "code": code,
            "name": code,
            "weight": weight,
            "indicator": code,
            "score": {"measure": "value"},
        }

    blocks = [
        {
            "code": f"b{b}",
            "name": "b",
            "weight": b + 1,
            "items": [item(f"i{b}{n}", 1 + n % 4) for n in range(PER_BLOCK)],
        }
        for b in range(BLOCKS)
    ]
    head = {
        "code": "s",
        "name": "s",
        "digits": 2,
        "rank_on": "published",
        "ties": "shared",
        "missing": "zero",
    }
    return scheme_from_dict({**head, "items": blocks})


def of_scheme(rules: Scheme, scores: FloatArray) -> None:
    """What a league table with intervals asks for."""
    everybody, group = np.arange(len(scores)), np.arange(len(scores)) % GROUPS
    own = Scored(scores, np.random.default_rng(2).random(scores.shape) > 0.1, np.zeros(len(scores)))
    index = Index(rules, own, lambda other: own, group, group)
    standing = index.standing(index.draw(DRAWS, NOISE, 0), everybody)
    drawn_ranks(standing, group)
    neighbours(standing, competition_rank(standing[:, 0], group), group)


def main() -> None:
    random = np.random.default_rng(1)
    scores, weights = random.uniform(0, 100, (150, 60)), random.integers(1, 6, 60).astype(float)
    same = np.array_equal(
        loop(scores, weights, SAMPLE), np.array(rank_robustness(scores, weights, SAMPLE, NOISE))
    )
    kernel = cost(lambda: rank_robustness(scores, weights, DRAWS, NOISE))
    baseline = cost(lambda: loop(scores, weights, SAMPLE), runs=3)
    scale = DRAWS / SAMPLE
    wall, cpu = baseline.wall * scale, baseline.cpu * scale
    print(f"kernel, {DRAWS:,} draws  {kernel.wall:7.3f} s wall {kernel.cpu:7.3f} s CPU")
    print(f"loop, {SAMPLE} draws x {scale:.0f}  {wall:7.3f} s wall {cpu:7.3f} s CPU (extrapolated)")
    print(f"same percentiles on {SAMPLE} draws: {same}")
    print(f"wall time  {kernel.wall / wall:.3f} of the loop")
    rules = scheme()
    table = cost(lambda: of_scheme(rules, scores))
    print(f"scheme of {BLOCKS} blocks     {table.wall:7.3f} s wall {table.cpu:7.3f} s CPU")
    slowest = max(kernel.wall, table.wall)
    print(f"bar {ALLOWED} s: {'reached' if slowest <= ALLOWED else 'NOT reached'}")


if __name__ == "__main__":
    main()
