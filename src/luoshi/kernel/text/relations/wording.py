"""A judged relation in words and figures (核对说明)."""

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from string import ascii_lowercase

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.relations.candidate import Candidate
from luoshi.kernel.text.verdict import Judged

_Sketch = Callable[[Sequence[str]], str]


def _sum(texts: Sequence[str]) -> str:
    return " + ".join(texts)


def _share(texts: Sequence[str]) -> str:
    parts = _sum(texts[:-1])
    return f"{parts if len(texts) == 2 else f'({parts})'} ÷ {texts[-1]} × 100"


def _completion(texts: Sequence[str]) -> str:
    plans = _sum(texts[1:])
    return f"{texts[0]} ÷ {plans if len(texts) == 2 else f'({plans})'} × 100"


def _pairs(texts: Sequence[str], sketch: str) -> str:
    return " + ".join(sketch.format(*pair) for pair in zip(texts[::2], texts[1::2], strict=True))


_SKETCHES: dict[str, _Sketch] = {
    "sum": _sum,
    "sum_of_increments": _sum,
    "part_whole": lambda texts: f"≤ {texts[0]}",
    "completion": _completion,
    "share": _share,
    "share_shift": lambda texts: f"{texts[0]} - {texts[1]}",
    "difference": lambda texts: f"{texts[0]} - {texts[1]}",
    "growth": lambda texts: f"({texts[0]} ÷ {texts[1]} - 1) × 100",
    "growth_from_increment": lambda texts: f"{texts[1]} ÷ ({texts[0]} - {texts[1]}) × 100",
    "implied_total": lambda texts: f"{texts[0]} ÷ ({_pairs(texts[1:], '{0} ÷ {1}%')}) × 100",
    "mixed_growth": lambda texts: f"{texts[0]} against last year's {_pairs(texts[1:], '{0} ÷ (1 + {1}%)')}",
}
_PERCENT = " × 100"
_LESS_ONE = re.compile(r"\A\((.*- 1)\)\Z")
"""What is left of (a ÷ b - 1) × 100 where the growth is told in 倍."""
_IN_WORDS = re.compile("[成半]")
"""A share in words (超七成, 过半) says itself what it is one of."""
_FINER = 2
"""Decimals that a recomputed value shows beyond those of the claim."""
_REASONS = {
    "truncated": "the figure was cut off instead of rounded",
    "last_digit": "the last digit does not round that way",
    "gross": "the figures do not fit each other",
    "scope": "the figure fits another total: {rival}",
}


def message_of(judged: Judged) -> str:
    """The working with its result, and why the printed claim passes or fails."""
    candidate = judged.candidate
    if candidate.barred:
        return candidate.barred
    claim = candidate.claim.quantity
    printed = claim.printed if _IN_WORDS.search(claim.printed) else claim.printed + claim.unit
    working = f"{working_of(candidate)} = {expected_of(candidate, _FINER)}, printed {printed}"
    if not judged.grade:
        return working
    rival = working_of(judged.rival) if judged.rival else ""
    return f"{working}: {_REASONS[judged.grade].format(rival=rival)}"


def working_of(candidate: Candidate) -> str:
    """The computation with the printed numbers: 212 ÷ 2877 × 100."""
    return _sketched(candidate, [_signed(operand) for operand in candidate.operands])


def formula_of(candidate: Candidate) -> str:
    """The computation with a, b, c … for the operands in their order: a ÷ b × 100."""
    return _sketched(candidate, [_letter(place) for place in range(len(candidate.operands))])


def _letter(place: int) -> str:
    return ascii_lowercase[place] if place < len(ascii_lowercase) else f"x{place + 1}"


def _sketched(candidate: Candidate, operands: list[str]) -> str:
    texts = operands + [decimal_text(constant.middle, 2) for constant in candidate.constants]
    sketch = candidate.sketch.format(*texts) if candidate.sketch else _SKETCHES[candidate.type](texts)
    told_in_times = candidate.claim.quantity.unit == "倍" and sketch.endswith(_PERCENT)
    return _LESS_ONE.sub(r"\1", sketch.removesuffix(_PERCENT)) if told_in_times else sketch


def expected_of(candidate: Candidate, more: int = 0) -> str | None:
    """The value that would hold, in the claim's unit and sign, with its decimals (and `more`)."""
    if candidate.result is None:
        return None
    claim = candidate.claim
    # Of the printed numbers themselves: the middle of what their rounding allows is another number.
    facts = (*(operand.interval for operand in candidate.operands), *candidate.constants)
    printed = candidate.formula([interval.middle for interval in facts])
    value = printed / claim.step * claim.sign
    return decimal_text(value, claim.quantity.decimals + more)


def recomputed_of(candidate: Candidate) -> str | None:
    """All values that the operands allow for the claim, in its unit and sign: 68.71..68.82, or one value."""
    result = candidate.result
    if result is None:
        return None
    claim = candidate.claim
    ends = [end / claim.step * claim.sign for end in (result.low, result.high)]
    texts = [_shortest(decimal_text(end, claim.quantity.decimals + _FINER)) for end in sorted(ends)]
    return "..".join(dict.fromkeys(texts))


def _shortest(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_text(value: Fraction, places: int) -> str:
    """Plain notation with so many decimals, rounded half up once."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP), "f")


def _signed(fact: Fact) -> str:
    return fact.quantity.printed if fact.sign > 0 else f"-{fact.quantity.printed}"
