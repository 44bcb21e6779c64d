"""Schemes 考核方案: the rules of an assessment as validated data; reading files is done elsewhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from math import isfinite
from typing import Any, TypeVar

from luoshi.kernel.codes import Codes
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Piecewise, completion_curve
from luoshi.kernel.weighted_tree import ROOT, Missing, WeightedTree

Choice = TypeVar("Choice", bound=StrEnum)


class RankOn(StrEnum):
    """Which value is ranked: published values tie where the reader sees a tie."""

    PUBLISHED = "published"
    UNROUNDED = "unrounded"


@dataclass(frozen=True)
class ScoreRule:
    """How a figure becomes a score: a measure, then a curve. Equal rules are evaluated together."""

    measure: Measure
    curve: Piecewise
    lower_is_better: bool = False


@dataclass(frozen=True)
class Gate:
    """前置条件: the score counts only where the measure of another indicator reaches `at_least`."""

    indicator: str
    measure: Measure
    at_least: float


@dataclass(frozen=True)
class Item:
    """考核指标: a leaf, scored from one indicator; the full mark is 100."""

    code: str
    name: str
    weight: float
    indicator: str
    rule: ScoreRule
    missing: Missing
    gate: Gate | None = None


@dataclass(frozen=True)
class Block:
    """考核板块: a group of items or of blocks. Weights inside are relative to each other."""

    code: str
    name: str
    weight: float
    items: tuple["Block | Item", ...]


@dataclass(frozen=True)
class Scheme:
    """A whole assessment. `ties`: nodes whose scores separate equal totals, in order; none: shared rank."""

    code: str
    name: str
    items: tuple[Block | Item, ...]
    digits: int
    rank_on: RankOn
    ties: tuple[str, ...] = ()

    @cached_property
    def nodes(self) -> tuple[Block | Item, ...]:
        """The whole scheme as one block, then everything in it, every block before its items."""
        return tuple(node for node, _ in _walk(Block(self.code, self.name, 1.0, self.items), ROOT, [0]))

    @cached_property
    def tree(self) -> WeightedTree:
        walked = list(_walk(Block(self.code, self.name, 1.0, self.items), ROOT, [0]))
        return WeightedTree(tuple(parent for _, parent in walked), tuple(node.weight for node, _ in walked))

    @cached_property
    def node_codes(self) -> Codes:
        """Codes of `nodes`, the last axis of node scores and effective weights."""
        return Codes((node.code for node in self.nodes), "nodes of the scheme")

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """The scored items, in the order of item scores."""
        return tuple(node for node in self.nodes if isinstance(node, Item))


def _walk(node: Block | Item, parent: int, counter: list[int]) -> Iterator[tuple[Block | Item, int]]:
    position = counter[0]
    counter[0] += 1
    yield node, parent
    if isinstance(node, Block):
        for child in node.items:
            yield from _walk(child, position, counter)


@dataclass(frozen=True)
class Problem:
    """One wrong field: where it is, what is wrong, how to mend it."""

    path: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}. {self.mend}"


class SchemeError(ValueError):
    """All problems of a scheme at once, in reading order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def scheme_from_dict(d: Mapping[str, Any]) -> Scheme:
    """Scheme from plain data (as YAML or JSON gives it); docs/methods/scheme.md describes every field.

    Raises SchemeError listing every wrong field with its path and how to mend it.
    """
    read = _Reader()
    fields = read.fields(d, "", ("code", "name", "digits", "rank_on", "ties", "missing", "items"))
    missing = read.choice(fields, "", "missing", Missing) if "missing" in fields else None
    digits = read.number(fields, "", "digits", 2)
    if digits not in range(10):
        read.report("digits", f"must be a whole number from 0 to 9, found {digits:g}", "Write e.g. digits: 2")
    scheme = Scheme(
        code=read.text(fields, "", "code"),
        name=read.text(fields, "", "name"),
        items=read.items(fields, "", missing),
        digits=int(digits),
        rank_on=read.choice(fields, "", "rank_on", RankOn),
        ties=read.ties(fields),
    )
    codes = Counter(node.code for node in scheme.nodes if node.code)
    for code, count in codes.items():
        if count > 1:
            read.report("items", f"the code {code!r} is used {count} times", "Give every node its own code")
    for n, code in enumerate(scheme.ties):
        if code not in codes:
            read.report(f"ties[{n}]", f"no node has the code {code!r}", f"Choose among {', '.join(codes)}")
    if read.problems:
        raise SchemeError(read.problems)
    return scheme


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


class _Reader:
    """Reads field by field, notes what is wrong and goes on with a stand-in: all problems show at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, path: str, wrong: str, mend: str) -> None:
        self.problems.append(Problem(path or "scheme", wrong, mend))

    def fields(self, value: Any, path: str, allowed: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.report(path, f"must be a mapping, found {value!r}", f"Fields: {', '.join(allowed)}")
            return {}
        for key in value:
            if key not in allowed:
                close = get_close_matches(str(key), allowed, n=1)
                mend = f"Did you mean {close[0]!r}?" if close else f"Fields: {', '.join(allowed)}"
                self.report(_at(path, str(key)), "is not a known field", mend)
        return value

    def text(self, fields: Mapping[str, Any], path: str, key: str) -> str:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.report(
            _at(path, key), f"must be a text, found {value!r}", f"Write {key}: with a value in quotes"
        )
        return ""

    def number(self, fields: Mapping[str, Any], path: str, key: str, default: float | None = None) -> float:
        value = fields.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return value
        self.report(
            _at(path, key), f"must be a number, found {value!r}", f"Write e.g. {key}: 10, no unit or quotes"
        )
        return 1.0

    def bound(self, fields: Mapping[str, Any], path: str, key: str, default: float | None) -> float | None:
        if key not in fields:
            return default
        return None if fields[key] is None else self.number(fields, path, key)

    def choice(self, fields: Mapping[str, Any], path: str, key: str, options: type[Choice]) -> Choice:
        value = fields.get(key)
        if value in [str(option) for option in options]:
            return options(value)
        found = "is missing" if value is None else f"is {value!r}, which is not a choice"
        self.report(_at(path, key), found, f"Choose one of {', '.join(options)}")
        return next(iter(options))

    def ties(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        value = fields.get("ties")
        if value == "shared":
            return ()
        if isinstance(value, list) and value and all(isinstance(code, str) for code in value):
            return tuple(value)
        self.report(
            "ties", f"must say what equal totals do, found {value!r}", "Write shared, or a list of node codes"
        )
        return ()

    def items(
        self, fields: Mapping[str, Any], path: str, missing: Missing | None
    ) -> tuple[Block | Item, ...]:
        where, value = _at(path, "items"), fields.get("items")
        if not isinstance(value, list) or not value:
            self.report(
                where, f"must be a list of at least one item, found {value!r}", "Write one '- code: ...' each"
            )
            return ()
        return tuple(self.node(child, f"{where}[{n}]", missing) for n, child in enumerate(value))

    def node(self, value: Any, path: str, missing: Missing | None) -> Block | Item:
        block = isinstance(value, Mapping) and "items" in value
        own = ("items",) if block else ("indicator", "score", "gate")
        fields = self.fields(value, path, ("code", "name", "weight", "missing", *own))
        code, name = self.text(fields, path, "code"), self.text(fields, path, "name")
        weight = self.number(fields, path, "weight")
        if weight <= 0:
            self.report(
                _at(path, "weight"), f"must be above zero, found {weight:g}", "Leave out what has no weight"
            )
        policy = self.choice(fields, path, "missing", Missing) if "missing" in fields else missing
        if block:
            return Block(code, name, weight, self.items(fields, path, policy))
        if policy is None:
            self.report(
                _at(path, "missing"),
                "nothing says what happens when this item is not reported",
                f"Choose one of {', '.join(Missing)}, here or for the whole scheme",
            )
        return Item(
            code,
            name,
            weight,
            indicator=self.text(fields, path, "indicator"),
            rule=self.rule(fields.get("score"), _at(path, "score")),
            missing=policy or Missing.WITHHOLD,
            gate=self.gate(fields["gate"], _at(path, "gate")) if "gate" in fields else None,
        )

    def gate(self, value: Any, path: str) -> Gate:
        fields = self.fields(value, path, ("indicator", "measure", "at_least"))
        return Gate(
            self.text(fields, path, "indicator"),
            self.choice(fields, path, "measure", Measure),
            self.number(fields, path, "at_least"),
        )

    def rule(self, value: Any, path: str) -> ScoreRule:
        names = ("measure", "knots", "below", "above", "floor", "cap", "lower_is_better")
        fields = self.fields(value, path, names)
        measure = self.choice(fields, path, "measure", Measure)
        lower = fields.get("lower_is_better", False)
        if not isinstance(lower, bool):
            self.report(
                _at(path, "lower_is_better"), f"must be true or false, found {lower!r}", "Write true or false"
            )
        try:
            return ScoreRule(measure, self.curve(fields, path, measure, lower is True), lower is True)
        except ValueError as wrong:
            self.report(path, str(wrong), "See docs/methods/piecewise.md")
        return ScoreRule(measure, completion_curve())

    def curve(self, fields: Mapping[str, Any], path: str, measure: Measure, lower: bool) -> Piecewise:
        cap, floor = (self.bound(fields, path, *b) for b in (("cap", FULL_MARK), ("floor", 0.0)))
        if "knots" in fields:
            below, above = (
                self.choice(fields, path, end, Beyond) if end in fields else Beyond.HOLD
                for end in ("below", "above")
            )
            return Piecewise(self.knots(fields["knots"], _at(path, "knots")), below, above, floor, cap)
        if measure is Measure.COMPLETION:
            return completion_curve(cap, floor, lower)
        if measure is Measure.SHARE_OF_BEST:
            return completion_curve(cap, floor)
        if measure is Measure.VALUE and not lower:
            return Piecewise(((0.0, 0.0), (FULL_MARK, FULL_MARK)), Beyond.EXTEND, Beyond.EXTEND, floor, cap)
        self.report(
            _at(path, "knots"),
            f"are needed to score {measure}",
            "Write e.g. knots: [[0, 60], [2, 100]] (measure, score)",
        )
        return completion_curve()

    def knots(self, value: Any, path: str) -> tuple[tuple[float, float], ...]:
        pairs = value if isinstance(value, list) else []
        if not pairs or any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in pairs):
            self.report(
                path,
                f"must be a list of [measure, score] pairs, found {value!r}",
                "Write e.g. [[0, 0], [1, 100]]",
            )
            return ((0.0, 0.0), (1.0, FULL_MARK))
        return tuple(
            (self.number({"x": x}, f"{path}[{n}]", "x"), self.number({"y": y}, f"{path}[{n}]", "y"))
            for n, (x, y) in enumerate(pairs)
        )
