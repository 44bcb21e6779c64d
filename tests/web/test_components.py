"""What the components draw, and that they say it in words too."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

import luoshi.web
from luoshi.web.lights import LIGHTS
from luoshi.web.pace_drawing import draw_pace, position
from luoshi.web.templatetags.luoshi_ui import spark_path, spark_points

ASSETS = Path(luoshi.web.__file__).parent / "assets"
ON_PACE = {"completion": 0.513, "expected": 0.49, "forecast_low": 0.98, "forecast_high": 1.06}


def draw(source: str, language: str = "zh-hans", **context: object) -> str:
    with override(language):
        return Template("{% load luoshi_ui %}" + source).render(Context(context))


def test_the_bar_and_its_tick_stand_on_one_scale():
    drawing = draw_pace({"completion": 0.6, "expected": 0.6})
    assert drawing.done == drawing.expected == pytest.approx(50)


def test_the_end_of_the_year_lies_inside_the_track():
    assert draw_pace(ON_PACE).end == pytest.approx(position(1.0))
    assert draw_pace(ON_PACE).end < 100


def test_more_than_the_target_goes_past_the_end_mark():
    drawing = draw_pace({"completion": 1.08, "expected": 0.5})
    assert drawing.end < drawing.done < 100
    assert not drawing.over


def test_far_more_than_the_target_ends_at_the_edge_with_an_arrow():
    drawing = draw_pace({"completion": 1.9, "expected": 0.5})
    assert (drawing.done, drawing.over) == (100, True)
    assert "pace-over" in draw("{% pace_bar pace %}", pace={"completion": 1.9, "expected": 0.5})


@given(st.floats(-10, 10))
def test_nothing_is_drawn_outside_the_track(ratio):
    assert 0 <= position(ratio) <= 100


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_value_is_hatched_and_never_a_bar_of_zero(missing):
    html = draw("{% pace_bar pace %}", pace={"completion": missing, "expected": 0.5})
    assert "pace-hatch" in html
    assert "pace-done" not in html
    assert "未报" in html


def test_zero_reported_is_a_bar_of_zero():
    html = draw("{% pace_bar pace %}", pace={"completion": 0.0, "expected": 0.5})
    assert re.search(r'class="pace-done"[^>]* width="0\.0%"', html)
    assert "pace-hatch" not in html


def test_a_value_held_back_by_not_reported_is_not_drawn():
    assert draw_pace({**ON_PACE, "reported": False}).done is None


def test_not_applicable_has_neither_track_nor_tick():
    html = draw("{% pace_bar pace %}", pace={**ON_PACE, "applicable": False})
    assert "pace-track" not in html
    assert "pace-expected" not in html
    assert "不适用" in html


def test_the_whisker_needs_both_of_its_ends():
    assert draw_pace({**ON_PACE, "forecast_high": None}).whisker is None
    assert draw_pace(SimpleNamespace(**ON_PACE)).whisker == (position(0.98), position(1.06))


def test_the_bar_is_read_aloud():
    html = draw("{% pace_bar pace %}", "en", pace={**ON_PACE, "words": "2.3 points ahead"})
    assert "51.3% of the year&#x27;s target done, 49.0% expected by now" in html
    assert "2.3 points ahead" in html


def test_the_geometry_has_decimal_points_in_every_language():
    assert draw("{% pace_bar pace %}", "de", pace=ON_PACE).count('width="42.75%"') == 1


@pytest.mark.parametrize(
    ("code", "word", "shape"),
    [
        ("on_pace", "达序时", "circle"),
        ("slightly_behind", "略慢", "path"),
        ("behind", "滞后", "rect"),
        ("not_reported", "未报", 'fill="none"'),
        ("not_applicable", "不适用", "stroke-width"),
    ],
)
def test_a_light_is_a_shape_and_a_word(code, word, shape):
    html = draw("{% light code %}", code=code)
    assert word in html
    assert shape in html


def test_a_bare_light_keeps_its_word_for_screen_readers():
    assert '<span class="visually-hidden">滞后</span>' in draw('{% light "behind" bare=True %}')


def test_an_unknown_light_is_refused():
    with pytest.raises(KeyError):
        draw('{% light "green" %}')


def test_every_light_has_its_own_drawing():
    drawings = {
        re.sub(r"<span.*", "", draw("{% light code %}", code=code).split("<svg")[1]) for code in LIGHTS
    }
    assert len(drawings) == 5


def test_a_figure_links_to_where_it_came_from():
    html = draw('{% figure 1234.565 "亿元" "/facts/7" %}')
    assert html.startswith('<a class="figure" href="/facts/7">1,234.57<span')
    assert html.endswith("</a>"), "no space may follow a figure inside a Chinese sentence"


def test_a_missing_figure_is_a_dash_that_speaks():
    html = draw('{% figure value "亿元" "/facts/7" %}', value=None)
    assert "—" in html
    assert "未报" in html
    assert "0" not in html


def test_a_clock_turns_with_its_date():
    today = dt.date(2015, 7, 6)
    states = {
        day: draw("{% clock due today words %}", due=dt.date(2015, 7, day), today=today, words="")
        for day in (3, 6, 9, 10)
    }
    found = [re.search('data-state="(.*?)"', html).group(1) for html in states.values()]
    assert found == ["overdue", "soon", "soon", "running"]


def test_a_sparkline_breaks_where_a_value_is_missing():
    assert spark_path(spark_points([1, 2, None, 3, 4])).count("M") == 2


def test_a_flat_or_empty_sparkline_is_drawn():
    assert {point[1] for point in spark_points([5, 5, 5])} == {11.0}
    assert "未报" in draw("{% sparkline values %}", values=[None, None])


def test_a_chart_brings_its_table():
    table = {"caption": "Revenue", "columns": ["Month", "Value"], "rows": [["1", "2.10"]]}
    html = draw('{% chart "c" spec table %}', spec={"mark": "</script>"}, table=table)
    assert '<th scope="row">1</th><td class="num">2.10</td>' in html
    assert html.count("</script>") == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("共 3 项。 其中 1 项滞后。", "共 3 项。其中 1 项滞后。"),
        ("最多的是： <a>投资</a>；\n其次", "最多的是：<a>投资</a>；其次"),
        ("3 items. 1 is behind.", "3 items. 1 is behind."),
    ],
)
def test_sentences_close_up_behind_a_full_width_stop(written, shown):
    assert draw("{% filter closed_up %}" + written + "{% endfilter %}") == shown


def test_no_template_carries_inline_style_or_handlers():
    folder = Path(luoshi.web.__file__).parent / "templates"
    inline = re.compile(r"\s(style|on[a-z]+)=|<script(?![^>]*\bsrc=)|<style", re.IGNORECASE)
    offenders = [
        str(path) for path in folder.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_what_every_bar_has_in_common_stands_in_the_style_and_agrees_with_the_scale():
    style = (ASSETS / "css" / "components.css").read_text(encoding="utf-8")
    end = draw_pace(ON_PACE).end
    assert f"width: {end}%;" in style and f"x: {end}%;" in style


def test_a_bar_is_short_because_a_page_holds_a_hundred_of_them():
    """The drawing with its range: with each line spelt out it was 610 bytes, and the tree of targets above its bar."""
    svg = re.search(r"<svg.*</svg>", draw("{% pace_bar pace brief=True %}", pace=ON_PACE), re.S)
    assert svg is not None
    assert len(svg.group().encode()) < 330


def test_a_brief_bar_reads_aloud_where_it_should_be():
    html = draw("{% pace_bar pace brief=True %}", "en", pace=ON_PACE)
    assert 'aria-label="49.0% expected by now"' in html
