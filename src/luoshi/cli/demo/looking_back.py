"""Earlier years, scored afterwards from the figures that were handed over (演示历年回顾).

Growth only: of those years there are closed figures, but neither targets nor reports. Nothing was published at the time,
and the rules say so.
"""

from __future__ import annotations

from datetime import date

from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.models import Run, RunKind, Scheme
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.workdays.periods import Period

DRAWN_UP_ON, FROZEN_ON, PUBLISHED_ON = date(2015, 7, 13), date(2015, 7, 14), date(2015, 7, 22)
# As known before the boundaries changed in July.
AS_OF = date(2015, 1, 31)
# Figures begin in 2009; three years are what a mean of three years takes.
YEARS = (2012, 2013, 2014)
RULES = """\
code: growth-{year}
year: {year}
name: {year}年经济指标增速回顾（事后计算，演示）
name_en: Growth of economic indicators in {year}, calculated afterwards (demonstration)
note: 依据2015年1月移交的历史数据事后计算；当年没有公布，不用于评先。
note_en: Calculated afterwards from the figures handed over in January 2015; not published at the time, no awards by it.
groups: [streets, towns, townships]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  # 增速为零得60分，20%及以上得100分，其间按比例计分。 No growth gives 60 points, 20% and above 100, in proportion between.
  - code: gdp
    name: 生产总值增速
    name_en: Growth of gross domestic product
    weight: 40
    indicator: gdp
    score: {{measure: growth, knots: [[0, 60], [0.2, 100]], below: extend}}
  - code: fiscal_revenue
    name: 财政总收入增速
    name_en: Growth of total fiscal revenue
    weight: 30
    indicator: fiscal_revenue
    score: {{measure: growth, knots: [[0, 60], [0.2, 100]], below: extend}}
  - code: industry_revenue
    name: 规上工业主营业务收入增速
    name_en: Growth of the main business revenue of industry
    weight: 30
    indicator: industry_revenue
    score: {{measure: growth, knots: [[0, 60], [0.2, 100]], below: extend}}
"""
DOCUMENT = "演考办〔2015〕4号《历年经济指标增速回顾办法》（演示）"
REASON = "只回顾已定案的历史数据，不评先，不另征求意见（演示）"


def enter(agenda: Agenda) -> None:
    """In July the office looks back on three years, half-years and whole years, for the record beside the half-year."""
    agenda.at(DRAWN_UP_ON, _draw_up, 10)
    agenda.at(FROZEN_ON, _freeze, 11)
    agenda.at(PUBLISHED_ON, _publish, 9)


def _schemes() -> list[Scheme]:
    return [Scheme.objects.get(code=f"growth-{year}") for year in YEARS]


def _draw_up() -> None:
    for year in YEARS:
        scheme = adopt_scheme(as_person("assessor", DRAWN_UP_ON, 10), RULES.format(year=year))
        approved = approve_scheme(as_person("secretary", DRAWN_UP_ON, 11), scheme, DOCUMENT, REASON)
        publish_scheme(as_person("head", DRAWN_UP_ON, 15), approved)


def _freeze() -> None:
    office = as_person("assessor", FROZEN_ON, 11)
    for scheme in _schemes():
        for period in (Period(scheme.year, 1, 6), Period(scheme.year, 1, 12)):
            freeze_run(office, run_trial(office, scheme, period, AS_OF), RunKind.FINAL)


def _publish() -> None:
    head = as_person("head", PUBLISHED_ON, 9)
    for run in Run.objects.filter(scheme__in=_schemes()).order_by("pk"):
        publish_run(head, settle_run(head, run))
