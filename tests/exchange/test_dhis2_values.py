"""Values of another system: all or nothing, twice is once, zero is no missing value, nothing reported is overwritten."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cast import TODAY as BUSINESS_DAY
from luoshi.exchange.actions.import_values import Strategy
from luoshi.exchange.models import ForeignMark
from luoshi.indicators.models import Observation, Origin
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied
from luoshi.ledger.verify import verify
from moving import DEFAULT, Moving, clinic, element, packed
from reporting import Reporting

pytestmark = pytest.mark.django_db
UNIT, CASES, SHARE = "DiszpKrYNg8", "f7n9E0hX8qk", "Ix2HsbDMLea"


def value(number: str, period: str = "201906", **more: Any) -> dict[str, Any]:
    return {"dataElement": CASES, "orgUnit": UNIT, "period": period, "value": number, **more}


def sent(*values: dict[str, Any], **root: Any) -> dict[str, Any]:
    return {**root, "dataValues": list(values)}


def kept(moving: Moving, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(moving.out(**wanted))["dataValues"]
    return found


@pytest.fixture(name="clinics")
def clinic_district(moving: Moving) -> Moving:
    """One clinic that counts cases and a share."""
    moving.units(packed(organisationUnits=[clinic(UNIT, "北站")]))
    elements = [
        element(CASES, "门诊人次", code="CASES"),
        element(SHARE, "覆盖率", valueType="PERCENTAGE", aggregationType="AVERAGE"),
    ]
    moving.catalogue(packed(dataElements=elements))
    return moving


def test_zero_is_kept_and_missing_is_refused(clinics: Moving) -> None:
    summary = clinics.values(sent(value("0"), value("", "201907"), value("  ", "201908")), whole=False)
    assert (summary.status, summary.imported, sorted(summary.rejected)) == ("WARNING", 1, [1, 2])
    assert [(v["value"], v["period"]) for v in kept(clinics)] == [("0", "201906")]


def test_one_wrong_value_keeps_the_file_out(clinics: Moving) -> None:
    before = Entry.objects.count()
    summary = clinics.values(sent(value("1"), value("1.5", "201907")))
    told = summary.as_dict()
    assert (told["httpStatusCode"], told["response"]["status"]) == (409, "ERROR")
    assert told["response"]["importCount"] == {"imported": 0, "updated": 0, "ignored": 1, "deleted": 0}
    assert told["response"]["rejectedIndexes"] == [1]
    (conflict,) = told["response"]["conflicts"]
    assert (conflict["errorCode"], conflict["property"], conflict["indexes"]) == ("E7619", "value", [1])
    assert (Observation.objects.count(), Entry.objects.count()) == (0, before)


def test_a_trial_says_what_would_be_and_writes_nothing(clinics: Moving) -> None:
    for trial in (
        clinics.values(sent(value("1")), dry_run=True),
        clinics.values(sent(value("1"), dryRun=True)),
    ):
        assert (trial.status, trial.imported) == ("SUCCESS", 1)
    refused = clinics.values(sent(value("1"), value("x", "201907")), dry_run=True)
    assert (refused.status, refused.imported, refused.ignored) == ("ERROR", 0, 1)
    assert not Observation.objects.exists()


def test_twice_is_once_and_leaves_no_entry(clinics: Moving) -> None:
    clinics.values(sent(value("7", comment="核对过", followUp=True)))
    before = Entry.objects.count()
    again = clinics.values(sent(value("7.0", comment="核对过", followup=True)))
    assert (again.status, again.ignored, Entry.objects.count()) == ("SUCCESS", 1, before)


@pytest.mark.parametrize("change", [{"value": "8"}, {"comment": "改"}, {"followUp": True}])
def test_a_change_supersedes(clinics: Moving, change: dict[str, Any]) -> None:
    clinics.values(sent(value("7")))
    assert clinics.values(sent({**value("7"), **change})).updated == 1
    first, second = Observation.objects.order_by("pk")
    assert second.supersedes == first
    assert verify().holds


def test_deleted_withdraws_and_comes_back(clinics: Moving) -> None:
    clinics.values(sent(value("7")))
    assert clinics.values(sent(value("7", deleted=True))).deleted == 1
    assert clinics.values(sent(value("7", deleted=True))).ignored == 1
    assert kept(clinics) == []
    (gone,) = kept(clinics, deleted=True)
    assert (gone["value"], gone["deleted"]) == ("7", True)
    assert Observation.objects.latest("pk").value is None
    assert clinics.values(sent(value("7"))).imported == 1
    assert clinics.values(sent(value("", "201801", deleted=True))).ignored == 1, "never known"


@pytest.mark.parametrize(
    ("strategy", "counts"),
    [
        (Strategy.CREATE, (1, 0, 0, 1)),
        (Strategy.UPDATE, (0, 1, 0, 1)),
        (Strategy.CREATE_AND_UPDATE, (1, 1, 0, 0)),
        (Strategy.DELETE, (0, 0, 1, 1)),
    ],
)
def test_strategies(clinics: Moving, strategy: Strategy, counts: tuple[int, ...]) -> None:
    clinics.values(sent(value("1")))
    told = clinics.values(sent(value("2"), value("3", "201907")), strategy=strategy)
    assert (told.imported, told.updated, told.deleted, told.ignored) == counts


def test_the_same_cell_twice_in_a_file(clinics: Moving) -> None:
    assert clinics.values(sent(value("1"), value("1"))).ignored == 1
    summary = clinics.values(sent(value("2", "201901"), value("3", "201901")))
    assert (summary.status, sorted(summary.rejected)) == ("ERROR", [1])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"dataElement": "nonEx1stin1"}, "E7610"),
        ({"orgUnit": "nonEx1stin1"}, "E7612"),
        ({"period": "2019WedW5"}, "E7611"),
        ({"period": "202006"}, "E7641"),
        ({"value": "x"}, "E7619"),
        ({"value": "1e99"}, "E7619"),
        ({"value": "1234567890123456789"}, "E7619"),
        ({"dataElement": SHARE, "value": "101"}, "E7619"),
        ({"comment": "长" * 301}, "E7620"),
        ({"categoryOptionCombo": "nonEx1stin1"}, "E7613"),
        ({"attributeOptionCombo": "nonEx1stin1"}, "E7615"),
    ],
)
def test_each_finding_has_its_code(clinics: Moving, wrong: dict[str, Any], code: str) -> None:
    summary = clinics.values(sent({**value("1"), **wrong}))
    assert [c.code for c in summary.conflicts.values()] == [code]


@pytest.mark.parametrize("name", [DEFAULT, "default", "", None])
def test_the_default_disaggregation_by_any_name(clinics: Moving, name: str | None) -> None:
    assert clinics.values(sent(value("1", categoryOptionCombo=name))).imported == 1


def test_the_default_of_an_old_server_is_known_by_its_name(clinics: Moving) -> None:
    old = [{"id": "foHAwAKDsVS", "name": "default", "categoryCombo": {"id": "p0KPaWEg3cf"}}]
    clinics.catalogue(packed(categoryOptionCombos=old))
    assert clinics.values(sent(value("1", categoryOptionCombo="foHAwAKDsVS"))).imported == 1


def test_who_stored_it_comes_along(clinics: Moving) -> None:
    clinics.values(sent(value("1", storedBy="=cmd", lastUpdated="2019-07-01T08:00:00.000")))
    assert ForeignMark.objects.get().stored_by == "=cmd"
    (one,) = kept(clinics)
    assert (one["storedBy"], one["lastUpdated"]) == ("=cmd", "2019-07-01T08:00:00.000")
    assert "'=cmd" in clinics.out("csv")


def test_our_own_figures_leave_under_stable_identifiers_and_are_not_overwritten(
    moving: Moving, reporting: Reporting
) -> None:
    round_ = reporting.open()
    reporting.file(round_, {"invest": "9.5", "revenue": "0", "output": "2"})
    reporting.verify(round_)
    by_code = {v["dataElement"]: v for v in kept(moving, day=BUSINESS_DAY, scheme="code")}
    assert (by_code["revenue"]["value"], by_code["invest"]["orgUnit"]) == ("0", "QH-T1")
    one = next(v for v in kept(moving, day=BUSINESS_DAY) if v["value"] == "9.5")
    assert (one["period"], one["storedBy"]) == ("201506", "石兰")
    assert moving.values(sent(one), day=BUSINESS_DAY).ignored == 1
    summary = moving.values(sent({**one, "value": "9.6"}), day=BUSINESS_DAY)
    assert [c.code for c in summary.conflicts.values()] == ["E7642"]
    assert not Observation.objects.filter(origin=Origin.IMPORT).exists()


def test_only_the_data_owner_takes_over_values(moving: Moving, reporting: Reporting) -> None:
    owned = {"dataElement": "revenue", "orgUnit": "QH-T1", "period": "201406", "value": "1"}
    summary = moving.values(sent(owned, idScheme="code"), day=BUSINESS_DAY)
    assert [c.code for c in summary.conflicts.values()] == ["E7610"], (
        "revenue is verified by the finance bureau"
    )
    for stranger in ("admin", "supervisor", "leader", "t1_liaison", "inspector"):
        with pytest.raises(Denied):
            moving.standing = lambda code=stranger, day=BUSINESS_DAY: moving.district.standing(code, day)  # type: ignore[method-assign]
            moving.values(sent(owned, idScheme="code"))


def test_as_we_knew_it_on_a_day(clinics: Moving) -> None:
    clinics.values(sent(value("7")), day=date(2020, 3, 2))
    clinics.values(sent(value("8")), day=date(2020, 3, 5))
    clinics.values(sent(value("", deleted=True)), day=date(2020, 3, 9))
    then = [[v["value"] for v in kept(clinics, as_of=date(2020, 3, d))] for d in (1, 2, 4, 5, 8, 9)]
    assert then == [[], ["7"], ["7"], ["8"], ["8"], []]


def test_periods_narrow_the_file(clinics: Moving) -> None:
    clinics.values(sent(value("1", "201906"), value("2", "2019Q2"), value("3", "2019")))
    within = kept(clinics, first=date(2019, 4, 1), last=date(2019, 6, 30))
    assert {v["period"] for v in within} == {"201906", "2019Q2"}
