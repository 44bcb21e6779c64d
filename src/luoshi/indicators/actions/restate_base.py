"""Restate the base of a past period to the rules of today (调整基数)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause, Document
from luoshi.indicators.basis_models import RestatedBase
from luoshi.indicators.models import Decision, Indicator, Observation, Origin, Verdict
from luoshi.indicators.numerals import kept_exactly
from luoshi.indicators.policies import may_restate, vouches_for
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_REASON, LONGEST_SOURCE, too_long
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period

LONGEST_BASIS = 60


@dataclass(frozen=True)
class NewBase:
    """A base by other rules: ``basis`` names the rules (可比口径), ``source`` the document in words."""

    period: str
    value: Decimal
    basis: str
    source: str
    reason: str
    document: Document | None = None
    clause: Clause | None = None


@transaction.atomic
def restate_base(standing: Standing, indicator: Indicator, unit: Unit, new: NewBase) -> RestatedBase:
    """Record the restated base beside the published figure, which stays.

    It counts at once if the indicator's data owner records it; recorded by the supervision office it waits until
    the data owner records the same. Refused: a period that is not over or none, a value that is not positive
    or cannot be kept, no name of the basis, no source, no reason, words that are too
    long, and what counts already.
    """
    org = tree(standing.today)
    require(may_restate(standing, indicator, unit.pk, org))
    problems = list(_problems(standing, new))
    if problems:
        raise Refused(problems)
    before = (
        RestatedBase.objects.filter(indicator=indicator, unit=unit, period=new.period).order_by("pk").last()
    )
    verified = vouches_for(standing, indicator, unit.pk, org)
    same = before is not None and (before.value, before.basis) == (new.value, new.basis.strip())
    if before is not None and same and (before.verified or not verified):
        raise Refused(
            Problem(
                named(indicator),
                _("This base is on record already."),
                _("Write what differs, or leave it."),
                "restated_value",
            )
        )
    row = RestatedBase.objects.create(
        indicator=indicator,
        unit=unit,
        period=new.period,
        value=new.value,
        published=_published(indicator, unit, new.period),
        basis=new.basis.strip(),
        document=new.document,
        clause=new.clause,
        source=new.source.strip(),
        reason=new.reason.strip(),
        verified=verified,
        by_id=standing.person_id,
        recorded_at=standing.at,
    )
    record(
        standing.signature(),
        "indicators.restate_base",
        chain=unit.code,
        subject=f"{indicator.name} {new.period}",
        rows=[row],
        reason=row.reason,
        detail={
            "value": str(row.value),
            "published": None if row.published is None else str(row.published),
            "basis": row.basis,
            "source": row.source,
        },
    )
    return row


def _published(indicator: Indicator, unit: Unit, period: str) -> Decimal | None:
    """The verified figure of the period as it stands, else the one stated; never one that waits for its verdict."""
    rows = Observation.objects.filter(indicator=indicator, unit=unit, period=period).order_by("-pk")
    verified = Verdict.objects.filter(observation__in=rows, decision=Decision.VERIFIED)
    known = (
        rows.filter(pk__in=verified.values("observation")).first()
        or rows.filter(origin__in=(Origin.DOCUMENT, Origin.SUPPLIED, Origin.COMPUTED)).first()
    )
    return None if known is None else known.value


def _problems(standing: Standing, new: NewBase) -> Iterator[Problem]:
    try:
        over = Period.parse(new.period).end < standing.today
    except ValueError:
        over = False
    if not over:
        yield Problem(
            _("Period"),
            _("Only a period that is over has a base."),
            _("Write it as 2014 or 2014-06."),
            "restated_period",
        )
    if not (kept_exactly(new.value) and new.value > 0):
        yield Problem(
            _("Base"),
            _("A base is a positive amount."),
            _("Check the number and its unit."),
            "restated_value",
        )
    for name, text, where, longest in (
        ("restated_basis", new.basis, _("Basis"), LONGEST_BASIS),
        ("restated_source", new.source, _("Source"), LONGEST_SOURCE),
        ("restated_reason", new.reason, _("Reason"), LONGEST_REASON),
    ):
        yield from too_long(where, text, longest, name)
        if not text.strip():
            yield Problem(where, _("It is missing."), _("Say by which rules, which document, and why."), name)
