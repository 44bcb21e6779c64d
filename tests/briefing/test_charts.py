"""Chart specifications: inline data, the caller's order and words, missing never drawn as zero."""

import json
from math import nan

import pytest

from briefing.sample import UNITS, ranking_chart
from luoshi.briefing.charts import RankedBar, RankSpan, Series, rank_spans, ranked_bars, svg, trend

YEARS = [Series("2014年", [("1月", 1.0), ("2月", 2.0)]), Series("2015年", [("1月", 1.5), ("2月", nan)])]


@pytest.mark.parametrize("spec", [ranking_chart(), trend(YEARS, "收入", "亿元")])
def test_a_chart_brings_its_own_data_and_asks_for_nothing(spec):
    text = json.dumps(spec, allow_nan=False)
    assert '"url"' not in text
    assert spec["$schema"].endswith("/v6.json")
    assert spec["config"]["font"] == "Noto Sans SC"


def test_ranked_bars_keep_the_order_and_the_words():
    drawn = svg(ranking_chart())
    places = [drawn.index(f">{name}<") for name in UNITS]
    assert places == sorted(places)
    assert ">未报<" in drawn
    assert ">时序进度 50<" in drawn


def test_a_unit_that_did_not_report_has_no_bar():
    def bars(value):
        return svg(
            ranked_bars([RankedBar("甲子镇", 3.0, "3"), RankedBar("乙丑镇", value, "")], "排名", "%")
        ).count('aria-roledescription="bar"')

    assert bars(0.5) == 2
    assert bars(None) == bars(nan) == 1


def test_a_missing_month_breaks_the_line_and_each_line_is_named_at_its_last_value():
    drawn = svg(trend(YEARS, "收入", "亿元"))
    assert drawn.count('aria-roledescription="point"') == 3
    assert ">2014年<" in drawn
    assert ">2015年<" in drawn


def test_more_lines_than_strokes_are_refused():
    with pytest.raises(ValueError, match="4 lines apart; 5 were given"):
        trend([Series(str(year), [("1月", 1.0)]) for year in range(5)], "收入", "亿元")


def test_an_interval_runs_from_the_best_to_the_worst_rank():
    rows = [RankSpan("甲子镇", 1, 1, 2, "1–2"), RankSpan("乙丑镇", 2, 1, 3, "1–3")]
    spec = rank_spans(rows, "敏感性区间", "位次")
    assert [(v["best"], v["rank"], v["worst"]) for v in spec["data"]["values"]] == [(1, 1, 2), (1, 2, 3)]
    drawn = svg(spec)
    assert drawn.index(">甲子镇<") < drawn.index(">乙丑镇<")
    assert ">1–3<" in drawn
