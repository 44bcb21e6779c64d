"""A scheme that uses the whole language lives like any other: adopted, run, opened, replayed to the same bytes."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assessing import HALF, SCHEME, Assessment, changed
from luoshi.assessment.models import Run
from luoshi.assessment.opened import open_run
from luoshi.assessment.queries import live_table, replay
from luoshi.assessment.scheme_text import read_scheme
from luoshi.ledger.refusal import Refused

INVEST = "        indicator: invest\n        score: {measure: completion, cap: 120, floor: 0}\n"
REST = """\
adjustments:
  bonus_cap: 2
  items:
    - {code: bonus, name: 财政增收, indicator: revenue, score: {measure: completion, knots: [[1, 0], [1, 3]]}}
vetoes:
  - {code: shortfall, name: 虚报, basis: 统计法, indicator: revenue, at_least: 480}
grades:
  - {code: excellent, name: 优秀, at_least: 60}
  - {code: fair, name: 一般}
exclusions:
  - {unit: QH-T3, reason: 未参加考核}
"""
WHOLE = (
    changed(
        INVEST,
        "        indicator: invest\n"
        "        of: completion\n"
        "        difficulty: {by_unit: {QH-T2: 1.2}}\n"
        "        normalise: {by: min_max, low: 40, among: all}\n",
    ).replace("    weight: 70\n", "    weight: 70\n    combine: geometric\n")
    + REST
)


def test_a_run_keeps_the_way_of_every_figure_and_replays(assessment: Assessment) -> None:
    run = assessment.trial(assessment.scheme(WHOLE))
    result = json.loads(run.result)
    assert result["format"] == 2
    units = {unit["code"]: unit for unit in result["units"]}
    second = units["QH-T2"]["items"][0]
    assert {name: second[name] for name in ("raw", "quantity", "normalised", "imputed")} == {
        "raw": "4.79",
        "quantity": "1.1496",
        "normalised": "62.44",
        "imputed": False,
    }
    assert [units["QH-T1"][name] for name in ("adjustments", "grade")] == [
        [{"code": "bonus", "points": "2"}],
        "fair",
    ]
    assert units["QH-T1"]["vetoes"] == [{"code": "shortfall", "figure": "500", "fires": True}]
    assert (units["QH-T1"]["rank"], units["QH-T2"]["rank"], units["QH-T3"]["rank"]) == (1, 2, None)
    assert units["QH-T3"]["excluded"]
    assert replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk)).holds


def test_names_in_english_and_gates_by_decision_change_no_byte(assessment: Assessment) -> None:
    run = assessment.trial(assessment.scheme(WHOLE))
    worded = WHOLE.replace("name: 虚报", "name: 虚报, name_en: False report").replace(
        "name: 财政增收", "name: 财政增收, name_en: R"
    )
    gates = "gates:\n  - {code: pollution, name: 环境违法, name_en: Pollution, basis: 环境保护法}\n"
    again = assessment.trial(assessment.adopt(worded + gates))
    assert again.result == run.result
    assert replay(assessment.district.standing("assessor"), Run.objects.get(pk=again.pk)).holds


@pytest.mark.parametrize(
    ("gates", "wrong"),
    [
        ("[{code: shortfall, name: 甲, basis: 法}]", ["gates[0].code"]),
        ("[{code: a, name: 虚报, basis: 法}]", ["gates[0].name"]),
        (
            "[{code: a, name: 甲, basis: 法}, {code: a, name: 甲, basis: 法}]",
            ["gates[1].code", "gates[1].name"],
        ),
        ("[{code: a, name: 甲}]", ["gates[0]"]),
        ("[{code: a, name: 甲, basis: 法, at_least: 1}]", ["gates[0]"]),
    ],
)
def test_a_gate_is_named_once_with_its_basis(gates: str, wrong: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_scheme(f"{WHOLE}gates: {gates}\n")
    assert [problem.where for problem in refused.value.problems] == wrong


JUMPS = """\
jumps:
  - {code: jump, name: 晋档, when: [{indicator: revenue, measure: value, at_least: 480}]}
"""


def test_a_jump_and_conditions_stand_in_the_result_and_replay(assessment: Assessment) -> None:
    plain = assessment.trial(assessment.scheme(WHOLE))
    bonus = "    - {code: bonus, name: 财政增收, indicator: revenue, score: {measure: completion, knots: [[1, 0], [1, 3]]}"
    assert bonus in WHOLE
    asked = WHOLE.replace(
        bonus + "}", bonus + ", when: [{indicator: invest, measure: completion, at_least: 0.5}]}"
    )
    run = assessment.trial(assessment.adopt(asked + JUMPS))
    before, after = ({unit["code"]: unit for unit in json.loads(one.result)["units"]} for one in (plain, run))
    first = after["QH-T1"]
    assert [first[name] for name in ("total", "rank")] == [
        before["QH-T1"][name] for name in ("total", "rank")
    ]
    assert first["jumps"] == [
        {
            "code": "jump",
            "conditions": [{"indicator": "revenue", "found": "500", "holds": True}],
            "holds": True,
        }
    ]
    assert first["adjustments"][0]["conditions"][0]["holds"]
    # Its veto closes the best grade.
    assert (first["grade_before"], first["grade"]) == ("fair", "fair")
    assert "jumps" not in before["QH-T1"] and "conditions" not in before["QH-T1"]["adjustments"][0]
    assert replay(assessment.district.standing("assessor"), Run.objects.get(pk=run.pk)).holds


def test_it_is_shown_as_any_other(assessment: Assessment) -> None:
    scheme, who = assessment.scheme(WHOLE), assessment.district.standing("assessor")
    run = assessment.trial(scheme)
    opened = open_run(who, run).trace("QH-T2")
    assert opened is not None
    assert opened.ahead is not None
    assert opened.steps[0].actual is not None
    table = live_table(who, scheme, HALF, date(2015, 6, 12))
    assert table.line("QH-T1").score == opened.ahead.score


def test_a_scheme_of_the_first_words_keeps_the_first_format(assessment: Assessment) -> None:
    run = assessment.trial(assessment.scheme(SCHEME))
    assert "format" not in json.loads(run.result)
    assert json.loads(run.inputs)["format"] == 1


def test_a_unit_that_is_not_assessed_is_refused(assessment: Assessment) -> None:
    with pytest.raises(Refused) as refused:
        assessment.adopt(WHOLE.replace("QH-T2", "QH-T9").replace("unit: QH-T3", "unit: QH-X"))
    assert [str(problem.where) for problem in refused.value.problems] == ["investment", "exclusions"]
