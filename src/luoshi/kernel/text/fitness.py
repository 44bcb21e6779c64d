"""Which numbers cannot be targets, whatever the sentence wants (排除的数字)."""

import re

from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.phrase import COUNT_UNITS, Op

BOUNDARY = "，；：。.！？、（）【】〔〕[]\n”—…等的且并或"
"""What may stand behind a target's number; anything else makes the number an attribute (12亿元债券)."""
GOES_ON = re.compile(
    r"的?(?:目标|任务|水平|规模|增长|增速|速度|大关|台阶|关口|要求|底线|红线)|[和与及且并或至到]|(?<![上下内右])(?=\d[\d.,]*万?(?:[人户家个件名亩座处套间栋条项米吨]|公里|平方米|公顷)[，。；、（])|(?=力争|确保|争取|增长|提高|下降)|(?:全部|全面|均|都)(?=脱贫|达标|完成|清零|销号|化解|办结|整改|退出|验收|摘帽)|(?=(?:要|须|必须|应)在[^，。；]{0,8}完成)"
)
_PORTION = re.compile(
    r"的(?P<who>[\u4e00-\u9fff]{2,14}?)(?P<deed>(?:达到|达标|实现|建成|完成|通过|开展|建立|配备|具备|用上|接入|纳入|拥有|参加|通)[^，。；]{0,16})?(?=[，。；\n]|\Z)"
)
_NOUN = re.compile(
    r"(?!的)([\u4e00-\u9fff“”A-Za-z0-9]{2,24}?)(?=[，；。、！？（）【〔\n]|\Z|等|和(?!美|谐|平))"
)
_VERB_OBJECT = re.compile(
    r"(?<=..)(?:建立|设立|参加|参与|安装|发放|提供|配备|更换|办理|解决|接入|开展|配置|加装|购买|(?:免费)?(?:接种|筛查|领取|享受|使用|申领))(?=[^，。；、]{2,})"
)
_COUNTED_TOO = re.compile(r"[^，。；：、\d（）]{2,14}?(?:[和与及、]|以及)(?P<next>)(?=\d)")
_COORDINATED = re.compile(
    r"(?:[和与及、]|以及)\d[\d.,]*[^\d，。；、]{1,14}?(?P<deed>(?:标准化|规范化|数字化|智能化|信息化|绿色化)?(?:建设|改造提升|提升改造|改造|整治|治理|修复|加固|建设任务))(?=[，。；（]|\Z)"
)
_GRADED = re.compile(r"(?:[、和及]\d+[个家条座项][^，。；、\d]{1,8}?级)+(?P<kind>[^，。；、\d级]{2,10})")
_DEED = re.compile(
    r"(?:全部|均|都|全面)?(?:达到|完成|通过|实现|建成|投用|开工|竣工)[^，。；\d]{0,12}(?=[，。；]|\Z)"
)
_TOLD = re.compile(r"未|没有|尚|仍|已|成员|组成|的\Z")
"""A noun with such a word tells what is, or only sets a condition (发生1起事故的)."""
_DOES = re.compile(
    r"(?:(?:在|于)?(?:\d{1,2}月|年底|年内|\d{4}年|[一二三四]季度|[上下]半年)|必须|要|将|力争|确保|全部|全面|均|交付使用|投入(?:使用|运营)|都|如期|按期|尽快|年内|参与|参加|实现|达到|完成|通过|列入|纳入|入选|获评|(?<=..)(?:进修|挂职|跟岗|支教|驻村|下沉|参训|外出|赴)|(?:入[社园会住]|上岗|受益|增收|致富|挂牌|见效)\Z).*"
)
_COMPLETION = re.compile(r"(?:占|为|达到?|完成)[^，；。]{0,12}(?:目标|计划|任务|预算|总量|总数|进度)数?的?\Z")
_SHARE_OF = re.compile(r"占(?:[^，。；]{0,12}的)?\Z")
"""投资占总投资的29% tells how a sum is made up."""
_BASED = re.compile(r"[比较](?:上年|去年|前年|(?:19|20)\d{2}年)[^，。；\d]{0,8}\d[^，。；]*\Z")
"""比上年的20万亩增加1万亩 compares two figures that are known."""
_EACH = re.compile(
    r"每(?:[家户人个亩村名套所月周季半日天次期件][^，。；]{0,8}|[新改建种拆植招]{1,2}[一1][亩户人个家件台座处辆名][^，。；]{0,8}|\d+[^，。；]{1,14})\Z"
)
_TO_EACH = re.compile(
    r"每[个家村][^，。；\d]{0,6}(?:至少)?(?:建成|建设|打造|培育|创建|培养|引进|组建)[^，。；\d]{0,4}\Z|每[个家村镇][^，。；\d]{0,6}?(?:不少于|至少)\Z"
)
"""每个街道至少建成1个: an order to each, not a rate."""
_STANDARD = re.compile(r"标准[^，。；]*(?:提高|达|不低于|增加)[^，。；]*\Z")
_GAP = re.compile(
    r"高于|低于|快于|慢于|高出|领先|落后|跑赢|超过?[全省市区县平均]|[比较](?:全[国省市区县年]|[上去]年|同期|平均|年度|目标|计划|序时)[^，。；]{0,10}(?:(?<![降提升压调])[高低]|[快慢多]|(?<!减)少)出?\Z"
)
_CLOSES = re.compile(r"(?:不?低于|不?高于|超过?)\Z")
"""不低于 and 高于 right before the number are bounds; 高于全市平均 compares."""
_SCORES = re.compile(r"(?:计|加|扣|得|记|占|减|赋|分值|权重)\Z")
_GRANTS = re.compile(
    r"(?:给予|扣发|扣罚|奖励|(?<!兑现)(?<!拨付)(?<!发放)(?<!争取)(?<!落实)(?<!下达)奖补(?!资金)|处以|罚款|扣减|扣除|核减)[^，。；]{0,8}\Z|(?:最高|最多|上限|(?<=[\u4e00-\u9fff])(?<!主体)封顶)[为是达]?\Z"
)
_OF_THE_PAST = re.compile(r"(?<![到至于])(?:去年|上年|前年|往年|此前|前期|已经?)[^，。；\d]{1,8}的\Z")
"""去年签约的30个项目 says what exists."""
_EASES = re.compile(r"(?:\A|[，；])(?:方便|便利|便于)[^，。；]*\Z")
"""Whom a thing is for: 方便沿线3个村群众出行."""
_COUNTDOWN = re.compile(r"(?:距离?|离)[^，。；]*(?:还有|还剩|只有|不到|不足|仅剩|只剩|仅有)[^，。；\d]*\Z")
"""距离年底不到90天 sets nothing."""
_TAKEN = re.compile(r"(?:\A|[，；])把\Z")
"""把186个项目一个一个干成: so many there are."""
_OF_THESE = re.compile(r"[^，。；\d]{0,6}中，?(?:已|有)")
"""转办的146个问题中，已办结108个: so many there are."""
_RECURS = re.compile(r"每[两二三四五\d]年[^，。；\d]{0,8}\Z")
_ABOVE = re.compile(r"(?:以上|上述|上列)(?:[^，。；、\d]{0,6}(?:任务|事项|工作|内容))?[^，。；、\d]{0,4}共\Z")
_LEFT_OVER = re.compile(r"(?:未|没有)[^，。；\d]{1,8}的\Z")
"""未开工的25个项目必须开工: so many are left."""
_OF_A_NAME = re.compile(r"的[^，。；、\d]{1,8}?(?:占比|比例|比重)")
"""年收入10万元以上的村占比: the number belongs to the name of the share."""
_GRADE = re.compile("(?:量|规模)?级(?!数)")
"""10万吨级泊位: the number sorts the thing behind it."""
_COUNTED_BEHIND = re.compile(r"[\u4e00-\u9fff]\d[\d.]*万?[个座家条所台套栋处幢间辆架口眼支部艘]\Z")
"""3000吨钢结构桥2座: so does a size in front of a thing counted."""
_OF_INDICATORS = re.compile(r"(?:约束性|预期性|引导性)?指标\Z")
ORIGIN = re.compile(
    r"(?:由|从|第|每|[由从](?:去年|上年|前年|(?:19|20)\d{2}年)(?:底|末)?的?|[比较](?:上年|去年|前年|(?:19|20)\d{2}年)(?:同期)?的|[比较](?:上年|去年|(?:19|20)\d{2}年)(?:实绩|实际|完成|预计)数?|[由从](?:年初|期初|月初|“?十[一二三四五]五”?末)的?)\Z"
)
_INSIDE = re.compile(
    r"（[^）]*总投资[^）]*\Z|（(?:(?:19|20)\d{2}年(?:底|末)?|[上去]年)(?:同期)?(?:为|是|实绩|实际)\Z|(?:估算|概算|匡算)总?投资\Z"
)
_LENGTHS = frozenset(
    {"亩", "亩次", "㎡", "公里", "千米", "平方米", "平方公里", "公顷", "吨", "米", "千瓦", "兆瓦"}
)
_MONEY_NOUN = re.compile(r"(?:争取|发放|引进|新增|投放|完成|实现|筹集|撬动|带动|盘活|兑现)\Z")


def is_unfit(text: str, quantity: Quantity, lead: str, after: Op | None, stop: int) -> bool:
    """Vague and bare numbers, sizes (5000万元以上项目), completion, gaps, scores and rates per head.

    `stop` is behind the bound printed after the number, `after` that bound, `lead` the words before it.
    """
    readable = quantity.unit or _coefficient(text, quantity, lead)
    spelled = not quantity.digits and quantity.unit not in COUNT_UNITS | {"%"}
    named = not quantity.digits and text.endswith(("个", "个百分之"), 0, quantity.start)
    about = text.endswith("约", 0, quantity.start) and text[stop : stop + 1] in (
        "，",
        "。",
        "；",
        "、",
        "\n",
        "",
    )
    vague = quantity.vague and not about
    if vague or not readable or spelled or named:
        return True
    if quantity.unit == "%" and (_COMPLETION.search(lead) or _SHARE_OF.search(lead)):
        return True
    known = (ORIGIN, _OF_THE_PAST, _LEFT_OVER, _BASED, _INSIDE, _GRANTS, _EASES, _RECURS, _COUNTDOWN, _TAKEN)
    if any(pattern.search(lead) for pattern in known) or _rates(text, quantity, lead):
        return True
    if _names(text, quantity, lead, after, stop) or _OF_THESE.match(text, stop):
        return True
    return not (_stands_alone(text, quantity, lead, stop) or noun_behind(text, quantity, lead, after, stop))


def _stands_alone(text: str, quantity: Quantity, lead: str, stop: int) -> bool:
    """Whether nothing that the number would only describe stands behind it."""
    follows = text[stop : stop + 1]
    if not follows or GOES_ON.match(text, stop) or is_deed(text, quantity, lead, stop):
        return True
    return follows in BOUNDARY and not (follows == "的" and text[stop + 1 : stop + 2] not in "。、")


def _names(text: str, quantity: Quantity, lead: str, after: Op | None, stop: int) -> bool:
    """Whether a number belongs to a name, or counts the indicators of a plan (约束性指标8项), the tasks of a heading
    （（4项） at the end of its line) or all of them (以上任务共9项)."""
    counts = quantity.unit == "项" and _OF_INDICATORS.search(lead) is not None
    listed = text[quantity.start - 1] == "（" and text.startswith("）\n", quantity.stop)
    return (
        counts
        or listed
        or _GRADE.match(text, quantity.stop) is not None
        or _ABOVE.search(lead) is not None
        or (after is not None and _OF_A_NAME.match(text, stop) is not None)
    )


def _rates(text: str, quantity: Quantity, lead: str) -> bool:
    """Gaps to others, scores, and rates per head or month; a standard (低保标准提高到每月…) is a level."""
    if quantity.unit.endswith(("百分点", "%")) and _GAP.search(lead) and not _CLOSES.search(lead):
        return True
    if _EACH.search(lead) and not _STANDARD.search(lead):
        return not (measure_of(quantity) in COUNT_UNITS and _TO_EACH.search(lead))
    weight = text.startswith("）", quantity.stop) and text[quantity.start - 1] in "（共计占满"
    return quantity.unit == "分" and (weight or _SCORES.search(lead) is not None)


def _coefficient(text: str, quantity: Quantity, lead: str) -> bool:
    """A ratio without unit (系数提高到0.582) is stated with decimals and a word that names it."""
    return (
        bool(quantity.decimals) and re.search(r"(?:系数|指数|强度|比|率)[^，。；]{0,8}\Z", lead) is not None
    )


def portion_of(text: str, quantity: Quantity, lead: str, after: Op | None, stop: int) -> str:
    """What is a share of some that do something: 80%以上的学校达到标准 is 达到标准的学校比例; empty where it is none.

    With 覆盖 before the number (覆盖95%以上的机构) it is 机构覆盖率.
    """
    match = _PORTION.match(text, stop) if quantity.unit == "%" and (after is not None or not lead) else None
    if match is None or (match["deed"] is None and not lead.endswith("覆盖")):
        return ""
    return f"{match['deed']}的{match['who']}比例" if match["deed"] else f"{match['who']}覆盖率"


def noun_behind(text: str, quantity: Quantity, lead: str, after: Op | None, stop: int) -> str:
    """What a number counts when it is named behind it: 新增500个停车位; empty where it is a size or nothing."""
    match = _NOUN.match(text, stop)
    if match is None or _TOLD.search(match[1]) or _COUNTED_BEHIND.search(match[1]):
        return ""
    shared = _shared_deed(text, match.end()) + _shared_kind(text, match[1], match.end())
    measure, noun = measure_of(quantity), _thing(match[1]) + shared
    if (measure in COUNT_UNITS and (after is None or measure != "人")) or (
        after is None and measure in _LENGTHS
    ):
        return noun
    return noun if measure == "元" and after is None and _MONEY_NOUN.search(lead) else ""


def next_of_run(text: str, quantity: Quantity, after: Op | None, stop: int) -> int:
    """Where 42个卫生室 begins in 6所卫生院和42个卫生室; 0 where no such run follows."""
    if after is not None or measure_of(quantity) not in COUNT_UNITS:
        return 0
    match = _COUNTED_TOO.match(text, stop)
    return match.start("next") if match else 0


def _thing(words: str) -> str:
    """The thing of words behind a number, up to a verb with an object of its own: 居民安装燃气报警装置 is 居民."""
    noun = _DOES.sub("", words)
    verb = _VERB_OBJECT.search(noun)
    return noun[: verb.start()] if verb else noun


def _shared_deed(text: str, stop: int) -> str:
    """完成6所卫生院和42个卫生室标准化建设: the deed behind the last thing is that of all."""
    match = _COORDINATED.match(text, stop)
    return match["deed"] if match else ""


def _shared_kind(text: str, noun: str, stop: int) -> str:
    """打造1个五百亿级、2个百亿级产业集群: the kind behind the last grade is that of all."""
    match = _GRADED.match(text, stop) if noun.endswith("级") else None
    return match["kind"] if match else ""


def is_deed(text: str, quantity: Quantity, lead: str, stop: int) -> bool:
    """实施卫生院提标，7家达到标准: a count alone before a verb speaks of what was named before."""
    return not lead and measure_of(quantity) in COUNT_UNITS and _DEED.match(text, stop) is not None


def measure_of(quantity: Quantity) -> str:
    """The unit without its multiplier: 万人次 counts 人次."""
    return quantity.unit.lstrip("万亿千百十")
