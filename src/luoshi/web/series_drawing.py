"""The chart of an indicator's series with its breaks, and its table twin (指标序列图)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from luoshi.web.formats import number, unit_name
from luoshi.web.named import named
from luoshi.workdays.day_names import month

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator
    from luoshi.indicators.queries import Point, Series

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 190
# Three to one against the surface of either theme.
LINE, BREAK = "#1c8f8c", "#7d8b89"


def point_name(point: Point) -> str:
    """2015年6月; January and February in one figure are called so."""
    if point.joined:
        return _("Jan–Feb %(year)d") % {"year": point.period.year}
    return month(point.period.start) or ""


def chart_of(series: Series, indicator: Indicator) -> dict[str, Any]:
    """Lines over the months, interrupted where values before and after do not mean the same, and at every gap."""
    caption = _("%(name)s of %(unit)s, %(measure)s") % {
        "name": named(indicator),
        "unit": named(series.unit),
        "measure": unit_name(indicator.unit_name),
    }
    parts = _parts(series, cumulative=indicator.nature == "cumulative")
    values = [
        {"period": p.period.code, "value": p.value, "part": part}
        for p, part in zip(series.points, parts, strict=True)
    ]
    breaks = [{"period": p.period.code, "text": _("Definition changed")} for p in series.breaks]
    axis = {"labelAngle": 0, "labelOverlap": True}
    x = {"field": "period", "type": "ordinal", "sort": None, "title": None, "axis": axis}
    spec = {
        "$schema": SCHEMA,
        "background": None,
        "width": "container",
        "height": HEIGHT,
        "config": {},
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2, "color": LINE}, "encoding": _by_part()},
            {"mark": {"type": "point", "filled": True, "size": 22, "color": LINE}, "encoding": _by_part()},
            {
                "data": {"values": breaks},
                "mark": {"type": "rule", "color": BREAK, "strokeDash": [4, 3], "strokeWidth": 1.5},
            },
            {
                "data": {"values": breaks},
                "mark": {"type": "text", "align": "left", "baseline": "top", "dx": 4, "color": BREAK},
                "encoding": {"y": {"value": 0}, "text": {"field": "text"}},
            },
        ],
    }
    rows = [
        [
            point_name(p) + (f" ┃ {_('Definition changed')}" if p.changed else ""),
            number(p.value, indicator.decimals) or "—",
        ]
        for p in series.points
    ]
    return {"spec": spec, "table": {"caption": caption, "columns": [_("Month"), caption], "rows": rows}}


def _by_part() -> dict[str, Any]:
    y = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}}
    return {"y": y, "detail": {"field": "part", "type": "nominal"}}


def _parts(series: Series, *, cumulative: bool) -> list[int]:
    """The number of the stretch each point belongs to: a new one with each definition, and each year to date."""
    parts = [0] if series.points else []
    for before, point in pairwise(series.points):
        anew = point.changed is not None or (cumulative and before.period.year != point.period.year)
        parts.append(parts[-1] + anew)
    return parts
