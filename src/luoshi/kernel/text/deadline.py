"""By when something is due (完成时限)."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from luoshi.kernel.text.dates import Moment

_ACT = (
    r"完成|建成|竣工|投产|投用|投入|实现|报送|上报|报|达到|开工|启动|全面|力争|见效|验收|交付|出台|印发|制定|形成|基本|通车|上线|开放|"
    r"开业|开园|落地|到位|提交|结束|建立|组建|运行|整改|办结|取得|拿出|提出|入库|开展|召开|举办|试运|搬迁|拆除|封顶|申报|获批|通过"
)
_DUE = re.compile(rf"，?[^，。；\n]{{0,12}}?(?:{_ACT})")
_BEFORE = re.compile(
    r"(?:（[^（）\n]{1,8}）)?(?:[上下]午|中午|晚|下班)?(?:\d{1,2}[：时点]\d{0,2}分?)?(?:之|以)?前|[要须应]|必须|（含）前"
)
_TEN_DAYS = re.compile(r"(?P<part>[上中下])旬(?P<before>(?:之|以)?前|末)?")
_AT_LATEST = re.compile(
    r"(?:不迟于|不晚于|不超过|最迟|最晚|至迟|(?:即日|日)起[至到]|(?:时限|期限|(?:完成|办结|截止|报送|整改)?(?:时间|日期)|时限要求)[：为是])\Z"
)
_TOLD = re.compile(r"截[至止]\Z|每(?:年|个)?\Z|(?:自|从)\Z")
_PERIOD_ACT = re.compile(
    rf"内|(?:要|须|应|必须|务必|力争|确保)?(?:全面|基本|全部)?(?:{_ACT})(?![^，。；：\n]*\d[\d.,]*(?:[万亿]*元|%))"
)
_STARTS = re.compile(r"起")
_UNTIL = re.compile(r"\d日?[-—~至到]{1,2}\Z")
_NO_DAY = re.compile(r"长期|持续|常态|常年|全年|全程|每年|每月|每季|每周|实时|适时|随时|贯穿|不间断")
_WHOLE_YEAR = frozenset({"全年", "年度", "今年", "本年", "当年"})
_WRITTEN = re.compile(r"(?<![\d.])(?P<year>20\d\d)[./-](?P<month>\d{1,2})(?:[./-](?P<day>\d{1,2}))?(?![\d.])")
_FEASTS = {"国庆": (9, 30), "五一": (4, 30), "七一": (6, 30), "八一": (7, 31), "元旦": (12, 31)}
_BEFORE_FEAST = re.compile(
    r"“?(?P<feast>国庆|五一|七一|八一|元旦)”?(?:劳动|建军)?(?:节|假期|节假日|长假)?(?:之|以|到来)?前(?!后)"
)
_LAST_OF_TEN = {"上": 10, "中": 20}


def due_in_field(text: str, start: int, end: int, moments: Sequence[Moment]) -> date | None:
    """The day a deadline's own field or cell names, the latest of several; None for 长期坚持 and its kin.

    ``moments`` are those of the whole normalised text in order; without one, 2025.12 and 2025/6/30 are read.
    """
    dated = [
        moment
        for moment in _between(moments, start, end)
        if moment.last and not _STARTS.match(text, moment.end)
    ]
    if _NO_DAY.search(text, start, end):
        dated = [moment for moment in dated if moment.kind not in ("year", "span")]
    days = [day for moment in dated if (day := last_day(text, moment)) is not None]
    if not dated and not _NO_DAY.search(text, start, end):
        days = [day for found in _WRITTEN.finditer(text, start, end) if (day := _written(found)) is not None]
    return max(days, default=None)


def due_moments(text: str, start: int, end: int, moments: Sequence[Moment]) -> list[Moment]:
    """The dates of a passage by which something is due: 6月底前, 三季度末完成, 9月1日要, 上半年完成主体工程.

    年内 is none, nor is a period that a figure fills (上半年完成投资20亿元), a date as of which facts are told
    (截至6月底) or a day of every year.
    """
    return [moment for moment in _between(moments, start, end) if moment.last and _is_due(text, moment)]


def _between(moments: Sequence[Moment], start: int, end: int) -> Sequence[Moment]:
    first = bisect_left(moments, start, key=lambda moment: moment.start)
    return moments[first : bisect_left(moments, end, key=lambda moment: moment.start)]


def _is_due(text: str, moment: Moment) -> bool:
    before = text[max(0, moment.start - 6) : moment.start]
    words = text[moment.start : moment.end]
    if _TOLD.search(before) or words in _WHOLE_YEAR or "年内" in words:
        return False
    closes_span = _UNTIL.search(before) is not None and text.startswith("）", moment.end)
    if words.endswith("前") or _AT_LATEST.search(before) or closes_span:
        return True
    ten_days = _TEN_DAYS.match(text, moment.end)
    if ten_days:
        return ten_days["before"] is not None or _DUE.match(text, ten_days.end()) is not None
    if words[-1] in "底末":
        return _DUE.match(text, moment.end) is not None
    if moment.kind == "day":
        return _BEFORE.match(text, moment.end) is not None
    return moment.kind in ("month", "quarter", "half") and _PERIOD_ACT.match(text, moment.end) is not None


def feast_day(text: str, start: int, end: int, year: int | None) -> date | None:
    """The day before the last feast of a passage by which something is due (国庆节前); of those with a fixed date."""
    days = (
        [date(year, *_FEASTS[found["feast"]]) for found in _BEFORE_FEAST.finditer(text, start, end)]
        if year
        else []
    )
    return max(days, default=None)


def last_day(text: str, moment: Moment) -> date | None:
    """The last day of a date; 中旬 ends on the 20th. None when its year is unknown."""
    ten_days = _TEN_DAYS.match(text, moment.end) if moment.kind in ("month", "deadline") else None
    if ten_days and moment.last and ten_days["part"] in _LAST_OF_TEN:
        return moment.last.replace(day=_LAST_OF_TEN[ten_days["part"]])
    return moment.last


def _written(found: re.Match[str]) -> date | None:
    year, month = int(found["year"]), int(found["month"])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(found["day"]) if found["day"] else last
    return date(year, month, day) if 1 <= day <= last else None
