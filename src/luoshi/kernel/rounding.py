"""Rounding 修约: once, at the end, half up, in decimal; and the nine digits at which floats are compared."""

from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray

RANKING_DIGITS = 9
# Decimals at which a computed float still says what was computed: 379 / 400 - 1 comes out as -0.05249999999999999.
TRUE_DIGITS = 12
NEAR_A_TIE = 1e-4
# Wide enough for the integer part of any float64 and every digit asked for.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


class Endless(ValueError):
    """A value is infinite where a number was to be published."""


def meant(x: float) -> Decimal:
    """The decimal that a computed float stands for: 61.745 is 61.745, not 61.74499999...; NaN and inf stay.

    What binary arithmetic leaves after the twelfth decimal is dropped, because the reader of a bulletin
    recomputes by hand and meets an exact tie where the float fell just short of it.
    """
    return Decimal(repr(round(float(x), TRUE_DIGITS)))


def half_up(x: float | Decimal | None, digits: int) -> Decimal | None:
    """The number as published: `x` to `digits` decimals, ties away from zero (四舍五入); a float as `meant`.

    Missing (None, NaN) stays missing: None. Raises Endless on inf.
    """
    if x is None:
        return None
    number = x if isinstance(x, Decimal) else meant(x)
    if number.is_nan():
        return None
    if number.is_infinite():
        raise Endless("an infinite value cannot be published: a denominator was not guarded")
    # Adding zero turns -0.00 into 0.00.
    return _WIDE.add(number.quantize(Decimal(1).scaleb(-digits), context=_WIDE), Decimal(0))


def half_up_each(a: ArrayLike, digits: int) -> FloatArray:
    """`half_up` of every element, as float64 of the same shape; NaN stays NaN."""
    values = np.asarray(a, dtype=float)
    steps = np.abs(values) * 10**digits
    rounded: FloatArray = np.copysign(np.floor(steps + 0.5) / 10**digits, values)
    # Only near a tie can binary and decimal disagree; only there is the slow exact way needed.
    for place in np.argwhere(np.abs(steps % 1 - 0.5) < NEAR_A_TIE).tolist():
        exact = half_up(values[tuple(place)], digits)
        assert exact is not None
        rounded[tuple(place)] = float(exact)
    return rounded


def for_ranking(a: ArrayLike) -> FloatArray:
    """Values at the nine decimals at which the kernel compares floats.

    Sums of floats depend on the order of addition in their last bits (about 1e-14 here); whoever compares or
    ranks them must not see those bits. Used for comparing only, never for publishing.
    """
    return np.round(np.asarray(a, dtype=float), RANKING_DIGITS)
