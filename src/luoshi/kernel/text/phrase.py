"""The words around a number: what is measured, how, and with which bound (指标短语)."""

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.text.naming import indicator_of, kept_verb, stripped, without_order
from luoshi.kernel.text.numbers import Quantity

TargetKind = Literal["level", "growth", "share", "count", "ceiling", "rank", "keep"]
Op = Literal["=", "~", ">=", "<=", ">"]

_FLIP: dict[Op, Op] = {"=": "=", "~": "~", ">=": "<=", "<=": ">=", ">": "<="}
_BEFORE_OPS: tuple[tuple[str, Op], ...] = (
    ("不低于|不少于|不小于|不得低于|不得少于|至少|最少|最低|≥", ">="),
    ("不超过|不超|不高于|不大于|不多于|不得超过|不得高于|低于|小于|少于|至多|≤|<", "<="),
    ("迈上|站上|跨上|登上|跃上", ">="),
    ("大约|(?<![签履节预合续])(?<!协商要)(?<!规民)(?<!民公)约", "~"),
    ("突破|超过|高于|大于|多于|快于|超出|超|>", ">"),
)
_AFTER_OPS: dict[str, Op] = {
    "及以上": ">=",
    "或以上": ">=",
    "以上": ">=",
    "及以下": "<=",
    "以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "左右": "~",
    "上下": "~",
    "内": "<=",
}

_BOUND = "|".join(words for words, _ in _BEFORE_OPS)
_REACH = (
    "(?:提高|提升|增加|上升|增长|扩大|扩种|扩繁|发展|下降|降低|压减|减少|压缩|缩小|缩短|压降|控制|稳定|保持|维持)(?:到|至|在|为)|"
    "(?:回升|恢复|扩展|拓展|延伸|攀升|跃升|壮大|调整|优化|收窄|回落|延长|缩减|集聚|积累|充实|扩容|更新|扩|增|提|拓|压|补|配)(?:到|至)|增至|降至|降到|降为|升至|减至|减到|缩至|稳定|保持|维持|达到?人均|稳在|巩固在|冲刺|达到|达|(?<!行)为|是|到|至|在|突破到"
)
_RISE = "(?<=[额值量入产资])年增长|(?<!自然)(?<!机械)增长率|增长速度|增长|增速|增幅|递增|提高|提升|上升|增加|增收|提速|(?<![新净])增"
_FALL = "下降率|下降|降低率|降低|减少|压减|压缩|压降|缩短|削减|缩小|降幅|减幅|降"
_ADVERB = (
    "要|将|月度|常年|长期|始终|一直|总体|每(?:小时|天|日|年|月)|[二三四五]年|同比|同口径|按?可比口径|年均|每年|[日周月季](?<![1-9])均|平均|人均|户均|亩均|村均|企均|均|都|分别|各|再|净|全部|总共|共计|共|累计|总计|合计|预计|预期|新增|净增|安排|计划|"
    "按可比价格?|以年均|有望|原则上|总体上|整体|大体上?|基本上|逐[步年]|稳步|大幅度?|显著|明显|进一步|持续|继续|有效|全面|统一|一律|同步|平均每年"
)
AMBITIONS = ("力争", "确保", "争取", "努力", "保证", "务必", "必须", "预期")
_AMBITION = "|".join(AMBITIONS)
_TAIL_TOKEN = re.compile(
    rf"(?P<bound>{_BOUND})\Z|(?P<reach>{_REACH})\Z|(?P<rise>{_RISE})\Z|(?P<fall>{_FALL})\Z|(?P<skip>改造提升|优化提升|{_ADVERB}|完成|实现|{_AMBITION}|幅度)\Z"
)
_REACHES = re.compile(rf"(?:{_REACH}|{_ADVERB}|{_AMBITION}|完成|实现)\Z")
_TAIL_LENGTHS = range(5, 0, -1)

_VERSUS = (
    r"(?:比|较|在)(?:今年|去年|上年|前年|(?:19|20)\d{2}年(?:底|末)?|“?十[一二三四]五”?末?|上一年度?)"
    r"(?:同期|实绩|执行数|完成数|预算数|实际|水平|的?基础上|底|末)?(?:相比)?|在[^，。；、]{1,10}基础上|(?:比|较)(?:前|近|过去)[一二三四五]年(?:均值|平均(?:值|水平|数)?|同期)?"
)
_VERSUS_END = re.compile(rf"(?:{_VERSUS}|(?:由|从)[^，。；]*\d[^，。；]*|(?:每(?:[人月户亩年]|[千万]人))+)\Z")
_YEAR_END = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?<![较同在于到至要须应将])(?<!(?<!占)比)(?:[两三五]年内|(?<![一二两三四五\d])年内|全年|本年度?|当年|今年(?:内|底前?|末)?|明年|年[底末]前|[上下]半年|[一二三四]季度[末底]?|“?十[二三四五六]五”?(?:末|期间|时期))\Z|"
    r"(?<=[\u4e00-\u9fff])(?:(?:19|20)\d{2}年(?:底|末)?|年底|年末|(?<![在于到至要须应将])\d{1,2}月(?:\d{1,2}日|底|末)?之?以?前)\Z"
)
"""数字经济增加值2026年52亿元: the year behind the name."""
_RELIEF = re.compile("低保|最低生活保障|特困")
_NORM = re.compile(r"不得?(?:少|低|高|多|大|小)于|不得?超过|至少|至多")
_RAISED = ("提升", "提高")
"""Of things counted this is what is done to them: 设施提升8处."""
_GAIN = re.compile("[户人亩村]均增[收产]\\Z")
"""亩均增收1500元 is a figure of its own, no growth of what stands before it."""
_PER_ONE = re.compile(r"\A每|[人户亩生师]均")
_SUMMED = re.compile("累计|总共|共计")
_LEAST = re.compile(r"(?:至少|最少|不少于)(?!\d)")
"""A bound before the verb: 至少建成1个."""
_RAISES = re.compile(r"\A(?:提高|提升|增加|扩大)(?=[^到至])")
_LOWERS = re.compile(r"\A(?:降低|减少|压减|下降|压缩|缩短|压降|削减)(?=[^到至])")
_DONE_ALONE = re.compile(r"\A(?:基本)?(?:建成|竣工|开工|完工|投产|交付|开工建设)\Z")
_SIZE_CLASS = re.compile(
    r"\A.*?\d(?:[\d.,]*)(?:万|亿|千)*(?:元|亩|吨|人|户|平方米|公里)以[上下](?P<noun>.+)\Z"
)
_RUN_BOUND = re.compile(r"(?:[、，和与及]\d[\d.,]*[^\d，。；、]{1,4}?)+(以上|以下|以内|之内|左右|上下)")
_PRICES = re.compile("价格[^，。；]{0,4}涨幅\\Z")
_SHARE_NAME = re.compile(r"(?<=..)占[^，。；]{2,16}(?:比重|比例|百分比)\Z")
_NO_DEED = frozenset({"%", "‰", "个百分点", "百分点", "次", "轮"})
"""Of these no verb is the deed: a rate takes its verb in, and 走访企业2次 tells how often."""
_OFTEN = re.compile("[人批家户件辆]次\\Z")
_CAPPED_CHANGES = ("增幅", "涨幅")
"""A change that is kept under a ceiling is what the ceiling is for: 费用增幅控制在5%以下."""
_BARE = re.compile(
    r"\A(?:总投资(?:规模)?|投资|年度计划投资|投资额|产值|总产值|税收|利税|利润|收入|营业收入|主营业务收入|面积|产量|销售收入)\Z"
)
_CROP = re.compile(
    r"(?:全[省市区县镇乡])?(?P<crop>[^\d，]{1,6}?)(?:播种面积|种植面积|面积|总产量?|产量|存栏量?|出栏量?|饲养量)\Z"
)
_WHOLE = re.compile(r"(?:总数|总量|数量|总规模|规模)")
_ATTRIBUTE = re.compile(
    r"\A(?:(?:里程|长度)|总(?:长度?|里程|面积|建筑面积|装机(?:容量)?|库容|容量)|[日年](?:均)?(?:处理|供水|供热|加工|生产|产)(?:能力|规模|量)|全长|(?:处理|供水|加工|生产|抽排|应急)能力)\Z"
)
"""What is said of a thing just counted: 污水厂1座，日处理能力2000吨."""
_EARNS = re.compile("创[收汇税利]")
"""What is earned by the thing just counted: 劳务输转8万人次，创收7.6亿元."""
_GRADE = re.compile(r"(?:国家|省|市|区|县|镇|乡|村)级")
_SORT = re.compile(r"[\u4e00-\u9fff]{1,4}类")
_PART = re.compile(
    r"城区|市区|主城区|县城|城市|城镇|农村|乡村|乡镇|镇区|山区|小学|初中|高中|幼儿园|本科|高职|男性|女性|公办|民办|省内|省外|境内|境外"
)
_MEASURE_PART = re.compile(
    r"(?P<measure>.{2,}(?:率|比例|比重|占比|标准|时间|时限|水平))(?P<part>[\u4e00-\u9fff]{2,3})"
)
"""到场时间城区、农村分别…: parts behind their measure."""
_RATED = re.compile(r"(?:率|时间|时长|时限|标准|值|占比|比例|比重|比|水平|浓度|距离|半径|天数|均价|覆盖面)\Z")
_YIELD = re.compile(r"总产量?|产量|单产|面积|出栏量?|存栏量?|总产值|产值")
_CONJUNCTION = re.compile(r"、|(?<!参)与|以及|(?<![普涉])及|和(?![美谐平])")
_METRIC = re.compile(
    r"(?:率|(?<!需氧)量|额|度|数|值|比|比例|比重|占比|收入|投资|面积|人次|浓度|标准|支出|就业|贷款|存款|出口|税收|利润|能耗|出栏|存栏|[户家个])\Z"
)
_SIZE_WORDS = re.compile("(?:限额|规模)以上|规上|限上")
_SHARED_NOUN = re.compile(
    "(?:种植|播种|养殖|采摘|设施)面积|出栏|存栏|销售额|营业额|零售额|重点工程|患者|居民|企业|项目|人均|排放|增加值|收入|投资|产量|覆盖率|利用|总额|贷款|人口"
)
COUNT_UNITS = frozenset(
    "期个户家项件人名宗处座所条台套辆篇次场批只头羽株种对间栋幢床门支类片例起位张部组款笔节堂幅盏棵册眼班列艘架块枚趟顶尾口本份棒"
) | {
    "人次",
    "件次",
    "户次",
    "家次",
    "车次",
    "班次",
    "场次",
    "轮次",
    "批次",
    "架次",
    "辆次",
    "项次",
    "台套",
    "台次",
    "艘次",
    "趟次",
    "例次",
    "头次",
    "只次",
    "羽次",
    "条次",
    "人份",
    "件套",
    "人年",
    "标箱",
    "TEU",
    *"路桩杆站箱群匹窝盒瓶页卷枪柜桌单柱",
}


@dataclass(frozen=True)
class Phrase:
    """Reading of one number: `indicator` is empty when the words name none (it is then inherited).

    `acts` tells that the words order something made or done (新建, 引进), `binds` that they set a norm (不少于),
    `lasts` that they tell a state to reach and to keep, not what is done in the course of a plan.
    """

    indicator: str
    kind: TargetKind
    op: Op
    falls: bool
    parallel: bool
    completes: bool
    percent: bool
    ambition: str | None
    acts: bool = False
    binds: bool = False
    lasts: bool = False


def bound_after(text: str, position: int) -> tuple[Op | None, int]:
    """The bound printed behind a number (以上, 左右 ...) and the position behind it."""
    word = next((word for word in _AFTER_OPS if text.startswith(word, position)), None)
    return (_AFTER_OPS[word], position + len(word)) if word else (None, position)


def bound_of_run(text: str, position: int) -> Op | None:
    """The bound behind the last of parallel numbers, which holds for all of them: 分别增长8%、9%以上."""
    match = _RUN_BOUND.match(text, position)
    return _AFTER_OPS[match[1]] if match else None


def subject_of(lead: str) -> str:
    """What a lead speaks of, without the words that only connect or urge."""
    return stripped(_strip_tail(lead)[0])


def without_reach(words: str) -> str:
    """Words without 力争, 达到 or 保持在 at their end; a word of change stays (增速位居前三)."""
    while match := _REACHES.search(words):
        words = words[: match.start()]
    return words


def read_phrase(lead: str, quantity: Quantity, after: Op | None) -> Phrase:
    """Reads the words between the last boundary and a number; `after` is the bound behind it."""
    body, found = (lead, {}) if _GAIN.search(lead) else _strip_tail(lead)
    indicator = stripped(body)
    if not {"rise", "fall", "reach"} & set(found) and quantity.unit.endswith(("%", "百分点")):
        indicator, verb = _verb_first(indicator)
        found |= verb
    if "分别" not in lead or not _CONJUNCTION.search(indicator):
        indicator = indicator_of(
            indicator,
            "reach" not in found and quantity.unit not in _NO_DEED,
            _OFTEN.search(quantity.unit) is not None,
        )
    if found.get("rise") in _RAISED and counts_things(quantity.unit) and "reach" not in found and indicator:
        indicator += found.pop("rise")
    before = next((op for words, op in _BEFORE_OPS if re.fullmatch(words, found.get("bound", "-"))), None)
    held = found.get("reach") in ("控制在", "控制到")
    falls = "fall" in found and "reach" not in found
    least: Op = ">=" if _LEAST.search(lead) else "="
    op: Op = after or before or ("<=" if held else least)
    kind = _kind(quantity, indicator, found, op, held)
    if kind == "ceiling" and indicator and found.get("rise") in _CAPPED_CHANGES:
        indicator += found["rise"]
    ambition = next((word for word in AMBITIONS if word in lead.replace("预期寿命", "")), None)
    return Phrase(
        indicator,
        kind,
        _FLIP[op] if falls else op,
        falls,
        "分别" in lead,
        "完成" in lead,
        quantity.unit == "%",
        ambition,
        kept_verb(body),
        _NORM.search(lead) is not None,
        _lasts(kind, found, indicator, lead),
    )


def _strip_tail(lead: str) -> tuple[str, dict[str, str]]:
    """Takes bound, reach, growth and ambition words off the end of a lead; the last of each sort counts."""
    found: dict[str, str] = {}
    body = lead
    while body:
        body = _YEAR_END.sub("", _VERSUS_END.sub("", body))
        match = next(
            (m for size in _TAIL_LENGTHS if (m := _TAIL_TOKEN.match(body, max(0, len(body) - size)))), None
        )
        if match is None:
            return body, found
        found.setdefault(match.lastgroup or "skip", match[0])
        body = body[: match.start()]
    return body, found


def _verb_first(indicator: str) -> tuple[str, dict[str, str]]:
    """提高亩均效益10%: the verb of change stands before what changes."""
    for pattern, sort in ((_RAISES, "rise"), (_LOWERS, "fall")):
        match = pattern.match(indicator)
        if match:
            return indicator[match.end() :], {sort: match[0]}
    return indicator, {}


def _kind(quantity: Quantity, indicator: str, found: dict[str, str], op: Op, held: bool) -> TargetKind:
    grows = "rise" in found or "fall" in found
    if quantity.unit.endswith("百分点") or quantity.grows:
        return "growth"
    if held or (op == "<=" and not grows) or (_PRICES.search(indicator) and not grows):
        return "ceiling"
    if op == "<=" and found.get("rise") in ("增幅", "涨幅"):
        return "ceiling"
    if grows:
        return "growth"
    if quantity.unit in ("%", "‰"):
        return "share"
    return "count" if counts_things(quantity.unit, indicator) else "level"


def _lasts(kind: TargetKind, found: dict[str, str], indicator: str, lead: str) -> bool:
    if kind == "growth" or _SUMMED.search(lead):
        return indicator.startswith("每")
    return (
        kind in ("share", "ceiling")
        or "reach" in found
        or found.get("bound") in ("突破", "超过")
        or _PER_ONE.search(indicator) is not None
    )


def counts_things(unit: str, name: str = "") -> bool:
    """Whether a unit counts things or persons, whatever its multiplier: 26万头, 6.4张 a head; not 万吨, 公里, 亿元.

    Days count where the name says so (优良天数), and last where it does not (平均住院日).
    """
    return unit.lstrip("万亿千百十") in COUNT_UNITS or (unit == "天" and name.endswith("天数"))


def split_names(indicator: str) -> list[str]:
    """Names of a parallel list; 城乡居民… names the urban and the rural one, a noun at the end holds for all."""
    if "城乡" in indicator and not _CONJUNCTION.search(indicator):
        urban = "城市" if _RELIEF.search(indicator) else "城镇"
        return [indicator.replace("城乡", urban, 1), indicator.replace("城乡", "农村", 1)]
    names = [indicator_of(name) for name in _CONJUNCTION.split(indicator)]
    names = [name for name in names if name]
    names[1:] = [_as_first(names[0], name) for name in names[1:]]
    first = _MEASURE_PART.fullmatch(names[0]) if len(names) > 1 else None
    if first and all(len(name) <= len("幼儿园") for name in [first["part"], *names[1:]]):
        return [part + first["measure"] for part in (first["part"], *names[1:])]
    if len(names) > 1 and not _METRIC.search(names[0]) and _METRIC.search(names[-1]):
        shared = _shared_noun(names[0], names[-1])
        names[:-1] = [name if _METRIC.search(name) else name + shared for name in names[:-1]]
    return names


def _as_first(first: str, name: str) -> str:
    """A later name with what the first says of all: the accidents of 起数、死亡人数, 限额以上 of 批发业、零售业."""
    accident, counted, _ = first.rpartition("事故起数")
    if counted and name in ("死亡人数", "受伤人数"):
        return accident + "事故" + name
    size = _SIZE_WORDS.match(first)
    return size[0] + name if size and _METRIC.search(name) and not _METRIC.search(first) else name


def _shared_noun(first: str, last: str) -> str:
    """What the last of parallel names ends with and the others leave out: 高血压、糖尿病患者管理率."""
    noun = _SHARED_NOUN.search(last, 2)
    return last[noun.start() if noun else len(first) :]


def completed_by(indicator: str, owner: str, completes: bool, counted: str = "") -> str:
    """A bare 投资, or a bare 基本建成, speaks of the things counted before it: 工业重点项目 + 完成投资."""
    sized = _SIZE_CLASS.match(owner)
    thing = sized["noun"] if sized else owner
    if _DONE_ALONE.match(indicator) and thing:
        return without_order(thing) + indicator
    if counted and (is_attribute(indicator) or _EARNS.fullmatch(indicator)):
        return counted + indicator
    if indicator.endswith(("以上", "以下")):
        return indicator + re.sub(r".*以[上下]", "", owner)
    if _BARE.match(indicator) and is_owner(thing):
        return thing + ("完成" if completes else "") + indicator
    return _like(indicator, owner)


def _like(indicator: str, before: str) -> str:
    """A name cut short by the name before it: 总数; 农村居民 after 城镇居民人均可支配收入; 总产 after 粮食播种面积."""
    if _WHOLE.fullmatch(indicator):
        return before or indicator
    if _GRADE.fullmatch(indicator) and (grade := _GRADE.match(before)) and grade.end() < len(before):
        return indicator + before[grade.end() :]
    if _SORT.fullmatch(indicator) and "各类" in before:
        return before.replace("各类", indicator, 1)
    if indicator in ("农村居民", "城镇居民") and "居民" in before:
        return indicator + before.partition("居民")[2]
    crop = _CROP.match(before)
    return crop["crop"] + indicator if crop and _YIELD.fullmatch(indicator) else indicator


def put_together(indicator: str, before: str, topic: str) -> str:
    """A measure that stands before its part (到场时间 + 城区), or was named before the first part (农村)."""
    parts = list(_PART.finditer(indicator))
    if not parts or parts[-1].end() != len(indicator):
        return indicator
    part, measure = parts[-1][0], indicator[: parts[-1].start()]
    if not measure:
        first = _PART.match(before)
        measure = before[first.end() :] if first else topic
    return part + measure if _RATED.search(measure) else indicator


def whole_of(indicator: str) -> str:
    """What a share is one of: 研发投入 of 研发投入占地区生产总值比重; a name without 占 is its own."""
    return _SHARE_NAME.sub("", indicator)


def is_attribute(indicator: str) -> bool:
    """Whether words say something of a thing just counted and name none themselves."""
    return _ATTRIBUTE.match(indicator) is not None


def is_owner(indicator: str) -> bool:
    """Whether a counted thing can have an investment or output of its own."""
    return indicator.endswith(("项目", "企业", "园区", "工程", "基地"))
