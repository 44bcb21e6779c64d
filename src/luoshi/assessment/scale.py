"""What a rater may answer (评分尺度): whole numbers between two ends, or named grades with values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.kernel.rounding import half_up

DIGITS = 6


@dataclass(frozen=True)
class Grade:
    """One grade, such as 好 = 100."""

    value: Decimal
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Scale:
    """The grades, the best first; or none, and then every whole number from ``low`` to ``high``."""

    low: Decimal
    high: Decimal
    grades: tuple[Grade, ...] = ()

    @property
    def values(self) -> tuple[Decimal, ...]:
        """Everything that can be answered."""
        if self.grades:
            return tuple(grade.value for grade in self.grades)
        return tuple(Decimal(n) for n in range(int(self.low), int(self.high) + 1))

    def read(self, text: str) -> Decimal | None:
        """The answer that ``text`` stands for; None when it is none of this scale."""
        plain = text.strip()
        if (
            not plain.replace(".", "", 1).isascii()
            or not plain.replace(".", "", 1).isdigit()
            or len(plain) > 9
        ):
            return None
        value = Decimal(plain)
        if self.grades:
            return value if value in self.values else None
        return value if self.low <= value <= self.high and value == value.to_integral_value() else None

    def kept(self) -> dict[str, Any]:
        """As the panel keeps it."""
        if self.grades:
            return {
                "grades": [
                    {"value": written(g.value), "name": g.name, "name_en": g.name_en} for g in self.grades
                ]
            }
        return {"low": int(self.low), "high": int(self.high)}


def scale_of(kept: Mapping[str, Any]) -> Scale:
    """Read back what :meth:`Scale.kept` wrote."""
    if "grades" in kept:
        return of_grades(
            tuple(Grade(Decimal(g["value"]), g["name"], g.get("name_en", "")) for g in kept["grades"])
        )
    return Scale(Decimal(kept["low"]), Decimal(kept["high"]))


def of_grades(grades: tuple[Grade, ...]) -> Scale:
    """A scale of named grades, put in order of value, the best first; ValueError without any."""
    ordered = tuple(sorted(grades, key=lambda grade: grade.value, reverse=True))
    return Scale(min(g.value for g in ordered), max(g.value for g in ordered), ordered)


def written(value: Decimal | float) -> str:
    """A value as it is kept: at most six decimals, no trailing zeros."""
    exact = half_up(value, DIGITS)
    assert exact is not None
    return f"{exact.normalize() + 0:f}"
