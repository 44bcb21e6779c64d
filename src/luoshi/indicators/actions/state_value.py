"""State a value that no report carries: printed in a document, or supplied by a person (登记基数)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause, Document
from luoshi.documents.policies import may_settle
from luoshi.indicators.models import LONGEST_NOTE, Indicator, Observation, Origin
from luoshi.indicators.numerals import kept_exactly
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Evidence:
    """Where a stated value comes from: its place in a document, or in words the source a person names."""

    document: Document | None = None
    clause: Clause | None = None
    start: int | None = None
    end: int | None = None
    source: str = ""

    @property
    def origin(self) -> Origin:
        return Origin.DOCUMENT if self.document is not None else Origin.SUPPLIED


@transaction.atomic
def state_value(
    standing: Standing, indicator: Indicator, unit: Unit, period: str, value: Decimal, evidence: Evidence
) -> Observation:
    """Record ``value`` of ``indicator`` for ``unit`` and ``period``, superseding what was known before.

    The same value from the same kind of evidence is recorded once. Refused without a document or a source, for too
    long a one, and for a value that cannot be kept digit for digit.
    """
    require(may_settle(standing))
    Period.parse(period)
    if evidence.document is None and not evidence.source.strip():
        raise Refused(
            Problem(
                named(indicator),
                _("The source is missing."),
                _("Name the document, table or office that the number comes from."),
                "base_source",
            )
        )
    if problems := too_long(named(indicator), evidence.source, LONGEST_NOTE, "base_source"):
        raise Refused(problems)
    if not kept_exactly(value):
        raise Refused(
            Problem(
                named(indicator),
                _("“%s” has too many digits to be kept exactly.") % value,
                _("Leave out decimals; nothing is rounded silently."),
                "base",
            )
        )
    current = (
        Observation.objects.filter(indicator=indicator, unit=unit, period=period, superseded_by__isnull=True)
        .order_by("-pk")
        .first()
    )
    if current is not None and (current.value, current.origin) == (value, evidence.origin):
        return current
    stated = Observation.objects.create(
        unit=unit,
        indicator=indicator,
        period=period,
        value=value,
        recorded_at=standing.at,
        origin=evidence.origin,
        document=evidence.document,
        clause=evidence.clause,
        span_start=evidence.start,
        span_end=evidence.end,
        reported_by_id=standing.person_id,
        supersedes=current,
        note=evidence.source.strip(),
    )
    record(
        standing.signature(),
        "indicators.state_value",
        chain=unit.code,
        subject=f"{indicator.name} {period}",
        rows=[stated],
        reason=evidence.source.strip(),
        detail={"value": str(value)},
    )
    return stated
