"""Reading 读取: plain data field by field; what is wrong is noted with its place and its remedy, all at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
# What is calculated from such numbers stays far from the ends of binary ones.
LEAST, MOST = 1e-12, 1e12
_FRACTION = re.compile(r"([1-9][0-9]{0,3})\s*[/／]\s*([1-9][0-9]{0,3})")


@dataclass(frozen=True)
class Problem:
    """One wrong field: where it is, what is wrong, how to mend it."""

    path: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}. {self.mend}"


def at(path: str, key: str) -> str:
    """The place of a field: `items[0].score`."""
    return f"{path}.{key}" if path else key


def fraction(value: Any) -> tuple[int, int] | None:
    """The two whole numbers of a fraction written as a text, such as 1/3; None for anything else."""
    found = _FRACTION.fullmatch(value.strip()) if isinstance(value, str) else None
    return None if found is None else (int(found[1]), int(found[2]))


def judgement(value: Any) -> float | None:
    """How many times as important one is as the other, written as a number or as a fraction; None for anything else."""
    if (parts := fraction(value)) is not None:
        return parts[0] / parts[1]
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return value if plain and LEAST <= value <= MOST else None


class Reader:
    """Reads field by field, notes what is wrong and goes on with a stand-in: all problems show at once."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self.problems: list[Problem] = []

    def report(self, path: str, wrong: str, mend: str) -> None:
        """Note a problem; an empty path is the whole."""
        self.problems.append(Problem(path or self.whole, wrong, mend))

    def fields(self, value: Any, path: str, allowed: tuple[str, ...]) -> Mapping[str, Any]:
        """A mapping without unknown fields; {} in place of anything else."""
        if not isinstance(value, Mapping):
            self.report(path, f"must be a mapping, found {value!r}", f"Fields: {', '.join(allowed)}")
            return {}
        for key in value:
            if key not in allowed:
                close = get_close_matches(str(key), allowed, n=1)
                mend = f"Did you mean {close[0]!r}?" if close else f"Fields: {', '.join(allowed)}"
                self.report(at(path, str(key)), "is not a known field", mend)
        return value

    def list(self, fields: Mapping[str, Any], path: str, key: str, one: str = "item") -> list[Any]:
        """A list of at least one entry; [] in place of anything else."""
        value = fields.get(key)
        if isinstance(value, list) and value:
            return value
        wrong = f"must be a list of at least one {one}, found {value!r}"
        self.report(at(path, key), wrong, "Write one '- code: ...' each")
        return []

    def text(self, fields: Mapping[str, Any], path: str, key: str) -> str:
        """A text that is not empty."""
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.report(at(path, key), f"must be a text, found {value!r}", f"Write {key}: with a value in quotes")
        return ""

    def number(self, fields: Mapping[str, Any], path: str, key: str, default: float | None = None) -> float:
        """A number that can be calculated with: 0, or of an amount from LEAST to MOST; 1 in place of anything else."""
        value = fields.get(key, default)
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if plain and (value == 0 or LEAST <= abs(value) <= MOST):
            return value  # type: ignore[no-any-return]
        self.report(
            at(path, key), f"must be a number, found {value!r}", f"Write e.g. {key}: 10, no unit or quotes"
        )
        return 1.0

    def above_zero(
        self, fields: Mapping[str, Any], path: str, key: str, default: float | None = None
    ) -> float:
        """A number above zero."""
        value = self.number(fields, path, key, default)
        if value <= 0:
            self.report(
                at(path, key), f"must be above zero, found {value:g}", "Leave out what counts nothing"
            )
        return value

    def share(self, fields: Mapping[str, Any], path: str, key: str, default: float | None = None) -> float:
        """A number from 0 to 1."""
        value = self.number(fields, path, key, default)
        if not 0 <= value <= 1:
            self.report(at(path, key), f"must be from 0 to 1, found {value:g}", "Write 0.9 for 90 %")
        return value

    def whole_number(
        self, fields: Mapping[str, Any], path: str, key: str, most: int, default: int | None = None
    ) -> int:
        """A whole number from 0 to `most`."""
        value = self.number(fields, path, key, default)
        if value not in range(most + 1):
            wrong = f"must be a whole number from 0 to {most}, found {value:g}"
            self.report(at(path, key), wrong, f"Write e.g. {key}: 2")
        return int(value)

    def bound(self, fields: Mapping[str, Any], path: str, key: str, default: float | None) -> float | None:
        """A number, or nothing where it is written empty."""
        if key not in fields:
            return default
        return None if fields[key] is None else self.number(fields, path, key)

    def flag(self, fields: Mapping[str, Any], path: str, key: str) -> bool:
        """True or false; false unless written."""
        value = fields.get(key, False)
        if not isinstance(value, bool):
            self.report(at(path, key), f"must be true or false, found {value!r}", "Write true or false")
        return value is True

    def choice(
        self,
        fields: Mapping[str, Any],
        path: str,
        key: str,
        options: type[Choice],
        default: Choice | None = None,
    ) -> Choice:
        """One of the options by name; the first in place of anything else."""
        value = fields.get(key, default)
        if value in [str(option) for option in options]:
            return options(value)
        found = "is missing" if value is None else f"is {value!r}, which is not a choice"
        self.report(at(path, key), found, f"Choose one of {', '.join(options)}")
        return next(iter(options))
