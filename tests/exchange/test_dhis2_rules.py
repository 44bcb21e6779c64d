"""Validation rules and indicators of DHIS2 are put to use where they can be said here, and ours leave for it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.exchange.actions.import_metadata import import_metadata
from luoshi.exchange.models import Counterpart
from luoshi.exchange.queries import not_in_use
from luoshi.exchange.taking_over import MetadataOptions, Part
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.check_models import Rule
from luoshi.indicators.definition_models import Definition
from luoshi.indicators.models import Indicator
from luoshi.ledger.verify import verify
from moving import CLINICS, TODAY, Moving, clinic, element, fixture_file, packed

pytestmark = pytest.mark.django_db
A, B, C = "f7n9E0hX8qk", "Ix2HsbDMLea", "eY5ehpbEsB7"
PERCENT = {"id": "hmSnCXmLYwt", "name": "百分比", "factor": 100}
COUNT = {"id": "kHy61PbChXr", "name": "个数", "factor": 1}


def side(expression: str, missing: str = "NEVER_SKIP") -> dict[str, Any]:
    return {"expression": expression, "missingValueStrategy": missing, "slidingWindow": False}


def rule(left: str, right: str, operator: str = "less_than_or_equal_to", **told: Any) -> dict[str, Any]:
    return {
        "id": "p5591gkdyU4",
        "name": "分项不大于总数",
        "operator": operator,
        "periodType": "Monthly",
        "importance": "HIGH",
        "instruction": "核对分项",
        "leftSide": side(left),
        "rightSide": side(right),
        "organisationUnitLevels": [],
        **told,
    }


def ratio(numerator: str, denominator: str, **told: Any) -> dict[str, Any]:
    return {
        "id": "K1DkT2kokjD",
        "code": "RATE",
        "name": "检测率",
        "numerator": numerator,
        "denominator": denominator,
        "indicatorType": {"id": PERCENT["id"]},
        "annualized": False,
        **told,
    }


def take(moving: Moving, **things: Any) -> Any:
    elements = [element(A), element(B), element(C)]
    report = moving.catalogue(packed(dataElements=elements, indicatorTypes=[PERCENT, COUNT], **things))
    assert report.faults == []
    return report


def reasons(moving: Moving) -> list[str]:
    return [str(one.reason) for one in not_in_use(moving.standing(), TODAY)[0]]


def test_a_rule_becomes_a_rule_of_ours(moving: Moving) -> None:
    take(moving, validationRules=[rule(f"#{{{A}}} + #{{{B}.HllvX50cXC0}}", f"#{{{C}}} * 1.5 - 2")])
    made = Rule.objects.get()
    assert (made.left, made.operator, made.right) == (
        f"#{{{A}}} + #{{{B}}}",
        "less_than_or_equal_to",
        f"#{{{C}}} * 1.5 - 2",
    )
    assert (made.left_missing, made.importance, made.instruction) == ("never_skip", "high", "核对分项")
    assert made.indicator.code == A
    assert not made.compulsory
    assert verify().holds


def test_all_rules_of_the_malaria_package_are_put_to_use(moving: Moving) -> None:
    package = fixture_file("e2e/aggregate/metadata.json")
    moving.units(packed(organisationUnits=[clinic(uid) for uid in CLINICS]))
    assert moving.catalogue(package).faults == []
    # One of the twelve is written with a brace missing.
    assert Rule.objects.count() == 11
    derived = Definition.objects.exclude(formula="")
    told = {str(row.name): row.ours for row in Counterpart.objects.filter(kind="indicators")}
    assert (derived.count(), sum(1 for ours in told.values() if not ours)) == (15, 4)
    assert sorted(set(reasons(moving))) == ["“#jtyuEfbNbkb}”读不懂", "分子没有指标", "按天数折算为全年"]
    out = moving.metadata()
    sent = json.loads(package)
    for kind in ("validationRules", "indicators"):
        back = {thing["id"]: thing for thing in out[kind]}
        for thing in sent[kind]:
            told_back = back[thing["id"]]
            assert {k: told_back[k] for k in told_back} == {k: thing[k] for k in told_back}
    again = moving.catalogue(package)
    assert (again.total.created, again.total.updated) == (0, 0)
    assert Rule.objects.count() == 11


def test_parts_of_a_disaggregated_element_are_added_up(moving: Moving) -> None:
    combos = {
        "categoryCombos": [{"id": "dzjKKQq0cSO", "name": "性别"}],
        "categoryOptionCombos": [
            {"id": f"hEFKSsPV5e{n}", "name": name, "categoryCombo": {"id": "dzjKKQq0cSO"}}
            for n, name in enumerate(("男", "女"))
        ],
    }
    elements = [element(A, categoryCombo={"id": "dzjKKQq0cSO"}), element(B)]
    both = side(f"#{{{A}}}", "SKIP_IF_ANY_VALUE_MISSING")
    rules = [
        rule("", f"#{{{B}}}", leftSide=both),
        rule("", f"#{{{B}}}", id="p5591gkdyU5", leftSide={**both, "expression": f"#{{{A}}} + #{{{B}}}"}),
        rule(f"#{{{A}.hEFKSsPV5e1}}", f"#{{{B}}}", id="p5591gkdyU6"),
    ]
    moving.catalogue(packed(dataElements=elements, validationRules=rules, **combos))
    made = {row.code: row for row in Rule.objects.all()}
    assert set(made) == {"p5591gkdyU4", "p5591gkdyU6"}
    whole = made["p5591gkdyU4"]
    assert whole.left.count("#{") == 2
    assert whole.left_missing == "skip_if_all", "there one part given makes the figure"
    assert made["p5591gkdyU6"].left.count("#{") == 1
    assert len(reasons(moving)) == 1


def test_a_number_alone_on_the_left_turns_the_rule_round(moving: Moving) -> None:
    take(moving, validationRules=[rule("100", f"#{{{A}}}", "greater_than")])
    made = Rule.objects.get()
    assert (made.left, made.operator, made.right) == (f"#{{{A}}}", "less_than", "100")


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"periodType": "Weekly"}, "Weekly"),
        ({"organisationUnitLevels": [3]}, "级"),
        ({"operator": "roughly"}, "roughly"),
        ({"leftSide": side("C{Gfd3ppDfq8E}")}, "常数"),
        ({"leftSide": side(f"R{{{A}.REPORTING_RATE}}")}, "报送率"),
        ({"leftSide": side(f"#{{{A}}} / [days]")}, "天数"),
        ({"leftSide": side(f"if(#{{{A}}} > 1, 1, 2)")}, "函数"),
        ({"leftSide": side(f"#{{{A}}} % 2")}, "符号"),
        ({"leftSide": side(f"#{{{A}}} #{{{B}}}")}, "读不懂"),
        ({"leftSide": side("#{nonEx1stin1}")}, "nonEx1stin1"),
        ({"leftSide": side(f"#{{{A}.abcdefghij1}}")}, "abcdefghij1"),
        ({"leftSide": side("1"), "rightSide": side("2")}, "指标"),
        ({"operator": "compulsory_pair"}, "按零"),
        ({"leftSide": {**side(f"#{{{A}}}"), "slidingWindow": True}}, "滑动"),
    ],
)
def test_what_cannot_be_said_is_kept_with_the_reason(moving: Moving, told: dict[str, Any], word: str) -> None:
    sent = rule(f"#{{{A}}}", f"#{{{B}}}", **told)
    report = take(moving, validationRules=[sent])
    assert not Rule.objects.exists()
    assert word in " ".join(str(n) for n in report.notices)
    assert word in reasons(moving)[0]
    assert sent in moving.metadata()["validationRules"]


def test_a_rule_changed_there_is_another_version_here(moving: Moving) -> None:
    take(moving, validationRules=[rule(f"#{{{A}}}", f"#{{{B}}}")])
    sent = packed(validationRules=[rule(f"#{{{A}}}", f"#{{{C}}}")])
    told = MetadataOptions("试迁", part=Part.CATALOGUE)
    import_metadata(moving.standing(day=date(2020, 3, 3)), sent, told)
    standing = Rule.objects.filter(valid_to__isnull=True)
    assert [row.right for row in standing] == [f"#{{{C}}}"]
    assert Rule.objects.count() == 2


def test_a_rule_changed_here_leaves_changed_and_one_made_here_too(moving: Moving) -> None:
    take(moving, validationRules=[rule(f"#{{{A}}}", f"#{{{B}}}")])
    office = moving.standing("supervisor")
    day = date(2020, 3, 20)
    define_rule(office, NewRule("p5591gkdyU4", "分项不大于总数", f"#{{{A}}}", "less_than", f"#{{{B}}}"), day)
    define_rule(office, NewRule("own", "自定", f"#{{{C}}}", "greater_than", f"({A} + {B}) / 2"), day)
    define_rule(
        office,
        NewRule("near", "近似", A, "equal_to", B, tolerance=Decimal(1)),
        day,
    )
    define_rule(office, NewRule("back", "环比", A, "greater_than", f"prev({A})"), day)
    out = {r["name"]: r for r in moving.metadata(day)["validationRules"]}
    assert out["分项不大于总数"]["operator"] == "less_than"
    assert out["分项不大于总数"]["id"] == "p5591gkdyU4"
    assert out["自定"]["rightSide"]["expression"] == f"((#{{{A}}} + #{{{B}}}) / 2)"
    assert set(out) == {"分项不大于总数", "自定"}
    stays = {one.name: str(one.reason) for one in not_in_use(moving.standing(day=day), day)[1]}
    assert set(stays) == {"近似", "环比"}
    assert "prev" in stays["环比"]


def test_an_indicator_becomes_a_derived_one(moving: Moving) -> None:
    take(
        moving,
        indicators=[
            ratio(f"#{{{A}}}", f"#{{{B}}}"),
            ratio(f"#{{{A}}}+#{{{C}}}", f"#{{{B}}} ", id="K1DkT2kokjE", code="MEAN"),
            ratio(
                f"#{{{A}}}+#{{{C}}}", "1", id="K1DkT2kokjF", code="TOTAL", indicatorType={"id": COUNT["id"]}
            ),
        ],
    )
    rate, mean, total = (Indicator.objects.get(code=code) for code in ("RATE", "MEAN", "TOTAL"))
    version = Definition.objects.get(indicator=rate)
    assert version.formula == f"(#{{{A}}}) / (#{{{B}}}) * 100"
    assert (version.aggregation, version.numerator and version.numerator.code, version.scale) == (
        "ratio",
        A,
        100,
    )
    assert (rate.unit_name, rate.nature, rate.data_owner and rate.data_owner.code) == ("%", "rate", "QH-STAT")
    assert Definition.objects.get(indicator=mean).weight == Indicator.objects.get(code=B)
    assert (total.nature, total.aggregation, total.unit_name) == ("flow", "sum", "")
    assert verify().holds


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"annualized": True}, "全年"),
        ({"indicatorType": {"id": "abcdefghij1"}}, "系数"),
        ({"numerator": "5"}, "分子"),
        ({"denominator": "#{nonEx1stin1}"}, "nonEx1stin1"),
    ],
)
def test_an_indicator_that_cannot_be_said_is_kept(moving: Moving, told: dict[str, Any], word: str) -> None:
    sent = {**ratio(f"#{{{A}}}", f"#{{{B}}}"), **told}
    take(moving, indicators=[sent])
    assert not Definition.objects.exists()
    assert word in reasons(moving)[0]
    assert sent in moving.metadata()["indicators"]


def test_what_is_derived_here_leaves_as_an_indicator(moving: Moving) -> None:
    take(moving, indicators=[ratio(f"#{{{A}}}", f"#{{{B}}}")])
    office = moving.standing("supervisor")
    changed = NewVersion(
        "2015-01", "口径", "文件", aggregation="none", formula=f"{A} / ({A} + {B}) * 100", reason="改"
    )
    define_version(office, Indicator.objects.get(code="RATE"), changed)
    out = moving.metadata()
    told = next(i for i in out["indicators"] if i["id"] == "K1DkT2kokjD")
    assert (told["numerator"], told["denominator"]) == (f"#{{{A}}}", f"(#{{{A}}} + #{{{B}}})")
    kind = next(t for t in out["indicatorTypes"] if t["id"] == told["indicatorType"]["id"])
    assert kind["factor"] == 100
    assert "RATE" not in [e.get("code") for e in out["dataElements"]]
