"""Judgements in pairs in the scheme form (成对判断，层次分析法): the matrix of a block as it is typed, and kept in step with its members."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.form_fields import Field, Kind, Raw, Typed, typed_number
from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.composite.weights import RANDOM_INDEX, RECIPROCAL_WITHIN, Judged, ahp
from luoshi.kernel.reading import fraction, judgement
from luoshi.kernel.scheme import Weighing
from luoshi.kernel.scheme_reading import WITHOUT_WEIGHT
from luoshi.ledger.refusal import Problem, Refused

MOST = 9
"""Saaty 1980: from 1, equally important, to 9, extremely more important; the other way 1/9."""
WIDEST = max(RANDOM_INDEX)
PLACES = 4
HUNDRED = 100
SCALE = (*(str(n) for n in range(MOST, 0, -1)), *(f"1/{n}" for n in range(2, MOST + 1)))
FIRST_WEIGHT = 10
Matrix = list[list[Any]]


def weighing(node: Mapping[str, Any]) -> str:
    """Where a block as it is written takes its weights from."""
    weights = node.get("weights")
    return str(weights.get("by", Weighing.HAND)) if isinstance(weights, Mapping) else Weighing.HAND


def finds_weights(node: Mapping[str, Any]) -> bool:
    """Whether no weight is written at the members of the block."""
    return weighing(node) in WITHOUT_WEIGHT


def matrix_of(node: Mapping[str, Any]) -> Matrix | None:
    """A row and a column for every member, 1 where the text says nothing; None where it is no judged block."""
    members, weights = node.get("items"), node.get("weights")
    if not isinstance(members, list) or weighing(node) != Weighing.AHP or not isinstance(weights, Mapping):
        return None
    written = weights.get("judgements", [])
    if not isinstance(written, list) or not all(isinstance(row, list) for row in written):
        return None
    size = range(len(members))
    return [[written[r][c] if r < len(written) and c < len(written[r]) else 1 for c in size] for r in size]


def numbers_of(node: Mapping[str, Any]) -> FloatArray | None:
    """The same as numbers; None where a cell is none."""
    matrix = matrix_of(node)
    numbers = None if matrix is None else [[judgement(cell) for cell in row] for row in matrix]
    if numbers is None or any(cell is None for row in numbers for cell in row):
        return None
    return np.array(numbers, dtype=float)


def judged(node: Mapping[str, Any]) -> Judged | None:
    """What the judgements of a block come to; None where they cannot be used."""
    matrix, weights = numbers_of(node), node.get("weights")
    if matrix is None:
        return None
    by_roots = isinstance(weights, Mapping) and weights.get("roots") is True
    try:
        return ahp(matrix, by_roots=by_roots)
    except ValueError:
        return None


def furthest(node: Mapping[str, Any], found: Judged) -> tuple[int, int] | None:
    """The pair whose judgement differs most from what the weights say of it.

    None while the judgements agree well enough, and for three members, whose pairs all differ alike.
    """
    matrix = numbers_of(node)
    if found.consistent or matrix is None or len(matrix) == 3:
        return None
    apart = np.abs(np.log(matrix * found.weights[None, :] / found.weights[:, None]))
    row, column = np.unravel_index(int(np.argmax(np.triu(apart, 1))), apart.shape)
    return int(row), int(column)


@dataclass(frozen=True)
class Judgements(Field):
    """The matrix: a row of cells for every member; typed is what stands right of the diagonal."""

    def shown(self, node: Mapping[str, Any]) -> Typed | None:
        matrix = matrix_of(node)
        if matrix is None or not 2 <= len(matrix) <= WIDEST:
            return None
        return [[ratio(cell) for cell in row] for row in matrix]

    def written(self, node: Raw, typed: Typed) -> Raw:
        known, matrix = self.shown(node), matrix_of(node)
        if isinstance(typed, str) or known is None or matrix is None:
            return node
        changes = {
            (r, c): cell.strip()
            for r, row in enumerate(typed)
            for c, cell in enumerate(row)
            if r < c < len(matrix) and cell.strip() and cell.strip() != known[r][c]
        }
        if not changes:
            return node
        for (r, c), text in changes.items():
            number = _typed_ratio(text)
            matrix[r][c] = number
            if _is_number(number) and number > 0:
                matrix[c][r] = _other_way(text, number)
        return {**node, "weights": {**node["weights"], "judgements": matrix}}


@dataclass(frozen=True)
class OfJudgements(Field):
    """A value that only a judged block has."""

    def shown(self, node: Mapping[str, Any]) -> Typed | None:
        return super().shown(node) if weighing(node) == Weighing.AHP else None


def ratio(value: Any) -> str:
    """A judgement as people write it: ``3``, ``1/3``; what is none of the scale as a number."""
    if (parts := fraction(value)) is not None:
        return f"{parts[0]}/{parts[1]}"
    if not _is_number(value):
        return str(value)
    whole = round(1 / value) if 1 / HUNDRED <= value < 1 else 0
    if whole > 1 and abs(value * whole - 1) <= RECIPROCAL_WITHIN:
        return f"1/{whole}"
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _typed_ratio(text: str) -> Any:
    parts = fraction(text)
    return _rounded(parts[0] / parts[1]) if parts else typed_number(text)


def _other_way(text: str, number: float) -> int | float:
    parts = fraction(text)
    return _rounded(parts[1] / parts[0] if parts else 1 / number)


def _rounded(number: float) -> int | float:
    """To the places of the scheme text, and no further from the number than judgements may be from each other."""
    short = round(number, max(PLACES, PLACES - math.floor(math.log10(number)) - 1))
    return int(short) if short == int(short) else short


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_so_many(place: str) -> Refused:
    """So many members are not judged in pairs."""
    return Refused(
        Problem(
            f"{place}.weights.by".lstrip("."),
            _("These judgements cannot be weighed."),
            _("Judge two to ten items at a time; form smaller blocks."),
        )
    )


def settled(before: Raw, after: Raw, place: str) -> Raw:
    """``after``, where it finds its weights otherwise than ``before``: with what that way needs, without what it refuses.

    Judgements begin where the weights by hand were; weights by hand where the judgements were. Refused, before any
    weight is lost, where the block at ``place`` has too few members to judge, or too many.
    """
    old, new, members = weighing(before), weighing(after), after.get("items")
    if old == new or not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
        return after
    if new == Weighing.AHP:
        if not 2 <= len(members) <= WIDEST:
            raise _not_so_many(place)
        after = {**after, "weights": {**after["weights"], "judgements": _begun(members)}}
    elif isinstance(after.get("weights"), Mapping):
        kept = {key: value for key, value in after["weights"].items() if key not in ("judgements", "roots")}
        after = {key: value for key, value in after.items() if key != "weights"} | (
            {"weights": kept} if kept else {}
        )
    if new in WITHOUT_WEIGHT:
        return {**after, "items": [without_weight(one) for one in members]}
    found = judged(before)
    shares = [1 / len(members)] * len(members) if found is None else found.weights.tolist()
    given = [
        one if "weight" in one else with_weight(one, _rounded(round(share * HUNDRED, 2)))
        for one, share in zip(members, shares, strict=True)
    ]
    return {**after, "items": given}


def _begun(members: Sequence[Mapping[str, Any]]) -> Matrix:
    """Each pair on the scale, as near as it comes to the weights written; 1 where they are none."""
    weights: list[Any] = [one.get("weight") for one in members]
    known = all(_is_number(one) and one > 0 for one in weights)
    size = range(len(members))
    return [[_on_scale(weights[r] / weights[c]) if known else 1 for c in size] for r in size]


def _on_scale(times: float) -> int | float:
    near = min(MOST, max(1, round(max(times, 1 / times))))
    return near if times >= 1 else _rounded(1 / near)


def with_weight(member: Raw, weight: int | float) -> Raw:
    """A member with its weight where weights are written: behind its names."""
    head: Raw = {key: member[key] for key in ("code", "name", "name_en") if key in member}
    return {**head, "weight": weight, **{key: one for key, one in member.items() if key not in head}}


def without_weight(member: Raw) -> Raw:
    """A member of a block that finds the weights."""
    return {key: value for key, value in member.items() if key != "weight"}


def fitting(member: Any, block: Mapping[str, Any]) -> Any:
    """A member that comes into another block: with a weight only where weights are written there."""
    if not isinstance(member, dict):
        return member
    if finds_weights(block):
        return without_weight(member)
    return member if "weight" in member else with_weight(member, FIRST_WEIGHT)


def rearranged(block: Raw, order: Sequence[int | None], place: str) -> Raw:
    """The judgements of a block whose members now stand in ``order`` of their old places, None for a new one.

    A single member that is left has nobody to be judged against: its weight is written. Refused where the block at
    ``place`` would have more members than can be judged.
    """
    members, weights = block.get("items"), block.get("weights")
    written = weights.get("judgements") if isinstance(weights, Mapping) else None
    matrix = matrix_of(block)
    if matrix is None or not isinstance(members, list) or not isinstance(written, list):
        return block
    if len(order) > max(WIDEST, len(members)):
        raise _not_so_many(place)
    if len(order) < 2:
        alone = [with_weight(one, FIRST_WEIGHT) if isinstance(one, dict) else one for one in members]
        return {**{key: one for key, one in block.items() if key != "weights"}, "items": alone}
    if len(written) != len(members) or any(len(row) != len(members) for row in written):
        return block
    moved = [[1 if r is None or c is None else matrix[r][c] for c in order] for r in order]
    return {**block, "weights": {**block["weights"], "judgements": moved}}


JUDGED = (
    OfJudgements(
        ("weights", "roots"),
        _("Weights worked out by"),
        Kind.CHOICE,
        (
            ("", _("principal eigenvector")),
            ("false", _("principal eigenvector")),
            ("true", _("means of the rows (roots)")),
        ),
    ),
    Judgements(("weights", "judgements"), _("Judgements in pairs"), Kind.TABLE),
)
"""What the form shows of a judged block, besides what it shows of every block."""
