"""The payloads of dhis2-core come in, and go out as they came."""

from __future__ import annotations

import json
from itertools import groupby

import pytest

from luoshi.exchange.dhis2.package import read_package
from luoshi.exchange.dhis2.reading import read_values
from luoshi.exchange.value_plan import Disaggregation
from luoshi.indicators.models import Form, Indicator
from luoshi.ledger.verify import verify
from luoshi.workdays.periods import Cadence
from moving import CLINICS, Moving, clinic, element, fixture_file, packed

pytestmark = pytest.mark.django_db
MEMBERS = ("dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo", "value")
BULK = "e2e/aggregate/dataValues_bulk.json"
DXF = "integration/dxf2-datavalueset/"
# What the payloads of the integration tests are about; their texts and values by code and attribute.
ELEMENTS = ("f7n9E0hX8qk", "Ix2HsbDMLea", "eY5ehpbEsB7")
UNITS = ("DiszpKrYNg8", "BdfsJfj87js", "j7Hg26FpoIa")
MARK = {"attribute": {"id": "uh6H2ff562G"}}


def stated(text: str | bytes) -> set[tuple[object, ...]]:
    """The values of a JSON file with comment and follow-up mark."""
    values = json.loads(text)["dataValues"]
    return {
        (*(v[m] for m in MEMBERS), v.get("comment", ""), v.get("followup", v.get("followUp", False)))
        for v in values
    }


@pytest.fixture(name="malaria")
def malaria_district(moving: Moving) -> Moving:
    """The WHO package of the end-to-end tests, taken over."""
    assert moving.units(packed(organisationUnits=[clinic(uid) for uid in CLINICS])).status == "OK"
    report = moving.catalogue(fixture_file("e2e/aggregate/metadata.json"))
    assert (report.status, report.faults) == ("OK", [])
    return moving


@pytest.fixture(name="samples")
def sample_district(moving: Moving) -> Moving:
    """What the payloads of the integration tests are about."""
    letters = "ABC"
    units = [
        clinic(uid, code=f"OU_{letters[n]}", attributeValues=[{**MARK, "value": f"OU{n + 1}"}])
        for n, uid in enumerate(UNITS)
    ]
    elements = [
        element(uid, code=f"DE_{letters[n]}", attributeValues=[{**MARK, "value": f"DE{n + 1}"}])
        for n, uid in enumerate(ELEMENTS)
    ]
    elements += [element(f"jH26dja2f3{n}", valueType=k) for n, k in enumerate(("BOOLEAN", "TRUE_ONLY"))]
    assert moving.units(packed(organisationUnits=units)).status == "OK"
    assert moving.catalogue(packed(dataElements=elements)).status == "OK"
    return moving


def test_the_bulk_values_make_the_round(malaria: Moving) -> None:
    sent = fixture_file(BULK)
    summary = malaria.values(sent)
    assert (summary.status, summary.imported, list(summary.conflicts.values())) == ("SUCCESS", 231, [])
    assert stated(malaria.out()) == stated(sent)
    again = malaria.values(sent)
    assert (again.imported, again.updated, again.ignored) == (0, 0, 231)
    assert verify().holds


@pytest.mark.parametrize("kind", ["json", "csv", "adx"])
def test_a_file_that_left_comes_back_as_known(malaria: Moving, kind: str) -> None:
    malaria.values(fixture_file(BULK))
    left = malaria.out(kind).encode()
    schemes = {"idScheme": "uid"} if kind == "adx" else {}
    back = malaria.values(left, schemes=schemes)
    assert (back.status, back.ignored, list(back.conflicts.values())) == ("SUCCESS", 231, [])


def test_the_single_data_set_names_unit_and_period_on_its_root(malaria: Moving) -> None:
    summary = malaria.values(fixture_file("e2e/aggregate/dataValues_single_dataset.json"))
    assert (summary.status, summary.imported) == ("SUCCESS", 2)
    assert len(summary.notices) == 1, "the date of completion is not kept, and the answer says so"


def test_folded_values_are_the_sums_of_their_parts(moving: Moving) -> None:
    moving.units(packed(organisationUnits=[clinic(uid) for uid in CLINICS]))
    moving.catalogue(
        fixture_file("e2e/aggregate/metadata.json"), disaggregation=Disaggregation.FOLD, whole=False
    )
    sent = json.loads(fixture_file(BULK))["dataValues"]
    summary = moving.values(fixture_file(BULK), disaggregation=Disaggregation.FOLD, whole=False)
    folded = {
        (v["dataElement"], v["period"], v["orgUnit"]): v["value"]
        for v in json.loads(moving.out())["dataValues"]
    }
    numbers = [v for v in sent if v["value"].isdigit() and sent.index(v) not in summary.rejected]
    by_cell = sorted(numbers, key=lambda v: (v["dataElement"], v["period"], v["orgUnit"]))
    for cell, parts in groupby(by_cell, key=lambda v: (v["dataElement"], v["period"], v["orgUnit"])):
        assert folded[cell] == str(sum(int(v["value"]) for v in parts))
    assert len(folded) == 72
    assert summary.notices


def test_metadata_leaves_as_it_came(malaria: Moving) -> None:
    """Each member as it was sent, but for accounts and access rights, which are not taken over."""
    left = malaria.metadata()
    for kind, things in read_package(fixture_file("e2e/aggregate/metadata.json")).things.items():
        here = {thing["id"]: thing for thing in left[kind]}
        assert [here[thing["id"]] for thing in things] == things
    assert malaria.catalogue(json.dumps(left).encode()).total.created == 4, "the default category"
    assert malaria.catalogue(json.dumps(left).encode()).total.created == 0


def test_a_monthly_data_set_becomes_a_form(malaria: Moving) -> None:
    form = Form.objects.get(cadence=Cadence.MONTHLY)
    assert form.duties.count() == 4
    assert form.items.count() > 66, "a line for each option combination"
    assert Form.objects.get(cadence=Cadence.YEARLY) != form, "the other data set is a form of the year"


@pytest.mark.parametrize(
    "name", ["dataValueSetB.xml", "dataValueSetB.csv", "dataValueSetBNoHeader.csv", "dataValueSetBCode.xml"]
)
def test_the_same_twelve_values_in_each_spelling(samples: Moving, name: str) -> None:
    schemes = {"idScheme": "code"} if "Code" in name else {}
    summary = samples.values(fixture_file(DXF + name), schemes=schemes)
    assert (summary.status, summary.imported) == ("SUCCESS", 12)
    values = json.loads(samples.out())["dataValues"]
    assert {v["value"] for v in values} == {str(10001 + n) for n in range(12)}
    assert {(v["storedBy"], v["comment"]) for v in values} == {("john", "comment")}


def test_values_are_named_by_an_attribute(samples: Moving) -> None:
    summary = samples.values(fixture_file(DXF + "dataValueSetBAttributeIdScheme.xml"))
    assert (summary.status, summary.imported) == ("SUCCESS", 12)


def test_every_spelling_of_yes_and_no(samples: Moving) -> None:
    summary = samples.values(fixture_file(DXF + "dataValueSetBooleanTest.csv"), whole=False)
    assert (summary.imported, sorted(summary.rejected)) == (14, [10, 11, 16, 17])
    values = [v["value"] for v in json.loads(samples.out())["dataValues"]]
    assert (values.count("true"), values.count("false")) == (9, 5)


def test_an_update_then_a_deletion(samples: Moving) -> None:
    folder = "integration/datavalueset/"
    assert samples.values(fixture_file(folder + "dataValueSetB.xml")).imported == 12
    update = samples.values(fixture_file(folder + "dataValueSetBUpdate.xml"))
    assert (update.updated, update.imported) == (4, 2)
    deletion = samples.values(fixture_file(folder + "dataValueSetBDeleted.xml"))
    assert (deletion.deleted, deletion.updated, deletion.ignored) == (4, 4, 4)
    assert len(json.loads(samples.out())["dataValues"]) == 10
    gone = [v for v in json.loads(samples.out(deleted=True))["dataValues"] if v.get("deleted")]
    assert {v["dataElement"] for v in gone} == {"Ix2HsbDMLea"}
    assert len(gone) == 4


@pytest.mark.parametrize("name", ["dataValueSetJDeleteNewValue.json", "dataValueSetJDeleteNoValue.json"])
def test_the_strategy_delete_asks_for_no_value(samples: Moving, name: str) -> None:
    folder = "integration/datavalueset/"
    samples.values(fixture_file(folder + "dataValueSetJ.json"))
    from luoshi.exchange.actions.import_values import Strategy

    assert samples.values(fixture_file(folder + name), strategy=Strategy.DELETE).deleted == 1


@pytest.mark.parametrize(
    ("name", "rejected", "codes"),
    [
        ("dataValueSetANull.xml", [0, 1], {"E7618"}),
        ("dataValueSetInvalid.xml", [2], {"E7610"}),
        ("dataValueSetG.xml", [0, 1, 2], {"E7610", "E7612"}),
        ("dataValueSetF.xml", [0, 1, 2, 3], {"E7615"}),
        ("dataValueSetIllegalCoc.xml", [0], {"E7613"}),
        ("dataValueSetIllegalOrgUnit.xml", [0], {"E7612"}),
        ("dataValueSetNonStrict.xml", [0, 1], {"E7613", "E7615"}),
    ],
)
def test_what_cannot_be_taken_is_named(
    samples: Moving, name: str, rejected: list[int], codes: set[str]
) -> None:
    summary = samples.values(fixture_file(DXF + name))
    assert (summary.status, sorted(summary.rejected)) == ("ERROR", rejected)
    assert {c.code for c in summary.conflicts.values()} == codes
    assert json.loads(samples.out())["dataValues"] == []


@pytest.mark.parametrize("letter", "ABC")
def test_adx_disaggregates_in_attributes(letter: str) -> None:
    values = list(read_values(fixture_file(f"integration/adx/import{letter}.adx.xml")).values)
    assert len(values) == 9
    assert [v.period for v in values] == ["202001"] * 5 + ["202002"] + ["2021Q1"] * 3
    assert sum(bool(v.options) for v in values) == 6
    assert [v.comment for v in values if v.comment] == ["Text data value"]


def test_duplicates_in_metadata_are_faults(moving: Moving) -> None:
    report = moving.catalogue(fixture_file("integration/dxf2-metadata/de_duplicate_code.json"))
    assert (report.status, {f.code for f in report.faults}) == ("ERROR", {"E5003"})
    assert not Indicator.objects.exists()


def test_an_update_of_data_elements(moving: Moving) -> None:
    folder = "integration/dxf2-metadata/"
    first = moving.catalogue(fixture_file(folder + "de_create_and_update1.json"))
    second = moving.catalogue(fixture_file(folder + "de_create_and_update2.json"))
    assert (first.total.created, second.total.created) == (4, 1)
    assert (second.status, second.total.ignored) == ("OK", 4)


@pytest.mark.parametrize(
    "name",
    ["simple_metadata", "metadata_with_vr", "metadata_with_indicators", "dataset_with_sections"],
)
def test_the_other_packages_are_taken_over(moving: Moving, name: str) -> None:
    sent = fixture_file(f"integration/dxf2-metadata/{name}.json")
    assert moving.units(sent).faults == []
    report = moving.catalogue(sent)
    assert report.faults == []
    assert any("users" in str(notice) for notice in report.notices)
    left = moving.metadata()
    for kind in ("organisationUnits", "dataElements", "validationRules", "indicators"):
        came = {thing["id"] for thing in json.loads(sent).get(kind, [])}
        assert came <= {thing["id"] for thing in left.get(kind, [])}
    assert verify().holds


def test_a_rule_without_an_expression_is_a_fault(moving: Moving) -> None:
    sent = fixture_file("integration/dxf2-metadata/metadata_with_vr_missing_expression.json")
    moving.units(sent)
    report = moving.catalogue(sent)
    assert {(f.kind, f.code) for f in report.faults} == {("validationRules", "E4000")}


def test_units_with_groups(moving: Moving) -> None:
    assert moving.units(fixture_file("e2e/metadata/orgunits/ou_with_group_and_set.json")).faults == []
