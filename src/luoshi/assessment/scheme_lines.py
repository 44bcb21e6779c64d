"""Where in the text of a scheme a wrong place stands (出错行): the line of ``items[0].score.cap``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import yaml
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scheme_text import plain
from luoshi.ledger.refusal import Problem, Refused

# An option that is wrong as a scheme names its own place first: ``alternatives.choices[0].options[0] → items[0]``.
FURTHER = " → "
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")


def with_lines(source: str, problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each with the line of ``source`` where its place stands; as they are where they have none."""
    found = []
    for problem in problems:
        line = line_of(source, str(problem.where))
        where = (
            _("line %(line)d, %(place)s") % {"line": line, "place": problem.where} if line else problem.where
        )
        found.append(replace(problem, where=where))
    return found


def line_of(source: str, place: str) -> int | None:
    """The line, from 1, of the last step of ``place`` that is written; None where not even its first is."""
    node, line = _composed(source), None
    for name, number in _STEP.findall(place.split(FURTHER, maxsplit=1)[0]):
        if name and isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == name), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif number and isinstance(node, yaml.SequenceNode) and int(number) < len(node.value):
            node = node.value[int(number)]
            line = node.start_mark.line + 1
        else:
            break
    return line


@lru_cache(maxsize=4)
def _composed(source: str) -> yaml.Node | None:
    """The places of the text; None where it is no plain YAML, whose problems name their lines themselves."""
    try:
        plain(source)
    except Refused:
        return None
    return yaml.compose(source, Loader=yaml.SafeLoader)
