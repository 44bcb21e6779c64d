"""The columns of a year say what is on record, also where rows come out of the order of their keys."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import moment
from luoshi.indicators import facts, journal
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.journal import HALF, NEVER, QUARTER, THIRD, WEEK, YEAR, Rows
from luoshi.indicators.models import Decision, Indicator, Observation, Origin, Verdict
from luoshi.kernel.arrays import FloatArray
from luoshi.workdays.clock import end_of
from reporting import Reporting

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RECORDED = datetime(2015, 7, 2, 1, 2, 3, 456_789, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def put(reporting: Reporting, period: str, value: str | None = "1.25", **fields: object) -> Observation:
    return Observation.objects.create(
        unit=reporting.district.unit("QH-T1"),
        indicator=Indicator.objects.get(code="invest"),
        period=period,
        value=None if value is None else Decimal(value),
        **{"recorded_at": RECORDED, "origin": Origin.IMPORT, **fields},
    )


def judge(reporting: Reporting, observation: Observation, decision: Decision, at: datetime) -> None:
    by = reporting.district.person("statistician")
    Verdict.objects.create(observation=observation, decision=decision, at=at, by=by)


def columns(first: int, last: int) -> dict[int, dict[str, float]]:
    """What the journal holds of each observation, by key."""
    journal._kept.clear()
    rows = journal.journal(first, last).rows.columns
    assert {column.dtype for name, column in rows.items() if name != "value"} == {np.dtype(np.int64)}
    assert all(column.flags.c_contiguous for column in rows.values())
    told = [dict(zip(rows, line, strict=True)) for line in zip(*rows.values(), strict=True)]
    return {int(row["observation"]): row for row in told}


@pytest.mark.parametrize(
    ("code", "month", "part"),
    [
        ("2015-06", 17, 0),
        ("2014-12", 11, 0),
        ("20150630", 17, 30),
        ("2015-06A", 17, THIRD + 1),
        ("2015-12C", 23, THIRD + 3),
        ("2015-W01", 12, WEEK + 1),
        ("2015-W53", 12, WEEK + 53),
        ("2015-Q1", 14, QUARTER),
        ("2014-Q4", 11, QUARTER),
        ("2015-H2", 23, HALF),
        ("2014-H1", 5, HALF),
        ("2015", 23, YEAR),
    ],
)
def test_every_period_has_its_month_and_part(reporting: Reporting, code: str, month: int, part: int) -> None:
    put(reporting, "2013-12")
    key = put(reporting, code).pk
    put(reporting, "2016-01")
    found = columns(2014, 2015)
    assert found.keys() == {key}
    assert (found[key]["month"], found[key]["part"]) == (month, part)


def test_moments_are_exact_and_the_first_verdict_counts(reporting: Reporting) -> None:
    first, later = RECORDED + timedelta(hours=1, microseconds=1), RECORDED + timedelta(days=2)
    verified = put(reporting, "2015-06", simulated=True)
    judge(reporting, verified, Decision.RETURNED, RECORDED)
    judge(reporting, verified, Decision.VERIFIED, later)
    judge(reporting, verified, Decision.VERIFIED, first)
    returned = put(reporting, "2015-05", recorded_at=RECORDED.replace(microsecond=0))
    judge(reporting, returned, Decision.RETURNED, first)
    computed = put(reporting, "2015-04", origin=Origin.COMPUTED)
    retracted = put(reporting, "2015-03", value=None)
    found = columns(2015, 2015)
    assert found[verified.pk]["recorded"] == microseconds(RECORDED)
    assert found[verified.pk]["verified"] == microseconds(first)
    assert found[verified.pk]["value"] == pytest.approx(1.25)
    assert [found[row.pk]["simulated"] for row in (verified, returned)] == [1, 0]
    assert found[returned.pk]["recorded"] == microseconds(RECORDED.replace(microsecond=0))
    assert found[returned.pk]["verified"] == NEVER
    assert found[computed.pk]["verified"] == microseconds(RECORDED)
    assert np.isnan(found[retracted.pk]["value"])
    assert found[retracted.pk]["verified"] == NEVER


def test_a_year_without_figures_has_empty_columns(reporting: Reporting) -> None:
    assert columns(1999, 1999) == {}
    assert journal.journal(1999, 1999).rows.columns["verified"].dtype == np.int64


def test_fresh_rows_stand_by_their_keys(reporting: Reporting) -> None:
    """Of two writers the one with the lower key may come second, and a kept row may have been verified since."""

    def rows(**keys: float) -> Rows:
        told = {"observation": [int(key[1:]) for key in keys], "value": list(keys.values())}
        return Rows({name: np.array(column) for name, column in told.items()})

    kept = rows(k2=2.0, k4=4.0, k8=8.0)
    renewed = kept.updated(rows(k1=1.5, k4=4.5, k5=5.5, k9=9.5)).columns
    assert renewed["observation"].tolist() == [1, 2, 4, 5, 8, 9]
    assert renewed["value"].tolist() == [1.5, 2.0, 4.5, 5.5, 8.0, 9.5]
    assert kept.columns["value"].tolist() == [2.0, 4.0, 8.0]
    assert kept.updated(rows()) is kept


@given(data=st.data(), verified_only=st.booleans(), moment=st.integers(0, 6))
def test_what_counts_is_found_of_the_renewed_rows_alone(
    data: st.DataObject, verified_only: bool, moment: int
) -> None:
    """Whatever came in since, with whatever key, and whichever kept row was verified since."""
    row = st.tuples(st.integers(0, 1), st.integers(0, 5), st.sampled_from([0, 2, 4, NEVER]), st.booleans())
    told = data.draw(st.dictionaries(st.integers(1, 30), row, max_size=12))
    kept = [key for key in sorted(told) if data.draw(st.booleans(), label=f"{key} is kept")]
    judged = [k for k in kept if told[k][2] == NEVER and data.draw(st.booleans(), label=f"{k} is judged")]

    def rows(keys: list[int], *, since: bool) -> Rows:
        found = [
            (key, 7, 9, told[key][0], told[key][1], 3 if since and key in judged else told[key][2])
            for key in keys
        ]
        names = ("observation", "unit", "indicator", "month", "recorded", "verified")
        columns = dict(zip(names, np.array(found, np.int64).reshape(-1, len(names)).T, strict=True))
        value = np.array([np.nan if told[key][3] else key / 4 for key in keys], float)
        return Rows(columns | {"value": value, "simulated": np.array([k % 5 == 0 for k in keys], np.int64)})

    base = rows(kept, since=False)
    since = rows([key for key in sorted(told) if key not in kept or key in judged], since=True)
    axes = (moment, verified_only, (7,), (9,))
    found = facts._renewed(facts._cells(base, *axes), facts._cells(since, *axes))
    at_once = facts._cells(base.updated(since), *axes)
    for name in ("values", "observation_id", "reported", "latest"):
        np.testing.assert_array_equal(getattr(found, name), getattr(at_once, name), err_msg=name)
    assert found.invented == at_once.invented


def test_what_came_in_meanwhile_is_what_stands_in_the_database(reporting: Reporting) -> None:
    june = reporting.open()
    reporting.file(june, {"invest": "10", "revenue": "5", "output": "3"}, day=date(2015, 7, 2))
    journal._kept.clear()
    journal.journal(2015, 2015)
    reporting.verify(june, day=date(2015, 7, 3))
    reporting.file(june, {"invest": "7", "revenue": "8", "output": "9"}, unit="QH-S1", day=date(2015, 7, 3))
    carried = journal.journal(2015, 2015).rows.columns
    journal._kept.clear()
    anew = journal.journal(2015, 2015).rows.columns
    assert carried.keys() == anew.keys()
    assert all(np.array_equal(carried[name], anew[name], equal_nan=name == "value") for name in anew)
    assert (anew["verified"] == microseconds(moment(date(2015, 7, 3), 10))).sum() == 3


def cells(year: int, day: date, *, verified_only: bool) -> dict[str, FloatArray]:
    found = facts.district_year(year, end_of(day), verified_only=verified_only)
    return {name: getattr(found, name) for name in ("values", "observation_id", "reported", "simulated")}


@pytest.mark.parametrize("most", [0, 2, 2_000])
def test_figures_followed_step_by_step_are_those_read_at_once(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A correction waits beside what counts, is verified later, a figure is taken back: each step is like the first look."""
    monkeypatch.setattr(journal, "MOST_SINCE", most)
    liaison, june = reporting.district.standing("t1_liaison", date(2015, 7, 5)), reporting.open()
    unit, invest = reporting.district.unit("QH-T1"), Indicator.objects.get(code="invest")
    owner = reporting.district.standing("statistician", date(2015, 7, 6))

    def correct(value: str) -> None:
        reporting.unlock(june, "invest", day=date(2015, 7, 5))
        reopen_sheet(liaison, june, unit, "补报")
        reporting.file(june, {"invest": value}, day=date(2015, 7, 5))

    steps = [
        lambda: reporting.file(june, {"invest": "10", "revenue": "5", "output": "3"}, day=date(2015, 7, 2)),
        lambda: reporting.verify(june, day=date(2015, 7, 3)),
        lambda: correct("11"),
        lambda: reporting.verify_by("statistician", june, day=date(2015, 7, 6)),
        lambda: correct("12"),
        lambda: import_history(owner, invest, [PastFigure("QH-T1", "2015-05", Decimal("1.25"))], "台账"),
        lambda: reporting.file(june, {"invest": "7", "revenue": "8", "output": "9"}, unit="QH-S1"),
    ]
    days = [date(2015, 7, day) for day in (1, 2, 3, 5, 6, 12)]
    journal.journal(2015, 2015)
    for step in steps:
        step()
        for verified_only in (True, False):
            with monkeypatch.context() as patched:
                patched.setattr(journal, "_read_anew", lambda *_: pytest.fail("the year was read again"))
                followed = [cells(2015, day, verified_only=verified_only) for day in days]
            with monkeypatch.context() as patched:
                patched.setattr(journal, "_kept", OrderedDict())
                anew = [cells(2015, day, verified_only=verified_only) for day in days]
            for day, one, other in zip(days, followed, anew, strict=True):
                for name, told in other.items():
                    np.testing.assert_array_equal(one[name], told, err_msg=f"{name} as known on {day}")
    assert len(journal.journal(2015, 2015).layers) == (2 if most > 2 else 1)
