"""Cascade 层层分解: splitting a whole into parts that add up to it exactly, in decimal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction

from luoshi.kernel.rounding import half_up

# Any result that would need rounding raises instead: parts of a target are exact or refused.
_EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])


class MissingFigureError(ValueError):
    """Figures that are needed and not there. `names` lists whose."""

    def __init__(self, what: str, names: list[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"no {what} for: {', '.join(names)}. State it, or leave these units out of the cascade"
        )


@dataclass(frozen=True)
class Reconciliation:
    """The parts of a target held against the whole 分解对账."""

    total: Decimal
    shortfall: Decimal
    """未分解到位: how much of the whole no part covers; 0 when covered."""
    over_allocation: Decimal
    """层层加码: how much the parts exceed the whole; 0 when they do not."""
    over_ratio: Decimal | None
    """over_allocation / |whole| to six decimals; None when the whole is zero."""
    needs_reason: bool
    """The parts exceed the whole by more than the limit allows."""
    balanced: bool
    """The parts add up to the whole exactly."""


@dataclass(frozen=True)
class Layer:
    """One level of a cascade 逐级加码: the targets that were handed down at it, against what they became below."""

    whole: Decimal
    """The targets of the level above, those only that were handed down."""
    total: Decimal
    """Their parts together."""
    factor: Decimal | None
    """total / whole to six decimals; None when the whole is not above zero."""
    cumulative: Decimal | None
    """The factors from the top down to here multiplied, to six decimals; None from the first unknown one on."""


def by_share(total: Decimal, bases: Mapping[str, Decimal | None], decimals: int) -> dict[str, Decimal]:
    """按基数占比分解: `total` split in proportion to `bases`; the parts add up to it exactly.

    Largest remainder (最大余额法): every part is cut down to `decimals` decimals, and the units left over go
    to the largest remainders; equal remainders go to the larger base, then in the order of the names, so the
    order of the mapping has no influence. A negative total (a reduction) is split like its magnitude.

    Raises MissingFigureError for a missing base; ValueError for a negative base, for bases that add up to
    zero and for a total with more decimals than the parts may have.
    """
    shares = {name: Fraction(base) for name, base in _stated(bases, "base").items()}
    negative = sorted(name for name, base in shares.items() if base < 0)
    if negative:
        raise ValueError(f"a share needs a base of zero or more; negative for: {', '.join(negative)}")
    whole = sum(shares.values(), Fraction(0))
    if whole == 0:
        raise ValueError("the bases add up to zero, so nobody has a share")
    steps = abs(Fraction(total)) * 10**decimals
    if steps.denominator != 1:
        raise ValueError(f"{total} cannot be split exactly into parts with {decimals} decimals")
    quota = {name: steps * base / whole for name, base in shares.items()}
    part = {name: int(q) for name, q in quota.items()}
    left = int(steps) - sum(part.values())
    for name in sorted(quota, key=lambda n: (part[n] - quota[n], -shares[n], n))[:left]:
        part[name] += 1
    sign = -1 if total < 0 else 1
    return {name: Decimal(sign * n).scaleb(-decimals, _EXACT) for name, n in part.items()}


def equal_growth(bases: Mapping[str, Decimal | None], growth: Decimal) -> dict[str, Decimal]:
    """同增速分解: every base grown by the same `growth` (0.08 is +8 %), exact.

    Raises MissingFigureError for a missing base.
    """
    stated = _stated(bases, "base")
    with localcontext(_EXACT):
        return {name: base * (1 + growth) for name, base in stated.items()}


def capacities(levels: Mapping[str, Decimal | None], headroom: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """能力法: what each unit can carry, its level with its `headroom` on top (0.15 is +15 %; 0 where not given), exact.

    The total is then split in proportion to it with :func:`by_share`. Raises MissingFigureError for a missing
    level; ValueError where the headroom takes a level below zero.
    """
    stated = _stated(levels, "level")
    with localcontext(_EXACT):
        carried = {name: level * (1 + headroom.get(name, Decimal(0))) for name, level in stated.items()}
    negative = sorted(name for name, amount in carried.items() if amount < 0)
    if negative:
        raise ValueError(f"nobody can carry less than nothing: {', '.join(negative)}")
    return carried


def layers(steps: Sequence[tuple[Decimal, Decimal]]) -> list[Layer]:
    """How a target grew on its way down: (whole, parts together) of each level, the top first.

    A level holds the targets handed down at it only, so that a unit which handed nothing down neither raises
    nor lowers the factor.
    """
    found: list[Layer] = []
    so_far: Fraction | None = Fraction(1)
    for whole, total in steps:
        factor = Fraction(total) / Fraction(whole) if whole > 0 else None
        so_far = so_far * factor if so_far is not None and factor is not None else None
        found.append(Layer(whole, total, _six(factor), _six(so_far)))
    return found


def _six(value: Fraction | None) -> Decimal | None:
    return None if value is None else half_up(Decimal(value.numerator) / Decimal(value.denominator), 6)


def reconcile(whole: Decimal, parts: Mapping[str, Decimal | None], over_limit: Decimal) -> Reconciliation:
    """Hold the parts against the whole.

    `over_limit` is the over-allocation allowed without a reason (0.05 is 5 %). Over-allocating by exactly the
    limit needs no reason. A whole of zero has no ratio: any over-allocation of it needs a reason. Raises
    MissingFigureError for a part without a figure.
    """
    stated = _stated(parts, "part")
    with localcontext(_EXACT):
        total = sum(stated.values(), Decimal(0))
        over = max(total - whole, Decimal(0))
        allowed = abs(whole) * over_limit
        shortfall = max(whole - total, Decimal(0))
    return Reconciliation(
        total=total,
        shortfall=shortfall,
        over_allocation=over,
        over_ratio=None if whole == 0 else half_up(over / abs(whole), 6),
        needs_reason=over > allowed,
        balanced=total == whole,
    )


def _stated(figures: Mapping[str, Decimal | None], what: str) -> dict[str, Decimal]:
    missing = sorted(name for name, figure in figures.items() if figure is None or not figure.is_finite())
    if missing:
        raise MissingFigureError(what, missing)
    return {name: figure for name, figure in figures.items() if figure is not None}
