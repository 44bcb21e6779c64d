"""Expressions of rules 校验表达式: text to a small tree, or every fault with its place in the text.

sum     = product { ("+" | "-") product }
product = factor { ("*" | "/") factor }
factor  = ["-"] ( number | indicator | "#{" code "}" | function "(" sum ")" | "(" sum ")" )
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

DEEPEST = 50
"""Parentheses within one another beyond this are a mistake, not a rule."""


class Function(StrEnum):
    """What may be asked of the figures inside the parentheses."""

    PREV = "prev"
    """上期: the period before in which the figure is asked for; a cumulative figure begins anew each year."""
    YEAR_AGO = "year_ago"
    """上年同期"""
    CHILDREN = "children"
    """下级合计: the sum over the units directly below."""
    YTD = "ytd"
    """本年累计"""


class Kind(StrEnum):
    """What can be wrong with a text."""

    EMPTY = "empty"
    CHARACTER = "character"
    UNEXPECTED = "unexpected"
    UNFINISHED = "unfinished"
    UNCLOSED = "unclosed"
    UNKNOWN_FUNCTION = "unknown_function"
    UNKNOWN_INDICATOR = "unknown_indicator"
    TOO_DEEP = "too_deep"


@dataclass(frozen=True)
class Fault:
    """One thing wrong at ``start`` to ``end`` of the text; ``near`` is the known name that was probably meant."""

    kind: Kind
    start: int
    end: int
    found: str = ""
    near: str = ""


class ExpressionError(ValueError):
    """The text is no expression. ``faults`` in the order of the text."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.kind} at {f.start}: {f.found!r}" for f in faults))


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Reference:
    """An indicator by code."""

    code: str


@dataclass(frozen=True)
class Negated:
    """The operand with its sign turned."""

    operand: "Node"


@dataclass(frozen=True)
class Combined:
    """Two operands joined by ``operator``: one of + - * /."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Called:
    """A function of the figures inside."""

    function: Function
    operand: "Node"


Node: TypeAlias = Number | Reference | Negated | Combined | Called


def references(node: Node) -> tuple[str, ...]:
    """Codes of the indicators in ``node``, each once, in the order of the text."""
    return tuple(dict.fromkeys(code for code, _inside in _walk(node, frozenset())))


def plain_references(node: Node) -> tuple[str, ...]:
    """Codes of the indicators meant in the unit's own present period: outside of every function but ``ytd``."""
    return tuple(dict.fromkeys(code for code, inside in _walk(node, frozenset()) if inside <= {Function.YTD}))


def uses(node: Node, function: Function) -> bool:
    """Whether ``function`` stands anywhere in ``node``."""
    return any(function in inside for _code, inside in _walk(node, frozenset()))


def steps_back(node: Node) -> tuple[tuple[str, int], ...]:
    """Codes of the indicators in ``node`` with how many years back each is read at most; ``prev`` may cross one."""
    match node:
        case Reference(code):
            return ((code, 0),)
        case Negated(operand):
            return steps_back(operand)
        case Combined(_, left, right):
            return (*steps_back(left), *steps_back(right))
        case Called(Function.PREV | Function.YEAR_AGO, operand):
            return tuple((code, steps + 1) for code, steps in steps_back(operand))
        case Called(_, operand):
            return steps_back(operand)
        case Number():
            return ()


def _walk(node: Node, inside: frozenset[Function]) -> Iterator[tuple[str, frozenset[Function]]]:
    match node:
        case Reference(code):
            yield code, inside
        case Negated(operand):
            yield from _walk(operand, inside)
        case Combined(_, left, right):
            yield from _walk(left, inside)
            yield from _walk(right, inside)
        case Called(function, operand):
            yield from _walk(operand, inside | {function})


_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_PLAIN_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def written(node: Node) -> str:
    """``node`` as text with the parentheses it needs; :func:`parse` reads it back."""
    match node:
        case Number(value):
            # Without an exponent, which the grammar does not know.
            return f"{Decimal(repr(value)).normalize():f}"
        case Reference(code):
            return code if _PLAIN_CODE.fullmatch(code) else f"#{{{code}}}"
        case Negated(operand):
            return f"-{_enclosed(operand, 3)}"
        case Combined(operator, left, right):
            binding = _BINDING[operator]
            return f"{_enclosed(left, binding)} {operator} {_enclosed(right, binding + 1)}"
        case Called(function, operand):
            return f"{function}({written(operand)})"


def _enclosed(node: Node, binding: int) -> str:
    """In parentheses where ``node`` binds less than its place asks."""
    loose = isinstance(node, Combined) and _BINDING[node.operator] < binding
    return f"({written(node)})" if loose else written(node)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?)|#\{(?P<code>[^{}]*)\}|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[-+*/()])|(?P<other>.)",
    re.DOTALL,
)
# What Chinese keyboards and word processors write for the same signs; a character for a character keeps places.
_SAME = str.maketrans("（）＋－×÷＊／−", "()+-*/*/-")


def parse(text: str, indicators: Collection[str]) -> Node:
    """The tree of ``text`` over the codes ``indicators``; ExpressionError with every fault that was found."""
    tokens, faults = _tokens(text)
    if not tokens and not faults:
        raise ExpressionError([Fault(Kind.EMPTY, 0, len(text))])
    if faults:
        raise ExpressionError(faults)
    reader = _Reader(tokens, len(text), indicators)
    node = reader.whole()
    if reader.faults:
        raise ExpressionError(sorted(reader.faults, key=lambda f: f.start))
    return node


def _tokens(text: str) -> tuple[list[_Token], list[Fault]]:
    tokens, faults = [], []
    for match in _TOKEN.finditer(text.translate(_SAME)):
        kind = str(match.lastgroup)
        if kind == "other":
            faults.append(
                Fault(Kind.CHARACTER, match.start(), match.end(), text[match.start() : match.end()])
            )
        elif kind != "space":
            tokens.append(_Token(kind, match[0], match.start()))
    return tokens, faults


class _Reader:
    """Recursive descent over the tokens; stops at the first fault of form, collects unknown names."""

    def __init__(self, tokens: list[_Token], length: int, indicators: Collection[str]) -> None:
        self.tokens, self.length, self.indicators = tokens, length, indicators
        self.at = 0
        self.depth = 0
        self.faults: list[Fault] = []

    def whole(self) -> Node:
        node = self.sum()
        if (token := self.next()) is not None:
            raise self.stop(Kind.UNEXPECTED, token)
        return node

    def sum(self) -> Node:
        node = self.product()
        while (token := self.next("+", "-")) is not None:
            self.at += 1
            node = Combined(token.text, node, self.product())
        return node

    def product(self) -> Node:
        node = self.factor()
        while (token := self.next("*", "/")) is not None:
            self.at += 1
            node = Combined(token.text, node, self.factor())
        return node

    def factor(self) -> Node:
        token = self.next()
        if token is None:
            raise ExpressionError([*self.faults, Fault(Kind.UNFINISHED, self.length, self.length)])
        self.at += 1
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "code":
            return self.indicator(token, token.text[2:-1].strip())
        if token.kind == "name":
            if self.next("(") is None:
                return self.indicator(token, token.text)
            return Called(self.function(token), self.inside())
        if token.text == "-":
            return Negated(self.deeper(token, self.factor))
        if token.text == "(":
            self.at -= 1
            return self.inside()
        raise self.stop(Kind.UNEXPECTED, token)

    def inside(self) -> Node:
        """The sum between two parentheses; the opening one is next."""
        opened = self.tokens[self.at]
        self.at += 1
        node = self.deeper(opened, self.sum)
        token = self.next()
        if token is None:
            raise self.stop(Kind.UNCLOSED, opened)
        if token.text != ")":
            raise self.stop(Kind.UNEXPECTED, token)
        self.at += 1
        return node

    def deeper(self, token: _Token, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.stop(Kind.TOO_DEEP, token)
        node = read()
        self.depth -= 1
        return node

    def indicator(self, token: _Token, code: str) -> Node:
        if code not in self.indicators:
            near = get_close_matches(code, list(self.indicators), n=1)
            self.faults.append(
                Fault(Kind.UNKNOWN_INDICATOR, token.start, token.end, code, near[0] if near else "")
            )
        return Reference(code)

    def function(self, token: _Token) -> Function:
        if token.text in {str(known) for known in Function}:
            return Function(token.text)
        near = get_close_matches(token.text, list(Function), n=1)
        self.faults.append(
            Fault(Kind.UNKNOWN_FUNCTION, token.start, token.end, token.text, near[0] if near else "")
        )
        return Function.PREV

    def next(self, *signs: str) -> _Token | None:
        """The token to be read, if it is one of ``signs`` (any when none named)."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token if token is None or not signs or token.text in signs else None

    def stop(self, kind: Kind, token: _Token) -> ExpressionError:
        return ExpressionError([*self.faults, Fault(kind, token.start, token.end, token.text)])
