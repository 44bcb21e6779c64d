"""Alternatives that can be read and say nothing (无效备选): refused when a scheme is written, never when it is read.

What a kept result was calculated from is read as it always was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_lines import with_lines
from luoshi.assessment.scheme_text import SchemeText, plain, read_scheme
from luoshi.kernel.alternatives import Choice, merged
from luoshi.kernel.alternatives_reading import FOR, SECTION, WORDS
from luoshi.kernel.scheme import Block, Scheme
from luoshi.ledger.refusal import Problem, Refused

WEIGHT, WITHOUT = "weight", "without"
LIMITED = tuple(word for word in WORDS if word not in (WEIGHT, WITHOUT))
"""What ``for`` limits to some codes; the others name their codes themselves."""


def read_new(source: str) -> SchemeText:
    """A scheme in a file that was just written; Refused with every wrong place and its line."""
    try:
        text = read_scheme(source)
        problems = idle_alternatives(text)
    except Refused as refusal:
        problems = refusal.problems
    if problems:
        raise Refused(with_lines(source, problems))
    return text


def idle_alternatives(text: SchemeText) -> list[Problem]:
    """Every alternative of the scheme that decides nothing, or nothing else than another."""
    if not text.choices:
        return []
    raw = plain(text.source)[SECTION]["choices"]
    problems: list[Problem] = []
    for n, (choice, said) in enumerate(zip(text.choices, raw, strict=True)):
        path = f"{SECTION}.choices[{n}].options"
        problems += _repeated(choice.rule, path)
        for m, option in enumerate(said["options"]):
            problems += _contradicting(text.rules, option, f"{path}[{m}]")
    return [*problems, *_together(text.rules, [choice.rule for choice in text.choices])]


def _repeated(choice: Choice, path: str) -> Iterator[Problem]:
    """Options without a chance, with the name of another, or saying the same as another."""
    for m, option in enumerate(choice.options):
        place, before = f"{path}[{m}]", choice.options[:m]
        if option.chance <= 0:
            yield Problem(
                f"{place}.chance",
                _("An option without a chance is never drawn."),
                _("Write a chance above 0, or leave the option out."),
            )
        if any(other.name == option.name for other in before):
            yield Problem(
                f"{place}.name",
                _("Another option of this choice has the same name."),
                _("Give each option its own name."),
            )
        twin = next((other for other in before if other.scheme == option.scheme), None)
        if twin is not None:
            yield Problem(
                place,
                _("The option says the same as “%s”.") % twin.name,
                _("Change one of them, or leave one out."),
            )


def _contradicting(own: Scheme, option: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Codes that the option leaves out and decides about at once, and a ``for`` that limits nothing."""
    gone = _inside(own, option.get(WITHOUT, ()))
    for word in (WEIGHT, FOR):
        for code in option.get(word, ()):
            if code in gone:
                yield Problem(
                    f"{place}.{word}",
                    _("The option leaves out %s and decides about it.") % code,
                    _("Keep one of the two."),
                )
    if FOR in option and not any(word in option for word in LIMITED):
        yield Problem(
            f"{place}.{FOR}",
            _("Nothing here is limited by for: weight and without name their codes themselves."),
            _("Leave it out."),
        )


def _inside(own: Scheme, codes: Sequence[str]) -> set[str]:
    """The nodes of ``codes`` and everything in them."""
    found: set[str] = set()
    for node, parent in zip(own.nodes, own.tree.parent, strict=True):
        if node.code in codes or (parent >= 0 and own.nodes[parent].code in found):
            found.add(node.code)
    return found


def _together(own: Scheme, choices: Sequence[Choice]) -> Iterator[Problem]:
    """Two choices that leave out the same, or between them all that is in a block."""
    nodes = {node.code for node in own.nodes}
    blocks = [node for node in own.nodes if isinstance(node, Block)]
    for one, other in combinations(choices, 2):
        pairs = [(mine.scheme, theirs.scheme) for mine in one.options for theirs in other.options]
        lost = [nodes - ({node.code for node in a.nodes} & {node.code for node in b.nodes}) for a, b in pairs]
        twice = [nodes - {node.code for node in a.nodes} - {node.code for node in b.nodes} for a, b in pairs]
        told = {"one": one.code, "other": other.code}
        if code := next((node.code for node in own.nodes if any(node.code in both for both in twice)), None):
            yield Problem(
                f"{SECTION}.choices",
                _("The choices %(one)s and %(other)s both decide about %(node)s.") % {**told, "node": code},
                _("Put their options into one choice, or limit each by for."),
            )
        emptied = (
            block.code
            for block in blocks
            for gone, pair in zip(lost, pairs, strict=True)
            if all(item.code in gone for item in block.items) and not _holds(own, pair)
        )
        if code := next(emptied, None):
            yield Problem(
                f"{SECTION}.choices",
                _("The choices %(one)s and %(other)s together leave nothing of %(node)s.")
                % {**told, "node": code},
                _("Put their options into one choice, or leave something in."),
            )


def _holds(own: Scheme, others: Sequence[Scheme]) -> bool:
    """Whether the options can be taken together."""
    try:
        merged(own, others)
    except ValueError:
        return False
    return True
