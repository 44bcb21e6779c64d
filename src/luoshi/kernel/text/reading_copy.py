"""The copy of a text that plans are read from: simplified characters, a paragraph for each cell (阅读文本)."""

import re

from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.simplified import simplified

_CIRCLE = re.compile("(?<=[一二三四五六七八九〇○])○|○(?=[一二三四五六七八九])")
"""A circle that stands for 〇 in a year (二○二五年)."""


def reading_copy(text: str) -> Normalised:
    """The normalised text in simplified characters; cells parted by tabs become paragraphs of their own."""
    doc = normalise(text)
    if "\t" in text:
        doc = _with_cells(doc)
    return Normalised(doc.original, _CIRCLE.sub("〇", simplified(doc.text)), doc.offsets)


def _with_cells(doc: Normalised) -> Normalised:
    chars: list[str] = []
    offsets: list[int] = []
    behind = 0
    for char, offset in zip(doc.text, doc.offsets, strict=True):
        tab = doc.original.find("\t", behind, offset + 1)
        parts = tab >= 0 and bool(chars) and chars[-1] != "\n" and char != "\n"
        if parts:
            chars.append("\n")
            offsets.append(tab)
        if not (parts and char == " "):
            chars.append(char)
            offsets.append(offset)
        behind = offset + 1
    return Normalised(doc.original, "".join(chars), tuple(offsets))
