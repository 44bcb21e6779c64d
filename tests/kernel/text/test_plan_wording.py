"""What stands around a target's name in a plan and is none of it: who decided, when, how; and what of it stays."""

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.targets import extract_targets

TITLE = "某县2026年工作要点\n一、主要目标\n"


def read(sentence: str) -> list[str]:
    text = TITLE + sentence
    return [f"{d.indicator} {d.kind} {d.op} {d.value} {d.unit}" for d in extract_targets(text, outline(text))]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("区政府确定今年工业增加值增长6%。", "工业增加值 growth = 6 %"),
        ("市委、市政府提出全年固定资产投资增长10%。", "固定资产投资 growth = 10 %"),
        ("县里定的财政总收入增长8%。", "财政总收入 growth = 8 %"),
        ("县委全会提出2026年农民收入增长9%。", "农民收入 growth = 9 %"),
        ("上级核定我县播种面积52万亩。", "播种面积 level = 52 万亩"),
        ("镇党委、镇政府研究决定今年到位资金达到3亿元。", "到位资金 level = 3 亿元"),
        ("区人大批准的预算支出为68亿元。", "预算支出 level = 68 亿元"),
        ("会议确定事项办结率达到100%。", "会议确定事项办结率 share = 100 %"),
    ],
)
def test_who_decided_on_a_target_is_no_part_of_its_name(sentence: str, wanted: str) -> None:
    assert read(sentence) == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("林业产值年内突破18亿元。", "林业产值 level > 18 亿元"),
        ("电商交易额全年力争达到9亿元。", "电商交易额 level = 9 亿元"),
        ("污水处理率年底前达到95%。", "污水处理率 share = 95 %"),
        ("民营经济占比三年内提高到58%。", "民营经济占比 share = 58 %"),
        ("办理时限原则上压缩到5个工作日以内。", "办理时限 ceiling <= 5 个工作日"),
        ("“三公”经费只减不增，压减8%。", "“三公”经费 growth = -8 %"),
        ("人口自然增长率控制在6‰以内。", "人口自然增长率 ceiling <= 6 ‰"),
    ],
)
def test_dates_and_adverbs_behind_a_name_go(sentence: str, wanted: str) -> None:
    assert read(sentence) == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("深松整地45万亩。", "深松整地 level = 45 万亩"),
        ("更新造林3万亩。", "更新造林 level = 3 万亩"),
        ("补植补造1.2万亩。", "补植补造 level = 1.2 万亩"),
        ("实施节水3万亩。", "节水 level = 3 万亩"),
        ("新增造林3万亩。", "造林 level = 3 万亩"),
        ("更新改造老旧电梯320台。", "老旧电梯 count = 320 台"),
        ("更新改造项目12个。", "更新改造项目 count = 12 个"),
        ("排查治理隐患路段75处。", "隐患路段 count = 75 处"),
        ("选定整治试点村26个。", "整治试点村 count = 26 个"),
        ("新增设备贷款5亿元。", "设备贷款 level = 5 亿元"),
        ("新增补贴资金5亿元。", "补贴资金 level = 5 亿元"),
        ("施用有机肥12万亩。", "有机肥 level = 12 万亩"),
        ("配租公租房600套。", "公租房 count = 600 套"),
        ("整顿软弱涣散党组织18个。", "软弱涣散党组织 count = 18 个"),
        ("投入帮扶资金1800万元。", "帮扶资金 level = 1800 万元"),
        ("规划水厂达标率达到100%。", "规划水厂达标率 share = 100 %"),
        ("保护性耕作60万亩。", "保护性耕作 level = 60 万亩"),
        ("培育壮大服务业企业45家。", "服务业企业 count = 45 家"),
        ("绿化美化村庄40个。", "村庄 count = 40 个"),
        ("兜底安置困难人员80人。", "困难人员 count = 80 人"),
        ("新供工业用地1500亩。", "工业用地 level = 1500 亩"),
        ("制定村规民约140个。", "村规民约 count = 140 个"),
    ],
)
def test_of_two_verbs_that_is_kept_which_makes_the_name(sentence: str, wanted: str) -> None:
    assert read(sentence) == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("建成10万吨级泊位2个。", "10万吨级泊位 count = 2 个"),
        ("建设日处理5万吨级污水厂1座。", "日处理5万吨级污水厂 count = 1 座"),
        ("集装箱吞吐量达到90万标箱。", "集装箱吞吐量 count = 90 万标箱"),
        ("优良天数达到300天。", "优良天数 count = 300 天"),
        ("平均住院日降到8天。", "平均住院日 level = 8 天"),
        ("降尘量不超过7吨/平方公里·月。", "降尘量 ceiling <= 7 吨/平方公里·月"),
        ("城市低保标准提高到880元/月。", "城市低保标准 level = 880 元/月"),
        ("污水处理能力达到6万吨/日。", "污水处理能力 level = 6 万吨/日"),
        ("厂界噪声控制在55分贝以内。", "厂界噪声 ceiling <= 55 分贝"),
    ],
)
def test_grades_days_and_second_units_are_read(sentence: str, wanted: str) -> None:
    assert read(sentence) == [wanted]


def test_what_is_earned_is_named_with_what_earns_it() -> None:
    names = [name.split()[0] for name in read("劳务输转8万人次，创收7.6亿元。")]
    assert names == ["劳务输转", "劳务输转创收"]


def test_what_each_one_gets_is_no_target() -> None:
    assert read("落实专项资金2600万元，每改一亩补助经费2元。") == ["专项资金 level = 2600 万元"]


def test_a_unit_cut_by_a_line_end_is_read() -> None:
    assert read("今年全市对外开放迈出新步伐，实际利用外资达到1.6亿美\n元，进出口增长9%。") == [
        "实际利用外资 level = 1.6 亿美元",
        "进出口 growth = 9 %",
    ]


def test_a_bare_number_in_a_cell_counts_what_the_cell_before_it_names() -> None:
    table = "序号\t工作任务\t年度目标\t牵头单位\n1\t整治黑臭水体\t完成23条\t区水利局\n"
    text = "2026年重点任务清单\n" + table
    assert [d.indicator for d in extract_targets(text, outline(text))] == ["黑臭水体"]
