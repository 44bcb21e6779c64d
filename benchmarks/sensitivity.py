"""Claims: with methods drawn besides the weights, of 150 units x 60 indicators in six blocks,

- 10,000 draws over weights and twenty ways (five treatments, two normalisations, two means), ranked, in at most 1.5 s;
- Sobol indices of the weights together and of the three choices, 10,000 draws (60,000 rankings), in at most 20 s and
  100 MB beyond the inputs.
"""

import resource
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

import numpy as np  # noqa: E402
from measuring import cost  # noqa: E402

from luoshi.kernel.arrays import FloatArray  # noqa: E402
from luoshi.kernel.codes import Codes  # noqa: E402
from luoshi.kernel.composite.sensitivity import sensitivity  # noqa: E402
from luoshi.kernel.composite.uncertainty import Drawn, Index, Scored  # noqa: E402
from luoshi.kernel.evaluation import evaluate  # noqa: E402
from luoshi.kernel.measure import Figures  # noqa: E402
from luoshi.kernel.robustness import drawn_ranks, mean_shift, neighbours  # noqa: E402
from luoshi.kernel.scheme import Scheme  # noqa: E402
from luoshi.kernel.scheme_reading import scheme_from_dict  # noqa: E402

UNITS, PER_BLOCK, BLOCKS, DRAWS, SETS = 150, 10, 6, 10_000, 1000
DRAWN_SECONDS, SOBOL_SECONDS, ALLOWED_MB = 1.5, 20.0, 100.0


def item(code: str) -> dict[str, object]:
    return {
        "code": code,
        "name": code,
        "weight": 1,
        "indicator": code,
        "treat": {"among": "all"},
        "normalise": {"by": "min_max", "low": 1, "among": "all"},
    }


def scheme() -> Scheme:
    blocks = [
        {"code": f"b{b}", "name": "b", "weight": 1, "items": [item(f"i{b}{n}") for n in range(PER_BLOCK)]}
        for b in range(BLOCKS)
    ]
    treats = [{"name": str(most), "treat": {"winsorise": most}} for most in (1, 2, 3, 4)]
    choices = [
        {"code": "treat", "name": "t", "options": treats},
        {
            "code": "scale",
            "name": "s",
            "options": [{"name": "z", "normalise": {"by": "z_score", "mean": 100, "deviation": 5}}],
        },
        {"code": "mean", "name": "m", "options": [{"name": "g", "combine": "geometric"}]},
    ]
    head = {
        "code": "s",
        "name": "s",
        "rank_on": "published",
        "ties": "shared",
        "missing": "withhold",
        "rank_among": "all",
    }
    return scheme_from_dict({**head, "items": blocks, "alternatives": {"noise": 0.2, "choices": choices}})


def laid_out() -> Index:
    rules, group = scheme(), np.zeros(UNITS, dtype=np.int64)
    # A third of the items are skewed enough to be treated.
    actual = np.random.default_rng(1).lognormal(
        0, np.arange(PER_BLOCK * BLOCKS) % 3, (UNITS, PER_BLOCK * BLOCKS)
    )
    nothing = np.full(actual.shape, np.nan)

    def scored(other: Scheme) -> Scored:
        found = evaluate(
            other, Figures(actual, nothing, nothing), Codes(rules.indicators), np.array(True), group
        )
        return Scored(found.item_score, np.ones(found.item_score.shape, bool), np.zeros(UNITS))

    return Index(rules, scored(rules), scored, group, group)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    everybody, together = np.arange(UNITS), np.zeros(UNITS, dtype=np.int64)

    def intervals() -> None:
        index = laid_out()
        standing = index.standing(index.draw(DRAWS, 0.2, 0), everybody)
        drawn_ranks(standing, together)
        neighbours(standing, together + 1, together)

    drawn = cost(intervals, runs=3)
    print(
        f"{drawn.wall:7.2f} s wall {drawn.cpu:7.2f} s CPU  10,000 draws over weights and 20 ways, from the figures on"
    )
    index = laid_out()
    sets = np.random.default_rng(2).uniform(0.8, 1.2, (SETS, len(index.scheme.nodes)))
    own = np.argsort(np.argsort(-index.totals(Drawn(sets[:1].T, np.zeros((3, 1), int)), everybody)[:, 0])) + 1

    def outcome(sample: FloatArray) -> FloatArray:
        factor = sets[np.floor(sample[:, 3] * SETS).astype(int)].T
        return mean_shift(index.standing(Drawn(factor, index.ways_of(sample[:, :3].T)), everybody), own)

    before = memory()
    spent = cost(lambda: sensitivity(outcome, 4), runs=1)
    grown = memory() - before
    print(
        f"{spent.wall:7.2f} s wall {spent.cpu:7.2f} s CPU {grown:7.1f} MB more  Sobol indices, 60,000 rankings"
    )
    reached = drawn.wall <= DRAWN_SECONDS and spent.wall <= SOBOL_SECONDS and grown <= ALLOWED_MB
    print(
        f"bars {DRAWN_SECONDS} s, {SOBOL_SECONDS} s, {ALLOWED_MB} MB: {'reached' if reached else 'NOT reached'}"
    )


if __name__ == "__main__":
    main()
