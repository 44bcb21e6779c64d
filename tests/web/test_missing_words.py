"""What is said of an item that people judged too few of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest
from django.utils.translation import override

from luoshi.assessment.trace import Step
from luoshi.web.explanation_words import fired_words


@dataclass(frozen=True)
class Named:
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Left:
    """As much of a step as these words read."""

    people: int | None
    actual: Decimal | None
    part: Any
    heirs: tuple[Named, ...] = (Named("收入", "Revenue"),)
    weightless: bool = False


@dataclass(frozen=True)
class Apart:
    applies: bool = False


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (2, "too few raters or answers: it does not apply, and its weight went to Revenue"),
        (None, "does not apply: its weight went to Revenue"),
    ],
)
def test_too_few_raters_are_told_as_such(people: int | None, said: str) -> None:
    with override("en"):
        assert fired_words(cast(Step, Left(people, None, Apart()))) == said
