"""Words as official documents write them: dates, the width of text, symmetrical titles (标题排列)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product
from unicodedata import east_asian_width

# Words of official titles that must not be cut in two; GB/T 9704-2012, 7.3.1: 词意完整, 排列对称.
WORDS = (
    *("人民政府", "办公室", "委员会", "领导小组", "督查室", "单位", "关于"),
    *("上半年", "下半年", "年度", "季度"),
    *("目标", "任务", "工作", "重点", "进展", "完成", "落实", "责任", "情况", "时序", "进度", "考核", "督查"),
    *("通报", "通知", "报告", "方案", "意见", "办法", "经济", "社会", "发展", "指标", "事项", "项目"),
)
CLOSING = "，、。；：）》〉】〕”’！？的等和与及"
OPENING = "（《〈【〔“‘"
SWAY = 6  # characters that a cut may move from the even place
MOST_WEIGHED = 4  # lines; longer titles are cut evenly, or the choices would grow without end
CUT_WORD = 60.0
RECTANGLE = 4.0
HOURGLASS = 30.0
BEFORE_ABOUT = -60.0


def chinese_date(day: date) -> str:
    """Return a date as documents write it: 2015年7月6日, no leading zeros (成文日期)."""
    return f"{day.year}年{day.month}月{day.day}日"


def measure(text: str) -> float:
    """Return the width of the text in full-width characters; a half-width character counts one half."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def title_lines(title: str, limit: float) -> list[str]:
    """Break a title into the fewest lines of at most `limit` characters, balanced and not cutting words.

    Lines form a trapezoid or a diamond, as GB/T 9704-2012 asks; a line feed in the title overrules it.
    """
    if "\n" in title:
        return title.split("\n")
    for count in range(1, len(title)):
        candidates = [lines for lines in _splits(title, count) if max(map(measure, lines)) <= limit]
        if candidates:
            return min(candidates, key=_cost)
    return [title]


def _splits(title: str, count: int) -> Iterator[list[str]]:
    """Yield the ways to cut the title into `count` lines near the even places."""
    sway = SWAY if count <= MOST_WEIGHED else 0
    even = [round(len(title) * place / count) for place in range(1, count)]
    choices = [range(max(place - sway, 1), min(place + sway + 1, len(title))) for place in even]
    for places in product(*choices):
        edges = (0, *places, len(title))
        if all(start < end for start, end in pairwise(edges)):
            yield [title[start:end] for start, end in pairwise(edges)]


def _cost(lines: list[str]) -> float:
    widths = [measure(line) for line in lines]
    mean = sum(widths) / len(widths)
    cost = sum((width - mean) ** 2 for width in widths)
    if len(lines) > 1 and max(widths) - min(widths) < 1:
        cost += RECTANGLE
    for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False):
        cost += HOURGLASS if middle < min(before, after) else 0.0
    return cost + sum(_cut_cost(left, right) for left, right in pairwise(lines))


def _cut_cost(left: str, right: str) -> float:
    if right.startswith("关于"):
        return BEFORE_ABOUT
    joined = left[-4:] + right[:4]
    place = len(left[-4:])
    cuts_word = any(
        start < place < start + len(word)
        for word in WORDS
        for start in range(len(joined))
        if joined.startswith(word, start)
    )
    cuts_number = left[-1].isascii() and (right[0].isascii() or right[0] in "年月日个项")
    return CUT_WORD if cuts_word or cuts_number or right[0] in CLOSING or left[-1] in OPENING else 0.0
