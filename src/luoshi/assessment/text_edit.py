"""Changing a YAML text in place (原文改写): what is meant to change changes, every other byte stays, comments included."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_text import plain
from luoshi.ledger.refusal import Problem, Refused

# Letters first, then nothing that YAML could read as anything but a text, inside brackets as well.
_BARE = re.compile(r"[^\W\d_](?:[\w .()（）、，。；％%《》“”〔〕/-]*[\w)）。％%》”〕])?")
INDENT = 2


def rewrite(source: str, wanted: Mapping[str, Any]) -> str:
    """``source`` changed where its data is not ``wanted``, and nowhere else.

    Refused where ``source`` is no plain YAML, and where its layout does not allow the change: the result is read
    again, and a text that says anything else is never returned.
    """
    known = plain(source)
    if same(known, wanted):
        return source
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    if isinstance(known, dict) and isinstance(root, yaml.MappingNode):
        sheet = _Sheet(source)
        changed = (
            source[: root.start_mark.index] + sheet.text(root, known, wanted) + source[sheet.end(root) :]
        )
        if same(_read_again(changed), wanted):
            return changed
    raise Refused(
        Problem(
            _("Scheme"),
            _("The layout of the text does not allow this change from the form."),
            _("Make it in the text."),
            "source",
        )
    )


def transplanted(source: str, old: Sequence[Any], new: Sequence[Any], wanted: Mapping[str, Any]) -> str:
    """``source`` with the entry at ``old`` put behind the last entry of the list at ``new``, with its comments.

    Both are the keys and positions that lead there; ``wanted`` is what the text says afterwards. Refused where its
    layout does not allow that; entries in brackets are written anew, they hold no comments.
    """
    sheet, root = _Sheet(source), yaml.compose(source, Loader=yaml.SafeLoader)
    home, target = _node_at(root, old[:-1]), _node_at(root, new)
    if not isinstance(home, yaml.SequenceNode) or not isinstance(target, yaml.SequenceNode):
        return rewrite(source, wanted)
    if not _is_block(home) or not _is_block(target):
        return rewrite(source, wanted)
    lines = sheet.entry(home, old[-1]).split("\n")
    shift = target.start_mark.column - home.start_mark.column
    moved = [" " * shift + line if shift > 0 and line.strip() else line for line in lines]
    if shift < 0:
        moved = [line[-shift:] if not line[:-shift].strip() else line for line in lines]
    end = sheet.end(target)
    return rewrite(source[:end] + "\n" + "\n".join(moved) + source[end:], wanted)


def _node_at(node: yaml.Node | None, path: Sequence[Any]) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def same(one: Any, other: Any) -> bool:
    """Whether two values of plain data say the same; 70 and 70.0 do, true and 1 do not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    number = isinstance(one, int | float) and isinstance(other, int | float)
    if number and not isinstance(one, bool) and not isinstance(other, bool):
        a, b = Decimal(one), Decimal(other)
        return a == b or (a.is_nan() and b.is_nan())
    return type(one) is type(other) and one == other


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)):f}"
    return _words(str(value))


def _words(text: str) -> str:
    if _BARE.fullmatch(text) and yaml.safe_load(text) == text:
        return text
    return '"' + "".join(_ESCAPED.get(sign, sign) for sign in text) + '"'


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _read_again(text: str) -> Any:
    """What the changed text says; None where it cannot be read any more."""
    try:
        return plain(text)
    except Refused:
        return None


@dataclass(frozen=True)
class _Entry:
    """An entry of a block: comment lines above it with its indentation, itself, the comment behind it."""

    lead: str
    body: str
    trail: str


class _Sheet:
    """A text with its places. ``text`` gives a node as it is to stand from its start to its ``end``."""

    def __init__(self, source: str) -> None:
        self.source = source

    def end(self, node: yaml.Node) -> int:
        """Where a node ends; a block ends with the line of its last value, comment included."""
        if _is_block(node):
            last = node.value[-1]
            inner = self.end(last[1] if isinstance(node, yaml.MappingNode) else last)
            line = self.source.find("\n", inner)
            return len(self.source) if line < 0 else line
        start, end = node.start_mark.index, node.end_mark.index
        return int(start + len(self.source[start:end].rstrip()))

    def text(self, node: yaml.Node, known: Any, wanted: Any) -> str:
        start = node.start_mark.index
        if same(known, wanted):
            return self.source[start : self.end(node)]
        if isinstance(node, yaml.MappingNode) and isinstance(wanted, Mapping) and wanted:
            return self._mapping(node, known, wanted)
        if isinstance(node, yaml.SequenceNode) and isinstance(wanted, list) and wanted:
            return self._sequence(node, known, wanted)
        return flow(wanted)

    def _mapping(self, node: yaml.MappingNode, known: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
        pairs = {str(key.value): (key, value) for key, value in node.value}
        bodies = {
            name: self._pair(*pairs[name], known[name], wanted[name]) for name in pairs if name in wanted
        }
        if not _is_block(node):
            if bodies.keys() == pairs.keys() == wanted.keys():
                return self._spliced(
                    node, [(key, value, bodies[name]) for name, (key, value) in pairs.items()]
                )
            texts = (bodies.get(name) or f"{flow(name)}: {flow(value)}" for name, value in wanted.items())
            return "{" + ", ".join(texts) + "}"
        margin = node.start_mark.column
        around = self._around(node, [(key.start_mark.index, self.end(value)) for key, value in node.value])
        places = dict(zip(pairs, around, strict=True))
        entries = [
            _Entry(places[name][0], bodies[name], places[name][1])
            if name in places
            else _Entry(" " * margin, _block_pair(name, wanted[name], margin), "")
            for name in _order(list(pairs), list(wanted))
        ]
        return _joined(entries, margin)

    def _pair(self, key: yaml.Node, value: yaml.Node, known: Any, wanted: Any) -> str:
        start = key.start_mark.index
        body = self.text(value, known, wanted)
        unwritten = value.start_mark.index == value.end_mark.index
        if not same(known, wanted) and (
            unwritten or (_is_block(value) and not isinstance(wanted, dict | list))
        ):
            return f"{self.source[start : key.end_mark.index]}: {body}"
        return self.source[start : value.start_mark.index] + body

    def _sequence(self, node: yaml.SequenceNode, known: Sequence[Any], wanted: list[Any]) -> str:
        kept = _matched(known, wanted)
        bodies = [
            None if place is None else self.text(node.value[place], known[place], value)
            for place, value in zip(kept, wanted, strict=True)
        ]
        if not _is_block(node):
            if kept == list(range(len(known))):
                return self._spliced(
                    node, [(one, one, body or "") for one, body in zip(node.value, bodies, strict=True)]
                )
            texts = (
                flow(value) if body is None else body for body, value in zip(bodies, wanted, strict=True)
            )
            return "[" + ", ".join(texts) + "]"
        margin = node.start_mark.column
        dashes = self._dashes(node)
        spans = [(dash, self.end(child)) for dash, child in zip(dashes, node.value, strict=True)]
        around = self._around(node, spans)
        entries = [
            _Entry(" " * margin, _block_entry(value, margin), "")
            if place is None
            else _Entry(
                around[place][0],
                self.source[dashes[place] : node.value[place].start_mark.index] + str(body),
                around[place][1],
            )
            for place, body, value in zip(kept, bodies, wanted, strict=True)
        ]
        return _joined(entries, margin)

    def entry(self, node: yaml.SequenceNode, place: int) -> str:
        """An entry of a block as it stands, with the comments above and behind it."""
        dashes = self._dashes(node)
        spans = [(dash, self.end(child)) for dash, child in zip(dashes, node.value, strict=True)]
        lead, trail = self._around(node, spans)[place]
        start, end = spans[place]
        return (lead or " " * node.start_mark.column) + self.source[start:end] + trail

    def _spliced(self, node: yaml.Node, parts: list[tuple[yaml.Node, yaml.Node, str]]) -> str:
        """A list or mapping in brackets with the same entries, everything between them as it stands."""
        out, at = [], node.start_mark.index
        for first, last, body in parts:
            out += [self.source[at : first.start_mark.index], body]
            at = self.end(last)
        return "".join([*out, self.source[at : self.end(node)]])

    def _dashes(self, node: yaml.SequenceNode) -> list[int]:
        """Where the dash of each entry of a block stands."""
        found, mark = [node.start_mark.index], "\n" + " " * node.start_mark.column + "-"
        for before, child in zip(node.value, node.value[1:], strict=False):
            found.append(self.source.rindex(mark, self.end(before), child.start_mark.index) + len(mark) - 1)
        return found

    def _around(self, node: yaml.Node, spans: list[tuple[int, int]]) -> list[tuple[str, str]]:
        """What stands above and behind every entry of a block; above the first nothing that belongs to it."""
        found, lead = [], ""
        starts = [start for start, _end in spans[1:]]
        for (_start, end), after in zip(spans, [*starts, self.end(node)], strict=True):
            trail, _break, rest = self.source[end:after].partition("\n")
            found.append((lead, trail))
            lead = rest
        return found


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _joined(entries: list[_Entry], margin: int) -> str:
    """Entries one below the other; the first begins where the indentation of the block has been written already."""
    first, *others = entries
    lines = [first.lead.lstrip(" \n") + first.body + first.trail]
    lines += [(one.lead or " " * margin) + one.body + one.trail for one in others]
    return "\n".join(lines)


def _order(old: list[str], new: list[str]) -> list[str]:
    """Old names in their old order, each added one behind the name before it in ``new``."""
    found = [name for name in old if name in new]
    for place, name in enumerate(new):
        if name not in found:
            found.insert(found.index(new[place - 1]) + 1 if place else 0, name)
    return found


def _matched(known: Sequence[Any], wanted: Sequence[Any]) -> list[int | None]:
    """For every wanted entry the old one that it is: the same, one with its code, the one in its place; else None."""
    free = dict.fromkeys(range(len(known)))
    found: list[int | None] = [None] * len(wanted)

    def take(place: int, candidates: list[int]) -> None:
        if found[place] is None and candidates:
            found[place] = min(candidates, key=lambda old: abs(old - place))
            del free[found[place]]  # type: ignore[arg-type]

    for place, value in enumerate(wanted):
        take(place, [old for old in free if same(known[old], value)])
    for place, value in enumerate(wanted):
        code = _code(value)
        take(place, [old for old in free if code is not None and _code(known[old]) == code])
    for place in range(len(wanted)):
        take(place, [place] if place in free and len(known) == len(wanted) else [])
    return found


def _code(value: Any) -> Any:
    return value.get("code") if isinstance(value, Mapping) else None


def _block_pair(name: str, value: Any, margin: int) -> str:
    """A new field of a block; a list of mappings one entry a line, a mapping with such a list one field a line,
    anything else on the line itself.
    """
    if isinstance(value, Mapping) and any(map(_is_entries, value.values())):
        inner = margin + INDENT
        pairs = [" " * inner + _block_pair(key, one, inner) for key, one in value.items()]
        return "\n".join([f"{flow(name)}:", *pairs])
    if _is_entries(value):
        inner = margin + INDENT
        entries = [" " * inner + _block_entry(one, inner) for one in value]
        return "\n".join([f"{flow(name)}:", *entries])
    return f"{flow(name)}: {flow(value)}"


def _is_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _block_entry(value: Any, margin: int) -> str:
    """A new entry of a list, written from its dash on."""
    if not isinstance(value, Mapping) or not value:
        return f"- {flow(value)}"
    inner = margin + INDENT
    return "- " + ("\n" + " " * inner).join(_block_pair(name, one, inner) for name, one in value.items())
