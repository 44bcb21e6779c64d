"""The names by which documents call the catalogue's indicators (指标名称与别名)."""

from __future__ import annotations

from luoshi.documents.proposals import Term
from luoshi.indicators.models import Indicator
from luoshi.ledger.master import from_master


def catalogue() -> list[Indicator]:
    """Every indicator, in official order."""
    return list(Indicator.objects.all())


def english_measures() -> dict[str, str]:
    """What units of measure are called in English, by the unit as the catalogue writes it; in memory."""

    def read() -> dict[str, str]:
        named = Indicator.objects.exclude(unit_name_en="").order_by("-order", "-code")
        return dict(named.values_list("unit_name", "unit_name_en"))

    return from_master("english measures", read)


def vocabulary() -> list[Term]:
    """Every indicator of the catalogue with its name and synonyms, in official order."""
    return [
        Term(code=code, name=name, synonyms=tuple(synonyms))
        for code, name, synonyms in Indicator.objects.values_list("code", "name", "synonyms")
    ]
