"""Sentences of a reading copy (断句)."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from luoshi.kernel.text.normalise import Normalised

_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]+[”’》）]*|(?=\n)|\Z)")


@dataclass(frozen=True)
class Sentence:
    """Positions in the normalised text; `paragraph` counts paragraphs from 0."""

    start: int
    end: int
    paragraph: int


def split_sentences(doc: Normalised) -> list[Sentence]:
    """Sentences in order; they end at 。！？, closing quotes and brackets included, or with a paragraph."""
    found: list[Sentence] = []
    paragraph = start = 0
    text = doc.text
    while start < len(text):
        if text[start] == "\n":
            paragraph += 1
            start += 1
            continue
        match = _SENTENCE.match(text, start)
        end = match.end() if match and match.end() > start else start + 1
        found.append(Sentence(start, end, paragraph))
        start = end
    return found


class Breaks:
    """Where one mark stands in a text, so that the last one before a position is found at once."""

    def __init__(self, text: str, mark: str) -> None:
        self._places = [found.start() for found in re.finditer(re.escape(mark), text)]

    def behind_last(self, position: int, floor: int = 0) -> int:
        """The position behind the last mark before `position`, at least `floor`."""
        index = bisect_left(self._places, position)
        return max(floor, self._places[index - 1] + 1) if index else floor
