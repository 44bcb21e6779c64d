"""Other methods as rows of the scheme form (备选方法表): one row an option, written back into its choice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

Rows = list[list[str]]
MOST_ROWS = 60
SCALES = (
    ("min_max", _("from the worst to the best")),
    ("z_score", _("standard deviations")),
    ("rank", _("place")),
    ("borda", _("number of worse units")),
    ("percentile", _("share that is worse")),
    ("distance_to_best", _("way to the best")),
    ("fraction_of_best", _("share of the best")),
)
WAYS = (
    ("", _("choose one")),
    ("normalise:min_max", _("scale: from the worst to the best")),
    ("normalise:z_score", _("scale: standard deviations")),
    ("normalise:rank", _("scale: place")),
    ("normalise:borda", _("scale: number of worse units")),
    ("normalise:percentile", _("scale: share that is worse")),
    ("normalise:distance_to_best", _("scale: way to the best")),
    ("normalise:fraction_of_best", _("scale: share of the best")),
    ("combine:arithmetic", _("combined: weighted mean")),
    ("combine:geometric", _("combined: geometric mean")),
    ("combine:harmonic", _("combined: harmonic mean")),
    ("combine:median", _("combined: median")),
    ("combine:copeland", _("combined: Copeland")),
    ("combine:topsis", _("combined: TOPSIS")),
    ("treat:none", _("outliers: left as they are")),
    ("treat:winsorise", _("outliers: pulled in, at most so many")),
    ("impute:none", _("gaps: not filled")),
    ("impute:mean", _("gaps: mean of the peers")),
    ("impute:median", _("gaps: median of the peers")),
    ("weights:equal", _("weights: equal")),
    ("weights:entropy", _("weights: by entropy")),
    ("weights:principal", _("weights: by the first principal component")),
    ("without", _("left out: codes")),
)
"""What an option of the form decides otherwise; the rest of the language is written in the text."""
NUMBERS = {"normalise:min_max": ("low", "high"), "normalise:z_score": ("mean", "deviation")}
"""Ways with numbers, as they stand in the column of values."""
_SIMPLE = {"combine": None, "weights": "by", "impute": "by"}


def shown(value: Any) -> Rows | None:
    """Choices as rows: name of the choice, of the option, way, values, for which codes, chance, code of the choice; None where the form cannot."""
    if not isinstance(value, list):
        return None
    rows = []
    for choice in value:
        options = choice.get("options") if isinstance(choice, Mapping) else None
        # One without options has no row, and would be lost with the first that is typed.
        if not isinstance(options, list) or not options:
            return None
        for option in options:
            row = _row(choice, option)
            if row is None:
                return None
            rows.append(row)
    return rows if len(rows) <= MOST_ROWS else None


def _row(choice: Mapping[str, Any], option: Any) -> list[str] | None:
    if not isinstance(option, Mapping):
        return None
    said = {key: one for key, one in option.items() if key != "name_en"}
    name, chance, codes = said.pop("name", ""), said.pop("chance", ""), said.pop("for", [])
    if len(said) > 1 or not isinstance(codes, list):
        return None
    way = _way(*said.popitem()) if said else ["", ""]
    code, decided = choice.get("code", ""), choice.get("name", "")
    if way is None or not all(isinstance(one, str) for one in (code, decided, name, *codes)):
        return None
    return [decided, name, *way, ", ".join(codes), _number(chance), code]


def _way(word: str, value: Any) -> list[str] | None:
    """A word of an option as way and values; None where the form does not know it."""
    known = dict(WAYS)
    if word == "without" and isinstance(value, list):
        return ["without", ", ".join(map(str, value))]
    if word in _SIMPLE:
        key = _SIMPLE[word]
        plain = value
        if key is not None and isinstance(value, Mapping):
            plain = value.get(key) if value.keys() == {key} else None
        return [f"{word}:{plain}", ""] if f"{word}:{plain}" in known else None
    if word == "treat" and value == "none":
        return ["treat:none", ""]
    if word == "treat" and isinstance(value, Mapping) and value.keys() == {"winsorise"}:
        return ["treat:winsorise", _number(value["winsorise"])]
    if word == "normalise" and isinstance(value, Mapping):
        code = f"normalise:{value.get('by')}"
        names = NUMBERS.get(code, ())
        given = [name for name in names if name in value]
        in_order = tuple(given) == names[: len(given)]
        if code in known and in_order and value.keys() == {"by", *given}:
            return [code, ", ".join(_number(value[name]) for name in given)]
    return None


def _number(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{Decimal(repr(value)):f}"
    return str(value)


def typed(rows: Rows, known: Any, number: Any) -> list[dict[str, Any]] | None:
    """The choices of rows; what the form does not show of a choice or an option stays. ``number`` reads a number.

    A row without a code belongs to the choice of its name, or begins a new one.
    """
    before = {one.get("code"): one for one in known or () if isinstance(one, Mapping)}
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        cells = [cell.strip() for cell in (row + [""] * 7)[:7]]
        if not any(cells):
            continue
        decided, *option, code = cells
        code = code or _code(found, before, decided)
        old = before.get(code, {})
        words = {key: old[key] for key in ("name_en",) if key in old and decided == old.get("name")}
        choice = found.setdefault(code, {"code": code, "name": decided, **words, "options": []})
        choice["name"] = choice["name"] or decided
        choice["options"].append(_option(option, old, number))
    return list(found.values()) or None


def _code(found: Mapping[str, Mapping[str, Any]], before: Mapping[Any, Any], name: str) -> str:
    known = {**before, **found}
    same = next((code for code, choice in known.items() if name and choice.get("name") == name), None)
    last = next(reversed(list(found)), None) if not name else None
    return same or last or next(c for n in range(1, 2 * MOST_ROWS + 2) if (c := f"choice_{n}") not in known)


def _option(cells: Sequence[str], old: Mapping[str, Any], number: Any) -> dict[str, Any]:
    name, way, values, codes, chance = cells
    options = old.get("options") if isinstance(old.get("options"), list) else []
    english = next(
        (one["name_en"] for one in options or () if one.get("name") == name and "name_en" in one), None
    )
    option: dict[str, Any] = {"name": name}
    if english is not None:
        option["name_en"] = english
    if chance:
        option["chance"] = number(chance)
    if codes:
        option["for"] = _listed(codes)
    word, _colon, what = way.partition(":")
    parts = _listed(values)
    if word == "without":
        option["without"] = parts
    elif way == "treat:winsorise":
        option["treat"] = {"winsorise": number(values)}
    elif word == "normalise":
        numbers = zip(NUMBERS.get(way, ()), map(number, parts), strict=False)
        option["normalise"] = {"by": what, **dict(numbers)}
    elif word in _SIMPLE:
        key = _SIMPLE[word]
        option[word] = what if key is None or what == "none" else {key: what}
    elif word:
        option[word] = what
    return option


def _listed(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,，、]+", text) if part]
