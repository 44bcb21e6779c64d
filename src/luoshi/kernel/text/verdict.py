"""Judging a relation: what holds, what fails and how badly (判定)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from luoshi.kernel.text.intervals import Interval, is_count, is_long, scale, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.repair import repairs, repairs_of, swaps

Verdict = Literal["pass", "fail", "uncertain", "not_checkable"]
Severity = Literal["error", "note", "question"]
Grade = Literal["", "truncated", "last_digit", "gross", "scope"]

_POINTS = 20
_MOST_OPERANDS = 4
"""Among more numbers a swap that mends is found by chance."""
_LEAST_DIGITS = 3
_FARTHEST, _FARTHEST_CERTAIN = 3, 10
"""Beyond this factor between printed and recomputed the numbers were hardly meant for each other, whatever the words."""


@dataclass(frozen=True)
class Judged:
    """One judged relation. `grade` says how a failing one fails; `rival` is a weaker reading that fits."""

    candidate: Candidate
    verdict: Verdict
    severity: Severity | None
    grade: Grade = ""
    rival: Candidate | None = None


def judge(slot: Slot) -> Judged | None:
    """The verdict on one claim, or None where the bindings are too weak to say anything.

    What any reading explains passes, unless the text itself names the operands and they fail badly. Only
    a strong binding accuses, a medium one asks, a weak one stays silent; a slip in the last digit is a note.
    """
    open_ones = [candidate for candidate in slot.candidates if not candidate.barred]
    if not open_ones:
        barred = [candidate for candidate in slot.candidates if not candidate.holds()]
        return Judged(barred[0], "not_checkable", "note") if barred else None
    first = open_ones[0]
    fits = next((candidate for candidate in open_ones if candidate.holds()), None)
    if fits is first:
        return Judged(first, "pass", None)
    grade = grade_of(first)
    if fits is not None:
        if first.named and grade == "gross" and _outranks(first, fits):
            certain = first.binding is Binding.STRONG and _comparable_size(first)
            return Judged(first, "fail", "error" if certain else "question", "scope", fits)
        return Judged(fits, "pass", None)
    for candidate in open_ones:
        near = grade_of(candidate) if _tells(candidate) else ""
        if near in ("truncated", "last_digit"):
            return Judged(candidate, "fail", "note", near)
    return next(filter(None, map(_accuse, _accusers(open_ones))), None)


def _outranks(named: Candidate, fits: Candidate) -> bool:
    """Whether the words name one total so clearly that the fit of another one is a slip of scope."""
    if named.binding is Binding.STRONG:
        return fits.binding < Binding.STRONG
    return named.binding > fits.binding and not fits.named


def _accusers(candidates: list[Candidate]) -> list[Candidate]:
    """The best reading, and all others that only a slip of the pen would bind."""
    return [
        candidates[0],
        *(candidate for candidate in candidates[1:] if candidate.slip_only or candidate.swap_only),
    ]


def _tells(candidate: Candidate) -> bool:
    """Whether a near miss is no accident: a bound pair, or a percentage printed with decimals."""
    quantity = candidate.claim.quantity
    return candidate.binding > Binding.WEAK or (quantity.unit == "%" and quantity.decimals > 0)


def _accuse(candidate: Candidate) -> Judged | None:
    if candidate.result is None or (candidate.binding is Binding.WEAK and not candidate.swap_only):
        return None
    if candidate.swap_only or _is_plain_swap(candidate):
        return _exchanged(candidate)
    near = _comparable_size(candidate, _FARTHEST_CERTAIN if candidate.certain else _FARTHEST)
    sure = candidate.binding is Binding.STRONG and near and not candidate.slip_only
    sure = sure or (candidate.binding is Binding.STRONG and candidate.is_off_by_ten())
    if sure or (candidate.binding > Binding.WEAK and _is_slip_of_claim(candidate)):
        return Judged(candidate, "fail", "error", "gross")
    if candidate.slip_only:
        exchanged = candidate.binding is Binding.STRONG and len(swaps(candidate)) == 1
        severity: Severity = "error" if exchanged else "question"
        return Judged(candidate, "fail", severity, "gross") if _is_slip(candidate) else None
    if candidate.binding is Binding.STRONG or _comparable_size(candidate) or _is_swap(candidate):
        return Judged(candidate, "fail", "question", "gross")
    return None


def _exchanged(candidate: Candidate) -> Judged | None:
    """Two exchanged digits between bound numbers are an error; between others they are asked about."""
    if not candidate.swap_only:
        return Judged(candidate, "fail", "error", "gross")
    return Judged(candidate, "fail", "question", "gross") if _is_plain_swap(candidate) else None


def _is_slip(candidate: Candidate) -> bool:
    """Whether exchanging two digits, or one wrong digit, would mend the relation.

    In a short print one digit mends too much to tell, unless it has to be in one number.
    """
    mended = repairs(candidate)
    if any(repair.kind == "swap" for repair in mended):
        return True
    return bool(mended) and (
        is_long(candidate.claim.quantity) or len({id(repair.fact) for repair in mended}) == 1
    )


def _is_slip_of_claim(candidate: Candidate) -> bool:
    """Whether the claim, a print of three digits or more, is off by two exchanged digits or by one wrong one.

    A list may leave parts out, so that the total of one is off by one digit only where its parts exceed it.
    """
    claim, result = candidate.claim, candidate.result
    if (
        candidate.bound == "<="
        or result is None
        or claim.quantity.grows
        or sum(map(str.isdecimal, claim.quantity.printed)) < _LEAST_DIGITS
    ):
        return False
    exceeds = candidate.formula is not total or result.low > claim.interval.high
    mended = repairs_of(candidate, claim)
    return any(repair.kind == "swap" or (repair.kind == "digit" and exceeds) for repair in mended)


def _is_plain_swap(candidate: Candidate) -> bool:
    """Whether two digits exchanged in one number of many digits, and nothing else of the kind, mend the relation.

    Numbers that were not meant for each other hardly ever differ by just that.
    """
    if len(candidate.operands) > _MOST_OPERANDS or not _comparable_size(candidate):
        return False
    found = swaps(candidate)
    if len(found) != 1:
        return False
    quantity = found[0].fact.quantity
    return is_long(quantity) or (quantity.unit == "%" and quantity.decimals > 0)


def _is_swap(candidate: Candidate) -> bool:
    return bool(swaps(candidate))


def grade_of(candidate: Candidate) -> Grade:
    """How a relation that does not hold fails, from the printed digits."""
    result = candidate.result
    if result is None or candidate.bound == "<=":
        return "gross"
    claim, quantity = candidate.claim, candidate.claim.quantity
    if is_count(quantity):
        return "gross"
    unit = Fraction(scale(quantity), 10**quantity.decimals)
    if _gap(claim.interval, result) > unit:
        return "gross"
    cut = abs(result.middle) // unit * unit
    return "truncated" if cut == abs(claim.interval.middle) else "last_digit"


def _gap(claim: Interval, result: Interval) -> Fraction:
    return max(claim.low - result.high, result.low - claim.high)


def _comparable_size(candidate: Candidate, farthest: int = _FARTHEST) -> bool:
    """Whether printed and recomputed value are of one sign and order: else the binding is doubtful."""
    result = candidate.result
    if result is None:
        return False
    printed, middle = candidate.claim.interval.middle, result.middle
    if candidate.claim.role in ("growth", "pace_gap"):
        return abs(middle) <= farthest * abs(printed) + _POINTS
    return (
        printed * middle > 0
        and abs(middle) <= farthest * abs(printed)
        and abs(printed) <= farthest * abs(middle)
    )
