"""Sentences of a reading copy (断句)."""

import re
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
