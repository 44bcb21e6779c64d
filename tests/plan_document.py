"""A small catalogue and a small plan in our own words for the tests of documents."""

from __future__ import annotations

from cast import District, moment
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.models import Document
from luoshi.indicators.models import Indicator, Nature
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.record import Signature, record

PLAN = """青河区2015年工作安排

一、2014年情况

2014年，全区实现生产总值200.5亿元，财政收入31.2亿元。

二、2015年目标

确定全区生产总值增长8%，财政总收入增长5%，全社会固定资产投资增长6%。

三、重点任务

（一）抓好工业

一要推进技术改造。要在6月底前完成首批项目。（牵头单位：财政局；责任单位：统计局）

二要服务企业。要建立台账，逐项销号。

（二）抓好民生

一要改造老旧小区。要在年底前完成年度任务。（牵头单位：北门街道）
"""

CATALOGUE = [
    ("gdp", "生产总值", ["地区生产总值", "GDP"]),
    ("fiscal_revenue", "财政总收入", ["财政收入"]),
    ("industry_revenue", "规模以上工业主营业务收入", ["主营业务收入", "规上工业主营业务收入"]),
    ("fixed_investment", "全社会固定资产投资", ["固定资产投资"]),
]


def catalogue() -> dict[str, Indicator]:
    """Four indicators in 亿元 by code."""
    made = [
        Indicator.objects.create(
            code=code, name=name, synonyms=synonyms, unit_name="亿元", nature=Nature.CUMULATIVE, order=order
        )
        for order, (code, name, synonyms) in enumerate(CATALOGUE)
    ]
    signature = Signature(at=moment(), actor="founder")
    # The chain of the ledger is joined to a transaction by the test's own.
    record(signature, "indicators.define_indicator", chain="QH", subject="catalogue", rows=made)
    return {i.code: i for i in made}


def import_plan(district: District, text: str = PLAN, title: str = "2015年工作安排") -> Document:
    """The plan of 青河区 as the supervision office imports it."""
    return import_document(
        district.standing("supervisor"),
        "QH",
        Heading(title=title, year=2015),
        text.encode(),
        "plan.txt",
        vocabulary(),
    )
