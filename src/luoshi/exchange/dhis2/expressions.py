"""Expressions of DHIS2 as our own, and ours as theirs (表达式对译): sums, differences, products and quotients of figures.

Whatever else DHIS2 can say is refused with the reason: nothing is translated into something near it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.uids import is_uid
from luoshi.indicators.definition_models import LONGEST_EXPRESSION
from luoshi.kernel.validation.expression import (
    Called,
    Combined,
    ExpressionError,
    Negated,
    Node,
    Number,
    Reference,
    parse,
)

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

_ELEMENT = re.compile(r"#\{([^}]*)\}")
_TOKEN = re.compile(
    r"\s*(?:#\{(?P<figure>[^}]*)\}|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()])|(?P<other>\S+))"
)
_OTHERS: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(r"C\{"), _("it uses a constant of that installation")),
    (re.compile(r"R\{"), _("it uses a rate of reporting")),
    (re.compile(r"OUG\{"), _("it counts units of a group")),
    (re.compile(r"[DAIN]\{"), _("it uses figures about single persons or other indicators")),
    (re.compile(r"\[days\]"), _("it divides by the days of a period")),
    (re.compile(r"\.\w+\("), _("it looks at other periods or adds up in another way")),
    (re.compile(r"[a-zA-Z]+\w*\("), _("it uses a function that is not known here")),
    (re.compile(r"[<>=!&|^%]"), _("it uses a sign that is not known here")),
)


class Unsayable(Exception):
    """What cannot be said in the other language; ``reason`` in a few words."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


Finder = Callable[[str, str], Collection[str]]
"""The codes of our indicators for a data element and an option combination (empty for the whole); Unsayable for none."""


@dataclass(frozen=True)
class Said:
    """An expression in our words; ``figures`` are the references it was made of, ``parts`` the most codes of one."""

    text: str
    figures: frozenset[str]
    parts: int


def elements_of(expression: str) -> list[tuple[str, str]]:
    """(data element, option combination) of every ``#{…}``, the second empty for the whole, in order of appearance.

    ValueError where a reference is none: not one to three identifiers joined by dots, ``*`` meaning every part.
    """
    return [_element(inner) for inner in _ELEMENT.findall(expression)]


def _element(inner: str) -> tuple[str, str]:
    names = inner.strip().split(".")
    if len(names) > 3 or not is_uid(names[0]) or not all(n == "*" or is_uid(n) for n in names[1:]):
        raise ValueError(inner)
    return names[0], names[1] if len(names) > 1 and names[1] != "*" else ""


def ours(expression: str, codes: Finder, is_default: Callable[[str], bool]) -> Said:
    """``expression`` in our words. Unsayable with the reason where it has no counterpart here.

    A disaggregated data element as a whole is the sum of its parts. ``is_default`` tells the attribute option
    combination that stands for none.
    """
    pieces: list[str] = []
    figures: set[str] = set()
    named_here: set[str] = set()
    most = 1
    for found in _TOKEN.finditer(expression.rstrip()):
        if found["figure"] is not None:
            named = _codes(found["figure"], codes, is_default)
            figures.add(found["figure"].strip())
            named_here.update(named)
            most = max(most, len(named))
            text = " + ".join(f"#{{{code}}}" for code in named)
            pieces.append(f"({text})" if len(named) > 1 else text)
        elif found["other"]:
            raise Unsayable(_other(expression[found.start() :].strip()))
        else:
            pieces.append(found["number"] or found["sign"])
    text = re.sub(r"\( | \)", lambda m: m[0].strip(), " ".join(pieces))
    try:
        parse(text, named_here)
    except ExpressionError as error:
        raise Unsayable(_("“%s” cannot be read") % expression.strip()[:40]) from error
    if len(text) > LONGEST_EXPRESSION:
        raise Unsayable(_("it is longer than %d characters") % LONGEST_EXPRESSION)
    return Said(text, frozenset(figures), most)


def _codes(inner: str, codes: Finder, is_default: Callable[[str], bool]) -> Collection[str]:
    try:
        element, part = _element(inner)
    except ValueError as error:
        raise Unsayable(_("“%s” names no data element") % inner) from error
    attribute = inner.strip().split(".")[2:]
    if attribute and attribute[0] != "*" and not is_default(attribute[0]):
        raise Unsayable(_("it asks for an attribute of the report, which is not kept here"))
    return codes(element, part)


def _other(rest: str) -> Words:
    return next(
        (reason for shape, reason in _OTHERS if shape.match(rest)), _("“%s” cannot be read") % rest[:20]
    )


def theirs(text: str, catalogue: Collection[str], parts: Mapping[str, tuple[str, str]]) -> str:
    """Our expression ``text`` as DHIS2 writes it. ``parts``: code -> data element and option combination (or empty).

    Unsayable for what looks at other periods or units, and for a figure that is no data element there.
    """
    return "".join(_written(parse(text, catalogue), parts))


def _written(node: Node, parts: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    match node:
        case Number(value):
            yield f"{value:.15g}" if "e" not in f"{value:.15g}" else f"{value:f}"
        case Reference(code):
            if code not in parts:
                raise Unsayable(_("“%s” is derived here: DHIS2 has no data element for it") % code)
            element, combo = parts[code]
            yield f"#{{{element}.{combo}}}" if combo else f"#{{{element}}}"
        case Negated(operand):
            yield "(0-("
            yield from _written(operand, parts)
            yield "))"
        case Combined(operator, left, right):
            yield "("
            yield from _written(left, parts)
            yield f" {operator} "
            yield from _written(right, parts)
            yield ")"
        case Called(function, _operand):
            raise Unsayable(_("DHIS2 has no “%s” in such an expression") % function)
