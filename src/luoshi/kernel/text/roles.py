"""What a number of a bulletin says about its subject: level, growth, completion, share … (数字的身份)."""

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.text.phrase import subject_of

Role = Literal[
    "level",
    "whole",
    "previous",
    "target",
    "increment",
    "mean",
    "growth",
    "completion",
    "share",
    "rate",
    "pace",
    "pace_gap",
    "contribution",
    "points",
    "times",
    "other",
]
"""level a total or count · whole the total that a share names with its amount (占总投资110亿元的) · previous the
value that a change starts from, of a year before or of any other time · target a plan or budget · increment a change in
amount · mean a figure per head or day · growth, completion, share, rate in % · pace the elapsed share as
printed · pace_gap percentage points ahead of it · points any other gap · times 倍."""

Versus = Literal["", "year", "month", "annual", "start", "other"]

_IS = r"(?:[已也]?(?:为|达到|达|是|高达|仅|约|了|：)|的)?"
_BY = r"(?:了|约|达|近)?"
"""下降了5%, but not 下降为5%, which says what is reached."""
_GROWTH = re.compile(
    rf"(?P<fall>(?:降幅|(?:下降|降低|减少|缩减)(?:率|幅度))(?:分别|依次)?{_IS}|(?:下降|降低|减少|回落|收窄|缩小|缩短|缩减|负增长|下跌|下滑|减收|减支|减产|压减|改善|偏少|减|(?<![一-鿿]{6})降){_BY})\Z"
    rf"|(?:(?:增速|增幅|涨幅|(?:增长|上升|提高)(?:率|幅度))(?:分别|依次)?{_IS}|(?:增长|上升|提高|递增|增加|扩大|上涨|攀升|增收|增支|增产|增销|偏多|增|(?<![一-鿿]{6})升){_BY})\Z"
)
_INCREMENT = re.compile(
    rf"(?P<fall>减少额{_IS}|(?:减少|减收|减支|减产|下降|缩短|缩小|收窄|少增|压减|少[收支立发]|少完成|降低|回落|短收|(?<=[同环]比)少|(?<=比)少[招产销售发贷投建征]|(?<=[年初底末期月])[少减]){_BY})\Z"
    rf"|(?:(?:增加|增收)额{_IS}|(?:增加|增收|增支|增产|增销|净增|增长|多增|多收|多支|多完成|提高|上升|扩大|超收|(?<=[同环]比)多|(?<=比)多[招产销售发贷投建征]|(?<=[年初底末期月])[多增]){_BY})\Z"
)
_PLAN = r"(?:(?<!公共)预算|计划|任务|目标|预期|指标)"
_COMPLETION = re.compile(
    rf"(?:(?:已|仅|累计)?(?:为|是|占|完成|达到?|相当于|实现|超额完成)[^，]{{0,16}}?{_PLAN}(?:任务|目标|总?投资|开工|竣工|建设|数|值|额|安排)*的?(?:比例|比重)?{_IS}"
    rf"|(?:为|是|相当于)应[缴收办完参投到付交签播种检][\u4e00-\u9fff]{{1,6}}的"
    rf"|(?:计划|任务|目标|预算|投资)?(?:完成|执行|支出)(?:率|进度|比例){_IS})\Z"
)
_PACES = "(?:(?:序时|时序|时间|均衡|计划|目标)(?:进度|节点|要求)|序时|时序|进度要求)"
_PACE_GAP = re.compile(
    rf"(?:(?P<ahead>高于|快于|高出|超出|超过|超前|领先|超|快|高)|(?P<behind>低于|慢于|滞后于?|落后于?|欠|慢|低))的?{_PACES}(?:要求)?{_IS}\Z"
    rf"|(?:比|较|与|同){_PACES}(?:要求)?(?:相比)?(?:，)?(?:还|仍|尚)?(?:(?P<above>高出?|快|超前|超出?|提前|领先)|(?P<below>低|慢|滞后|落后|欠|差)){_IS}\Z"
)
_PACE = re.compile(rf"(?:序时|时序|时间|均衡|计划|目标|应达|应完成)进度(?:应?{_IS}|要求{_IS})?\Z")
_PACED = re.compile("的(?:序时|时序|时间|均衡|计划|目标)(?:进度|节点|要求)")
_SHARE = re.compile(rf"(?:(?<![挤侵抢强])占|相当于)[^，。；]{{0,24}}\Z|(?:占比|比重|份额|比例){_IS}\Z")
_OF_A_PERIOD = re.compile(r"(?<![挤侵抢强])占[^，。；、计任目预]{2,12}的?\Z")
"""What a share is of where only a period is named: 占上半年的."""
_ONE_NAME = re.compile("[药耗粮林牧渔工农商男女煤油气电水钢棉油菜]")
"""What one character names in front of 占比: 药占比."""
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,12}})率{_IS}\Z")
_PROGRESS = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2}})进度{_IS}\Z")
_TARGET = re.compile(
    rf"(?:{_PLAN}|计划(?:完成)?投资)(?:任务|目标|总?数|值|额|安排|是|为|投资|完成|：)*的?\Z"
    rf"|计划(?:新)?(?:增加?|实施|筹集|提供|创建|安排|供应|开工|竣工|建成|完工|投产|新建|改造|完成|播种|种植|造林|栽植|实施|收购|培训|搬迁|整治|治理|铺设|发放|招录|招聘)[\u4e00-\u9fff]{{0,8}}\Z"
    rf"|应[缴收办完参投到付交签播种检][\u4e00-\u9fff]{{0,6}}\Z"
)
_NO_TARGET = re.compile(
    r"总投资|概算|五年|十[一二三四]五|(?:超|高(?!标准|新|端|校|速|级|铁)|低(?!效|保)|快|慢)于?[^，]{0,6}\Z"
)
_TASKS_DONE = re.compile(r"任务(?:已|均|全部|实际)*完成(?:投资)?\Z")
"""What has been reached of a plan named 任务: 56项重点任务完成53项."""
_PLANNED_DONE = re.compile(r"(?:目标|指标)(?:已|均|全部|实际)*完成\Z")
_FROM = re.compile(
    r"[由从](?:(?:上年|去年|(?:19|20)\d{2}年|年初|期初|[^，。；、\d]{0,6})[^，。；、]{0,8})?\Z"
)
_SHARE_FROM = re.compile(r"(?:占比|比重)[由从][^，。；、\d]{0,8}(?:(?:19|20)\d{2}年[^，。；、\d]{0,6})?\Z")
_TO = re.compile(
    r"\A(?:一步|大幅|稳步|迅速)*(?:(?:增加|增长|提高|上升|提升|扩大|扩展|发展|攀升|上涨|跃升|下降|降低|减少|缩小|压减|回落|[增升降减涨缩])(?:[到至为])|[到至](?![位户账岗期]))"
)
"""What a value is changed to: 由35.2亿元提高到51.5亿元."""
_BASE = re.compile(
    r"(?:(?:是|为|相当于)“?十[一二三四五]五”?(?:时期|期间)?|(?:比|较|与|同|是|为|相当于)(?:19|20)\d{2}年(?:同期|底|末)?|[比较](?:\d{1,2}月份?|上[月周旬期]|上季度?|[年期月]初))(?:数)?的?\Z"
)
_NEWLY = re.compile(
    r"(?:[比较][上去年同期初末底月]{2,4}|[同环]比)(?:(?P<fall>[减少])|(?:净|累计)?新增|[增多])(?:[争引完建办招培投发销出受接救查签][\u4e00-\u9fff]{0,2})?\Z"
)
"""新增 counts a change where it is set against a time: 比年初新增96.4亿元."""
_MORE = re.compile(r"(?:(?P<fall>少|短\Z)|多|长\Z)(?![数次年样种个项处])[\u4e00-\u9fff]{0,3}")
"""A change directly behind the number that it is set against: 较去年4.1亿元多争取0.2亿元."""
_TASKED = re.compile(r"(?:年度|全年)?(?:目标|任务|计划|预算)数?的(?=\d)")
_SET = re.compile(r"\A的?(?:年度|全年|既定)?(?:目标|任务|计划)(?!的?\d)(?=[，。；、）]|\Z|任务)")
"""A plan with its word behind it: 提前完成全年500亿元的目标."""
_COMPLETES = re.compile(r"(?:完成|为|占|达到?)(?:全年|年度|年初)?的?\Z")
"""A plan with its word behind it: 已完成全年125亿元任务的94.9%."""
_ADJUSTED = re.compile(r"(?:基数|基期(?:数|值)?)(?:调整)?(?:后)?(?:数)?(?:为|是|：)\Z")
_DONE = re.compile(r"(?:\A|，|已|累计|仅|只|才)完成\Z")
_BEFORE_IT = re.compile(r"[是为比较][^，。；、\d]{2,8}前的?\Z")
"""What was before something was done: 是搬迁前4275元的3.94倍."""
_BASE_NAMED = re.compile(r"[比较][^，。；、\d]{2,12}的\Z")
_MONTH_BASE = re.compile(r"\A(?:上[月周]|上季度?|\d{1,2}月份?)[为是]\Z")
_CHANGES = re.compile(r"\A(?:增|减|提高|下降|上升|降|翻|多|少|高|低)")
_BOUNDED = re.compile(r"(?:不少于|不低于|不超过|不高于|至少|力争|突破|超过|超|逾)\Z")
"""A bound in front of a number, which then stands for itself only."""
_WHOLE = re.compile(r"(?:(?<![挤侵抢强])占|相当于)(?P<name>[^，。；、占]{2,24}?)的?\Z")
_PREVIOUS = re.compile(
    rf"(?:上年|去年|前一年|同期|上[月周期]|上季度)(?:同期|同月|全年|底|末)?[^，。；、增减升降多少结]{{0,6}}?(?:数|实现|完成)*{_IS}\Z"
)
_PREVIOUS_EACH = re.compile(r"(?:上年|去年)同期[^，。；\d]{2,20}(?:分别|依次)[为是]\Z")
_MEAN = re.compile(
    r"[人户亩件篇台场村套](?:次)?均|[案起家生项次处社校班镇园厂店]均|均价|亩产|单产|日均|月均|平均(?!常住人口|人口|户籍人口)|年均|每(?:[人户亩天日月个家万千名]|公里|公顷|吨)|企均|每平方米|单位(?:GDP|面积|产值|能耗|生产总值)|[件篇个台笔单批辆]均"
)
_COMPARABLE = re.compile(r"同口径|可比|不变价|扣除|剔除|还原|实际增长|调整后")
_VERSUS: tuple[tuple[Versus, re.Pattern[str]], ...] = (
    ("annual", re.compile(r"年均|年平均|每年|逐年")),
    ("start", re.compile(r"年初(?!预算)|(?:上年|去年|年)[末底]")),
    ("month", re.compile(r"环比|上[月季期周]")),
    ("year", re.compile(r"同比|上年|去年|同期")),
    ("other", re.compile(r"(?<!可)[比较](?!重|例)[^，。；]{1,14}(?:增|减|升|降|提高|多|少|快|回落)")),
)
_HOLLOW = re.compile(
    r"(?:剔除|扣除)[^，]{0,12}后|同比|环比|相比|名义|实际|同口径|可比|口径|按?可?比?价格?计算|按(?:现价|当年价格?|自然口径|自然)(?:计算)?|[后前]者|(?:预算)?(?:执行|完成|决算|快报)数|(?:比|较|与|同)(?:上学?年|去年|前年|[年月季期]初|上[月周旬期]|上季度?|同期|(?:19|20)\d{2}年)(?:同期|同月|全年|年?底|年?末|初)?(?:相比)?"
    r"|[一二三四五六七八九十]+年(?:间|来)?|年均|年平均|平均|累计|已|共|总共|合计|共计|总计|分别|依次|实现|完成|达到?|为|净|约|当年|今年|本年|当月|本月|其中|继续|小幅|大幅|占比|比重|数|仅|将|还|也|均|都|各|了|是|至|到|的|，|：|、|和|与|及|以及|或"
)
_PROPER = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")


@dataclass(frozen=True)
class Reading:
    """Role of one number, the name printed before it ("" when it speaks of what came before)."""

    role: Role
    name: str = ""
    sign: int = 1
    versus: Versus = ""
    comparable: bool = False
    stem: str = ""


@dataclass(frozen=True)
class Words:
    """The words around a number: `lead` in front of it without dates, `dated` with them, `behind` it.

    `joined` tells that the number before stands directly in front of `dated`.
    """

    lead: str
    dated: str
    behind: str
    joined: bool = False

    @property
    def starts_change(self) -> bool:
        """Whether a value is given that something changed from: 由56.1% before 提高到, 比上年的2.6%."""
        if _FROM.search(self.dated) and _TO.match(self.behind):
            return True
        if _BASE_NAMED.search(self.dated) and _CHANGES.match(self.behind):
            return True
        if _MONTH_BASE.match(self.dated):
            return True
        if _ADJUSTED.search(self.dated) or _BEFORE_IT.search(self.dated):
            return True
        if self.dated in ("比", "较") and _CHANGES.match(self.behind):
            return True
        return any(pattern.search(self.dated) for pattern in (_BASE, _PREVIOUS, _PREVIOUS_EACH))

    @property
    def ends_change(self) -> bool:
        """Whether a value is given that the number before changed to."""
        return self.joined and _TO.match(self.dated) is not None


def read_percent(words: Words) -> Reading:
    """Role of a number in %."""
    lead = words.lead
    if _PACED.match(words.behind):
        return Reading("pace")
    if words.ends_change:
        return Reading("rate", stem="")
    if match := _GROWTH.search(lead):
        return _change("growth", lead, match)
    return _state(words)


def _state(words: Words) -> Reading:
    """What a percentage that is no change says."""
    lead = words.lead
    if _PACE.search(lead):
        return Reading("pace")
    if "贡献率" in lead:
        return Reading("contribution", _own(lead))
    if _DONE.search(lead):
        return Reading("completion")
    if lead.endswith("税占比"):
        return Reading("share", "税收")
    if words.starts_change and (
        _SHARE_FROM.search(words.dated) or not (_COMPLETION.search(lead) or _SHARE.search(lead))
    ):
        return Reading("previous", _subject_before(words.dated), versus=versus_of(words.dated))
    return _portion(words)


def _portion(words: Words) -> Reading:
    lead = words.lead
    if lead in ("", "的") and _OF_A_PERIOD.search(words.dated):
        return Reading("share")
    if match := _COMPLETION.search(lead):
        rate = _RATE.search(lead) or _PROGRESS.search(lead)
        return Reading("completion", _own(lead[: match.start()]), stem=rate["stem"][-2:] if rate else "")
    if match := _SHARE.search(lead):
        called = lead[: match.start()]
        one = match[0].startswith("占比") and _ONE_NAME.fullmatch(called)
        return Reading("share", called if one else _own(called), stem=whole_named(match[0]))
    if match := _PROGRESS.search(lead):
        return Reading("completion", stem=match["stem"])
    if match := _RATE.search(lead):
        return Reading("rate", match["stem"] + "率", stem=_stem(match["stem"]))
    return Reading("other", _own(lead))


def _change(role: Role, lead: str, match: re.Match[str]) -> Reading:
    sign = -1 if match["fall"] else 1
    return Reading(role, _own(lead[: match.start()]), sign, versus_of(lead), speaks_comparable(lead))


def read_times(words: Words) -> Reading:
    """Role of a number of 倍: growth by so many times (增长1.5倍), or a ratio (是上年同期的1.5倍)."""
    lead = words.lead
    if match := _GROWTH.search(lead):
        return _change("growth", lead, match)
    return Reading("times", versus=versus_of(lead))


def read_points(lead: str) -> Reading:
    """Role of a number in percentage points."""
    match = _PACE_GAP.search(lead)
    if match is None:
        change = _GROWTH.search(lead)
        return Reading("points", sign=-1 if change and change["fall"] else 1, versus=versus_of(lead))
    return Reading("pace_gap", sign=-1 if match["behind"] or match["below"] else 1)


def read_amount(words: Words) -> Reading:
    """Role of an amount or a count."""
    lead = words.lead
    versus = versus_of(lead)
    if words.ends_change:
        return Reading("level", versus=versus)
    if _BOUNDED.search(lead):
        return Reading("other", _own(lead))
    if words.dated in ("比", "较") and words.starts_change:
        return Reading("previous", versus=versus)
    if _MEAN.search(lead) and not (_FROM.search(words.dated) and _TO.match(words.behind)):
        return Reading("mean", _own(lead), versus=versus)
    more = _MORE.fullmatch(words.dated) if words.joined else None
    if match := _INCREMENT.search(lead) or _NEWLY.search(words.dated) or more:
        return _change("increment", lead, match)
    return _total(words, versus)


def _total(words: Words, versus: Versus) -> Reading:
    """Which total an amount is: a past one, a plan, the whole of a share, or the subject's own."""
    lead = words.lead
    if words.starts_change or words.behind.startswith("相比"):
        return Reading("previous", _subject_before(words.dated), versus=versus)
    if (_TASKED.match(words.behind) or _SET.match(words.behind)) and _COMPLETES.search(lead):
        return Reading("target", "")
    reached = _TASKS_DONE.search(lead) or (words.joined and _PLANNED_DONE.search(lead))
    if (match := _TARGET.search(lead)) and not _NO_TARGET.search(lead) and not reached:
        return Reading("target", _own(_TARGET.sub("", lead)))
    if match := _WHOLE.search(lead):
        return Reading("whole", _own(match["name"]))
    return Reading("level", _own(lead))


def _subject_before(dated: str) -> str:
    """The subject of a change: 城镇化率 of 城镇化率由; "" where the words only name the time."""
    found = _FROM.search(dated)
    return _own(dated[: found.start()]) if found else ""


def versus_of(words: str) -> Versus:
    """What a change is measured against, as printed; "" when it is not."""
    return next((kind for kind, pattern in _VERSUS if pattern.search(words)), "")


def speaks_comparable(words: str) -> bool:
    """Whether words set a basis of their own (同口径, 可比价, 不变价, 扣除 …)."""
    return _COMPARABLE.search(words) is not None


def whole_named(words: str) -> str:
    """The whole that a share names: 一般公共预算收入 of 占一般公共预算收入的比重为; "" when it names none."""
    inner = re.sub(rf"(?:占比|比重|份额|比例|百分比)?(?:分别|依次)?{_IS}\Z", "", words)
    found = re.search("占|相当于", inner)
    inner = inner[found.end() :] if found else ""
    return without_sum_words(inner)


def without_sum_words(name: str) -> str:
    """A name without the words that only say that it is a total: 进出口 of 进出口总值."""
    return re.sub(r"的|总量|总数|总额|总值|全部|总(?=投资)", "", name)


def _own(words: str) -> str:
    """The name in front of a number without the words that only connect; "" when nothing is named."""
    bare = _HOLLOW.sub("", words)
    if not _PROPER.search(bare):
        return ""
    return subject_of(words).lstrip("的") or bare


def _stem(name: str) -> str:
    return re.sub(r".*?(?:其中|，)|(?<=[^的])比\Z", "", name)
