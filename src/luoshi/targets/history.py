"""The changes of a target over time: nothing is rewritten, so they can be told (目标调整沿革)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.policies import visible_targets
from luoshi.targets.spans import Span, codes_covering
from luoshi.targets.vocabulary import CEILINGS, PACED
from luoshi.workdays.clock import end_of

Place = tuple[int, int, str, str]


@dataclass(frozen=True)
class Change:
    """One step of a target's life: ``after`` took the place of ``before``; None: it was set.

    ``fields`` names what differs: value, stretch, base, curve, kind, parent. ``lowered`` and ``raised`` speak of
    how much is asked; ``late`` says that the asked amount moved after the middle of the target's span.
    """

    before: Target | None
    after: Target
    fields: tuple[str, ...]
    lowered: bool
    raised: bool
    late: bool

    @property
    def rests_on_authority(self) -> bool:
        """Set, or changed on authority: what a document, an approver and a reason stand behind."""
        if self.before is None or {"value", "stretch"} & set(self.fields):
            return True
        # A first curve or base leaves standing what the target was set on.
        return any(getattr(self.before, name) != getattr(self.after, name) for name in AUTHORITY)

    @property
    def on(self) -> date:
        return timezone.localtime(self.after.recorded_at).date()


AUTHORITY = ("basis", "approved_by_id", "change_reason")
COMPARED = {
    "value": ("kind", "op", "value"),
    "stretch": ("stretch",),
    "base": ("base",),
    "curve": ("curve", "curve_table"),
    "parent": ("rule",),
}


def place_of(target: Target) -> Place:
    """What stays when one target supersedes another; amounts and growths of one indicator are one place."""
    return (
        target.indicator_id,
        target.unit_id,
        target.period,
        "paced" if target.kind in PACED else target.kind,
    )


def changes(rows: Iterable[Target]) -> list[Change]:
    """The rows of one place, in the order in which they were recorded, as changes; the first one set it."""
    ordered = sorted(rows, key=lambda row: (row.recorded_at, row.pk))
    return [_change(before, after) for before, after in zip([None, *ordered], ordered, strict=False)]


def _change(before: Target | None, after: Target) -> Change:
    if before is None:
        return Change(None, after, (), lowered=False, raised=False, late=False)
    differing = tuple(
        name
        for name, columns in COMPARED.items()
        if any(getattr(before, column) != getattr(after, column) for column in columns)
    )
    less, more = _moved(before, after)
    if after.op in CEILINGS:
        less, more = more, less
    middle = Span.parse(after.period).middle
    late = (less or more) and timezone.localtime(after.recorded_at).date() > middle
    return Change(before, after, differing, lowered=less, raised=more, late=late)


def _moved(before: Target, after: Target) -> tuple[bool, bool]:
    """Whether less, or more, is asked than before: by the value of the same kind, else by the level meant."""
    pair: tuple[Decimal | None, Decimal | None] = (before.value, after.value)
    if before.kind != after.kind:
        pair = (before.level, after.level)
    old, new = pair
    if old is None or new is None:
        return False, False
    return new < old, new > old


def history(standing: Standing, target: Target, as_of: date) -> list[Change]:
    """Everything that held at the place of ``target`` until ``as_of``, oldest first."""
    family = Q(kind__in=PACED) if target.kind in PACED else Q(kind=target.kind)
    rows = (
        Target.objects.filter(visible_targets(standing), family, recorded_at__lte=end_of(as_of))
        .filter(indicator=target.indicator_id, unit=target.unit_id, period=target.period)
        .select_related("indicator", "approved_by", "document")
    )
    return changes(rows)


def changes_of_year(standing: Standing, year: int, as_of: date) -> dict[Place, list[Change]]:
    """The changes, first settings left out, of every target of ``year`` known on ``as_of``, by its place: one query."""
    rows = (
        Target.objects.filter(visible_targets(standing), recorded_at__lte=end_of(as_of))
        .filter(period__in=codes_covering(year))
        .select_related("indicator", "unit", "approved_by", "document")
        .order_by("recorded_at", "pk")
    )
    places: dict[Place, list[Target]] = {}
    for row in rows:
        places.setdefault(place_of(row), []).append(row)
    return {place: changes(held)[1:] for place, held in places.items() if len(held) > 1}


def late_change(found: Sequence[Change]) -> Change | None:
    """The last change of what is asked after the middle of the span; None where there is none."""
    return next((change for change in reversed(found) if change.late), None)
