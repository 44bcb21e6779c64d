"""A figure that was reported is never called unreported, whatever else keeps it from being scored."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
from django.utils.translation import override

from luoshi.assessment.inputs import Assessed, Group, Inputs, to_json
from luoshi.assessment.league import League, kept_league, live_league
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.scoring import result_json
from luoshi.web.league_words import Beside, panels, sentence
from luoshi.web.loss_map import loss_map

NAN = float("nan")
TEXT = read_scheme(
    """\
code: half
year: 2015
name: 半年考核
groups: [towns]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  - {code: growth, name: 增速, weight: 50, indicator: a, score: {measure: growth, knots: [[0, 60], [0.1, 100]]}}
  - {code: level, name: 水平, weight: 50, indicator: b, score: {measure: value}}
"""
)


def leagues() -> list[League]:
    """u0 has all; u1 has no base of last year; u2 did not report growth; live and kept."""
    inputs = Inputs(
        scheme_digest="",
        period="2015-H1",
        as_of=date(2015, 6, 30),
        month=6,
        groups=(Group("towns", "乡镇", ""),),
        units=tuple(Assessed(f"u{n}", f"u{n}", "", "towns", simulated=False) for n in range(3)),
        indicators=TEXT.rules.indicators,
        actual=np.array([[110.0, 90.0], [110.0, 80.0], [NAN, 70.0]]),
        target=np.full((3, 2), NAN),
        base=np.array([[100.0, NAN], [NAN, NAN], [100.0, NAN]]),
        applies=np.ones((3, 2), bool),
    )
    kept = kept_league(TEXT, json.loads(to_json(inputs)), json.loads(result_json(TEXT.rules, inputs)), {})
    return [live_league(TEXT, inputs, {}), kept]


def test_the_table_says_what_cannot_be_scored_and_what_was_not_reported() -> None:
    with override("en"):
        for league in leagues():
            rows = {
                row.line.unit.code: row for panel in panels(league, str, Beside(None)) for row in panel.rows
            }
            assert {code: (row.missing, row.unscored) for code, row in rows.items()} == {
                "u0": ("", ""),
                "u1": ("", "增速"),
                "u2": ("增速", ""),
            }
            assert "1 unit left 1 figures unreported" in sentence(league)
            [panel] = loss_map(league, "", str, lambda line: True)
            assert {row.name: row.cells[0].word for row in panel.rows} == {
                "u0": "",
                "u1": "cannot be scored",
                "u2": "not reported",
            }
