"""The performance agreement of a unit (目标责任书): parties, targets, milestones, clauses, changes, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.briefing.agreement_words import CHINESE, ENGLISH, Words
from luoshi.briefing.official import Block, Column, Heading, OfficialDocument, Paragraph, Table
from luoshi.briefing.printing import SIMULATED
from luoshi.kernel.rounding import half_up
from luoshi.org.tree import Node
from luoshi.targets.history import Change
from luoshi.targets.judgements import Judgement
from luoshi.targets.milestones import PlanView
from luoshi.targets.spans import Span
from luoshi.targets.vocabulary import CEILINGS, TargetKind

if TYPE_CHECKING:
    from luoshi.targets.models import Target

PERCENT = 100


@dataclass(frozen=True)
class Agreed:
    """What an agreement says, in the official order: ``amounts`` of the year, what is judged otherwise, dated steps.

    ``weights`` are shares of the score by indicator code, of the published scheme of the year; ``changes`` are
    those since the targets were set.
    """

    year: int
    district: Node
    unit: Node
    amounts: Sequence[Target]
    others: Sequence[Judgement]
    plans: Sequence[PlanView]
    weights: Mapping[str, float]
    changes: Sequence[Change]
    simulated: bool


def compose(agreed: Agreed, as_of: date, *, english: bool) -> OfficialDocument:
    """The agreement as it stands on ``as_of``; its number, the seals and the signatures are left to be filled in."""
    words = ENGLISH if english else CHINESE
    unit = _named(agreed.unit, english)
    return OfficialDocument(
        title=words.title.format(unit=unit, year=agreed.year),
        number=words.number.format(year=agreed.year),
        body=tuple(_body(agreed, words, english)),
        issuer="",
        issue_date=as_of,
        simulated_mark=SIMULATED if agreed.simulated else None,
    )


def _named(thing: object, english: bool) -> str:
    """``name_en`` for readers of English, where there is one; posts carry titles."""
    chinese = getattr(thing, "name", "") or getattr(thing, "title", "")
    translated = getattr(thing, "name_en", "") or getattr(thing, "title_en", "")
    return str(translated if english and translated else chinese)


def _body(agreed: Agreed, words: Words, english: bool) -> Iterator[Block]:
    unit = _named(agreed.unit, english)
    # The district answers to somebody who stands in no tree of its own: left to be filled in.
    own = agreed.unit.id == agreed.district.id
    district = words.superior if own else _named(agreed.district, english)
    yield Paragraph(words.parties.format(district=district, unit=unit))
    yield Paragraph(words.opening.format(district=district, unit=unit, year=agreed.year))
    sections: tuple[tuple[str, list[Block]], ...] = (
        (words.period_heading, [Paragraph(words.period.format(year=agreed.year))]),
        (words.targets_heading, list(_targets(agreed, words, english))),
        (words.steps_heading, list(_steps(agreed.plans, words, english))),
        (words.clauses_heading, [Paragraph(clause) for clause in words.clauses]),
        (words.changes_heading, list(_changes(agreed.changes, words, english))),
        (words.signatures_heading, [_signatures(district, unit, words)]),
    )
    for numeral, (heading, blocks) in zip(words.numerals, sections, strict=False):
        yield Heading(1, f"{numeral}{heading}")
        yield from blocks


def _targets(agreed: Agreed, words: Words, english: bool) -> Iterator[Block]:
    weights = agreed.weights
    lines = [(t, Span.parse(t.period), weights.get(t.indicator.code)) for t in agreed.amounts]
    # Only amounts and growths of the year are scored.
    lines += [(found.target, found.span, None) for found in agreed.others]
    if not lines:
        yield Paragraph(words.no_targets)
        return
    columns = (
        Column(words.columns[0], align="center", width_mm=12),
        Column(words.columns[1]),
        Column(words.columns[2], align="center", width_mm=22),
        Column(words.columns[3], align="right", width_mm=28),
        Column(words.columns[4], align="right", width_mm=28),
        Column(words.columns[5], align="right", width_mm=14),
        Column(words.columns[6], width_mm=26),
    )
    rows = [
        [
            str(number),
            _named(target.indicator, english),
            _span(span, words),
            asked(target, target.value, words),
            "—" if target.stretch is None else asked(target, target.stretch, words),
            _weight(weight),
            _named(target.owner_post, english) or "—",
        ]
        for number, (target, span, weight) in enumerate(lines, start=1)
    ]
    yield Table(columns, rows)
    yield Paragraph(words.two_values)


def _span(span: Span, words: Words) -> str:
    if span.years > 1:
        return f"{span.first.year}–{span.last_year}"
    return words.spans.get(span.first.code[5:], span.first.code).format(year=span.first.year)


def _weight(share: float | None) -> str:
    percent = None if share is None else half_up(share * PERCENT, 1)
    return "—" if percent is None else f"{percent.normalize():f}%"


def asked(target: Target, value: Decimal, words: Words) -> str:
    """What a target asks for with ``value``: 增长8%, 不超过3人, 前3位, 零发生."""
    plain = f"{value.normalize():f}"
    amount = f"{half_up(value, target.indicator.decimals):,f}{words.unit_gap}{_unit(target, words)}"
    if target.kind == TargetKind.GROWTH:
        return (words.growth_at_most if target.op in CEILINGS else words.growth).format(value=plain)
    if target.kind == TargetKind.RANK:
        return words.rank.format(value=plain, n=len(target.peers or []))
    if target.kind == TargetKind.ZERO:
        return words.zero
    if target.kind == TargetKind.CEILING or target.op in CEILINGS:
        return words.at_most.format(amount=amount)
    return (words.at_least if target.kind == TargetKind.FLOOR else "{amount}").format(amount=amount)


def _unit(target: Target, words: Words) -> str:
    english = target.indicator.unit_name_en if words.unit_gap else ""
    return english or target.indicator.unit_name


def _steps(plans: Sequence[PlanView], words: Words, english: bool) -> Iterator[Block]:
    if not plans:
        yield Paragraph(words.no_steps)
        return
    columns = (
        Column(words.step_columns[0], width_mm=42),
        Column(words.step_columns[1]),
        Column(words.step_columns[2], align="center", width_mm=34),
    )
    rows = [
        [_named(view.plan, english) if place == 0 else "", _named(step, english), _day(step.due_on, words)]
        for view in plans
        for place, (step, _state) in enumerate(view.steps)
    ]
    yield Table(columns, rows)


def _day(day: date, words: Words) -> str:
    return words.day.format(year=day.year, month=day.month, day=day.day)


def _changes(changes: Sequence[Change], words: Words, english: bool) -> Iterator[Block]:
    moved = [change for change in changes if change.before and {"value", "stretch"} & set(change.fields)]
    if not moved:
        yield Paragraph(words.no_changes)
    for number, change in enumerate(moved, start=1):
        assert change.before is not None
        after = change.after
        said = [after.basis, _named(after.approved_by, english), after.change_reason]
        yield Paragraph(
            words.change.format(
                number=number,
                day=_day(change.on, words),
                name=_named(after.indicator, english),
                before=_both(change.before, words),
                after=_both(after, words),
            )
            + (words.because.format(said=words.comma.join(filter(None, said))) if any(said) else words.stop)
        )


def _both(target: Target, words: Words) -> str:
    basic = asked(target, target.value, words)
    if target.stretch is None:
        return basic
    return words.with_stretch.format(basic=basic, stretch=asked(target, target.stretch, words))


def _signatures(district: str, unit: str, words: Words) -> Table:
    columns = (Column(words.party_a.format(name=district)), Column(words.party_b.format(name=unit)))
    return Table(columns, [[line, line] for line in words.signature_lines])
