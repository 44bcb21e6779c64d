"""Claim: Sobol indices of four choices on 150 units x 60 indicators, 10,000 draws (60,000 runs), in at most 20 s and
100 MB beyond the inputs.
"""

import resource
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

import numpy as np  # noqa: E402
from measuring import cost  # noqa: E402

from luoshi.kernel.composite.combination import geometric_mean  # noqa: E402
from luoshi.kernel.composite.sensitivity import options_of, sensitivity  # noqa: E402
from luoshi.kernel.composite.uncertainty import Alternatives, moved, noisy_weights  # noqa: E402
from luoshi.kernel.weighted_tree import Missing, WeightedTree, arithmetic_mean  # noqa: E402

UNITS, ITEMS, GROUPS, ALLOWED_SECONDS, ALLOWED_MB = 150, 60, 6, 20.0, 100.0


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    random = np.random.default_rng(1)
    per_group = ITEMS // GROUPS
    tree = WeightedTree(
        (-1, *[0] * GROUPS, *[1 + item // per_group for item in range(ITEMS)]), (1,) * (1 + GROUPS + ITEMS)
    )
    index = Alternatives(
        tree,
        random.uniform(1, 100, (5, 2, UNITS, ITEMS)),
        noisy_weights(tree, 1000),
        [arithmetic_mean, geometric_mean],
        np.ones((UNITS, ITEMS), bool),
        [Missing.WITHHOLD] * ITEMS,
        np.zeros(UNITS, dtype=np.int64),
    )
    before = memory()
    spent = cost(
        lambda: sensitivity(lambda sample: moved(index, options_of(sample, index.options)).shift, 4), runs=1
    )
    grown = memory() - before
    print(f"{'x'.join(map(str, index.options))} options, 60,000 runs")
    print(f"{spent.wall:7.2f} s wall {spent.cpu:7.2f} s CPU {grown:7.1f} MB more")
    reached = spent.wall <= ALLOWED_SECONDS and grown <= ALLOWED_MB
    print(f"bar {ALLOWED_SECONDS} s, {ALLOWED_MB} MB: {'reached' if reached else 'NOT reached'}")


if __name__ == "__main__":
    main()
