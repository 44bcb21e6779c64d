"""Charts as Vega-Lite 6 specifications: one for the page, the bulletin and the test (图表).

Data are inline and texts arrive finished, so that a chart says exactly what its table says. Shapes and words
carry the meaning, colours only help. Missing values (None, NaN) are drawn as missing, never as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from luoshi.briefing.fonts import FAMILY, register_fonts
from luoshi.briefing.lines import measure
from luoshi.briefing.pacebar import EDGE, INK, TEAL, known

VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # names the grammar; nothing is fetched
WIDTH, ROW, TREND_HEIGHT = 420, 22, 220
GREY = "#a3afaf"
STROKES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond")
LINE_COLORS = (TEAL, INK, "#8a5a00", EDGE)
FONT_SIZE, GAP = 12, 8

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RankedBar:
    """One row of a ranking; `value` None is not reported, `text` is what stands beside the bar."""

    name: str
    value: float | None
    text: str
    emphasised: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A line across the bars: an average, a target, where the calendar stands."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class RankSpan:
    """One row of ranks with their intervals: from `best` to `worst`, `rank` between; `text` stands beside it."""

    name: str
    rank: int
    best: int
    worst: int
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a trend: (period label, value or None) in the order of time."""

    name: str
    points: Sequence[tuple[str, float | None]]


def ranked_bars(
    rows: Sequence[RankedBar], title: str, unit: str, reference_lines: Sequence[ReferenceLine] = ()
) -> Spec:
    """Return horizontal bars in the order given, each with its text, and reference lines across them."""
    values = [
        {"name": row.name, "value": known(row.value), "text": row.text, "strong": row.emphasised}
        for row in rows
    ]
    color = {"condition": {"test": "datum.strong", "value": TEAL}, "value": GREY}
    bars = {"type": "bar", "height": 14, "stroke": EDGE}
    return _chart(
        f"{title}（{unit}）",
        values,
        height={"step": ROW},
        encoding={"y": _names("name")},
        layer=[
            {"mark": bars, "encoding": {"x": _quantity("value", title=None), "color": color}},
            *(layer for line in reference_lines for layer in _reference_layers(line)),
            _text_column("text", max((measure(row.text) for row in rows), default=0), "right"),
        ],
    )


def trend(series: Sequence[Series], title: str, unit: str) -> Spec:
    """Return lines over the periods, told apart by stroke and shape and named at their ends."""
    names = [line.name for line in series]
    if len(series) > len(STROKES):
        raise ValueError(f"a trend tells {len(STROKES)} lines apart; {len(series)} were given")
    values = [
        {"period": period, "value": known(value), "series": line.name}
        for line in series
        for period, value in line.points
    ]
    ends = [
        {"period": period, "value": value, "series": line.name}
        for line in series
        for period, value in [point for point in line.points if known(point[1]) is not None][-1:]
    ]
    periods = {"field": "period", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}}
    stroke, shape = _by_series(names, STROKES), _by_series(names, SHAPES)
    name_at_end = {"type": "text", "align": "left", "dx": GAP}
    return _chart(
        f"{title}（{unit}）",
        values,
        height=TREND_HEIGHT,
        encoding={
            "x": periods,
            "y": _quantity("value", title=None, scale={"zero": False}),
            "color": _by_series(names, LINE_COLORS),
        },
        layer=[
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"strokeDash": stroke}},
            {"mark": {"type": "point", "filled": True, "opacity": 1}, "encoding": {"shape": shape}},
            {"data": {"values": ends}, "mark": name_at_end, "encoding": {"text": {"field": "series"}}},
        ],
    )


def rank_spans(rows: Sequence[RankSpan], title: str, axis: str) -> Spec:
    """Return a line from the best to the worst rank of each row, in the order given, with a point at its rank."""
    values = [
        {"name": row.name, "rank": row.rank, "best": row.best, "worst": row.worst, "text": row.text}
        for row in rows
    ]
    last = max((max(row.worst, row.rank) for row in rows), default=1)
    scale = {"domain": [0.5, last + 0.5], "nice": False, "zero": False}
    places = {"tickMinStep": 1, "format": "d", "orient": "top"}
    x = _quantity("rank", title=axis, scale=scale, axis=places)
    span = {"x": _quantity("best", title=axis, scale=scale, axis=places), "x2": {"field": "worst"}}
    ends = {"type": "tick", "thickness": 2, "size": 10, "color": GREY}
    return _chart(
        title,
        values,
        height={"step": ROW},
        encoding={"y": _names("name")},
        layer=[
            {"mark": {"type": "rule", "strokeWidth": 2, "color": GREY}, "encoding": span},
            {"mark": ends, "encoding": {"x": span["x"]}},
            {"mark": ends, "encoding": {"x": _quantity("worst")}},
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": TEAL},
                "encoding": {"x": x},
            },
            _text_column("text", max((measure(row.text) for row in rows), default=0), "right"),
        ],
    )


def svg(spec: Spec) -> str:
    """Return the chart as SVG whose texts ask for the project's font."""
    register_fonts()
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])


def png(spec: Spec, scale: float = 2) -> bytes:
    """Return the chart as PNG, `scale` pixels a point, drawn with the project's font."""
    register_fonts()
    return vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])


def _chart(title: str, values: list[dict[str, Any]], **parts: object) -> Spec:
    return {
        "$schema": SCHEMA,
        "title": title,
        "background": None,
        "width": WIDTH,
        "data": {"values": values},
        "config": {
            "font": FAMILY,
            "title": {"fontSize": 14, "anchor": "start", "color": INK},
            "axis": {"labelFontSize": FONT_SIZE, "labelColor": INK},
            "axisQuantitative": {"tickCount": 6},
            "axisY": {"labelLimit": 240},
            "text": {"fontSize": FONT_SIZE, "color": INK},
            "view": {"stroke": None},
        },
        **parts,
    }


def _names(field: str) -> Spec:
    return {"field": field, "type": "nominal", "sort": None, "axis": {"title": None, "ticks": False}}


def _quantity(field: str, **settings: object) -> Spec:
    return {"field": field, "type": "quantitative", **settings}


def _by_series(names: list[str], marks: Sequence[object]) -> Spec:
    scale = {"domain": names, "range": list(marks[: len(names)])}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": None}


def _text_column(field: str, characters: float, align: str) -> Spec:
    """Write the field at the right of the plot, `characters` wide, clear of bars and lines."""
    return {
        "mark": {"type": "text", "align": align, "dx": GAP + characters * FONT_SIZE},
        "encoding": {"x": {"value": "width"}, "text": {"field": field}},
    }


def _reference_layers(line: ReferenceLine) -> list[Spec]:
    data = {"values": [{"value": line.value, "text": line.text}]}
    rule = {"type": "rule", "color": INK, "strokeDash": [4, 3]}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 2}
    at = _quantity("value")
    return [
        {"data": data, "mark": rule, "encoding": {"x": at, "y": None}},
        {"data": data, "mark": text, "encoding": {"x": at, "y": {"value": 0}, "text": {"field": "text"}}},
    ]
