"""The life of a scheme and of a result in words, in the reader's language (方案与结果全过程)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from luoshi.assessment.movement import GroupMoves, ItemMove, Move
from luoshi.assessment.rules_difference import CHOICE, Difference
from luoshi.assessment.scheme_text import SchemeText
from luoshi.kernel.rule_reading import STAGES
from luoshi.kernel.scheme import Item
from luoshi.kernel.stages import AS_IT_IS
from luoshi.web import formats
from luoshi.web.alternative_words import choice_words
from luoshi.web.league_words import change_words, missing_words, rule_words
from luoshi.web.named import named
from luoshi.web.outcome_words import reached_words
from luoshi.web.rule_fields import (
    choice_name,
    conditions_told,
    entry_name,
    entry_told,
    field_name,
    section_of,
)
from luoshi.web.stage_words import event_words, stage_words
from luoshi.workdays import day_names

if TYPE_CHECKING:
    from luoshi.assessment.models import Opinion, Run, Scheme
    from luoshi.org.models import Person

NAMED_ITEMS = 3


@dataclass(frozen=True)
class Step:
    """One step of a life: ``day`` is None while it lies ahead; ``who`` took it; ``later``: others come before it."""

    word: str
    day: date | None
    who: str
    note: str
    later: bool = False

    @property
    def tone(self) -> str:
        if self.day is not None:
            return "good"
        return "neutral" if self.later else "waiting"


def _step(word: str, at: datetime | None, by: Person | None, note: str = "") -> Step:
    day = None if at is None else timezone.localtime(at).date()
    return Step(word, day, "" if by is None else named(by), "" if day is None else note)


def _in_turn(steps: Sequence[Step]) -> list[Step]:
    """By their days; of those that lie ahead only the next one waits."""
    taken = sorted((step for step in steps if step.day is not None), key=lambda step: step.day or date.max)
    ahead = [step for step in steps if step.day is None]
    return [*taken, *ahead[:1], *(replace(step, later=True) for step in ahead[1:])]


def scheme_steps(scheme: Scheme, asked: Scheme | None, opinions: Iterable[Opinion]) -> list[Step]:
    """From the draft to the lock; ``asked`` is the version on which the units gave these ``opinions``.

    A consultation that never was is left out once the scheme is approved, and so are the steps of schemes that were
    published before steps were recorded.
    """
    heard = asked or scheme
    decided = scheme.approved_at is not None or scheme.published_at is not None
    approval = _("; ").join(part for part in (scheme.document, scheme.approval_reason) if part)
    if scheme.replaces_id is None:
        lock = scheme.lock_reason or _("with its first result")
    else:
        lock = _("in the place of the locked version")
    steps = [
        _step(_("Drafted"), scheme.drafted_at, scheme.drafted_by),
        _step(_("Consultation"), heard.consulted_at, heard.consulted_by, opinion_words(heard, opinions)),
        _step(_("Approval"), scheme.approved_at, scheme.approved_by, approval),
        _step(pgettext("rules", "Publication"), scheme.published_at, scheme.published_by),
        _step(_("Lock"), scheme.locked_at, scheme.locked_by, lock),
    ]
    # The units are not asked about a change by document.
    unasked = decided or (scheme.replaces_id is not None and asked is None)
    passed = {0, 1, 2} if scheme.published_at else {0, 1} if unasked else {0}
    return _in_turn([step for n, step in enumerate(steps) if step.day is not None or n not in passed])


def opinion_words(scheme: Scheme, opinions: Iterable[Opinion]) -> str:
    """Until when, how many spoke, what became of it."""
    found = list(opinions)
    told = [_("open until %s") % day_names.day(scheme.opinions_due_on)] if scheme.opinions_due_on else []
    objections = [opinion for opinion in found if opinion.text]
    told.append(ngettext("%d opinion", "%d opinions", len(objections)) % len(objections))
    for answer, words in (("taken", _("%d taken")), ("not_taken", _("%d not taken"))):
        count = sum(opinion.answer == answer for opinion in objections)
        if count:
            told.append(words % count)
    silent = len(found) - len(objections)
    if silent:
        told.append(_("%d without objection") % silent)
    return _("; ").join(told)


def run_steps(run: Run, later: int | None = None) -> list[Step]:
    """From the calculation to the publication; a final result passes its review in between.

    Of a run in whose place ``later`` stands nothing lies ahead.
    """
    steps = [
        _step(_("Calculation"), run.created_at, run.created_by),
        _step(_("Freezing"), run.frozen_at, run.frozen_by, str(run.get_kind_display())),
    ]
    if run.review_until is not None:
        steps += [
            _step(
                _("Review window"),
                run.frozen_at,
                None,
                _("open until %s") % day_names.day(run.review_until),
            ),
            _step(_("Settlement"), run.settled_at, run.settled_by),
        ]
    steps.append(_step(_("Publication"), run.published_at, run.published_by))
    return _in_turn([step for step in steps if later is None or step.day is not None])


@dataclass(frozen=True)
class RuleRow:
    """One line of the comparison of two texts."""

    name: str
    field: str
    before: str
    after: str


def rule_rows(
    found: Iterable[Difference],
    before: SchemeText,
    after: SchemeText,
    indicators: Mapping[str, str] = MappingProxyType({}),
) -> list[RuleRow]:
    """Every difference in words where there are words for it, else as the texts have it; ``indicators`` by code."""
    rows = []
    for one in found:
        words = [_told(text, one, written, indicators) for text, written in _sides(one, before, after)]
        if words[0] == words[1]:
            words = [one.before, one.after]
        name = named(one) if one.code else _("The scheme")
        if section_of(one.code):
            name = entry_name(one.code, name)
        field = "options" if one.code.startswith(CHOICE) and not one.field else one.field
        rows.append(RuleRow(name, field_name(one.code, field), words[0] or _("none"), words[1] or _("none")))
    return rows


def _sides(one: Difference, before: SchemeText, after: SchemeText) -> tuple[tuple[SchemeText, str], ...]:
    return (before, one.before), (after, one.after)


def _told(text: SchemeText, one: Difference, written: str, indicators: Mapping[str, str]) -> str:
    """One side of a difference: in a sentence, else as it is written; empty where it is not there."""
    if not written:
        return ""
    if one.field == "indicator":
        return indicators.get(written, written)
    if section_of(one.code):
        tell = {"": entry_told, "when": conditions_told}.get(one.field)
        told = None if tell is None else tell(text, one.code, indicators)
        return told or choice_name(one.code, one.field, written) or written
    if one.field or one.code.startswith(CHOICE):
        words = _field_words(text, one, indicators)
    else:
        words = _node_words(text, one.code, indicators)
    return words or choice_name(one.code, one.field, written) or written


def _node_words(text: SchemeText, code: str, indicators: Mapping[str, str]) -> str | None:
    """An item or a block that comes or goes: its weight, and how it is scored."""
    node = next((node for node in text.nodes if node.code == code), None)
    if node is None:
        return None
    weight = _("weight %s") % f"{node.rule.weight:g}"
    return (
        _("; ").join([weight, rule_words(node.rule, indicators)]) if isinstance(node.rule, Item) else weight
    )


def _field_words(text: SchemeText, one: Difference, indicators: Mapping[str, str]) -> str | None:
    """The field of a node in a sentence; None where there is none for it, or the text has no such item."""
    if one.code.startswith(CHOICE):
        return choice_words(text, one.code.removeprefix(CHOICE)) if one.field in ("", "options") else None
    rule = next((node.rule for node in text.nodes if node.code == one.code), None)
    if not isinstance(rule, Item):
        return None
    return _("; ").join(_item_words(rule, one.field, indicators)) or None


def _item_words(item: Item, field: str, indicators: Mapping[str, str]) -> Iterator[str]:
    """One field of an item in words; nothing for a field that has none."""
    match field:
        case "score":
            yield rule_words(item, indicators)
        case "missing":
            yield missing_words(item.missing)
        case "gate":
            yield reached_words(item.gates, indicators)
        case "events" if item.events is not None:
            yield from event_words(item.events, indicators)
        case stage if stage in STAGES:
            yield from stage_words(replace(AS_IT_IS, **{stage: getattr(item.stages, stage)}), indicators)


@dataclass(frozen=True)
class MoveRow:
    """One unit of the comparison of two tables."""

    unit: Move
    name: str
    change: str
    items: str


@dataclass(frozen=True)
class MovePanel:
    """One peer group of it."""

    code: str
    name: str
    rows: tuple[MoveRow, ...]


def move_panels(groups: Iterable[GroupMoves], *, only_moved: bool) -> list[MovePanel]:
    """Units group by group: those with a score, or only those that moved; groups without any are left out."""
    return [
        MovePanel(group.code, named(group), tuple(_move_row(unit) for unit in units))
        for group in groups
        if (units := group.moved if only_moved else tuple(unit for unit in group.units if _is_scored(unit)))
    ]


def _is_scored(unit: Move) -> bool:
    return unit.score_before is not None or unit.score_after is not None


def unmoved_panels(groups: Iterable[GroupMoves]) -> list[MovePanel]:
    """The units with a score that keep score and rank, group by group."""
    return [
        MovePanel(f"same-{group.code}", named(group), tuple(_move_row(unit) for unit in units))
        for group in groups
        if (units := tuple(unit for unit in group.units if _is_scored(unit) and not unit.moved))
    ]


def _move_row(unit: Move) -> MoveRow:
    # What is written as 0.00 explains nothing.
    felt = [item for item in unit.items if round(abs(_gap(item)), 2) > 0]
    dearest = sorted(felt, key=lambda item: abs(_gap(item)), reverse=True)[:NAMED_ITEMS]
    told = [f"{named(item)} {formats.number(_gap(item), 2, signed=True)}" for item in dearest]
    if not told and unit.moved and unit.score_before == unit.score_after:
        told = [_("by the scores of others")]
    return MoveRow(unit, named(unit), change_words(unit.places), _("; ").join(told))


def _gap(item: ItemMove) -> float:
    return float(item.after or 0) - float(item.before or 0)


def move_sentence(groups: Iterable[GroupMoves]) -> str:
    """Of the units with a score: how many have another one, how many another rank."""
    units = [unit for group in groups for unit in group.units if _is_scored(unit)]
    moved = [unit for unit in units if unit.moved]
    ranks = sum(unit.rank_before != unit.rank_after for unit in moved)
    if not moved:
        return _("It moves nobody.")
    return _("Of %(all)d units %(moved)d have another score, %(ranks)d another rank.") % {
        "all": len(units),
        "moved": len(moved),
        "ranks": ranks,
    }
