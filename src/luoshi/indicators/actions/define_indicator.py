"""Put indicators into the catalogue (设指标)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Aggregation, Indicator, Nature
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing

# What a form offers.
NATURES = Nature.choices


@dataclass(frozen=True)
class NewIndicator:
    """What is measured, in which unit, and whose word counts. ``data_owner`` is the code of the verifying unit.

    A value outside ``plausible_low`` to ``plausible_high`` is taken only with a note. The place in the list
    given to :func:`define_indicator` is the official order.
    """

    code: str
    name: str
    unit_name: str
    nature: str
    data_owner: str | None = None
    name_en: str = ""
    unit_name_en: str = ""
    synonyms: tuple[str, ...] = ()
    decimals: int = 2
    direction: int = 1
    aggregation: str = Aggregation.SUM
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None


@transaction.atomic
def define_indicator(standing: Standing, definitions: list[NewIndicator]) -> list[Indicator]:
    """Add ``definitions`` to the catalogue, all or none, after those it holds.

    Refused, each by name: a code that repeats or exists, an empty name, an unknown nature, aggregation or data
    owner, more than six decimals, a plausible range upside down.
    """
    require(may_keep_catalogue(standing))
    owners = {u.code: u for u in Unit.objects.filter(code__in={d.data_owner for d in definitions})}
    known = set(Indicator.objects.values_list("code", flat=True))
    order = Indicator.objects.count()
    problems = [p for d in definitions for p in _problems(d, known, owners)]
    if problems:
        raise Refused(problems)
    made = [
        Indicator.objects.create(
            code=d.code,
            name=d.name,
            name_en=d.name_en,
            synonyms=list(d.synonyms),
            unit_name=d.unit_name,
            unit_name_en=d.unit_name_en,
            decimals=d.decimals,
            direction=d.direction,
            nature=d.nature,
            aggregation=d.aggregation,
            data_owner=owners.get(d.data_owner or ""),
            plausible_low=d.plausible_low,
            plausible_high=d.plausible_high,
            order=order + place,
        )
        for place, d in enumerate(definitions, start=1)
    ]
    if made:
        record(
            standing.signature(),
            "indicators.define_indicator",
            chain=district_code(),
            subject=", ".join(i.name for i in made),
            rows=made,
        )
    return made


def _problems(new: NewIndicator, known: set[str], owners: dict[str, Unit]) -> Iterator[Problem]:
    where = new.name or new.code
    if new.code in known:
        yield Problem(where, _("The code %s exists already.") % new.code, _("Choose another code."), "code")
    known.add(new.code)
    if not new.name.strip():
        yield Problem(where, _("The name is empty."), _("Write the indicator's name."), "name")
    if new.nature not in Nature.values:
        yield Problem(
            where,
            _("Unknown nature “%s”.") % new.nature,
            _("Use one of: %s.") % ", ".join(Nature.values),
            "nature",
        )
    if new.aggregation not in Aggregation.values:
        yield Problem(
            where,
            _("Unknown aggregation “%s”.") % new.aggregation,
            _("Use one of: %s.") % ", ".join(Aggregation.values),
            "aggregation",
        )
    if new.data_owner is not None and new.data_owner not in owners:
        yield Problem(
            where,
            _("No unit has the code %s.") % new.data_owner,
            _("Establish the unit first."),
            "data_owner",
        )
    if not 0 <= new.decimals <= 6:
        yield Problem(where, _("%d decimals cannot be stored.") % new.decimals, _("Use 0 to 6."), "decimals")
    if (
        new.plausible_low is not None
        and new.plausible_high is not None
        and new.plausible_low > new.plausible_high
    ):
        yield Problem(
            where, _("The plausible range is upside down."), _("Swap its two ends."), "plausible_low"
        )
