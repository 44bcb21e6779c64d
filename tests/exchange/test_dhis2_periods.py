"""DHIS2's periods beside ours: those held one to one, those refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.exchange.dhis2.periods import Unheld, from_adx, from_dhis2, to_adx, to_dhis2
from luoshi.exchange.dhis2.uids import derived_uid, is_uid
from luoshi.workdays.periods import Period


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("2015", "2015"),
        ("201506", "2015-06"),
        ("2015-06", "2015-06"),
        ("2015Q2", "2015-Q2"),
        ("2015S2", "2015-H2"),
        ("20040315", "20040315"),
        ("2004-03-15", "20040315"),
        ("2004W10", "2004-W10"),
        ("2004W7", "2004-W07"),
    ],
)
def test_held(theirs: str, ours: str) -> None:
    assert from_dhis2(theirs).code == ours


@pytest.mark.parametrize(
    "theirs",
    [
        "20040230",
        "2004-0315",
        "2004W54",
        "2015W53x",
        "2014W53",
        "2015WedW5",
        "2015ThuW6",
        "2015SatW7",
        "2015SunW8",
        "2015BiW1",
        "200401B",
        "2004AprilS1",
        "2004April",
        "2004July",
        "2004Oct",
        "2004Nov",
        "201513",
        "2015Q5",
        "",
        "monthly",
        "２０１５",
    ],
)
def test_refused_with_the_reason(theirs: str) -> None:
    with pytest.raises(Unheld) as refused:
        from_dhis2(theirs)
    assert str(refused.value.why)


spans = st.tuples(st.integers(1900, 2099), st.sampled_from([1, 3, 6, 12])).flatmap(
    lambda span: st.integers(0, 12 // span[1] - 1).map(
        lambda n: Period(span[0], n * span[1] + 1, (n + 1) * span[1])
    )
)


@given(spans)
def test_there_and_back(period: Period) -> None:
    assert from_dhis2(to_dhis2(period)) == period
    assert from_adx(to_adx(period)) == period


@pytest.mark.parametrize(
    "adx",
    [
        "2015-06-02/P7D",
        "2015-06-01/P14D",
        "2015-06-01/P2M",
        "2015-02-01/P3M",
        "2015-06-15/P1M",
        "2015-13-01/P1M",
    ],
)
def test_adx_durations_that_are_not_held(adx: str) -> None:
    with pytest.raises(Unheld):
        from_adx(adx)


@given(st.text(), st.text())
def test_identifiers_are_stable_and_well_formed(kind: str, code: str) -> None:
    assert is_uid(derived_uid(kind, code))
    assert derived_uid(kind, code) == derived_uid(kind, code)


def test_an_identifier_never_changes() -> None:
    assert derived_uid("organisationUnits", "QH-T1") == "iUDFOD7QUcm"


@pytest.mark.parametrize(
    ("ours", "theirs", "adx"),
    [("2015-W07", "2015W7", "2015-02-09/P7D"), ("20150630", "20150630", "2015-06-30/P1D")],
)
def test_days_and_weeks_leave_and_come_back(ours: str, theirs: str, adx: str) -> None:
    assert (to_dhis2(Period.parse(ours)), to_adx(Period.parse(ours))) == (theirs, adx)
    assert from_dhis2(theirs).code == from_adx(adx).code == ours
