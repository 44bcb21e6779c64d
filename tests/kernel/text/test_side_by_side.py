"""Numbers that stand side by side, in paired lists or without a unit: what holds is told, what does not accuses."""

import pytest

from luoshi.kernel.text.number_check import check

TOLD = [
    ("空气质量综合指数3.52，上年同期4.06，同比下降13.3%。", ("growth", "13.3", {"3.52", "4.06"}), "33.3"),
    (
        "灌溉水有效利用系数0.583，比上年的0.571提高0.012。",
        ("difference", "0.012", {"0.583", "0.571"}),
        "0.021",
    ),
    ("森林覆盖率41.30%，比上年40.62%提高0.68个百分点。", ("share_shift", "0.68", {"41.30", "40.62"}), "0.86"),
    (
        "事故起数和伤亡人数分别由80起、50人下降到60起、40人，降幅分别为25.0%和20.0%。",
        ("growth", "25.0", {"60", "80"}),
        "52.0",
    ),
    (
        "三次产业结构由6.2:45.1:48.7调整为5.9:46.0:48.1，第二产业比重提高0.9个百分点。",
        ("share_shift", "0.9", {"46.0", "45.1"}),
        "",
    ),
    (
        "城镇、农村恩格尔系数分别由28.5%、32.1%下降到27.9%、31.2%，分别下降0.6个和0.9个百分点。",
        ("share_shift", "0.6", {"27.9", "28.5"}),
        "",
    ),
    (
        "年初债务余额66.67亿元，当年新增11.68亿元，偿还4.05亿元，年末余额74.30亿元。",
        ("count_identity", "74.30", {"66.67", "11.68", "4.05"}),
        "",
    ),
    ("公共充电桩4000个，新能源汽车30000辆，车桩比7.5∶1。", ("ratio", "7.5", {"30000", "4000"}), ""),
    (
        "粮食作物播种78.9万亩，经济作物21.1万亩，粮经比例为78.9∶21.1。",
        ("structure", "78.9", {"78.9", "21.1"}),
        "",
    ),
    (
        "供水人口20.0万人，自来水普及率95.0%，其中已通水19.0万人。",
        ("completion", "95.0", {"19.0", "20.0"}),
        "",
    ),
    ("批捕300人，不捕100人，不捕率25.00%。", ("completion", "25.00", {"100", "300"}), ""),
    ("营业收入15.00亿元，为预算的93.8%，预算16.00亿元。", ("completion", "93.8", {"15.00", "16.00"}), "83.8"),
    (
        "普惠园覆盖率91.2%（普惠园155所，幼儿园总数170所）。",
        ("completion", "91.2", {"155", "170"}),
        "81.2",
    ),
    (
        "送审金额21.42亿元，审定金额19.49亿元，审减1.93亿元。",
        ("difference", "1.93", {"21.42", "19.49"}),
        "2.93",
    ),
    ("立案处罚20家，罚款110.0万元，平均每家罚款5.5万元。", ("mean", "5.5", {"110.0", "20"}), "6.5"),
    ("新改建公路80.0公里，完成投资2.40亿元，每公里300.0万元。", ("mean", "300.0", {"2.40", "80.0"}), ""),
    (
        "一、产业项目。年度计划43.86亿元。二、交通项目。年度计划28.83亿元。三类之外不计，年度计划72.69亿元。",
        ("sum", "72.69", {"43.86", "28.83"}),
        "",
    ),
    (
        "投资增长8.9%，增速比上半年提高1.2个百分点，上半年增速为7.7%。",
        ("share_shift", "1.2", {"8.9", "7.7"}),
        "2.1",
    ),
]


@pytest.mark.parametrize(("text", "told", "slip"), TOLD, ids=lambda value: str(value)[:16])
def test_what_holds_is_told_and_nobody_accused(text: str, told: tuple[str, str, set[str]], slip: str) -> None:
    kind, claim, operands = told
    relations = check(text).relations
    assert [r.message for r in relations if r.verdict == "fail"] == []
    assert any(
        r.type == kind and r.claim.text == claim and {o.text for o in r.operands} == operands
        for r in relations
    )


@pytest.mark.parametrize(
    ("text", "told", "slip"), [case for case in TOLD if case[2]], ids=lambda value: str(value)[:16]
)
def test_a_slip_in_it_is_an_error(text: str, told: tuple[str, str, set[str]], slip: str) -> None:
    before, _, behind = text.rpartition(told[1])
    errors = [r for r in check(before + slip + behind).relations if r.severity == "error"]
    assert [r.claim.text for r in errors] == [slip]
    assert {o.text for o in errors[0].operands} == told[2]


@pytest.mark.parametrize(
    "text",
    [
        "税收收入21.3亿元，上年同期占比68.2%，同口径增长5.1%。",
        "规模以上工业增加值增长6.8%，高于全市平均，固定资产投资比上年同期回落1.2个百分点。",
        "生猪存栏18.6万头，同比下降2.4%，去年同期为19.06万头；出栏15.4万头，增长3.1%。",
        "使用外资7240万美元，比上年同期翻了一番多，上年同期为3415万美元。",
        "居民人均可支配收入31245元，户均2.9人，常住人口86.2万人。",
        "“四上”单位548家，其中工业218家、服务业330家，年内净增37家（上年末511家）。",
    ],
)
def test_other_numbers_side_by_side_accuse_nobody(text: str) -> None:
    assert [r.message for r in check(text).relations if r.severity == "error"] == []
