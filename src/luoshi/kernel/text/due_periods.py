"""When what a number aims at is due: the dates around it (目标时限)."""

import re
from bisect import bisect_left
from datetime import date

from luoshi.kernel.text.dates import Moment
from luoshi.kernel.text.horizon import YEARS, Horizon, moments_of
from luoshi.kernel.text.numbers import Quantity, find_quantities, find_spoken_counts
from luoshi.kernel.text.sentences import Sentence
from luoshi.kernel.text.stance import is_over

_OPENS = re.compile(r"(?:[〖【][^〗】]*[〗】]|[^，。；：]{0,8}：|[^，。；：（]{0,10}（)?[^，。；]{0,4}?\Z")
_LONG = ("year", "half", "quarter", "span")
_HOLDS_ON = re.compile(
    r"，|的[^，。；：]{0,6}(?:目标|任务|打算|安排|愿景)[^，。；：]{0,6}[是为]|[^，。；：\d（）]{0,10}：|）?：|[为是][^，。；]{2,8}阶段，"
)
_HOLDS_FOR_LIST = re.compile("，|）?：|(?:我们)?要")
_STAGE = re.compile("阶段（")
"""第一阶段（2026年）holds for what follows, whatever mark stands behind it."""
_URGES = re.compile(r"(?:务必|必须|确保|力争)?在?")
_DUE = re.compile(
    r"(?:全面|全部|基本|如期)?(?:[^，。；\d]{0,4}(?:完毕|结束|上岗|落地|见效|就绪|运行|使用)|完成(?:全部|全面|所有)?(?:工程|项目|主体)?[^，。；、\d]{1,2}(?=[，。；])|完工|完成|建成|竣工|投用|交付|投入使用|投产|开工|验收)(?:使用|运营|到位)?"
)
_OF_BASE = re.compile("[底末]?的")
"""Behind the year that a change starts from: 由2026年的42家."""


class DuePeriods:
    """The dates of a normalised text as its numbers take them; `quantities` are its numbers outside those dates."""

    def __init__(self, text: str, document: Horizon, issued: date | None = None) -> None:
        self.text, self.issued = text, issued
        self._known: dict[Horizon, list[Moment]] = {}
        found = find_quantities(text, [(moment.start, moment.end) for moment in self._moments(document)])
        self.quantities = sorted([*found, *find_spoken_counts(text)], key=lambda entry: entry.start)

    def _moments(self, horizon: Horizon) -> list[Moment]:
        if horizon not in self._known:
            self._known[horizon] = moments_of(self.text, horizon)
        return self._known[horizon]

    def within(self, start: int, end: int, horizon: Horizon) -> list[Moment]:
        """Dates that begin in a passage, those of the past among them."""
        moments = self._moments(horizon)
        first = bisect_left(moments, start, key=lambda moment: moment.start)
        last = bisect_left(moments, end, key=lambda moment: moment.start)
        return moments[first:last]

    def is_due(self, moment: Moment, horizon: Horizon) -> bool:
        """Whether a date is neither before the year planned for nor over when the paper was issued."""
        if is_over(moment, self.issued):
            return False
        return moment.year is not None and (horizon.year is None or moment.year >= horizon.year)

    def due_within(self, start: int, end: int, horizon: Horizon) -> list[Moment]:
        """Dates of a passage by which something may be due; the year of a base is none."""
        return [
            moment
            for moment in self.within(start, end, horizon)
            if self.is_due(moment, horizon) and not self._is_of_base(moment)
        ]

    def _is_of_base(self, moment: Moment) -> bool:
        follows = _OF_BASE.match(self.text, moment.end) is not None
        return follows and self.text[moment.start - 1 : moment.start] in ("由", "从")

    def frame(self, start: int, end: int, horizon: Horizon, opens_list: bool = False) -> str | None:
        """The period a sentence opens with (到2027年，), which holds for the rest of the paragraph; else None.

        Where the sentence opens a list (下半年要做到四个必须：) it holds for that.
        """
        first = next(iter(self.within(start, min(start + 24, end), horizon)), None)
        holds_on = _HOLDS_FOR_LIST if opens_list else _HOLDS_ON
        opens = (
            first is not None
            and _OPENS.match(self.text[start : first.start])
            and (holds_on.match(self.text, first.end) or _STAGE.search(self.text, start, first.start))
            and self.is_due(first, horizon)
            and (first.kind in _LONG or len(first.code) == 4 or self.text[first.end] != "，")
        )
        return first.code if first is not None and opens else None

    def is_dated_alone(self, piece: re.Match[str], numbered: bool, horizon: Horizon) -> bool:
        """Whether the date of a piece says nothing of the pieces behind it.

        A month, quarter or deadline beside a number (9月底前交付住房50套，) holds for its own words, and so does any
        date behind the subject of words without a number (医院6月底前投用，); one that opens them (一季度开门红，) and
        a year hold on.
        """
        moments = self.within(piece.start(), piece.end(), horizon)
        if numbered:
            return any(len(m.code) > len("2026") and not YEARS.fullmatch(m.code) for m in moments)
        if not moments or piece[0].endswith("：") or self.text[moments[-1].start : moments[-1].end] == "全年":
            return False
        alone = moments[-1].start > piece.start() or (
            self.text[moments[-1].end - 1] == "前" and len(moments[-1].code) > len("2026")
        )
        return alone and self.text[moments[-1].end : piece.end()].lstrip("）") not in ("", "，", "；")

    def behind(
        self, quantity: Quantity, piece: re.Match[str], sentence: Sentence, horizon: Horizon
    ) -> str | None:
        """The deadline behind a number that only tells when it is done: 新建农田3万亩，9月底前完工."""
        end = piece.end()
        following = bisect_left(self.quantities, quantity.stop, key=lambda entry: entry.start)
        within = self.within(quantity.stop, end, horizon)
        if within and self._is_by_then(quantity, within[0], following, horizon):
            return within[0].code
        if piece[0][-1] != "，" or self._others_follow(quantity, following, end):
            return None
        later = self.within(end, min(end + 12, sentence.end), horizon)
        if (
            not later
            or not _URGES.fullmatch(self.text, end, later[0].start)
            or later[0].kind not in ("deadline", "day", "month")
        ):
            return None
        stop = _DUE.match(self.text, later[0].end)
        ends = stop is not None and self.text[stop.end() : stop.end() + 1] in "，。；、"
        return later[0].code if ends and self.is_due(later[0], horizon) else None

    def bracketed(self, quantity: Quantity, horizon: Horizon) -> str | None:
        """A date alone in brackets right behind a number."""
        found = self.within(quantity.stop, quantity.stop + 2, horizon)
        alone = found and self.text[quantity.stop] == "（" and self.text.startswith("）", found[0].end)
        return found[0].code if alone else None

    def _is_by_then(self, quantity: Quantity, moment: Moment, following: int, horizon: Horizon) -> bool:
        """23户4月底前签约: a deadline between what is counted and what is done with it."""
        between = self.text[quantity.stop : moment.start]
        numbered = following < len(self.quantities) and self.quantities[following].start < moment.start
        is_deadline = moment.kind == "deadline" or self.text[moment.end - 1] == "前"
        return is_deadline and not numbered and "、" not in between and self.is_due(moment, horizon)

    def _others_follow(self, quantity: Quantity, following: int, end: int) -> bool:
        """Whether a number behind this one in its piece takes the deadline for itself; in a run A、B it does not."""
        if following >= len(self.quantities) or self.quantities[following].start >= end:
            return False
        return "、" not in self.text[quantity.stop : self.quantities[following].start]
