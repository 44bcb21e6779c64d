"""A target is not rewritten: a changed one is a new row that takes the old one's place (目标调整)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.vocabulary import PACED


def locked(target: Target) -> Target:
    """``target`` read again and held until the transaction ends. Refused when another has taken its place."""
    row = Target.objects.select_for_update().get(pk=target.pk)
    if row.superseded_at is not None:
        raise Refused(
            Problem(
                named(row.indicator),
                _("This target has been superseded."),
                _("Open the target that is in force."),
                "superseded",
            )
        )
    return row


def succeed(standing: Standing, target: Target, **changes: Any) -> Target:
    """A copy of ``target`` with ``changes``, in force from now on; ``target`` is marked superseded and saved."""
    target.superseded_at = standing.at
    target.save(update_fields=["superseded_at"])
    kept = {
        field.attname: getattr(target, field.attname)
        for field in Target._meta.concrete_fields
        if not field.primary_key
    }
    return Target.objects.create(
        **{**kept, **changes, "recorded_at": standing.at, "superseded_at": None},
    )


def versions(target: Target) -> list[Target]:
    """Everything that ever stood at the place of ``target``, oldest first; amounts and growths are one place."""
    kinds = PACED if target.kind in PACED else (target.kind,)
    return list(
        Target.objects.filter(
            indicator=target.indicator_id, unit=target.unit_id, period=target.period, kind__in=kinds
        ).order_by("recorded_at", "pk")
    )


def parts_in_force(target: Target) -> QuerySet[Target]:
    """What was handed down from the place of ``target``, before or after a change of ``target`` itself.

    Only amounts and growths are handed down: a limit of the same indicator has no part in them.
    """
    if target.kind not in PACED:
        return Target.objects.none()
    return Target.objects.filter(
        parent__indicator=target.indicator_id,
        parent__unit=target.unit_id,
        period=target.period,
        kind__in=PACED,
        superseded_at__isnull=True,
    ).select_related("unit", "indicator")


def held_at(target: Target, units: Sequence[int]) -> dict[int, list[Target]]:
    """What ``units`` (keys) are asked for in force, of the indicator and period of ``target``; held until the transaction ends.

    Whoever asked for it: a part handed down takes its place all the same.
    """
    found: dict[int, list[Target]] = {}
    for row in Target.objects.select_for_update(of=("self",)).filter(
        indicator=target.indicator_id,
        unit__in=units,
        period=target.period,
        kind__in=PACED,
        superseded_at__isnull=True,
    ):
        found.setdefault(row.unit_id, []).append(row)
    return found


def in_force_below(target: Target, units: Sequence[str]) -> bool:
    """Whether handing ``target`` down to ``units`` (codes) changes what one of them is asked for already."""
    return Target.objects.filter(
        indicator=target.indicator_id,
        unit__code__in=units,
        period=target.period,
        kind__in=PACED,
        superseded_at__isnull=True,
    ).exists()
