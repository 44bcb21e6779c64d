"""A text cut for reading (正文分段): paragraphs, sentences that carry drafts, the numbers in them. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_HEADING = 60


@dataclass(frozen=True)
class Span:
    """Something marked in the text, [start, end). ``kind`` is ``value`` (a target's number), ``base`` or ``words``; of a
    number check the level of a finding, or ``operand``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """A run of text of one kind; ``kind`` is empty for plain words."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Run:
    """Part of a paragraph: a marked sentence with its id, or (id empty) the text between."""

    sentence: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Paragraph:
    """One line of the text. ``level`` is that of the heading it is, 0 for none; ``keys`` the clauses that begin in it."""

    level: int
    keys: tuple[str, ...]
    runs: tuple[Run, ...]


def sentence_id(start: int) -> str:
    """The id of the marked sentence that begins at ``start``."""
    return f"s{start}"


def paragraphs(
    text: str,
    sentences: Iterable[tuple[int, int]],
    spans: Iterable[Span],
    clauses: Iterable[tuple[int, int, str]],
) -> list[Paragraph]:
    """Non-empty lines of ``text`` with the ``sentences`` (start, end) and ``spans`` marked.

    Overlapping sentences are joined under the id of the first. ``clauses`` are (start, level, key), level 0
    for items of a list; a short line takes the level of the first clause that begins in it, a long one is
    running text that merely opens with its title.
    """
    marked = _joined(sentences)
    placed = sorted(set(spans), key=lambda span: (span.start, -span.end))
    heads = sorted(clauses)
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            opened = heads[bisect_left(heads, (start, 0, "")) : bisect_left(heads, (end, 0, ""))]
            level = opened[0][1] if opened and len(line.strip()) <= LONGEST_HEADING else 0
            keys = tuple(key for _start, _level, key in opened)
            found.append(Paragraph(level, keys, tuple(_runs(text, start, end, marked, placed))))
        start = end + 1
    return found


def _joined(sentences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(sentences)):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def holder(sentences: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """For each sentence the id under which :func:`paragraphs` marks it."""
    every = sorted(set(sentences))
    joined = _joined(every)
    starts = [start for start, _end in joined]
    return {s: sentence_id(joined[bisect_right(starts, s[0]) - 1][0]) for s in every}


def _runs(
    text: str, start: int, end: int, sentences: list[tuple[int, int]], spans: list[Span]
) -> Iterable[Run]:
    at = start
    for first, last in sentences[max(0, bisect_right(sentences, (start, start)) - 1) :]:
        if first >= end:
            break
        begin, stop = max(first, at), min(last, end)
        if stop <= begin:
            continue
        if begin > at:
            yield Run("", (Piece(text[at:begin]),))
        yield Run(sentence_id(first), tuple(_pieces(text, begin, stop, spans)))
        at = stop
    if at < end:
        yield Run("", (Piece(text[at:end]),))


def _pieces(text: str, start: int, end: int, spans: list[Span]) -> Iterable[Piece]:
    at = start
    for span in spans[bisect_left(spans, start, key=lambda span: span.start) :]:
        if span.start < at:
            continue
        if span.start >= end:
            break
        if span.start > at:
            yield Piece(text[at : span.start])
        at = min(span.end, end)
        yield Piece(text[span.start : at], span.kind)
    if at < end:
        yield Piece(text[at:end])
