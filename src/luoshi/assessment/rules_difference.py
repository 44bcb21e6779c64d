"""What two versions of a scheme say differently (条文对比): field by field, in the words of their texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from luoshi.assessment.scheme_text import SchemeText

SECTIONS = ("adjustments", "exclusions", "vetoes", "gates", "grades", "jumps")
"""Lists of what follows the sum. The code of an entry begins with the section and a colon, as no node's does."""
# What every text says about itself, and what is inside, which stands for itself.
FRAME = frozenset({"items", "code", "unit", "alternatives", *SECTIONS})
CHOICE = "alternatives:"
"""What the code of a choice begins with, that no node's does."""
WIDE = 10_000


@dataclass(frozen=True)
class Difference:
    """One field of one item, block or the scheme itself. ``field`` is empty where the whole item came or went.

    ``before`` and ``after`` are the text as it is written, empty where it is not there.
    """

    code: str
    name: str
    name_en: str
    field: str
    before: str
    after: str


def differences(before: SchemeText, after: SchemeText) -> list[Difference]:
    """Every field that differs, the scheme's own first, then by the order of ``before``, what is new last."""
    old, new = (dict(_nodes(yaml.safe_load(text.source))) for text in (before, after))
    found = []
    for key in (*old, *(key for key in new if key not in old)):
        was, now = old.get(key), new.get(key)
        node = was or now
        assert node is not None
        name = str(node.get("name", "")), str(node.get("name_en", ""))
        if was is None or now is None:
            found.append(Difference(key, *name, "", _written(was), _written(now)))
            continue
        found += [
            Difference(key, *name, field, _written(was.get(field)), _written(now.get(field)))
            for field in dict.fromkeys((*was, *now))
            if was.get(field) != now.get(field)
        ]
    return found


def _nodes(raw: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Fields of the scheme under the empty code, of every block and item under its own, without their children.

    What follows the sum and what the scheme leaves open comes after: caps, and how far the weights are, as fields of the
    scheme, every entry and every choice as a node.
    """
    alternatives, adjustments = raw.get("alternatives", {}), raw.get("adjustments", {})
    noise = {"alternatives.noise": alternatives["noise"]} if alternatives else {}
    caps = {f"adjustments.{field}": value for field, value in adjustments.items() if field != "items"}
    yield "", {field: value for field, value in raw.items() if field not in FRAME} | caps | noise
    waiting = list(raw["items"])
    while waiting:
        node = waiting.pop(0)
        waiting = [*node.get("items", ()), *waiting]
        yield node["code"], {field: value for field, value in node.items() if field not in FRAME}
    for section in SECTIONS:
        for entry in adjustments.get("items", ()) if section == "adjustments" else raw.get(section, ()):
            code = entry["unit"] if section == "exclusions" else entry["code"]
            named = {"name": code} if section == "exclusions" else {}
            yield f"{section}:{code}", named | {f: value for f, value in entry.items() if f not in FRAME}
    for choice in alternatives.get("choices", ()):
        yield CHOICE + choice["code"], {field: value for field, value in choice.items() if field not in FRAME}


def _written(value: Any) -> str:
    """One value on one line, as the text has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    line = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=WIDE)
    return line.removesuffix("\n...\n").strip()
