"""Exact reading of printed numbers and their units (数量词).

Numbers stay as printed beside an exact `Fraction`; what cannot be read for certain is never guessed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from luoshi.kernel.text.marks import CHINESE_DIGITS

_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_MULTIPLIERS = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
                "万亿": 10**12}  # fmt: skip

_SPACED = r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}(?![0-9. ,])"
"""Thousands parted by spaces: 23 416."""
_DIGITS = rf"(?:{_SPACED}|[0-9]{{1,15}}(?![0-9])(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,9}}(?![0-9]))?)"
_LONGEST_PHRASE = 40
_HAN_DIGITS = "零〇一二两三四五六七八九十百千"
_TIMES = "万亿|千万|百万|十万|亿|万|千(?!瓦|伏安)|百"
_MEASURES = (
    "个百分点|百分点|亩次|学时|课时|㎡|个工作日|工作日|小时|分钟|分贝|秒(?![杀级])|家次|车次|班次|场次|轮次|批次|架次|辆次|项次|标箱|兆瓦|平方公里|平方千米|平方米|立方米|立方(?!米)|毫升|蒸吨|千瓦时|公里|千米|公顷|担(?![保任当])|吨标准煤|千?克标准煤|标准煤|千瓦|美元|欧元|元|"
    "人次|件次|户次|台套|台次|艘次|趟次|例次|条次|[头只羽]次|人份|件套|亩|吨|毫米|米|户|人|名|家|个|项|件|宗|处|座|所|条|台|套|辆|张|篇|次|场|期|批|只|头|羽|株|种|"
    "份(?!额)|千伏安|MW|GW|[PT]FLOPS|TEU|根|棒|桶|尊|孔|票(?![房数据价面])|本(?=[，。；、（]|[图书册])|P(?![A-Za-z0-9])|组(?!织)|款(?!项)|笔|节(?![能约点水])|堂|届|幅|盏|剂|袋|棵|册|眼|班|列|艘|架|块|枚|趟|顶|尾|部(?![门委队分])|口|岁|对|间|栋|幢|床|天|度|微克|毫克|克|公斤|升|斤|位|倍|门|支|类|片|例|起|分|[路桩杆站箱群匹窝盒瓶页卷枪柜桌单柱](?=[，。；、（）]|以[上下内]|左右|\\Z)|空方|人年|(?<=万)方(?=[，。；、（）]|以[上下内]|左右|\\Z)"
)
_UNIT = rf"(?P<times>{_TIMES})?(?P<vague>[多余几])?(?P<measure>{_MEASURES})?(?P<per>/(?:10万人?|十万人?|万人|千人|万元|亿元|{_MEASURES}))?"
_LOW_UNIT = rf"%|‰|(?:{_TIMES})?(?:{_MEASURES})?"

_PERCENT_WORDS = re.compile(
    rf"百分之(?P<value>[{_HAN_DIGITS}]{{1,12}}(?:点[{_HAN_DIGITS}]{{1,12}})?|{_DIGITS})"
)
_TENTHS = re.compile(r"(?P<value>[一二两三四五六七八九])成(?P<half>半)?(?![为立果都就员效绩熟长本功])")
_DOUBLING = re.compile(r"翻了?(?P<value>[一两二三])?番")
_RANGE = re.compile(
    rf"(?<![\d.A-Za-z])(?<!\d[ ,])(?P<low>{_DIGITS})(?:{_LOW_UNIT})[-~—至到]{{1,2}}(?P<high>{_DIGITS})(?:(?P<rate>%|‰)|{_UNIT})"
)
_SINGLE = re.compile(
    rf"(?:(?<![\d.A-Za-z])|(?<=[45]G))(?<!\d[ ,])(?P<low>{_DIGITS})(?:(?P<rate>%|‰)|{_UNIT})"
)
_VAGUE_BEFORE = re.compile(r"(?:近|(?<![签履节预合续])(?<!协商要)(?<!规民)(?<!民公)约|接近)\Z")
_CHANGE_BEFORE = re.compile(
    "(?:增加|增长|增|提高|上升|提升|扩大|上涨|下降|减少|减|降|回落|缩小|压减|下跌)了?\\Z"
)
_MORE_OF = re.compile(r"[多余](?![月年天个])[\u4e00-\u9fff](?<!的)")
"""100人多为 and 4.1亿元多收: no vague number."""
_SPOKEN = re.compile(
    r"(?<=[\u4e00-\u9fff”）])(?<![第每这那其各另哪同零一二三四五六七八九十百千万两])(?P<value>[一两二三四五六七八九十]{1,3})"
    r"(?P<measure>个|所|家|条|座|处|项|户|名|场|次|部|台|套|支|辆|件)(?=[，。；、]|\Z)"
)
_DATE_TAIL = re.compile(r"个?[年月日号]")
_CLOCK = re.compile(r"[0-2]?\d：[0-5]\d：[0-5]\d")
_LEAST_WHOLE, _MOST_WHOLE = 90, 110
"""Beyond these three shares were not meant to make 100."""
_RATIO = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,9})?(?:：\d{1,9}(?:\.\d{1,9})?)+(?![\d.])")

_UNREADABLE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)\d{4}[-~—至]\d{5,}(?:年间|年)?"), "digits run together after a span of years"),
    (re.compile(r"(?<!\d)\d{5,}年"), "digits run together before a year"),
    (re.compile(r"(?<![\d.])\d{3,}日"), "month and day run together"),
    (re.compile(r"〔\d{5,}号"), "year and number of a document run together"),
    (re.compile(r"[0-9]{16,}"), "more digits than any figure has"),
    (re.compile(r"(?<![\d.A-Za-z第])\d+(?:\.\d+)?(?=左右)"), "a number without unit, perhaps a lost slash"),
)


@dataclass(frozen=True)
class Quantity:
    """A printed number with its unit; positions are in the normalised text.

    `start`/`end` span the digits (of both ends for a range), `stop` is behind the unit. `value`/`high` are
    in the printed `unit`; `magnitude` is the value in the bare measure (亿元 counted in 元).
    `printed`/`printed_high` keep trailing zeros. `vague` marks 近, 约, 多, 余. `digits` is false for
    numbers in Chinese characters, `grows` true for 翻一番.
    """

    start: int
    end: int
    stop: int
    printed: str
    value: Fraction
    unit: str
    magnitude: Fraction
    printed_high: str | None = None
    high: Fraction | None = None
    vague: bool = False
    digits: bool = True
    grows: bool = False

    @property
    def decimals(self) -> int:
        """Printed decimal places, which state the precision."""
        return len(self.printed.partition(".")[2])


@dataclass(frozen=True)
class Unreadable:
    """Digits that the print has damaged, in the normalised text, with the reason they are not read."""

    start: int
    end: int
    text: str
    reason: str


def plain_value(printed: str) -> Fraction:
    """Exact value of printed digits, thousands parted or not: 23,416, 23 416."""
    return Fraction(printed.replace(",", "").replace(" ", ""))


def chinese_number(text: str) -> Fraction | None:
    """Exact value of a number phrase (一百零五, 1.3万亿, 1亿零五百万, 五点五); None if it is not one."""
    if not 0 < len(text) <= _LONGEST_PHRASE or re.fullmatch(rf"[{_HAN_DIGITS}点万亿\d.,]+", text) is None:
        return None
    for word in ("亿", "万"):
        head, found, tail = text.rpartition(word)
        if found:
            high = chinese_number(head)
            low = Fraction(0) if not tail else _below_myriad(tail) if word == "万" else chinese_number(tail)
            if high is None or low is None:
                return None
            return high * _MYRIADS[word] + low
    return _below_myriad(text)


def _below_myriad(text: str) -> Fraction | None:
    if re.fullmatch(_DIGITS, text):
        return plain_value(text)
    whole, point, places = text.partition("点")
    if point:
        left = _below_myriad(whole) if whole else None
        if left is None or not places or any(char not in CHINESE_DIGITS for char in places):
            return None
        digits = "".join(str(CHINESE_DIGITS[char]) for char in places)
        return left + Fraction(int(digits), 10 ** len(digits))
    return _scaled(text)


def _scaled(text: str) -> Fraction | None:
    """五百 is 500, 十二 is 12, 一百零五 is 105, 5百 is 500."""
    total = Fraction(0)
    pending: Fraction | None = None
    for token in re.findall(rf"{_DIGITS}|.", text):
        if token in _SCALES:
            total += (Fraction(1) if pending is None else pending) * _SCALES[token]
            pending = None
        elif token in CHINESE_DIGITS or token[0].isdecimal():
            if pending:
                return None
            pending = Fraction(CHINESE_DIGITS[token]) if token in CHINESE_DIGITS else Fraction(token)
        else:
            return None
    return total + (pending or 0)


def find_unreadable(text: str) -> list[Unreadable]:
    """Damaged digits of a normalised text, in order."""
    found: list[Unreadable] = []
    for pattern, reason in _UNREADABLE:
        found += [Unreadable(m.start(), m.end(), m[0], reason) for m in pattern.finditer(text)]
    for match in _RATIO.finditer(text):
        parts = [Fraction(part) for part in match[0].split("：")]
        if (
            len(parts) == 3
            and not _CLOCK.fullmatch(match[0])
            and not _LEAST_WHOLE <= sum(parts) <= _MOST_WHOLE
        ):
            reason = "three parts that make no whole, perhaps two ratios run together"
            found.append(Unreadable(match.start(), match.end(), match[0], reason))
    found.sort(key=lambda entry: (entry.start, -entry.end))
    return [
        entry for entry, before in zip(found, [None, *found], strict=False) if _begins_behind(entry, before)
    ]


def _begins_behind(entry: Unreadable, before: Unreadable | None) -> bool:
    return before is None or entry.start >= before.end


def find_quantities(text: str, dated: Iterable[tuple[int, int]] = ()) -> list[Quantity]:
    """Readable numbers of a normalised text in order, but for damaged digits and the `dated` spans."""
    closed = [*dated, *((entry.start, entry.end) for entry in find_unreadable(text))]
    closed += [match.span() for match in _RATIO.finditer(text)]
    found: list[Quantity] = []
    for pattern, build in (
        (_RANGE, _numeral),
        (_SINGLE, _numeral),
        (_PERCENT_WORDS, _percent_words),
        (_TENTHS, _tenths),
        (_DOUBLING, _doubling),
    ):
        taken = sorted(closed)
        for match in pattern.finditer(text):
            if _overlaps(taken, match.start(), match.end()):
                continue
            quantity = build(text, match)
            if quantity is not None:
                found.append(quantity)
                closed.append((quantity.start, quantity.stop))
    return sorted(found, key=lambda quantity: quantity.start)


def find_spoken_counts(text: str) -> list[Quantity]:
    """Counts in Chinese characters behind what they count, at the end of its words: 示范村两个."""
    found: list[Quantity] = []
    for match in _SPOKEN.finditer(text):
        value = chinese_number(match["value"])
        if value is not None:
            count = _words(match, "value", value, match["measure"], value)
            found.append(count)
    return found


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_left(taken, (start, start))
    return (index < len(taken) and taken[index][0] < end) or (index > 0 and taken[index - 1][1] > start)


def _numeral(text: str, match: re.Match[str]) -> Quantity | None:
    """A number in digits; None for a date, or a span without a unit such as 2021-2025."""
    if _is_duration(text, match):
        return _years(match)
    groups = match.groupdict()
    told = groups["rate"] or groups["measure"]
    if (not told and _DATE_TAIL.match(text, match.end())) or _DATE_TAIL.match(text, match.end("low")):
        return None
    times, measure = groups["times"] or "", groups["measure"] or ""
    unit = groups["rate"] or times + measure + (groups["per"] or "")
    printed_high = groups.get("high")
    if printed_high is not None and (not unit or _is_change(text, match)):
        return None
    value = plain_value(groups["low"])
    return Quantity(
        start=match.start("low"),
        end=match.end("high") if printed_high else match.end("low"),
        stop=match.end(),
        printed=groups["low"],
        value=value,
        unit=unit,
        magnitude=value * _MULTIPLIERS.get(times, 1),
        printed_high=printed_high,
        high=None if printed_high is None else plain_value(printed_high),
        vague=_is_vague(text, match),
    )


def _is_change(text: str, match: re.Match[str]) -> bool:
    """下降0.48亿元至3.98亿元, 提高2.1个百分点至63.2%: a change and what it led to are no range."""
    between = text[match.end("low") : match.start("high")]
    unit = text[match.end("high") : match.end()]
    told = between[-1] in "至到" and between[:-1]
    if not told or unit == "%" == told:
        return False
    return _CHANGE_BEFORE.search(text, max(0, match.start() - 4), match.start()) is not None


def _is_duration(text: str, match: re.Match[str]) -> bool:
    """平均受教育年限11.5年: years with decimals are no date."""
    return "." in match["low"] and match.end() == match.end("low") and text.startswith("年", match.end())


def _years(match: re.Match[str]) -> Quantity:
    value = plain_value(match["low"])
    return Quantity(match.start("low"), match.end("low"), match.end() + 1, match["low"], value, "年", value)


def _is_vague(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 4) : match.start()]
    behind = text[match.end() : match.end() + 1]
    if text[match.end() + 1 : match.end() + 2].isdecimal():
        behind = ""
    if match["measure"] and _MORE_OF.match(text, match.end()):
        behind = ""
    return bool(match["vague"] or _VAGUE_BEFORE.search(before) or (behind and behind in "多余几"))


def _percent_words(text: str, match: re.Match[str]) -> Quantity | None:
    value = chinese_number(match["value"])
    return None if value is None else _words(match, "value", value, "%", value)


def _tenths(text: str, match: re.Match[str]) -> Quantity | None:
    value = Fraction(CHINESE_DIGITS[match["value"]] * 10 + (5 if match["half"] else 0))
    return _words(match, "value", value, "%", value)


def _doubling(text: str, match: re.Match[str]) -> Quantity | None:
    """翻一番 is growth by 100 %, 翻两番 by 300 %."""
    value = Fraction(2 ** CHINESE_DIGITS[match["value"] or "一"] * 100 - 100)
    return replace(_words(match, 0, value, "%", value), grows=True)


def _words(
    match: re.Match[str], group: str | int, value: Fraction, unit: str, magnitude: Fraction
) -> Quantity:
    return Quantity(
        start=match.start(group),
        end=match.end(group),
        stop=match.end(),
        printed=decimal_text(value),
        value=value,
        unit=unit,
        magnitude=magnitude,
        digits=False,
    )


def as_decimal(value: Fraction) -> Decimal:
    """Decimal of a finite decimal fraction, as all printed numbers are."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def decimal_text(value: Fraction) -> str:
    """Shortest plain notation: 5.5, 30."""
    return format(as_decimal(value), "f")
