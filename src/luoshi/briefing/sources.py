"""Figures in running text keep where they come from (文中数字溯源): marked while sentences are made, then taken out.

A mark goes with its words through every list and sentence. Paper prints the words alone; a page opens the place.
"""

from __future__ import annotations

import re

from luoshi.briefing.official import Paragraph, Source
from luoshi.targets.models import Target

# Characters that no text holds: for private use, from Unicode's own block.
_FROM, _WORDS, _UNTIL = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_FROM}([^{_WORDS}]*){_WORDS}([^{_UNTIL}]*){_UNTIL}")


def opened(words: str, place: str, at: str = "") -> str:
    """``words`` marked as a figure that stands at a ``place``, see :class:`Source`; nothing stays nothing."""
    return f"{_FROM}{place}#{at}{_WORDS}{words}{_UNTIL}" if words else ""


def of_target(words: str, target: Target, at: str) -> str:
    """``words`` marked as a figure of the target: ``at`` is its row on the page of lineages."""
    return opened(words, f"target/{target.pk}", at)


def told(text: str) -> Paragraph:
    """The paragraph that ``text`` says, with the places of the figures marked in it."""
    plain, sources, rest = "", [], 0
    for found in _MARKED.finditer(text):
        plain += text[rest : found.start()]
        place, _sign, at = found[1].partition("#")
        sources.append(Source(len(plain), len(plain) + len(found[2]), place, at))
        plain += found[2]
        rest = found.end()
    return Paragraph(plain + text[rest:], tuple(sources))
