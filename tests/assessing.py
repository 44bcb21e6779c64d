"""The test district with targets and half a year of reports, ready to be assessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from cast import District
from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.models import Run, Scheme
from luoshi.indicators.models import Indicator, Observation, Round, Verdict
from luoshi.ledger.record import record
from luoshi.targets.models import Target
from luoshi.workdays.periods import Period
from reporting import Reporting

HALF = Period.parse("2015-H1")

SCHEME = """\
code: trial
year: 2015
name: 上半年考核方案
name_en: Half-year scheme
groups: [streets, towns, departments]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  - code: economy
    name: 经济目标
    name_en: Economic targets
    weight: 70
    items:
      - code: investment
        name: 固定资产投资
        name_en: Fixed asset investment
        weight: 40
        indicator: invest
        score: {measure: completion, cap: 120, floor: 0}
      - code: income
        name: 财政总收入
        name_en: Fiscal revenue
        weight: 30
        indicator: revenue
        score: {measure: completion, cap: 120, floor: 0}
  - code: work
    name: 工作落实
    name_en: Follow-through
    weight: 30
    items:
      - code: timeliness
        name: 报送及时率
        name_en: Timely reporting
        weight: 10
        indicator: reporting.timeliness
        score: {measure: value}
      - code: closure
        name: 督办事项按期办结率
        name_en: Matters closed on time
        weight: 20
        indicator: matters.closure
        score: {measure: value}
"""


def changed(old: str, new: str) -> str:
    """The scheme with one line changed."""
    assert old in SCHEME
    return SCHEME.replace(old, new, 1)


class Assessment:
    """Three towns and two streets with level targets; May is reported, and T3 files nothing at all.

    At the end of May the calendar expects 5/12 of the year. Investment targets are 12, so 5 is expected.
    """

    def __init__(self, reporting: Reporting) -> None:
        self.reporting = reporting
        self.district: District = reporting.district
        for unit in ("QH-S1", "QH-T1", "QH-T2", "QH-T3"):
            self.target("invest", unit, "12")
            self.target("revenue", unit, "1200")
        self.round: Round = reporting.open("2015-05", date(2015, 6, 1))
        day = date(2015, 6, 4)
        for unit, invest, revenue in (
            ("QH-T1", "7", "500"),
            ("QH-T2", "4.79", "450"),
            ("QH-S1", "5", "500"),
        ):
            reporting.file(self.round, {"invest": invest, "revenue": revenue}, unit=unit, day=day)
            reporting.verify(self.round, unit, day)

    def target(self, indicator: str, unit: str, level: str) -> Target:
        """A target for the year in the indicator's unit."""
        return self._target(indicator, unit, kind="level", value=Decimal(level), level=Decimal(level))

    def growth_target(self, indicator: str, unit: str, percent: str) -> Target:
        """A target of growth over last year, in per cent."""
        return self._target(indicator, unit, kind="growth", value=Decimal(percent))

    def _target(self, indicator: str, unit: str, **fields: object) -> Target:
        standing = self.district.standing("supervisor", date(2015, 1, 6))
        with transaction.atomic():
            target = Target.objects.create(
                indicator=Indicator.objects.get(code=indicator),
                unit=self.district.unit(unit),
                period="2015",
                recorded_at=standing.at,
                **fields,
            )
            record(standing.signature(), "targets.set", chain=unit, subject=str(target), rows=[target])
        return target

    def history(self, indicator: str, unit: str, period: str, value: str) -> None:
        """A verified value of an earlier year."""
        standing = self.district.standing("statistician", date(2015, 1, 6))
        with transaction.atomic():
            seen = Observation.objects.create(
                unit=self.district.unit(unit),
                indicator=Indicator.objects.get(code=indicator),
                period=period,
                value=Decimal(value),
                recorded_at=standing.at,
                origin="import",
            )
            verdict = Verdict.objects.create(
                observation=seen, decision="verified", at=standing.at, by_id=standing.person_id
            )
            rows = [seen, verdict]
            record(standing.signature(), "indicators.import", chain=unit, subject=str(seen), rows=rows)

    def adopt(self, source: str = SCHEME) -> Scheme:
        return adopt_scheme(self.district.standing("assessor"), source)

    def publish(self, scheme: Scheme) -> Scheme:
        leader = self.district.standing("leader")
        if scheme.approved_at is None:
            scheme = approve_scheme(leader, scheme, "区考核办〔2015〕3号", "沿用上年办法")
        return publish_scheme(leader, scheme)

    def scheme(self, source: str = SCHEME) -> Scheme:
        return self.publish(self.adopt(source))

    def trial(self, scheme: Scheme | None = None, day: date = date(2015, 6, 12)) -> Run:
        return run_trial(self.district.standing("assessor"), scheme or self.scheme(), HALF, day)

    def frozen(self, scheme: Scheme | None = None, day: date = date(2015, 6, 12)) -> Run:
        return self.freeze(self.trial(scheme, day))

    def freeze(self, run: Run) -> Run:
        return freeze_run(self.district.standing("assessor"), run)


@pytest.fixture(name="assessment")
def assessed_district(reporting: Reporting) -> Assessment:
    return Assessment(reporting)
