"""Values on record, cell by cell, and what was known of them at a moment (在案数据)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from luoshi.indicators.models import Decision, Observation, Origin, Verdict

Cell = tuple[int, int, str]
"""Keys of unit and indicator, and the code of the period."""


@dataclass(frozen=True)
class Stated:
    """A value that was once stated, and the verdict that verified it; None while nobody did."""

    observation: Observation
    verdict: Verdict | None

    @property
    def verified_at(self) -> datetime | None:
        """Since when it counts: a computed figure from its recording on."""
        if self.observation.origin == Origin.COMPUTED:
            return self.observation.recorded_at
        return None if self.verdict is None else self.verdict.at


@dataclass(frozen=True)
class Amount:
    """Cells added up, or with a sign of -1 taken off: the months of a flow, the towns of a district."""

    terms: tuple[tuple[int, Cell], ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _sign, cell in self.terms]


@dataclass(frozen=True)
class OnRecord:
    """All versions of some cells up to a day, oldest first."""

    versions: Mapping[Cell, list[Stated]]

    def in_force(self, cell: Cell, at: datetime, *, verified: bool) -> Stated | None:
        """The version that counted at a moment: the latest one stated, of the verified ones if ``verified``."""
        known = [version for version in self.versions.get(cell, ()) if _since(version, verified, at)]
        return known[-1] if known else None

    def total(self, amount: Amount, at: datetime, *, verified: bool) -> Fraction | None:
        """The sum as it was known at a moment; None while a cell of it is missing or withdrawn."""
        total = Fraction(0)
        for sign, cell in amount.terms:
            version = self.in_force(cell, at, verified=verified)
            if version is None or version.observation.value is None:
                return None
            total += sign * Fraction(version.observation.value)
        return total

    def moments(self, amounts: Iterable[Amount], *, verified: bool) -> list[datetime]:
        """The moments, in order, at which one of the cells changed."""
        found = set()
        for amount in amounts:
            for cell in amount.cells:
                for version in self.versions.get(cell, ()):
                    if not verified:
                        found.add(version.observation.recorded_at)
                    elif version.verified_at is not None:
                        found.add(version.verified_at)
        return sorted(found)


def _since(version: Stated, verified: bool, at: datetime) -> bool:
    if verified:
        return version.verified_at is not None and version.verified_at <= at
    return version.observation.recorded_at <= at


def read_record(cells: Collection[Cell], until: datetime) -> OnRecord:
    """What was stated and verified of ``cells`` up to a moment: two queries, whatever their number."""
    stated = Observation.objects.filter(
        unit__in={cell[0] for cell in cells},
        indicator__in={cell[1] for cell in cells},
        period__in={cell[2] for cell in cells},
        recorded_at__lte=until,
    )
    verdicts: dict[int, Verdict] = {}
    for verdict in (
        Verdict.objects.filter(observation__in=stated, decision=Decision.VERIFIED, at__lte=until)
        .select_related("by")
        .order_by("pk")
    ):
        verdicts.setdefault(verdict.observation_id, verdict)
    versions: dict[Cell, list[Stated]] = {}
    for row in stated.select_related("sheet__round__form").order_by("pk"):
        key = (row.unit_id, row.indicator_id, row.period)
        versions.setdefault(key, []).append(Stated(row, verdicts.get(row.pk)))
    return OnRecord(versions)
