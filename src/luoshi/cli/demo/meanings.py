"""What the indicators mean: a definition that changed, a share by formula, counts of matters (演示口径)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.founding import NEW_YEAR
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.models import Indicator

CHANGED_ON = date(2015, 1, 12)
INVESTMENT = NewVersion(
    holds_from="2009-01",
    text="本行政区域内本年累计完成的固定资产投资额，按项目法人登记地统计（演示）",
    text_en="Fixed asset investment completed since January, counted where the project's owner is registered (simulated)",
    source="固定资产投资统计报表制度（演示）",
    price_basis="current",
    comparable="增幅按同口径上年数计算",
)
BY_PLACE = NewVersion(
    holds_from="2014-01",
    text="本行政区域内本年累计完成的固定资产投资额，跨区项目改按建设地统计（演示）",
    text_en="Fixed asset investment completed since January; projects across borders count where they are built (simulated)",
    source="固定资产投资统计报表制度（演示）",
    price_basis="current",
    comparable="2014年起按建设地口径；与2013年及以前的数不可直接相比",
    document="演示统〔2015〕1号",
    reason="投资统计制度改为按建设地统计",
)
SHARE = NewIndicator(
    "revenue_share",
    "财政总收入占规上工业收入比重",
    "%",
    "rate",
    data_owner="YS-TJ",
    name_en="Fiscal revenue as a share of industrial revenue",
    aggregation="ratio",
)
MATTERS = (
    NewIndicator(
        "matters_due",
        "应办结督办事项",
        "件",
        "cumulative",
        name_en="Matters due",
        unit_name_en="matters",
        decimals=0,
    ),
    NewIndicator(
        "matters_on_time",
        "按期办结督办事项",
        "件",
        "cumulative",
        name_en="Matters closed on time",
        unit_name_en="matters",
        decimals=0,
    ),
    NewIndicator(
        "closure_rate",
        "督办事项按期办结率",
        "%",
        "rate",
        name_en="Matters closed on time, share",
        aggregation="ratio",
    ),
)
SINCE = f"{NEW_YEAR:%Y-%m}"


def enter(agenda: Agenda) -> None:
    """On New Year's day all is defined; in January the statistics bureau counts investment by another place."""
    agenda.at(NEW_YEAR, _define, 13)
    agenda.at(CHANGED_ON, _change, 10)


def _define() -> None:
    office = as_person("supervisor", NEW_YEAR, 13)
    define_version(office, Indicator.objects.get(code="fixed_investment"), INVESTMENT)
    share, due, on_time, rate = define_indicator(office, [SHARE, *MATTERS])
    define_version(
        office,
        share,
        NewVersion(
            holds_from="2013-01",
            text="财政总收入与规模以上工业主营业务收入之比",
            text_en="Total fiscal revenue over main business revenue of industry above designated size",
            source="由目录内两项指标计算",
            formula="fiscal_revenue / industry_revenue * 100",
            numerator="fiscal_revenue",
            denominator="industry_revenue",
            scale=Decimal(100),
        ),
    )
    counted = {
        due: ("本年到期的督办事项，待目督办审核的不计", "Matters that fell due since January", "matters.due"),
        on_time: (
            "其中在期限内反馈并审核通过的",
            "Those of them answered in time and passed",
            "matters.on_time",
        ),
        rate: ("按期办结数与应办结数之比", "Closed on time over due", "matters.closure"),
    }
    for indicator, (text, text_en, measure) in counted.items():
        define_version(
            office,
            indicator,
            NewVersion(
                holds_from=SINCE,
                text=text,
                text_en=text_en,
                source="督办台账",
                measure=measure,
                numerator="matters_on_time",
                denominator="matters_due",
                scale=Decimal(100 if indicator == rate else 1),
            ),
        )


def _change() -> None:
    bureau = as_person("statistician", CHANGED_ON, 10)
    define_version(bureau, Indicator.objects.get(code="fixed_investment"), BY_PLACE)
