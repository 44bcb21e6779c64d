"""The names by which documents call the catalogue's indicators (指标名称与别名)."""

from __future__ import annotations

from luoshi.documents.proposals import Term
from luoshi.indicators.models import Indicator


def catalogue() -> list[Indicator]:
    """Every indicator, in official order."""
    return list(Indicator.objects.all())


def vocabulary() -> list[Term]:
    """Every indicator of the catalogue with its name and synonyms, in official order."""
    return [
        Term(code=code, name=name, synonyms=tuple(synonyms))
        for code, name, synonyms in Indicator.objects.values_list("code", "name", "synonyms")
    ]
