"""A scheme as the text that the assessed units read (考核方案文本): YAML to checked rules, every wrong place named."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import yaml
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from luoshi.assessment.scheme_problems import of_kernel, of_schema
from luoshi.assessment.schemes import FOLDER
from luoshi.assessment.unseen import CONTROL
from luoshi.kernel.alternatives import Choice, Option
from luoshi.kernel.outcome import Adjustment, Grade, Jump, Veto
from luoshi.kernel.scheme import Block, Item, Scheme
from luoshi.kernel.scheme_reading import SchemeError, scheme_from_dict
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

LARGEST = 64 * 1024
DEEPEST = 24
LONGEST_LIST = 200
# Seven hundred items with their fields; a text of so many takes a third of a second to read.
MOST_VALUES = 10_000
LARGEST_WHOLE = 10**15
LONGEST_WHOLE = 400
# Of so many wrong places a person mends the first ones first.
MOST_TOLD = 100
_UNSEEN = re.compile(f"[{CONTROL}]")
# What the text says to people and the rules do not need.
WORDS = frozenset({"name_en", "note", "note_en"})
FRAME = frozenset({"year", "groups", "gates"})


@dataclass(frozen=True)
class Node:
    """A block or an item as it is shown: words in both languages, depth from 1, weight among its siblings."""

    code: str
    name: str
    name_en: str
    note: str
    note_en: str
    depth: int
    rule: Block | Item

    @property
    def is_item(self) -> bool:
        return isinstance(self.rule, Item)


Rule = TypeVar("Rule", Adjustment, Veto, Grade, Jump)


@dataclass(frozen=True)
class Entry(Generic[Rule]):
    """An adjustment, a veto, a grade or a jump as it is shown."""

    code: str
    name: str
    name_en: str
    rule: Rule


@dataclass(frozen=True)
class GateText:
    """A gate that is raised by decision and not by a figure (一票否决事项), as it is shown. No score depends on it."""

    code: str
    name: str
    name_en: str
    basis: str


@dataclass(frozen=True)
class OptionText:
    """Another way to decide a choice, as it is shown."""

    name: str
    name_en: str
    rule: Option


@dataclass(frozen=True)
class ChoiceText:
    """What could have been decided otherwise, as it is shown."""

    code: str
    name: str
    name_en: str
    options: tuple[OptionText, ...]
    rule: Choice


@dataclass(frozen=True)
class SchemeText:
    """A scheme that was read without a problem. ``nodes`` are in reading order, without the scheme itself."""

    code: str
    year: int
    name: str
    name_en: str
    note: str
    note_en: str
    groups: tuple[str, ...]
    rules: Scheme
    nodes: tuple[Node, ...]
    adjustments: tuple[Entry[Adjustment], ...]
    vetoes: tuple[Entry[Veto], ...]
    grades: tuple[Entry[Grade], ...]
    jumps: tuple[Entry[Jump], ...]
    gates: tuple[GateText, ...]
    choices: tuple[ChoiceText, ...]
    source: str
    digest: str

    @property
    def items(self) -> tuple[Node, ...]:
        """The scored items, in the order of ``rules.leaves``."""
        return tuple(node for node in self.nodes if node.is_item)

    def node(self, code: str) -> Node:
        """KeyError when the scheme has no such node."""
        for node in self.nodes:
            if node.code == code:
                return node
        raise KeyError(code)

    def named_gate(self, rule: str) -> GateText | Entry[Veto] | None:
        """The gate or veto that ``rule`` names, by code or name; None where the scheme names none so."""
        known: tuple[GateText | Entry[Veto], ...] = (*self.gates, *self.vetoes)
        return next((one for one in known if rule in (one.code, one.name)), None)

    def choice(self, code: str) -> ChoiceText:
        """KeyError when the scheme leaves no such choice open."""
        for choice in self.choices:
            if choice.code == code:
                return choice
        raise KeyError(code)


def digest_of(source: str) -> str:
    """SHA-256 of the text as it is stored, 64 hexadecimal digits."""
    return hashlib.sha256(source.encode()).hexdigest()


@lru_cache(maxsize=32)
def read_scheme(source: str) -> SchemeText:
    """Read and check a scheme; Refused with one problem for every wrong place, e.g. ``items[0].score.cap``."""
    raw = plain(source)
    problems = [of_schema(error) for error in _schema_errors(raw)]
    if problems:
        raise Refused(problems)
    try:
        rules = scheme_from_dict(_without_words(raw))
    except SchemeError as error:
        raise Refused([of_kernel(problem) for problem in error.problems]) from error
    gates = tuple(
        GateText(g["code"], g["name"], g.get("name_en", ""), g["basis"]) for g in raw.get("gates", ())
    )
    if problems := _ambiguous(gates, rules.vetoes):
        raise Refused(problems)
    return SchemeText(
        code=raw["code"],
        year=raw["year"],
        name=raw["name"],
        name_en=raw.get("name_en", ""),
        note=raw.get("note", ""),
        note_en=raw.get("note_en", ""),
        groups=tuple(raw["groups"]),
        rules=rules,
        nodes=tuple(_nodes(raw["items"], rules.items, 1)),
        adjustments=tuple(_entries(raw.get("adjustments", {}).get("items", ()), rules.adjustments.entries)),
        vetoes=tuple(_entries(raw.get("vetoes", ()), rules.vetoes)),
        grades=tuple(_entries(raw.get("grades", ()), rules.grades.names)),
        jumps=tuple(_entries(raw.get("jumps", ()), rules.jumps)),
        gates=gates,
        choices=tuple(_choices(raw.get("alternatives", {}).get("choices", ()), rules)),
        source=source,
        digest=digest_of(source),
    )


class _Loader(yaml.SafeLoader):
    """Plain data only. Refused while it is read is what makes a short text large, slow or endless, or a word another
    than it looks: anchors, aliases, tags, deep nesting, long lists, many values, characters that nobody sees.

    A key written twice is refused instead of the last one winning silently, and so are whole numbers that no figure
    needs: written in hexadecimal they are as long as the text.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        # The length of each list that is open, None for a mapping.
        self.open: list[int | None] = []
        self.values = 0

    def get_event(self) -> yaml.Event:
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
            raise _refused(
                line, _("Anchors, aliases and tags are not allowed."), _("Write the value out in full.")
            )
        if isinstance(event, yaml.ScalarEvent) and _UNSEEN.search(event.value):
            raise _refused(
                line,
                _("The text holds a character that nobody sees."),
                _("Type it anew instead of pasting it."),
            )
        self._count(event, line)
        return event

    def _count(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.NodeEvent):
            self.values += 1
            if self.open and self.open[-1] is not None:
                self.open[-1] += 1
                if self.open[-1] > LONGEST_LIST:
                    raise _refused(
                        line,
                        _("The list has more than %d entries.") % LONGEST_LIST,
                        _("Divide it into blocks, or leave out what counts nothing."),
                    )
            if self.values > MOST_VALUES:
                raise _refused(
                    line,
                    _("The text has more than %d keys and values.") % MOST_VALUES,
                    _("A scheme lists items and weights only; leave everything else out."),
                )
            if isinstance(event, yaml.CollectionStartEvent):
                self.open.append(0 if isinstance(event, yaml.SequenceStartEvent) else None)
        if len(self.open) > DEEPEST:
            raise _refused(line, _("The text is nested too deeply."), _("Use fewer levels."))

    def construct_whole(self, node: yaml.ScalarNode) -> int:
        # Python reads no decimal number of thousands of digits, and says so in its own words.
        if len(node.value) <= LONGEST_WHOLE:
            number = int(self.construct_yaml_int(node))
            if abs(number) <= LARGEST_WHOLE:
                return number
        raise yaml.constructor.ConstructorError(
            None, None, str(_("the number is too large")), node.start_mark
        )

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            what = _("there is no such day: %s") % node.value
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if str(key.value) in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, _("the key “%s” is written twice") % key.value, key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _refused(line: int, what: Words, mend: Words) -> Refused:
    return Refused(Problem(_("line %d") % line, what, mend))


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_whole)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_day)


@lru_cache(maxsize=8)
def plain(source: str) -> Any:
    """The text as plain data, unchecked; Refused where it is too large, no YAML, or more than plain data.

    Not to be changed in place: whoever asks for the same text gets the same data.
    """
    if len(source.encode(errors="replace")) > LARGEST:
        raise Refused(
            Problem(
                _("Scheme"),
                _("The text is larger than %d KB.") % (LARGEST // 1024),
                _("A scheme lists items and weights only; leave everything else out."),
            )
        )
    try:
        return yaml.load(source, Loader=_Loader)  # noqa: S506 (a subclass of SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = _("line %d") % (mark.line + 1) if mark else _("Scheme")
        raise Refused(
            Problem(
                place, _("This is not YAML: %s.") % error.problem, _("Check indentation, colons and quotes.")
            )
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Refused(
            Problem(_("Scheme"), _("This is not YAML: %s.") % error, _("Save the file as plain UTF-8 text."))
        ) from error


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As in every other reader of JSON Schema ``$`` is the end: Python would let a line break follow."""
    if isinstance(value, str) and (value.endswith("\n") or not re.search(pattern, value)):
        yield ValidationError(f"{value!r} does not match")


@cache
def _validator() -> Any:
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    reads = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return reads(schema)


def _schema_errors(raw: Any) -> list[ValidationError]:
    """The first wrong places, by place."""
    found = islice(_validator().iter_errors(raw), MOST_TOLD)
    return sorted(found, key=lambda e: [str(step) for step in e.absolute_path])


def _without_words(value: Any, *, top: bool = True) -> Any:
    if isinstance(value, Mapping):
        dropped = WORDS | FRAME if top else WORDS
        # Under weight stand codes of nodes, which may be any word.
        return {
            key: v if key == "weight" else _without_words(v, top=False)
            for key, v in value.items()
            if key not in dropped
        }
    if isinstance(value, list):
        return [_without_words(v, top=False) for v in value]
    return value


def _entries(raw: Iterable[dict[str, Any]], rules: Sequence[Rule]) -> Iterator[Entry[Rule]]:
    for words, rule in zip(raw, rules, strict=True):
        yield Entry(rule.code, rule.name, words.get("name_en", ""), rule)


def _ambiguous(gates: Sequence[GateText], vetoes: Sequence[Veto]) -> list[Problem]:
    """Gates whose code or name another gate or a veto before them has."""
    taken = {word for veto in vetoes for word in (veto.code, veto.name)}
    problems = []
    for place, gate in enumerate(gates):
        problems += [
            Problem(
                f"gates[{place}].{field}",
                _("“%s” names another gate or veto already.") % word,
                _("Give each a code and a name of its own."),
            )
            for field, word in (("code", gate.code), ("name", gate.name))
            if word in taken
        ]
        taken |= {gate.code, gate.name}
    return problems


def _choices(raw: Iterable[dict[str, Any]], rules: Scheme) -> Iterator[ChoiceText]:
    choices = () if rules.alternatives is None else rules.alternatives.choices
    for words, choice in zip(raw, choices, strict=True):
        pairs = zip(words["options"], choice.options, strict=True)
        options = tuple(OptionText(o.name, said.get("name_en", ""), o) for said, o in pairs)
        yield ChoiceText(choice.code, choice.name, words.get("name_en", ""), options, choice)


def _nodes(raw: list[dict[str, Any]], rules: tuple[Block | Item, ...], depth: int) -> Iterator[Node]:
    for words, rule in zip(raw, rules, strict=True):
        yield Node(
            code=rule.code,
            name=rule.name,
            name_en=words.get("name_en", ""),
            note=words.get("note", ""),
            note_en=words.get("note_en", ""),
            depth=depth,
            rule=rule,
        )
        if isinstance(rule, Block):
            yield from _nodes(words["items"], rule.items, depth + 1)
