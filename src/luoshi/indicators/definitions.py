"""Which definition of an indicator is in force for a month, as known at a moment (指标口径)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import connection

from luoshi.indicators.definition_models import Definition, OverTime
from luoshi.indicators.journal import ledger_heads
from luoshi.indicators.models import Nature
from luoshi.workdays.periods import Period

OPERANDS = ("weight", "numerator", "denominator")
# How the parts of a span make it up, where no definition says otherwise.
BY_NATURE = {
    Nature.FLOW: OverTime.SUM,
    Nature.CUMULATIVE: OverTime.LAST,
    Nature.STOCK: OverTime.LAST,
    Nature.RATE: OverTime.NONE,
    Nature.INDEX: OverTime.NONE,
}


@dataclass(frozen=True)
class Definitions:
    """Every version known at a moment, by key of the indicator, in the order recorded."""

    versions: Mapping[int, tuple[Definition, ...]]

    def __bool__(self) -> bool:
        return bool(self.versions)

    def of(self, indicator: int) -> tuple[Definition, ...]:
        """The versions of one indicator; empty where none was written down."""
        return self.versions.get(indicator, ())

    def makes(self, indicator: int) -> bool:
        """Whether a formula or a computation makes the figures by any version."""
        return any(d.formula or d.measure for d in self.of(indicator))

    def in_force(self, indicator: int, day: date) -> Definition | None:
        """The version for a period that begins on ``day``: the last to begin by then, the later one of two."""
        begun = [d for d in self.of(indicator) if begins(d) <= day]
        return max(begun, key=lambda d: (begins(d), d.version), default=None)

    def breaks(self, indicator: int) -> tuple[tuple[date, Definition], ...]:
        """The days on which another version than before came into force, with that version; not the first one."""
        days = sorted({begins(d) for d in self.of(indicator)})
        found = [(day, self.in_force(indicator, day)) for day in days]
        return tuple((day, version) for day, version in found[1:] if version is not None)


def begins(definition: Definition) -> date:
    """The first day of the first period that a version holds for."""
    return _start(definition.holds_from)


@cache
def _start(period: str) -> date:
    return Period.parse(period).start


_kept: dict[str, tuple[dict[int, tuple[int, str]], list[Definition]]] = {}


def definitions(known_at: datetime) -> Definitions:
    """The versions recorded at or before ``known_at``."""
    found: dict[int, list[Definition]] = {}
    for row in _on_record():
        if row.recorded_at <= known_at:
            found.setdefault(row.indicator_id, []).append(row)
    return Definitions({key: tuple(versions) for key, versions in found.items()})


def _on_record() -> list[Definition]:
    """Every version, kept in the process until the ledger moves: a version is never written without an entry."""
    name, heads = str(connection.settings_dict["NAME"]), ledger_heads()
    kept = _kept.get(name)
    if kept is None or kept[0] != heads:
        rows = Definition.objects.select_related(*OPERANDS).order_by("indicator_id", "version")
        kept = _kept[name] = heads, list(rows)
    return kept[1]


def made_codes() -> frozenset[str]:
    """Codes of the indicators whose latest version is a formula or a computation: nobody reports them."""
    rows = Definition.objects.order_by("version").values_list("indicator__code", "formula", "measure")
    latest = {code: bool(formula or measure) for code, formula, measure in rows}
    return frozenset(code for code, made in latest.items() if made)
