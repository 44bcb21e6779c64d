"""The words around a number: what is measured, how, and with which bound (指标短语)."""

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.text.numbers import Quantity

TargetKind = Literal["level", "growth", "share", "count", "ceiling", "rank", "keep"]
Op = Literal["=", "~", ">=", "<=", ">"]

_FLIP: dict[Op, Op] = {"=": "=", "~": "~", ">=": "<=", "<=": ">=", ">": "<="}
_BEFORE_OPS: tuple[tuple[str, Op], ...] = (
    ("不低于|不少于|不小于|不得低于|不得少于|至少", ">="),
    ("不超过|不高于|不大于|不多于|不得超过|不得高于|低于|小于|少于", "<="),
    ("突破|超过|高于|大于|多于|快于|超", ">"),
)
_AFTER_OPS: dict[str, Op] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}

_BOUND = "|".join(words for words, _ in _BEFORE_OPS)
_REACH = (
    "(?:提高|提升|增加|上升|增长|扩大|发展|下降|降低|压减|减少|压缩|缩小)(?:到|至)|增至|降至|降到|升至|"
    "控制在|稳定在|保持在|维持在|达到|达|为|是|到|至|在|突破到"
)
_RISE = "增长率?|增速|增幅|递增|提高|提升|上升|增加|增收"
_FALL = "下降|降低|减少|压减|压缩|削减|缩小|降幅"
_ADVERB = (
    "要|将|同比|同口径|按?可比口径|年均|每年|平均|均|都|分别|各|再|净|全部|总共|共|累计|预计|预期|"
    "按可比价格?|以年均"
)
AMBITIONS = ("力争", "确保", "争取", "努力", "保证", "务必", "必须", "预期")
_AMBITION = "|".join(AMBITIONS)
_TAIL_TOKEN = re.compile(
    rf"(?P<bound>{_BOUND})\Z|(?P<reach>{_REACH})\Z|(?P<rise>{_RISE})\Z|(?P<fall>{_FALL})\Z|(?P<skip>{_ADVERB}|完成|实现|{_AMBITION}|幅度)\Z"
)
_TAIL_LENGTHS = range(5, 0, -1)

_DATE_HEAD = (
    r"(?:到|至|在)?(?:(?:19|20)\d{2}年?(?:底|末)?|今年|明年|全年|年内|年底|年末|本年度?|年度|上半年|下半年|"
    r"[一二三四]季度|前三季度|\d{1,2}月(?:\d{1,2}日|底|末)?|“?十[一二三四]五”?(?:期间|末)?|五年内|每年)(?:前|以前|之前)?"
)
_VERSUS = r"(?:比|较|在)(?:去年|上年|前年|(?:19|20)\d{2}年)(?:同期|实绩|水平|的?基础上|底)?(?:相比)?"
_VERSUS_END = re.compile(rf"{_VERSUS}\Z")
_WHOLE_DONE = re.compile(r"\A(全[省市区县]|[我本][省市区县])(?:共|累计)?(?:要|将|力争)?(?:完成|实现)")
_RAISES = re.compile(r"\A(?:提高|提升|增加)(?=[^到至])")
_LOWERS = re.compile(r"\A(?:降低|减少|压减|下降)(?=[^到至])")
_SHARED_VERB = re.compile(r"\A(?:新增|新建|新改建|新开工|引进|培育|改造|淘汰|创建|建成|开工|竣工)")
_ACT = re.compile(r"新增|新建|新改建|建成|引进|改造|培育|储备|创建|打造|淘汰|开工|新认定|转移")
_DONE_ALONE = re.compile(r"\A(?:基本)?(?:建成|竣工|开工|完工|投产|交付|开工建设)\Z")
_HEAD = re.compile(
    rf"(?:{_VERSUS}|{_DATE_HEAD}|{_AMBITION}|{_ADVERB}|其中|同时|并且|从而|进而|并|且|使得?|把|将|让|我们|我[区市县省]?(?=要|将|力争)|全力|积极|"
    r"要|拟|计划|确定|安排|实现|完成|实施|达到|推动|促进|带动|拉动|保持|推进|抓好|加快|大力|切实|持续|稳步|扎实|经济社会发展|主要|预期|目标|任务|指标|"
    r"是|为|：|，|、|和|及|以及|（|[“”])"
)
_BULLET = re.compile(r"\A(?:[^\w“《]+|[一二三四五六七八九十]{1,2}[是要])")
_AIM_IS = re.compile(r".*(?:目标|任务|指标)(?:是|为|定为)")
_SIZE_CLASS = re.compile(
    r"\A.*?\d(?:[\d.,]*)(?:万|亿|千)*(?:元|亩|吨|人|户|平方米|公里)以[上下](?P<noun>.+)\Z"
)
_RUN_BOUND = re.compile(r"(?:[、，和与及]\d[\d.,]*[^\d，。；、]{1,4}?)+(以上|以下|以内|之内|左右|上下)")
_BARE = re.compile(
    r"\A(?:总投资|投资|投资额|产值|总产值|税收|利税|利润|收入|营业收入|主营业务收入|面积|产量|销售收入)\Z"
)
_CONJUNCTION = re.compile(r"[、和与及]|以及")
COUNT_UNITS = frozenset("个户家项件人名宗处座所条台套辆篇次场批只头羽株种对间栋幢床门支类片例起") | {
    "人次",
    "件次",
    "户次",
}


@dataclass(frozen=True)
class Phrase:
    """Reading of one number: `indicator` is empty when the words name none (it is then inherited)."""

    indicator: str
    kind: TargetKind
    op: Op
    falls: bool
    parallel: bool
    completes: bool
    percent: bool
    ambition: str | None


def acts(indicator: str) -> bool:
    """Whether an indicator names something to be made or done (新建…, 引进…, 城镇新增就业)."""
    return _ACT.search(indicator) is not None


def bound_after(text: str, position: int) -> tuple[Op | None, int]:
    """The bound printed behind a number (以上, 左右 ...) and the position behind it."""
    word = text[position : position + 2]
    return (_AFTER_OPS[word], position + 2) if word in _AFTER_OPS else (None, position)


def bound_of_run(text: str, position: int) -> Op | None:
    """The bound behind the last of parallel numbers, which holds for all of them: 分别增长8%、9%以上."""
    match = _RUN_BOUND.match(text, position)
    return _AFTER_OPS[match[1]] if match else None


def subject_of(lead: str) -> str:
    """What a lead speaks of, without the words that only connect or urge."""
    return _strip_head(_strip_tail(lead)[0])


def read_phrase(lead: str, quantity: Quantity, after: Op | None) -> Phrase:
    """Reads the words between the last boundary and a number; `after` is the bound behind it."""
    body, found = _strip_tail(lead)
    indicator = _strip_head(body)
    if not found and quantity.unit == "%":
        indicator, found = _verb_first(indicator)
    before = next((op for words, op in _BEFORE_OPS if re.fullmatch(words, found.get("bound", "-"))), None)
    held = found.get("reach") == "控制在"
    falls = "fall" in found and "reach" not in found
    op: Op = after or before or ("<=" if held else "=")
    kind = _kind(quantity, found, op, held)
    ambition = next((word for word in AMBITIONS if word in lead), None)
    return Phrase(
        indicator,
        kind,
        _FLIP[op] if falls else op,
        falls,
        "分别" in lead,
        "完成" in lead,
        quantity.unit == "%",
        ambition,
    )


def _strip_tail(lead: str) -> tuple[str, dict[str, str]]:
    """Takes bound, reach, growth and ambition words off the end of a lead; the last of each sort counts."""
    found: dict[str, str] = {}
    body = lead
    while body:
        body = _VERSUS_END.sub("", body)
        match = next(
            (m for size in _TAIL_LENGTHS if (m := _TAIL_TOKEN.match(body, max(0, len(body) - size)))), None
        )
        if match is None:
            return body, found
        found.setdefault(match.lastgroup or "skip", match[0])
        body = body[: match.start()]
    return body, found


def _strip_head(body: str) -> str:
    aim = _AIM_IS.match(body)
    body = body[aim.end() :] if aim else body
    if "、" in body and not _CONJUNCTION.search(body.rpartition("、")[2]):
        body = body if body.count("、") and _parallel(body) else body.rpartition("、")[2]
    body = _BULLET.sub("", body)
    while match := _HEAD.match(body):
        body = body[match.end() :]
    body = _WHOLE_DONE.sub(r"\1", body)
    return body.strip("的，、：；“”").removesuffix("目标")


def _verb_first(indicator: str) -> tuple[str, dict[str, str]]:
    """提高亩均效益10%: the verb of change stands before what changes."""
    for pattern, sort in ((_RAISES, "rise"), (_LOWERS, "fall")):
        match = pattern.match(indicator)
        if match:
            return indicator[match.end() :], {sort: match[0]}
    return indicator, {}


def _parallel(body: str) -> bool:
    """A、B and C of much the same length are a list of names, not a run of remarks."""
    parts = body.split("、")
    return max(map(len, parts)) <= 2 * min(map(len, parts)) + 4


def _kind(quantity: Quantity, found: dict[str, str], op: Op, held: bool) -> TargetKind:
    grows = ("rise" in found or "fall" in found) and not found.get("reach", "").endswith(("到", "至"))
    if quantity.unit.endswith("百分点") or quantity.grows:
        return "growth"
    if held or (op == "<=" and not grows):
        return "ceiling"
    if grows:
        return "growth"
    if quantity.unit in ("%", "‰"):
        return "share"
    return "count" if quantity.unit.lstrip("万亿千百十") in COUNT_UNITS else "level"


def split_names(indicator: str) -> list[str]:
    """Names of a parallel list; 城乡居民… names the urban and the rural one."""
    if "城乡" in indicator and not _CONJUNCTION.search(indicator):
        return [indicator.replace("城乡", "城镇", 1), indicator.replace("城乡", "农村", 1)]
    names = [name for name in _CONJUNCTION.split(indicator) if name]
    if len(names) == 2 and names[0] in ("城镇", "农村"):
        names[0] += names[1].removeprefix("城镇").removeprefix("农村")
    return names


def completed_by(indicator: str, owner: str, completes: bool) -> str:
    """A bare 投资, or a bare 基本建成, speaks of the things counted before it: 工业重点项目 + 完成投资."""
    sized = _SIZE_CLASS.match(owner)
    thing = sized["noun"] if sized else owner
    if _DONE_ALONE.match(indicator):
        return _SHARED_VERB.sub("", thing).removeprefix("建设") + indicator
    if indicator.endswith(("以上", "以下")):
        return indicator + re.sub(r".*以[上下]", "", owner)
    if _BARE.match(indicator) and is_owner(thing):
        return thing + ("完成" if completes else "") + indicator
    return indicator


def is_owner(indicator: str) -> bool:
    """Whether a counted thing can have an investment or output of its own."""
    return indicator.endswith(("项目", "企业", "园区", "工程", "基地"))


def with_shared_verb(indicator: str, before: str) -> str:
    """新增规上企业30家、高新技术企业20家: the second count shares the first one's verb."""
    verb = _SHARED_VERB.match(before)
    return indicator if verb is None or _SHARED_VERB.match(indicator) else verb[0] + indicator
