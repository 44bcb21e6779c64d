"""Judgements in pairs as the scheme form draws them (判断矩阵): who is judged against whom, what it comes to, how far it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luoshi.assessment.form_judgements import SCALE, Judgements, furthest, judged
from luoshi.assessment.scheme_form import FormNode
from luoshi.kernel.composite.weights import CONSISTENT_BELOW, Judged
from luoshi.ledger.refusal import Problem
from luoshi.web import editor_rows as rows
from luoshi.web.formats import number, percent


@dataclass(frozen=True)
class PairCell:
    """One judgement against another member: an input right of the diagonal, its other way ``text`` left of it. ``apart`` marks
    the one to look at first.
    """

    against: str
    cell: rows.Cell | None
    text: str
    apart: bool


@dataclass(frozen=True)
class PairRow:
    """One member against every other, and the weight that follows; '—' while the judgements cannot be used."""

    name: str
    cells: list[PairCell]
    weight: str


@dataclass(frozen=True)
class Pairs:
    """The matrix of a block. What contradicts is told by ``errors``, as everywhere; ``sentence`` says what to do first."""

    label: str
    names: list[str]
    rows: list[PairRow]
    sentence: str
    holds: bool
    errors: list[str]


def pairs_of(node: FormNode, problems: Sequence[Problem]) -> Pairs | None:
    """The matrix of the open node; None where it judges nothing in pairs, or not in a way that the form can show."""
    field = next((one for one in node.fields if isinstance(one, Judgements)), None)
    shown = None if field is None else field.shown(node.raw)
    if field is None or shown is None or isinstance(shown, str):
        return None
    found = judged(node.raw)
    names = [rows.named_raw(one) for one in node.raw["items"]]
    first = None if found is None else furthest(node.raw, found)
    return Pairs(
        label=str(field.label),
        names=names,
        rows=[
            PairRow(
                names[r],
                [_cell(field, names, (r, c), text, first) for c, text in enumerate(row)],
                "—" if found is None else percent(float(found.weights[r]), 1) or "—",
            )
            for r, row in enumerate(shown)
        ],
        sentence=_sentence(names, found, first),
        holds=found is not None and found.consistent,
        errors=rows.errors_of(field, node, problems),
    )


def _cell(
    field: Judgements, names: Sequence[str], place: tuple[int, int], text: str, first: tuple[int, int] | None
) -> PairCell:
    row, column = place
    apart = first is not None and set(first) == {row, column}
    if row >= column:
        return PairCell(names[column], None, text, apart)
    known = [(step, step) for step in SCALE]
    choices = known if text in SCALE else [*known, (text, text)]
    label = _("%(one)s compared with %(other)s") % {"one": names[row], "other": names[column]}
    cell = rows.Cell(f"t:{field.name}:{row}:{column}", label, text, choices)
    return PairCell(names[column], cell, text, apart)


def _sentence(names: Sequence[str], found: Judged | None, first: tuple[int, int] | None) -> str:
    if found is None:
        return ""
    if len(names) == 2:
        return _("Two members cannot contradict each other.")
    if found.consistent:
        return _("Consistency ratio %(ratio)s, below %(limit)s: the judgements hold together.") % {
            "ratio": number(found.consistency_ratio, 3),
            "limit": number(CONSISTENT_BELOW, 1),
        }
    if first is None:
        return ""
    one, other = (names[place] for place in first)
    return _("Judge %(one)s against %(other)s again first.") % {"one": one, "other": other}
