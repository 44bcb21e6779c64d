"""The clause tree of a plan document (文稿提纲)."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from luoshi.kernel.text.listing import OddityCode, Placed, clause_ends, place_marks
from luoshi.kernel.text.marks import ITEM_LEVEL, chinese_count
from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.scan import scan_marks

Kind = Literal["heading", "item"]

_TITLE_END = re.compile(r"[。！？；：\n]")
_CLAUSE_END = re.compile(r"[，；：。！？\n]")
_LONGEST_TITLE = 80
_DECLARED = re.compile(
    r"([一二两三四五六七八九十]{1,2}|\d{1,2})(?:个方面|方面的?(?:内容|工作|意见)|点(?:意见|要求|建议|体会)|个特征|条意见|"
    r"项(?:重点|主要|具体)?(?:措施|举措|任务|工作)|大(?:行动|工程|任务|举措)|件(?:民生)?(?:实事|大事)|个(?:重点|关键|环节|问题))"
)
_DECLARED_REACH = 60
_MESSAGES: dict[OddityCode, str] = {
    "restart": "numbering starts again at {mark}",
    "skip": "numbering jumps to {mark}",
    "repeat": "{mark} occurs twice in a row",
    "disorder": "{mark} comes after a higher number",
    "mistyped": "{mark} is not written like the other marks of its level",
    "lone": "{mark} has no second item",
}


@dataclass(frozen=True)
class Node:
    """A clause (条款). `start`/`end` are original offsets of its whole range, children included.

    `level`: 1 一、, 2 （一）, 3 1., 4 （1）, 5 list item. `mark` and `title` are as printed, without layout
    spaces.
    `number` is the place in its list; the text after the title begins at the original offset `body_start`.
    """

    id: str
    parent: str | None
    level: int
    mark: str
    kind: Kind
    number: int
    title: str
    start: int
    end: int
    body_start: int


@dataclass(frozen=True)
class Oddity:
    """Something odd in the numbering, at original offsets; never fatal.

    `code` `lone` is a list of one, `declared` an announced count that fails.
    `words` is the mark, or for `declared` the phrase with the count. `expected` is the number that would have been
    regular, or the count announced; `found` the number printed, or the count of clauses. Either is None for
    `mistyped` and `lone`. `message` says the same in English.
    """

    code: OddityCode
    message: str
    start: int
    end: int
    words: str = ""
    expected: int | None = None
    found: int | None = None


@dataclass(frozen=True)
class Outline:
    """Clauses in the order of the text and the oddities of their numbering."""

    nodes: tuple[Node, ...]
    warnings: tuple[Oddity, ...]

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    def clause_at(self, offset: int) -> Node | None:
        """The innermost clause that holds an original offset; None where no clause does."""
        index = bisect_right(self._starts, offset) - 1
        node = self.nodes[index] if index >= 0 else None
        while node is not None and offset >= node.end:
            node = self.by_id[node.parent] if node.parent else None
        return node

    def path(self, node: Node | None) -> list[Node]:
        """The clause and its ancestors, innermost first; empty for None."""
        chain: list[Node] = []
        while node is not None:
            chain.append(node)
            node = self.by_id[node.parent] if node.parent else None
        return chain


def outline(text: str) -> Outline:
    """Clause tree of a text. Any string is accepted; one without marks has no nodes.

    Ids depend on a clause's kind and title only, so they survive renumbering and edits elsewhere; where a title
    comes again, the later clauses take their parent's title in.
    """
    doc = normalise(text)
    placed = place_marks(doc.text, scan_marks(doc.text))
    ends = clause_ends(doc.text, placed)
    nodes: list[Node] = []
    seen: dict[str, int] = {}
    for index, (entry, end) in enumerate(zip(placed, ends, strict=True)):
        limit = min(end, placed[index + 1].mark.start if index + 1 < len(placed) else end)
        title_start, title_end = _title(doc.text, entry.mark.end, max(limit, entry.mark.end))
        title = doc.printed(title_start, title_end)
        start, original_end = doc.span(entry.mark.start, end)
        parent = None if entry.parent is None else nodes[entry.parent]
        nodes.append(
            Node(
                id=_identity(entry.mark.level, doc.text[title_start:title_end], parent, seen),
                parent=parent.id if parent else None,
                level=entry.mark.level,
                mark=doc.printed(entry.mark.start, entry.mark.end),
                kind="item" if entry.mark.level == ITEM_LEVEL else "heading",
                number=entry.number,
                title=title,
                start=start,
                end=original_end,
                body_start=doc.span(title_end, end)[0] if title_end < end else original_end,
            )
        )
    return Outline(tuple(nodes), tuple(_oddities(doc, placed)))


def _title(text: str, start: int, limit: int) -> tuple[int, int]:
    """Normalised span of a title: up to the first stop, or the first comma when the sentence is long.

    A mark alone on its line has its title on the next.
    """
    while start < limit and text[start] in "，、：\n":
        start += 1
    stop = _TITLE_END.search(text, start, limit)
    end = stop.start() if stop else limit
    if end - start > _LONGEST_TITLE:
        comma = _CLAUSE_END.search(text, start, end)
        end = comma.start() if comma else end
    while end > start and text[end - 1] in "，、；：":
        end -= 1
    return start, end


def _identity(level: int, title: str, parent: Node | None, seen: dict[str, int]) -> str:
    """The hash of a clause's words; where they come again, that of its parent's title and its own, at last numbered."""
    kind = "item" if level == ITEM_LEVEL else "heading"
    digest = _digest(kind, title)
    if digest in seen:
        digest = _digest(kind, f"{parent.title if parent else ''}\0{title}")
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _digest(kind: str, words: str) -> str:
    plain = re.sub(r"[^\w\0]", "", words)
    return hashlib.blake2s(f"{kind}\0{plain}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _oddities(doc: Normalised, placed: list[Placed]) -> list[Oddity]:
    groups: dict[int, list[Placed]] = {}
    for entry in placed:
        groups.setdefault(entry.series, []).append(entry)
    found = [_oddity(doc, entry, entry.oddity, entry.expected) for entry in placed if entry.oddity]
    found += [_oddity(doc, entry, "mistyped") for entry in placed if entry.mark.mistyped]
    starts = [entry.mark.start for entry in placed]
    for group in groups.values():
        if len(group) == 1 and group[0].mark.level == ITEM_LEVEL:
            found.append(_oddity(doc, group[0], "lone"))
        declared = _declared(doc, group, starts)
        if declared is not None:
            found.append(declared)
    return sorted(found, key=lambda oddity: (oddity.start, oddity.code))


def _oddity(doc: Normalised, entry: Placed, code: OddityCode, expected: int | None = None) -> Oddity:
    mark = doc.printed(entry.mark.start, entry.mark.end)
    start, end = doc.span(entry.mark.start, entry.mark.end)
    found = None if expected is None else entry.number
    return Oddity(code, _MESSAGES[code].format(mark=mark), start, end, mark, expected, found)


def _declared(doc: Normalised, group: list[Placed], starts: list[int]) -> Oddity | None:
    """A count announced right before a list (三个方面), no other mark between, that does not hold."""
    start = group[0].mark.start
    reach = max(0, start - _DECLARED_REACH)
    matches = list(_DECLARED.finditer(doc.text, reach, start))
    if not matches or bisect_left(starts, matches[-1].end()) != bisect_left(starts, start):
        return None
    announced = chinese_count(matches[-1][1])
    if announced == len(group):
        return None
    phrase = doc.printed(matches[-1].start(), matches[-1].end())
    message = f"{phrase} is announced, {len(group)} found"
    start, end = doc.span(matches[-1].start(), matches[-1].end())
    return Oddity("declared", message, start, end, phrase, announced, len(group))
