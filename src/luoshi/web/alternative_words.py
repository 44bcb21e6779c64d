"""What a scheme leaves open, and what was varied for an interval of ranks, in the reader's language (备选方法用语)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.assessment.form_fields import COMBINE
from luoshi.assessment.robustness import Robustness
from luoshi.assessment.scheme_text import ChoiceText, OptionText, SchemeText
from luoshi.kernel.alternatives import changes
from luoshi.kernel.scheme import Block, Scheme, Weighing
from luoshi.kernel.scheme_reading import WITHOUT_WEIGHT
from luoshi.kernel.stages import AS_IT_IS
from luoshi.web.formats import number, percent
from luoshi.web.named import named
from luoshi.web.outcome_words import inside_words
from luoshi.web.stage_words import stage_words

NAMED = 3
STAGES = ("impute", "treat", "normalise")


@dataclass(frozen=True)
class WayRow:
    """One way to decide a choice: ``chance`` in per cent, ``words`` what is otherwise; the scheme's own has none."""

    name: str
    chance: str
    words: str


@dataclass(frozen=True)
class ChoiceRow:
    """What could have been decided otherwise, with its ways, the scheme's own first."""

    name: str
    ways: tuple[WayRow, ...]


def choice_rows(text: SchemeText) -> list[ChoiceRow]:
    """Every choice that the scheme leaves open; [] where it names none."""
    return [_row(text, choice) for choice in text.choices]


def _row(text: SchemeText, choice: ChoiceText) -> ChoiceRow:
    own, *others = choice.rule.chances.tolist()
    ways = [WayRow(_("as the scheme says"), percent(own, 0) or "", "")]
    ways += [
        WayRow(named(option), percent(chance, 0) or "", option_words(text, option))
        for option, chance in zip(choice.options, others, strict=True)
    ]
    return ChoiceRow(named(choice), tuple(ways))


def choice_words(text: SchemeText, code: str) -> str:
    """The ways of one choice in a line, each with its chance; empty where the scheme has no such choice."""
    rows = [_row(text, choice) for choice in text.choices if choice.code == code]
    told = [
        _("%(way)s (%(chance)s): %(words)s") % {"way": way.name, "chance": way.chance, "words": way.words}
        for row in rows
        for way in row.ways[1:]
    ]
    return _("; ").join(told)


def open_words(text: SchemeText) -> str:
    """In a sentence what the scheme leaves open; empty where it does not speak of it."""
    alternatives = text.rules.alternatives
    if alternatives is None:
        return ""
    return _varied(alternatives.noise, text)


def varied_words(firm: Robustness, text: SchemeText) -> str:
    """What the intervals of a table were drawn from."""
    return _("Sensitivity interval: where the rank lies in 90%% of %(draws)s rankings. %(varied)s") % {
        "draws": number(firm.draws, 0),
        "varied": _varied(firm.noise, text),
    }


def _varied(noise: float, text: SchemeText) -> str:
    told = []
    if noise > 0:
        told.append(_("Every weight is varied by ±%s.") % percent(noise, 0))
    if text.choices:
        also = _("; ").join(
            _("%(choice)s: %(options)s")
            % {"choice": named(choice), "options": _(", ").join(map(named, choice.options))}
            for choice in text.choices
        )
        told.append(_("Also calculated with other methods (%s).") % also)
    return " ".join(told) if not _is_chinese() else "".join(told)


def _is_chinese() -> bool:
    return _("; ") == "；"


def unusable_words(firm: Robustness) -> str:
    """How many combinations of methods the figures do not allow; empty without any."""
    if not firm.unusable:
        return ""
    return ngettext(
        "%(n)d of %(ways)d combinations of methods cannot be calculated with these figures and is left out.",
        "%(n)d of %(ways)d combinations of methods cannot be calculated with these figures and are left out.",
        firm.unusable,
    ) % {"n": firm.unusable, "ways": firm.ways}


def option_words(text: SchemeText, option: OptionText) -> str:
    """What an option decides otherwise, and where."""
    own, other = text.rules, option.rule.scheme
    return _("; ").join([*_steps(text, own, other), *_blocks(text, own, other), *_weights(text, own, other)])


def _steps(text: SchemeText, own: Scheme, other: Scheme) -> Iterator[str]:
    """Steps of items that are otherwise, those that are alike together."""
    theirs = {item.code: item for item in other.leaves}
    found: dict[str, list[str]] = {}
    for item in own.leaves:
        for stage in STAGES if item.code in theirs else ():
            now = getattr(theirs[item.code].stages, stage)
            if now != getattr(item.stages, stage):
                words = _("; ").join(stage_words(replace(AS_IT_IS, **{stage: now})))
                found.setdefault(words or _WITHOUT[stage](), []).append(item.code)
    for words, codes in found.items():
        yield words + _where(text, codes, len(own.leaves))


_WITHOUT = {
    "impute": lambda: _("gaps are not filled"),
    "treat": lambda: _("outlying figures stay as they are"),
    "normalise": lambda: _("figures stay as they are"),
}


def _blocks(text: SchemeText, own: Scheme, other: Scheme) -> Iterator[str]:
    """Blocks that combine or weigh otherwise."""
    theirs = {node.code: node for node in other.nodes}
    found: dict[str, list[str]] = {}
    blocks = [node for node in own.nodes if isinstance(node, Block)]
    for block in blocks:
        now = theirs.get(block.code)
        if isinstance(now, Block) and now.inside != block.inside and not _only_written(block, now):
            words = inside_words(now.inside) or str(dict(COMBINE)["arithmetic"])
            found.setdefault(words, []).append(block.code)
    for words, codes in found.items():
        yield words + _where(text, codes, len(blocks))


def _only_written(block: Block, now: Block) -> bool:
    """Whether nothing is otherwise but that the weights are written, which are told by themselves."""
    written = replace(block.inside, weighing=Weighing.HAND)
    return now.inside == written


def _weights(text: SchemeText, own: Scheme, other: Scheme) -> Iterator[str]:
    """Weights that are others, written or judged, and nodes that are left out."""
    theirs = {node.code: node for node in other.nodes}
    blocks = {child.code: block for block in own.nodes if isinstance(block, Block) for child in block.items}
    moved = []
    for code, names in changes(own, other).items():
        above = theirs.get(blocks[code].code) if code in blocks else None
        by = above.inside.weighing if isinstance(above, Block) else Weighing.HAND
        if "weight" not in names or by in WITHOUT_WEIGHT - {Weighing.AHP}:
            continue
        weight = theirs[code].weight
        told = percent(weight, 1) if by is Weighing.AHP else f"{weight:g}"
        moved.append(f"{_name(text, code)} {told}")
    if moved:
        yield _("weights: %s") % _(", ").join(moved)
    gone = [node.code for node in own.nodes if node.code not in theirs]
    tops = [code for code in gone if code not in blocks or blocks[code].code not in gone]
    if tops:
        yield _("without %s") % _(", ").join(_name(text, code) for code in tops)


def _where(text: SchemeText, codes: list[str], of: int) -> str:
    """Which items or blocks are meant; empty where all are."""
    if len(codes) == of:
        return ""
    names = _(", ").join(_name(text, code) for code in codes[:NAMED])
    if len(codes) > NAMED:
        return _(" (%(names)s and %(more)d more)") % {"names": names, "more": len(codes) - NAMED}
    return _(" (%s)") % names


def _name(text: SchemeText, code: str) -> str:
    return _("the whole scheme") if code == text.code else named(text.node(code))
