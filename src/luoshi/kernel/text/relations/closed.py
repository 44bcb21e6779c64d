"""Sets of parts that make their whole by definition (一二三产, 税收与非税 …)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin

_NEVER = re.compile(r"人均|均|收入增|率|指数|价格|可支配|纯收入|税务部门|财政部门|增加额")
_SCOPE = re.compile(r"\A(?:[全我本][省市区县旗镇乡州]|地方|外贸|货物|社会)*")
_OWN_WORDS = ("trade", "farming", "consumption")
"""Sets whose whole is named with the words of a part."""
_REACH = 20
_SENTENCES = 6


@dataclass(frozen=True)
class ClosedSet:
    """Names of all parts in order, and of the whole they make."""

    name: str
    parts: tuple[re.Pattern[str], ...]
    whole: re.Pattern[str]
    further: re.Pattern[str] | None = None
    """What some texts count as one more part."""


@dataclass(frozen=True)
class Partition:
    """The parts of a closed set as printed behind their whole, in the order of the set.

    `near` tells that they stand in the whole's paragraph with no other level of the measure in between, and
    that their names begin with the part, so that no narrower scope (市本级税收收入) is meant.
    """

    of: ClosedSet
    whole: Fact
    parts: tuple[Fact, ...]
    near: bool


SETS = (
    ClosedSet(
        "industries",
        (re.compile("第一产业|一产"), re.compile("第二产业|二产"), re.compile("第三产业|三产")),
        re.compile(r"生产总值|GDP|固定资产投资"),
    ),
    ClosedSet(
        "taxes",
        (re.compile(r"(?<!非)税收(?!返还|优惠)|税收收入"), re.compile("非税")),
        re.compile(r"(?:公共预算|财政|地方|一般预算)[^税]*收入|公共财政预算"),
    ),
    ClosedSet(
        "residence",
        (re.compile("城镇|城市"), re.compile("乡村|农村")),
        re.compile(r"零售(?:总)?额|人口"),
    ),
    ClosedSet("trade", (re.compile("出口"), re.compile("(?<!进出口)进口")), re.compile("进出口")),
    ClosedSet(
        "weight", (re.compile("轻工业"), re.compile("重工业")), re.compile(r"工业(?:总产值|增加值|产值)")
    ),
    ClosedSet("sex", (re.compile("男"), re.compile("女")), re.compile("人口|出生|党员|职工")),
    ClosedSet(
        "grain", (re.compile("夏粮"), re.compile("秋粮")), re.compile("粮食"), re.compile("早稻|春粮|晚稻")
    ),
    ClosedSet("households", (re.compile("家庭户"), re.compile("集体户")), re.compile("人口")),
    ClosedSet("profit", (re.compile("利润"), re.compile("税[金收额]")), re.compile("利税")),
    ClosedSet("consumption", (re.compile("餐饮"), re.compile("商品零售")), re.compile(r"消费品零售总?额")),
    ClosedSet(
        "receptions",
        (re.compile("公务用车"), re.compile("公务接待"), re.compile("因公出国|因公临时出国")),
        re.compile("三公"),
    ),
    ClosedSet(
        "farming",
        (
            re.compile("(?<!农林牧渔)农业(?!机械|生产)"),
            re.compile("林业"),
            re.compile("牧业"),
            re.compile("渔业"),
            re.compile("服务业"),
        ),
        re.compile("农林牧渔(?:服务)?业"),
    ),
    ClosedSet(
        "registrations",
        (re.compile("企业"), re.compile("个体"), re.compile("(?:农民)?(?:专业)?合作社")),
        re.compile("(?:经营|市场)主体"),
    ),
    ClosedSet(
        "power",
        (
            re.compile("第一产业|一产"),
            re.compile("第二产业|二产"),
            re.compile("第三产业|三产"),
            re.compile("居民"),
        ),
        re.compile("全社会用电量"),
    ),
)


def partitions(bulletin: Bulletin) -> Iterator[Partition]:
    """Every closed set whose parts stand together behind their whole, in one sentence or the next."""
    levels = bulletin.levels()
    for position, whole in enumerate(levels):
        behind = levels[position + 1 : position + 1 + _REACH]
        for closed in SETS:
            if _is_whole(closed, whole):
                parts = _parts(closed, whole, behind)
                if parts is not None:
                    yield Partition(closed, whole, parts, _is_near(closed, whole, parts, behind))


def _is_whole(closed: ClosedSet, fact: Fact) -> bool:
    words = fact.name
    if closed.whole.search(words) is None or _NEVER.search(words):
        return False
    return closed.name in _OWN_WORDS or not any(part.search(words) for other in SETS for part in other.parts)


def _parts(closed: ClosedSet, whole: Fact, behind: list[Fact]) -> tuple[Fact, ...] | None:
    """One level for each part, of the whole's measure, before the whole's subject comes up again."""
    found: dict[int, Fact] = {}
    for fact in behind:
        if fact.sentence > whole.sentence + _SENTENCES:
            break
        if fact.measure != whole.measure or other_period(fact, whole) or _of_other_people(fact, whole):
            continue
        if closed.further is not None and closed.further.search(fact.name):
            return None
        place = _place(closed, fact)
        if place is not None:
            found.setdefault(place, fact)
    if len(found) < len(closed.parts):
        return None
    parts = tuple(found[place] for place in range(len(closed.parts)))
    return None if any(part.aside for part in parts) else parts


def _of_other_people(fact: Fact, whole: Fact) -> bool:
    """Whether one counts residents (常住) and the other the registered (户籍)."""
    return any(
        one in fact.name and other in whole.name for one, other in (("常住", "户籍"), ("户籍", "常住"))
    )


def _is_near(closed: ClosedSet, whole: Fact, parts: tuple[Fact, ...], behind: list[Fact]) -> bool:
    first = next(fact for fact in behind if fact.measure == whole.measure)
    plain = all(
        pattern.match(_SCOPE.sub("", part.name)) for pattern, part in zip(closed.parts, parts, strict=True)
    )
    return first in parts and plain and all(part.paragraph == whole.paragraph for part in parts)


def _place(closed: ClosedSet, fact: Fact) -> int | None:
    """Which part a level names; None for none, for two at once, and for what is never added (人均 …)."""
    if _NEVER.search(fact.name):
        return None
    hits = [index for index, part in enumerate(closed.parts) if part.search(fact.name)]
    return hits[0] if len(hits) == 1 else None
