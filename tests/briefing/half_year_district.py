"""The reporting district in the middle of 2015: targets handed down, one town late, one silent, one slow."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from cast import TODAY, District, moment
from luoshi.assessment.models import Run, Scheme
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.models import Indicator
from luoshi.ledger.record import record
from luoshi.targets.models import BaseState, SplitRule, Target, TargetKind
from reporting import Reporting

# unit -> (investment, revenue, output) of June 2014 and June 2015; QH-T3 stays silent in 2015.
BEFORE = {
    "QH-S1": ("20", "4000", "15"),
    "QH-T1": ("20", "3000", "10"),
    "QH-T2": ("10", "2000", "8"),
    "QH-T3": ("10", "1000", "6"),
}
YEAR_BEFORE = {
    "QH-S1": ("43.75", "7140", "32"),
    "QH-T1": ("37.5", "6120", "21"),
    "QH-T2": ("25", "4080", "17"),
    "QH-T3": ("18.75", "3060", "13"),
}
NOW = {
    "QH-S1": ("22", "4300", "16.5"),
    "QH-T1": ("20.8", "2900", "10.9"),
    "QH-T2": ("10.1", "2060", "8.7"),
}
# indicator -> (growth target in per cent, year's base of the district; None is asked for)
TARGETS = {
    "invest": ("6", "125"),
    "revenue": ("5", "20400"),
    "output": ("8", None),
}
SHARES = {
    "QH-S1": Decimal("0.35"),
    "QH-T1": Decimal("0.30"),
    "QH-T2": Decimal("0.20"),
    "QH-T3": Decimal("0.15"),
}


@pytest.fixture(name="mid_year")
def mid_year_district(reporting: Reporting) -> District:
    """File the two Junes and May, return one sheet that is then revised, and set the targets."""
    june_before = reporting.open("2014-06", date(2014, 7, 1))
    for unit, values in BEFORE.items():
        reporting.file(june_before, _named(values), unit=unit, day=date(2014, 7, 4))
        reporting.verify(june_before, unit, day=date(2014, 7, 5))
    december = reporting.open("2014-12", date(2015, 1, 5))
    for unit, values in YEAR_BEFORE.items():
        reporting.file(december, _named(values), unit=unit, day=date(2015, 1, 6))
        reporting.verify(december, unit, day=date(2015, 1, 7))
    may = reporting.open("2015-05", date(2015, 6, 1))
    for unit, day in (("QH-S1", date(2015, 6, 3)), ("QH-T1", date(2015, 6, 4)), ("QH-T2", date(2015, 6, 16))):
        reporting.file(may, {"invest": "9", "revenue": "900"}, unit=unit, day=day)
        reporting.verify(may, unit, day=date(2015, 6, 17))
    june = reporting.open("2015-06", date(2015, 7, 1))
    for unit, values in NOW.items():
        reporting.file(june, _named(values), unit=unit, day=date(2015, 7, 2))
    _send_back(reporting, june)
    for unit in NOW:
        reporting.verify(june, unit, day=TODAY, hour=8)
    set_targets(reporting.district)
    return reporting.district


def _named(values: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("invest", "revenue", "output"), values, strict=True))


def _send_back(reporting: Reporting, june: object) -> None:
    statistician = reporting.district.standing("statistician", date(2015, 7, 3))
    town = reporting.district.unit("QH-T1")
    return_sheet(statistician, june, town, "与项目台账不符", ["invest"])
    revised = _named(("20.6", *NOW["QH-T1"][1:]))
    reporting.file(june, revised, unit="QH-T1", day=date(2015, 7, 4))


@transaction.atomic
def set_targets(district: District) -> None:
    """The district's growth targets and their parts, as equal growth."""
    office = district.standing("supervisor", date(2015, 2, 2))
    made = []
    for code, (growth, base) in TARGETS.items():
        indicator = Indicator.objects.get(code=code)
        root = _target(district, indicator, "QH", growth, base and Decimal(base), None)
        made += [root]
        made += [
            _target(district, indicator, unit, growth, base and Decimal(base) * share, root)
            for unit, share in SHARES.items()
        ]
    record(office.signature(), "targets.confirm_draft", chain="QH", subject="2015", rows=made)


def _target(
    district: District,
    indicator: Indicator,
    unit: str,
    growth: str,
    base: Decimal | None,
    parent: Target | None,
) -> Target:
    rate = Decimal(growth)
    return Target.objects.create(
        indicator=indicator,
        unit=district.unit(unit),
        period="2015",
        kind=TargetKind.GROWTH,
        value=rate,
        base=base,
        base_state=BaseState.MISSING if base is None else BaseState.SUPPLIED,
        level=None if base is None else base * (1 + rate / 100),
        parent=parent,
        rule=SplitRule.EQUAL_GROWTH if parent else SplitRule.ROOT,
        recorded_at=moment(date(2015, 2, 2)),
    )


def revise_june(reporting: Reporting) -> None:
    """柳林镇 corrects its investment after the bulletin was drafted."""
    june = reporting.form.rounds.get(period="2015-06")
    town = reporting.district.unit("QH-T2")
    reporting.unlock(june, "invest", unit="QH-T2", hour=14)
    reopen_sheet(reporting.district.standing("t2_liaison", TODAY, 14), june, town, "漏报一个项目")
    reporting.save(june, _named(("13", *NOW["QH-T2"][1:])), unit="QH-T2", notes={"invest": "已核对"})
    reporting.submit(june, "QH-T2", TODAY, 15)
    reporting.verify_by("statistician", june, "QH-T2", TODAY, 16)


SCORES = [
    ("QH-S1", "streets", "101.36", 1, 0),
    ("QH-S2", "streets", None, None, 0),
    ("QH-T1", "towns", "92.50", 1, 0),
    ("QH-T2", "towns", "92.50", 1, 0),
    ("QH-T3", "towns", "18.00", 3, 3),
]


@transaction.atomic
def publish_run(district: District, state: str = "published", period: str = "2015-H1") -> Run:
    """A run with known scores, in the shape that the assessment keeps."""
    office = district.standing("assessor")
    scheme = Scheme.objects.create(
        code="half", title="上半年目标任务考核方案", year=2015, source="code: half", digest="0" * 64
    )
    units = [
        {
            "code": code,
            "group": group,
            "score": score,
            "rank": rank,
            "items": [{"not_reported": n < silent} for n in range(3)],
        }
        for code, group, score, rank, silent in SCORES
    ]
    run = Run.objects.create(
        scheme=scheme,
        period=period,
        as_of=TODAY,
        state=state,
        code_version="test",
        inputs='{"groups": [{"code": "streets"}, {"code": "towns"}, {"code": "departments"}]}',
        inputs_digest="0" * 64,
        result=json.dumps({"units": units}),
        result_digest="0" * 64,
        created_at=office.at,
        published_at=office.at,
    )
    record(office.signature(), "assessment.publish_run", chain="QH", subject="2015-H1", rows=[scheme, run])
    return run
