"""Short plans of our own, with the defects that real ones have."""

from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.requirements import TaskDraft, extract_tasks
from luoshi.kernel.text.targets import TargetDraft, extract_targets

FULL_WIDTH = """２０２３年重点工作安排

一、主要目标
　　全县地区生产总值增长６．５％以上，规模以上工业增加值增长８％左右，固定 资产 投资达到１２０亿元，
社会消费品零售总额增长９％－１０％，城镇新增就业３，２００人，城镇调查失业率控制在５．５％以内。
"""

WRAPPED = """2024年青禾区政府工作要点
一、推进产业升级。新建标准厂房20万平方米以上，引进亿
元以上项目15个，确保规模以上工业增加值增长7.5%，力争
高新技术企业达到60家，单位生产总值能耗下降2.8%。去年
全区引进项目12个，完成投资35亿元。
二、改善城乡面貌。改造老旧小区32个，城乡居民人均可支
配收入分别增长6%、8%，空气质量优良天数比率不低于86%，
农村饮水集中供水率提高到95%以上，建成区绿地面积新增
三百亩。
"""

MISTYPED = """一、加强领导
（一）健全机制。建立专班。
(二）压实责任。层层签订责任书。
四）严格考核。按月通报。
二，强化保障
1.落实经费。
2.充实力量。
4.开展培训。
"""

ASSIGNED = """关于分解落实2022年十项重点工作的通知
各责任单位要细化措施，并于3月15日前报区督查室。
（一）建设工业新城。完成道路8公里。（责任领导：张某；牵头单位：区住建局；责任单位：区财政局，城东街道）
（二）整治黑臭水体。6月底前完成5条河道清淤。（区水利局、区生态环境局牵头，各乡镇按职责分工负责）
（三）办好民生实事。新增学位1500个。
责任单位：区教体局、区人社局
（四）推进数字政府。年底前上线政务平台，由区行政审批局牵头，区大数据中心配合。
"""

REPORT = """过去一年工作回顾
2021年，全区生产总值完成310.4亿元，增长8.1%，财政总收入突破30亿元，增长5%以上。
一、2022年主要预期目标
生产总值增长7%左右；财政总收入增长5%；万元生产总值能耗降低3%以上；粮食总产稳定在12.5万吨；
力争综合考核进入全市前三名，重大安全事故零发生。
二、重点任务
要抓好招商引资，全年签约项目50个，其中10亿元以上项目5个；到2025年，规上工业企业突破200家。
"""

NESTED = """一、抓三个方面的工作。一是抓投资：首先，要谋划项目；其次，要盯开工。二是抓消费。三是稳外贸。
二、抓好两项保障
第一，强化用地保障。
第二，强化资金保障：一是争取专项债券，二是盘活存量资产，三是引导社会资本。
质量第一、服务至上，唯一是不能松劲。
三、要严格落实责任
"""

MIXED = """各位同志：
今年我们要办好以下几件实事。
1、改造农村公路60公里，受益群众2万多人；
2、新建社区食堂12家，每家补助5万元；
3、城镇登记失业率低于4%，城镇化率提高1.2个百分点，达到58%；
4、规上工业利润翻一番，服务业占比提高到四成。
"""


def targets_of(text: str, year: int | None = None) -> list[TargetDraft]:
    return extract_targets(text, outline(text), year)


def tasks_of(text: str, year: int | None = None) -> list[TaskDraft]:
    return extract_tasks(text, outline(text), year)


def brief(text: str) -> list[tuple[str, str, str, str, str]]:
    return [(t.indicator, t.kind, t.op, t.value, t.unit) for t in targets_of(text)]


def test_full_width_digits_and_spaces() -> None:
    assert brief(FULL_WIDTH) == [
        ("全县地区生产总值", "growth", ">=", "6.5", "%"),
        ("规模以上工业增加值", "growth", "~", "8", "%"),
        ("固定资产投资", "level", "=", "120", "亿元"),
        ("社会消费品零售总额", "growth", "=", "9", "%"),
        ("城镇新增就业", "count", "=", "3200", "人"),
        ("城镇调查失业率", "ceiling", "<=", "5.5", "%"),
    ]
    retail = targets_of(FULL_WIDTH)[3]
    assert (retail.value_high, FULL_WIDTH[retail.start : retail.end]) == ("10", "９％－１０")
    assert {target.period for target in targets_of(FULL_WIDTH)} == {"2023"}


def test_lines_cut_by_a_layout_are_joined() -> None:
    assert brief(WRAPPED) == [
        ("标准厂房", "level", ">=", "20", "万平方米"),
        ("亿元以上项目", "count", "=", "15", "个"),
        ("规模以上工业增加值", "growth", "=", "7.5", "%"),
        ("高新技术企业", "count", "=", "60", "家"),
        ("单位生产总值能耗", "growth", "=", "-2.8", "%"),
        ("老旧小区", "count", "=", "32", "个"),
        ("城镇居民人均可支配收入", "growth", "=", "6", "%"),
        ("农村居民人均可支配收入", "growth", "=", "8", "%"),
        ("空气质量优良天数比率", "share", ">=", "86", "%"),
        ("农村饮水集中供水率", "share", ">=", "95", "%"),
    ]
    assert [target.ambition for target in targets_of(WRAPPED)][2:4] == ["确保", "力争"]


def test_mistyped_marks_are_read_and_reported() -> None:
    clauses = outline(MISTYPED)
    assert [(node.level, node.number) for node in clauses.nodes] == [
        (1, 1), (2, 1), (2, 2), (2, 4), (1, 2), (3, 1), (3, 2), (3, 4),
    ]  # fmt: skip
    assert [(oddity.code, MISTYPED[oddity.start : oddity.end]) for oddity in clauses.warnings] == [
        ("mistyped", "四）"),
        ("skip", "四）"),
        ("mistyped", "二，"),
        ("skip", "4."),
    ]


def test_assignments_of_every_form() -> None:
    tasks = tasks_of(ASSIGNED)
    assert [(t.no, t.title, t.lead, t.support, t.leader, t.deadline) for t in tasks] == [
        (0, "报区督查室", ("各责任单位",), (), (), "2022-03-15"),
        (1, "建设工业新城", ("区住建局",), ("区财政局", "城东街道"), ("张某",), None),
        (2, "整治黑臭水体", ("区水利局", "区生态环境局"), ("各乡镇",), (), "2022-06-30"),
        (3, "办好民生实事", (), ("区教体局", "区人社局"), (), None),
        (4, "推进数字政府", ("区行政审批局",), ("区大数据中心",), (), "2022-12-31"),
    ]
    assert brief(ASSIGNED) == [
        ("道路", "level", "=", "8", "公里"),
        ("河道清淤", "count", "=", "5", "条"),
        ("学位", "count", "=", "1500", "个"),
    ]


def test_a_report_keeps_facts_and_targets_apart() -> None:
    assert brief(REPORT) == [
        ("生产总值", "growth", "~", "7", "%"),
        ("财政总收入", "growth", "=", "5", "%"),
        ("万元生产总值能耗", "growth", "<=", "-3", "%"),
        ("粮食总产", "level", "=", "12.5", "万吨"),
        ("综合考核", "rank", "<=", "3", "名"),
        ("重大安全事故", "keep", "=", "0", ""),
        ("签约项目", "count", "=", "50", "个"),
        ("10亿元以上项目", "count", "=", "5", "个"),
        ("规上工业企业", "count", ">", "200", "家"),
    ]
    assert [target.period for target in targets_of(REPORT)][-2:] == ["2022", "2025"]


def test_lists_inside_paragraphs() -> None:
    clauses = outline(NESTED)
    assert [(node.mark, node.title, len(clauses.path(node)) - 1) for node in clauses.nodes] == [
        ("一、", "抓三个方面的工作", 0),
        ("一是", "抓投资", 1),
        ("首先", "要谋划项目", 2),
        ("其次", "要盯开工", 2),
        ("二是", "抓消费", 1),
        ("三是", "稳外贸", 1),
        ("二、", "抓好两项保障", 0),
        ("第一", "强化用地保障", 1),
        ("第二", "强化资金保障", 1),
        ("一是", "争取专项债券", 2),
        ("二是", "盘活存量资产", 2),
        ("三是", "引导社会资本", 2),
        ("三、", "要严格落实责任", 0),
    ]
    assert clauses.warnings == ()


def test_numbered_lines_under_a_short_address() -> None:
    assert brief(MIXED) == [
        ("农村公路", "level", "=", "60", "公里"),
        ("社区食堂", "count", "=", "12", "家"),
        ("城镇登记失业率", "ceiling", "<=", "4", "%"),
        ("城镇化率", "growth", "=", "1.2", "个百分点"),
        ("城镇化率", "share", "=", "58", "%"),
        ("规上工业利润", "growth", "=", "100", "%"),
        ("服务业占比", "share", "=", "40", "%"),
    ]
    assert {target.period for target in targets_of(MIXED)} == {None}


CAMPAIGN = """2021年招商引资工作方案
一、目标任务
——全年引进区外资金120亿元，同比增长10%以上；新签约亿元以上项目60个，其中10亿元以上6个、50亿元以上1个；签约项目履约率、开工率分别达到90%、70%以上。
二、计分办法
完成目标任务的计60分，每超1个百分点加1分。2020年，全区引进资金105亿元，居全市第3位。
"""


def test_a_campaign_plan_with_bullets_sizes_and_scores() -> None:
    assert brief(CAMPAIGN) == [
        ("区外资金", "level", "=", "120", "亿元"),
        ("区外资金", "growth", ">=", "10", "%"),
        ("亿元以上项目", "count", "=", "60", "个"),
        ("10亿元以上项目", "count", "=", "6", "个"),
        ("50亿元以上项目", "count", "=", "1", "个"),
        ("签约项目履约率", "share", ">=", "90", "%"),
        ("开工率", "share", ">=", "70", "%"),
    ]


FACTS = """2014年，全区实现生产总值200亿元，增长8%左右，新增企业20家。
截至6月底，开工项目86个，完成投资35亿元，完成年度计划的48%，高于目标2个百分点。
去年发行的12亿元债券已经获批，近100万平方米厂房竣工，撤销了29个工作站。
1.新建项目185个，年初以来开工160个，开工率86.5%。
今年1-6月，累计接待游客50万人次，同比增长12%。
"""


def test_facts_are_not_targets() -> None:
    assert targets_of(FACTS, 2015) == []
    assert tasks_of(FACTS, 2015) == []


ADDRESS = """2020年，我县实现地区生产总值185.3亿元，一般公共预算收入9.86亿元。
今年发展的主要目标：地区生产总值增长8%左右，达到200亿元；城镇和农村居民人均可支配收入分别达到34500元和16800元。目前，已完成投资3.2亿元。
为此，要突出抓好以下三个方面工作：
一、突出项目建设。一是抓谋划。储备项目100个以上。二是抓招引。引进5亿元以上项目10个。三是抓推进。落实包联制度。
二、突出产业升级。(一)做强工业。(1)培育龙头。(2)技改扩能。(二)做优农业。
三、突出民生改善。建成农村公路80公里、桥梁5座，城镇新增就业3500人。
"""


def test_an_address_with_orders_in_its_headings() -> None:
    assert brief(ADDRESS) == [
        ("地区生产总值", "growth", "~", "8", "%"),
        ("地区生产总值", "level", "=", "200", "亿元"),
        ("城镇居民人均可支配收入", "level", "=", "34500", "元"),
        ("农村居民人均可支配收入", "level", "=", "16800", "元"),
        ("储备项目", "count", ">=", "100", "个"),
        ("5亿元以上项目", "count", "=", "10", "个"),
        ("农村公路", "level", "=", "80", "公里"),
        ("桥梁", "count", "=", "5", "座"),
        ("城镇新增就业", "count", "=", "3500", "人"),
    ]
    assert [task.title for task in tasks_of(ADDRESS)] == [
        "抓谋划", "抓招引", "抓推进", "培育龙头", "突出民生改善",
    ]  # fmt: skip
    assert outline(ADDRESS).warnings == ()
