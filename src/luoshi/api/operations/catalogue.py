"""What is measured, and on which forms it is reported."""

from __future__ import annotations

from ninja import Query, Router, Schema

from luoshi.api.access import READ, Caller
from luoshi.api.asked import Listed, Paging, part, written
from luoshi.api.problems import READS
from luoshi.indicators.queries import forms_of_units
from luoshi.indicators.vocabulary import catalogue
from luoshi.org.queries import tree

router = Router(tags=["catalogue"], auth=READ)


class IndicatorOut(Schema):
    """An indicator and how its figures are to be read. ``direction`` is 1 where more is better, -1 where less is."""

    code: str
    name: str
    name_en: str
    synonyms: list[str]
    unit: str
    unit_en: str
    decimals: int
    direction: int
    nature: str
    aggregation: str
    data_owner: str | None
    plausible_low: str | None
    plausible_high: str | None


class FormOut(Schema):
    """A form: the indicators in printed order, and every unit that ever had to file it."""

    code: str
    name: str
    due_working_days: int
    indicators: list[str]
    units: list[str]


@router.get("/indicators", response={200: Listed[IndicatorOut], **READS}, operation_id="list_indicators")
def indicators(request: Caller, paging: Query[Paging]) -> Listed[IndicatorOut]:
    """The catalogue in official order."""
    nodes = tree(request.standing.today).nodes
    rows = [
        IndicatorOut(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            synonyms=one.synonyms,
            unit=one.unit_name,
            unit_en=one.unit_name_en,
            decimals=one.decimals,
            direction=one.direction,
            nature=one.nature,
            aggregation=one.aggregation,
            data_owner=nodes[one.data_owner_id].code if one.data_owner_id in nodes else None,
            plausible_low=written(one.plausible_low),
            plausible_high=written(one.plausible_high),
        )
        for one in catalogue()
    ]
    return part(rows, paging)


@router.get("/forms", response={200: Listed[FormOut], **READS}, operation_id="list_forms")
def forms(request: Caller, paging: Query[Paging]) -> Listed[FormOut]:
    """Every form in the order drawn up."""
    rows = [
        FormOut(
            code=form.code,
            name=form.name,
            due_working_days=form.due_working_days,
            indicators=list(form.indicators),
            units=list(form.units),
        )
        for form in forms_of_units(request.standing.today)
    ]
    return part(rows, paging)
