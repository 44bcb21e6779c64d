"""Claim: the year-end forecasts of a whole district cost less than a second.

150 units x 60 indicators with seven past years, every month of origin: soundness, methods, backtest, choice,
probability, range and what it takes. The baseline is a loop over the series that does one of these things only:
one method, backtested.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import numpy as np  # noqa: E402
from measuring import cost  # noqa: E402

from kernel.test_forecast import simulated  # noqa: E402
from luoshi.kernel.arrays import FloatArray, IntArray  # noqa: E402
from luoshi.kernel.forecast import Reason, at_least, forecast, interval, needed  # noqa: E402

UNITS, INDICATORS, PAST = 150, 60, 7
BAR_SECONDS = 1.0


def everything(course: FloatArray, done: FloatArray, month: IntArray) -> FloatArray:
    said = forecast(course[:, :-1], done, month)
    interval(said)
    needed(said, course[:, -2, -1] * 1.06)
    return at_least(said, course[:, -2, -1] * 1.06)


def one_method(course: FloatArray, month: IntArray) -> list[float]:
    """The share method alone, as one would write it for one series after another."""
    errors = []
    for series, at in zip(course, month, strict=True):
        part, whole = series[:-1, at - 1], series[:-1, -1]
        off = [
            abs(part[y] / np.median(part[:y] / whole[:y]) / whole[y] - 1) if at else 0.0
            for y in range(1, len(whole))
        ]
        errors.append(float(np.median(off)))
    return errors


def main() -> None:
    course = np.concatenate([simulated(seed, PAST, 0.1, 0.04) for seed in (1, 2, 3)])[: UNITS * INDICATORS]
    month = np.arange(course.shape[0]) % 12
    done = course[np.arange(course.shape[0]), -1, np.maximum(month - 1, 0)]
    arrays = cost(lambda: everything(course, done, month))
    loop = cost(lambda: one_method(course, month), runs=1)
    sound = (forecast(course[:, :-1], done, month).reason == Reason.NONE).mean()
    print(f"series                 {course.shape[0]:,} with {PAST} past years, {sound:.0%} can be forecast")
    print(f"everything             {arrays.cpu * 1000:6.0f} ms CPU {arrays.wall * 1000:6.0f} ms wall")
    print(f"loop, one method only  {loop.cpu * 1000:6.0f} ms CPU {loop.wall * 1000:6.0f} ms wall")
    print(f"CPU                    {arrays.cpu / loop.cpu:.3f} of the loop")
    print(
        f"bar {BAR_SECONDS:.0f} s                {'reached' if arrays.wall <= BAR_SECONDS else 'NOT reached'}"
    )


if __name__ == "__main__":
    main()
