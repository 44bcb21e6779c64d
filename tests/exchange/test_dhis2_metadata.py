"""Units, data elements and data sets of another system become ours, and leave with what they came with."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import District
from luoshi.exchange.actions.import_metadata import import_metadata
from luoshi.exchange.dhis2.package import KNOWN
from luoshi.exchange.models import Counterpart
from luoshi.exchange.taking_over import MetadataOptions, Part
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.models import Form, Indicator, Nature
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied
from luoshi.ledger.verify import verify
from luoshi.org.models import Tenure, Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from moving import TODAY, Moving, clinic, element, packed

pytestmark = pytest.mark.django_db
TOP, BELOW, LEAF = "O6uvpzGd5pu", "fdc6uOvgoji", "DiszpKrYNg8"


def branch(**of_leaf: Any) -> bytes:
    """Three units, the child before its parent."""
    return packed(
        organisationUnits=[
            clinic(LEAF, "北站", parent={"id": BELOW}, **of_leaf),
            clinic(BELOW, "卫生院", code="HC-1", parent={"id": TOP}),
            clinic(TOP, "卫健委", translations=[{"property": "NAME", "locale": "en", "value": "Health"}]),
        ]
    )


def node(uid: str, day: date = TODAY) -> Any:
    ours = Counterpart.objects.get(uid=uid).ours
    return next((n for n in tree(day).nodes.values() if n.code == ours), None)


def test_units_come_below_one_of_ours(moving: Moving) -> None:
    report = moving.units(branch())
    assert (report.status, report.total.created) == ("OK", 3)
    assert [node(u).kind for u in (TOP, BELOW, LEAF)] == ["town", "village", "grid"]
    assert (node(BELOW).code, node(LEAF).code, node(TOP).name_en) == ("HC-1", LEAF, "Health")
    above = [n.name for n in tree(TODAY).ancestors(node(LEAF).id)]
    assert above == ["卫生院", "卫健委", "青河区"]
    assert node(LEAF, date(2011, 12, 31)) is None, "it opened in 2012"
    assert verify().holds


def test_twice_is_once(moving: Moving) -> None:
    moving.units(branch())
    before = Entry.objects.count()
    again = moving.units(branch())
    assert (again.total.created, again.total.updated, again.total.ignored) == (0, 0, 3)
    assert Entry.objects.count() == before


def test_another_name_and_place_take_effect_today(moving: Moving) -> None:
    moving.units(branch())
    moved = json.loads(branch())["organisationUnits"]
    moved[0] |= {"name": "北一站", "parent": {"id": TOP}}
    report = moving.units(packed(organisationUnits=moved))
    assert (report.faults, report.total.updated) == ([], 1)
    assert (node(LEAF).name, node(LEAF, date(2020, 3, 1)).name) == ("北一站", "北站")
    assert next(tree(TODAY).ancestors(node(LEAF).id)).name == "卫健委"
    left = {u["id"]: u for u in moving.metadata()["organisationUnits"]}
    assert (left[LEAF]["name"], left[LEAF]["level"]) == ("北一站", 3)


def test_a_closed_unit_ends_and_keeps_its_past(moving: Moving) -> None:
    assert moving.units(branch(closedDate="2019-07-01T00:00:00.000")).faults == []
    assert node(LEAF) is None
    assert node(LEAF, date(2019, 6, 30)).name == "北站"
    left = {u["id"]: u for u in moving.metadata()["organisationUnits"]}
    assert left[LEAF]["closedDate"] == "2019-07-01"
    catalogue = moving.catalogue(packed(dataElements=[element("f7n9E0hX8qk")]))
    assert catalogue.faults == []
    row = {"dataElement": "f7n9E0hX8qk", "orgUnit": LEAF, "period": "201901", "value": "4"}
    assert moving.values({"dataValues": [row]}).imported == 1, "its past is taken over too"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"id": "short"}, "E4014"),
        ({"name": ""}, "E4000"),
        ({"openingDate": None}, "E4000"),
        ({"openingDate": "yesterday"}, "E4000"),
        ({"parent": {"id": "nonEx1stin1"}}, "E5002"),
        ({"parent": {"id": LEAF}}, "E5002"),
        ({"id": TOP}, "E5003"),
    ],
)
def test_a_fault_keeps_the_whole_file_out(moving: Moving, wrong: dict[str, Any], code: str) -> None:
    before = (Unit.objects.count(), Entry.objects.count())
    report = moving.units(packed(organisationUnits=[clinic(TOP), {**clinic(LEAF), **wrong}]))
    assert (report.status, {f.code for f in report.faults}) == ("ERROR", {code})
    assert report.as_dict()["response"]["stats"]["created"] == 0
    assert (Unit.objects.count(), Entry.objects.count()) == before


def test_the_sound_half_on_request_and_a_trial(moving: Moving) -> None:
    file = packed(organisationUnits=[clinic(TOP), clinic(LEAF, parent={"id": "nonEx1stin1"})])
    trial = moving.units(packed(organisationUnits=[clinic(TOP)]), dry_run=True)
    assert (trial.total.created, Counterpart.objects.count()) == (1, 0)
    report = moving.units(file, whole=False)
    assert (report.status, report.total.created, len(report.faults)) == ("WARNING", 1, 1)
    assert verify().holds


def test_whoever_founds_an_installation_may_take_over_units(moving: Moving) -> None:
    Tenure.objects.all().delete()
    founder = Standing(at=moving.standing().at, name="founder")
    options = MetadataOptions("试迁", under="QH")
    assert import_metadata(founder, branch(), options).status == "OK"


def test_accounts_rights_and_contacts_stay_behind(moving: Moving) -> None:
    moving.units(
        packed(
            organisationUnits=[
                clinic(TOP, phoneNumber="1380000", contactPerson="某人", geometry={"x": [1.5]})
            ],
            users=[{"id": "Fiob73BgnJm", "name": "somebody"}],
        )
    )
    kept = Counterpart.objects.get(uid=TOP).carried
    assert kept.keys().isdisjoint({"phoneNumber", "contactPerson"})
    left = {u["id"]: u for u in moving.metadata()["organisationUnits"]}
    assert left[TOP]["geometry"] == {"x": [1.5]}


def test_data_elements_become_indicators(moving: Moving) -> None:
    names = {"cumulative": "SUM", "stock": "AVERAGE_SUM_ORG_UNIT", "rate": "AVERAGE"}
    elements = [
        element(f"f7n9E0hX8q{n}", f"指标{n}", code=f"C-{n}", aggregationType=adding)
        for n, adding in enumerate(names.values())
    ]
    elements.append(element("textTextTex", valueType="LONG_TEXT"))
    elements.append(element("longLongLon", "很" * 90, code="has space", valueType="PERCENTAGE"))
    report = moving.catalogue(packed(dataElements=elements))
    assert (report.status, report.total.created) == ("OK", 5)
    made = {i.code: i for i in Indicator.objects.all()}
    assert set(made) == {"C-0", "C-1", "C-2", "longLongLon"}
    assert [made[f"C-{n}"].nature for n in range(3)] == [Nature.FLOW, Nature.STOCK, Nature.RATE]
    assert (made["longLongLon"].name, made["longLongLon"].unit_name) == ("E lon", "%")
    assert {i.data_owner.code for i in made.values() if i.data_owner} == {"QH-STAT"}
    assert any("LONG_TEXT 1" in str(notice) for notice in report.notices)
    left = {e["id"]: e for e in moving.metadata()["dataElements"]}
    assert left["longLongLon"]["name"] == "很" * 90
    assert left["textTextTex"]["valueType"] == "LONG_TEXT"


def test_a_data_set_names_what_must_be_there(moving: Moving) -> None:
    data_set = {
        "id": "pBOMPrpg1QX",
        "name": "月报",
        "periodType": "Monthly",
        "timelyDays": 7,
        "dataSetElements": [{"dataElement": {"id": "f7n9E0hX8qk"}}],
        "organisationUnits": [{"id": TOP}],
    }
    missing = moving.catalogue(packed(dataSets=[data_set]))
    assert [f.code for f in missing.faults] == ["E5002"]
    moving.units(packed(organisationUnits=[clinic(TOP)]))
    report = moving.catalogue(packed(dataElements=[element("f7n9E0hX8qk")], dataSets=[data_set]))
    assert report.faults == []
    form = Form.objects.get()
    assert (form.name, form.due_working_days, form.duties.get().unit.code) == ("月报", 5, TOP)
    assert next(d for d in moving.metadata()["dataSets"] if d["id"] == "pBOMPrpg1QX") == data_set


def test_a_data_set_becomes_a_form_of_its_cadence_and_ours_leave_as_filed(moving: Moving) -> None:
    weekly = {"id": "pBOMPrpg1QX", "name": "周报", "periodType": "Weekly", "timelyDays": 365}
    weekly |= {"dataSetElements": [{"dataElement": {"id": "f7n9E0hX8qk"}}]}
    report = moving.catalogue(packed(dataElements=[element("f7n9E0hX8qk")], dataSets=[weekly]))
    assert report.faults == []
    assert (Form.objects.get().cadence, Form.objects.get().due_working_days) == ("weekly", 60)
    for cadence in ("quarterly", "ten_day"):
        new = NewForm(cadence, cadence, (NewItem("f7n9E0hX8qk"),), (), cadence=cadence)
        define_form(moving.standing(), new, date(2020, 1, 1))
    told = {d["name"]: d["periodType"] for d in moving.metadata()["dataSets"]}
    assert told == {"周报": "Weekly", "quarterly": "Quarterly"}


def test_rules_that_point_nowhere_are_named(moving: Moving) -> None:
    rule = {
        "id": "p5591gkdyU4",
        "name": "总数不小于分项",
        "operator": "greater_than_or_equal_to",
        "leftSide": {"expression": "#{nonEx1stin1}"},
        "rightSide": {"expression": "#{f7n9E0hX8qk.HllvX50cXC0}"},
    }
    report = moving.catalogue(packed(dataElements=[element("f7n9E0hX8qk")], validationRules=[rule]))
    assert report.faults == []
    assert any("总数不小于分项" in str(notice) for notice in report.notices)
    assert rule in moving.metadata()["validationRules"]


def test_each_half_needs_its_own_person(moving: Moving) -> None:
    both = packed(organisationUnits=[clinic(TOP)], dataElements=[element("f7n9E0hX8qk")])
    told = MetadataOptions("试迁", part=Part.ALL, under="QH", owner="QH-STAT")
    for person in ("admin", "statistician", "supervisor", "t1_head"):
        with pytest.raises(Denied):
            import_metadata(moving.standing(person), both, told)
    assert not Counterpart.objects.exists()


def test_what_was_made_here_comes_home_to_another_installation(moving: Moving, district: District) -> None:
    left = moving.metadata()
    ours = {u["code"]: u for u in left["organisationUnits"]}
    assert (ours["QH"]["path"], ours["QH-T1-V1"]["level"]) == ("/" + ours["QH"]["id"], 3)
    again = moving.units(json.dumps(left).encode())
    assert (again.faults, again.total.created) == ([], len(ours)), "linked by code, nothing established"
    assert Unit.objects.count() == len(ours)
    assert moving.metadata()["organisationUnits"] == left["organisationUnits"]


NONSENSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 400),
    st.sampled_from([TOP, LEAF, "", "2012-01-01", "SUM", "INTEGER", "Monthly", "=1", "很" * 300]),
    st.just([]),
    st.just([1]),
    st.just({}),
    st.just({"id": TOP}),
    st.just([{"id": LEAF}]),
    st.just([{"dataElement": {"id": LEAF}}]),
    st.just([{"dataElement": 7}]),
    st.just({"expression": "#{x"}),
)
MEMBERS = [
    "id",
    "code",
    "name",
    "shortName",
    "openingDate",
    "closedDate",
    "parent",
    "translations",
    "valueType",
    "aggregationType",
    "domainType",
    "categoryCombo",
    "optionSet",
    "dataSetElements",
    "organisationUnits",
    "periodType",
    "timelyDays",
    "numerator",
    "denominator",
    "indicatorType",
    "operator",
    "leftSide",
    "rightSide",
    "attributeValues",
    "categoryOptions",
]
FILES = st.dictionaries(
    st.sampled_from(KNOWN),
    st.lists(st.dictionaries(st.sampled_from(MEMBERS), NONSENSE), max_size=3),
    max_size=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=FILES)
def test_nonsense_is_told_and_never_breaks(moving: Moving, file: dict[str, Any]) -> None:
    for take in (moving.units, moving.catalogue):
        report = take(json.dumps(file).encode(), dry_run=True)
        assert all(str(fault.message) for fault in report.faults)
    assert not Counterpart.objects.exists()


def test_a_chain_without_end_is_no_tree(moving: Moving) -> None:
    uids = [f"A{n:010d}" for n in range(3000)]
    chain = [clinic(u, parent={"id": above}) for u, above in pairwise(uids)]
    report = moving.units(packed(organisationUnits=chain))
    assert report.status == "ERROR"
    loop = [clinic(TOP, parent={"id": LEAF}), clinic(LEAF, parent={"id": TOP})]
    assert {f.code for f in moving.units(packed(organisationUnits=loop)).faults} == {"E5002"}
