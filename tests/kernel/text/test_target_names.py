"""What a target is called when a plan orders something done: the verb goes, a name made with a verb stays."""

import pytest

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.targets import extract_targets
from luoshi.kernel.text.verbs import verb_at, verbs_at

TITLE = "某县2026年工作要点\n"


def read(sentence: str) -> list[str]:
    text = TITLE + sentence
    return [
        f"{d.indicator} {d.kind} {d.op} {d.value} {d.unit}" + ("" if d.period == "2026" else f"@{d.period}")
        for d in extract_targets(text, outline(text))
    ]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("轮训村医120人次以上。", "村医 count >= 120 人次"),
        ("检查企业不少于120家。", "企业 count >= 120 家"),
        ("抽查企业60家次。", "企业 count = 60 家次"),
        ("走访企业60家。", "走访企业 count = 60 家"),
        ("“十五五”期末高标准农田达到32万亩。", "高标准农田 level = 32 万亩@2030"),
        ("培育'专精特新'企业12家。", "“专精特新”企业 count = 12 家"),
        ("培育‘专精特新’企业12家。", "“专精特新”企业 count = 12 家"),
        ("“三公经费”压减5%。", "“三公经费” growth = -5 %"),
        ("建设“双一流”学科5个。", "“双一流”学科 count = 5 个"),
        ("死亡人数“双下降”5%。", "死亡人数 share = 5 %"),
        ("单位产值用水量比上年降低4%。", "单位产值用水量 growth = -4 %"),
        ("供水率比上年提高5个百分点。", "供水率 growth = 5 个百分点"),
        ("新购置烘干设备30台套。", "烘干设备 count = 30 台套"),
        ("编排上演剧目3部。", "剧目 count = 3 部"),
        ("主导或参与制修订行业标准5项。", "行业标准 count = 5 项"),
        ("选优配强网格员90名。", "网格员 count = 90 名"),
        ("4月底前备足杨树等苗木20万株。", "杨树等苗木 count = 20 万株@2026-04"),
        ("利用街角空地新辟小游园5处。", "小游园 count = 5 处"),
        ("通过以奖代补方式修补破损路面2万平方米。", "破损路面 level = 2 万平方米"),
        ("面向高校毕业生招募志愿者40名。", "志愿者 count = 40 名"),
        ("全县接待游客超过80万人次。", "游客 count > 80 万人次"),
        ("恢复灌溉面积3万亩。", "灌溉面积 level = 3 万亩"),
        ("接待游客量达到80万人次。", "接待游客量 count = 80 万人次"),
        ("调处纠纷成功率保持在97%以上。", "调处纠纷成功率 share >= 97 %"),
        ("新增照护床位60张。", "照护床位 count = 60 张"),
        ("照护床位达到60张。", "照护床位 count = 60 张"),
        ("购置清扫车辆8辆。", "清扫车辆 count = 8 辆"),
        ("举办推介会6场。", "推介会 count = 6 场"),
        ("老旧厂房改造12处。", "老旧厂房改造 count = 12 处"),
        ("种草改良3万亩。", "种草改良 level = 3 万亩"),
        ("举办“夜读”等社区活动20场。", "“夜读”等社区活动 count = 20 场"),
        ("走访慰问困难党员80名。", "困难党员 count = 80 名"),
        ("探访独居老人月均不少于2次。", "探访独居老人 count >= 2 次"),
        ("“一件事”新上线6个主题。", "“一件事”主题 count = 6 个"),
        ("选派12名医师进修学习。", "医师 count = 12 名"),
        ("秋季学期前投用宿舍3栋。", "宿舍 count = 3 栋"),
        ("兑现产业奖补资金300万元。", "产业奖补资金 level = 300 万元"),
        ("信访投诉量较上年减少15%。", "信访投诉量 growth = -15 %"),
        ("油茶亩均增收900元。", "油茶亩均增收 level = 900 元"),
        ("油菜面积扩至4万亩。", "油菜面积 level = 4 万亩"),
        ("出借图书达到5万册次。", "出借图书 count = 5 万册次"),
        ("抽检兽药饲料120批次。", "兽药饲料 count = 120 批次"),
        ("刊播公益广告不少于300条次。", "公益广告 count >= 300 条次"),
        ("合格率常年保持在70%以上。", "合格率 share >= 70 %"),
        ("完成安全设施提升8处。", "安全设施提升 count = 8 处"),
        ("死亡率控制在0.01人/亿元以内。", "死亡率 ceiling <= 0.01 人/亿元"),
    ],
)
def test_an_order_is_no_part_of_a_name(sentence: str, wanted: str) -> None:
    assert read(sentence) == [wanted]


def test_a_deed_alone_speaks_of_what_was_counted_before() -> None:
    assert read("增添车棚22处，其中10月底前启用12处。") == [
        "车棚 count = 22 处",
        "车棚 count = 12 处@2026-10",
    ]


def test_what_becomes_of_things_is_no_name_and_a_figure_is_one() -> None:
    assert read("11月底前竣工道路9条，其中6月底前通车3条。") == [
        "道路 count = 9 条@2026-11",
        "道路 count = 3 条@2026-06",
    ]
    assert read("肉牛饲养量达到6.8万头，出栏2.9万头。") == [
        "肉牛饲养量 count = 6.8 万头",
        "肉牛出栏 count = 2.9 万头",
    ]


def test_things_are_counted_a_head_and_in_tens_of_thousands_too() -> None:
    assert read("每千人口床位达到6.4张，生猪出栏3.2万头，总藏量达到12万册，粮食总产量达到4万吨。") == [
        "每千人口床位 count = 6.4 张",
        "生猪出栏 count = 3.2 万头",
        "总藏量 count = 12 万册",
        "粮食总产量 level = 4 万吨",
    ]


def test_a_total_keeps_its_word() -> None:
    assert read("等级民宿总数达到35家左右。") == ["等级民宿总数 count ~ 35 家"]


def test_a_unit_cut_by_a_line_is_read() -> None:
    text = (
        TITLE + "（一）抓道路建设。全年硬化通组道路，改善出行条件，11月底前修建巡护道路12公\n里，保持畅通。"
    )
    (draft,) = extract_targets(text, outline(text))
    assert (draft.indicator, draft.value, draft.unit, draft.period) == ("巡护道路", "12", "公里", "2026-11")


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("轮训村医", "轮训"),
        ("新聘教师", "新聘"),
        ("配齐器材", "配齐"),
        ("服务群众", "服务"),
        ("服务平台", ""),
        ("成功率", ""),
    ],
)
def test_a_verb_is_told_from_a_word_that_sorts(words: str, verb: str) -> None:
    assert words[: verb_at(words)] == verb


def test_verbs_run_on() -> None:
    assert verbs_at("修补并粉刷墙面") == len("修补并粉刷")
    assert verbs_at("墙面粉刷") == 0
