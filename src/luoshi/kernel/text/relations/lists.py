"""How sure it is that a printed list names every part of its total (列举是否完整)."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.intervals import is_long
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding

_DECLARED = re.compile(
    r"(?P<count>[两二三四五六七八九十]{1,2})(?:大|个|条|类|家|镇|乡|县|区|市|项|种|支|方面)"
)
_TOTAL_MARK = re.compile(r"[共总]|累计|合计|现有")
_OVERLAPS = re.compile(
    "合计|共计|总计|小计|在建|女|党员|少数民族|老年|残疾|高新|以[上下]|重点|青年"
    "|签约|注册|(?<!新)开工|竣工|投产|完工|办结|完成|整改|立案|处罚|发现|满意|入库"
)
"""Names of totals, of classes that may hold the same, and of stages that one thing goes through."""
_COUNTED = re.compile("共(?!同|建|享|和)|累计|合计")
_REST = re.compile(r"其[他它余]")
_ALL_THE_REST = re.compile(r"[、，和及]?其[他它余](?:类|方面|行业|问题|事项)?")
_CLASSES = "类级型性"
_LEAST, _MOST = Fraction(3, 4), Fraction(5, 4)
_LEAST_LISTED, _MOST_LISTED = Fraction(9, 10), Fraction(11, 10)
_PAIR = 2
_PARTS_OF_MISS = 20
_LINK = re.compile(r"\A(?:其中|[、：，和]|全[省市区县]|已)*")
_BOUNDS = re.compile("[省市县区镇乡境国州旗][内外]")
_OPPOSITES = tuple(
    (re.compile(left), re.compile(right))
    for left, right in (
        ("新建", "续建"),
        ("城市|城镇|城区", "农村|乡村"),
        ("集中", "分散"),
        ("出港", "进港"),
        ("公办", "民办"),
        ("线上|网上", "线下|窗口"),
        ("初次", "重复"),
        ("过夜", "一日游"),
        ("职工", "居民"),
        ("刑事", "民商?事"),
        ("(?:上年|年初)?(?:旧存|结存|结转)", "(?:当年|本年|本期)?新(?:收|受理)"),
        ("小学", "初中"),
        ("内资", "外资"),
        ("国有", "民间|民营|非国有"),
        ("上级|中央|省级", "本级|区级|县级|市级|地方"),
        ("直接", "间接|转派|转办"),
        ("(?<!不)合格", "不合格"),
        ("男", "女"),
        ("一般(?:事故|安全)?隐患", "重大(?:事故|安全)?隐患"),
        ("C级", "D级"),
        ("经营性", "非经营性"),
        ("首次", "再次|重复"),
        ("村党组织", "社区党组织"),
        ("一期", "二期"),
        ("一般程序", "简易程序"),
        ("优(?!良|秀)", "良"),
        ("在职", "离退休|退休"),
        ("居民生活", "非居民"),
        ("企业贷款|对公贷款", "住户贷款|个人贷款"),
        ("自产|自给", "外购|调入"),
        ("现场|当场|立即|即知即改|立行立改", "限期|责令限期"),
    )
)
_STAGES = tuple(
    re.compile(stage)
    for stage in (
        "(?:计划|当年)?新(?:开工|建)",
        "续建|结转",
        "(?:谋划|储备|预备)?(?:前期|储备|预备)",
    )
)
"""Every project of a year is at one of them; 在建 would hold those newly begun as well."""
_STATES = tuple(
    re.compile(state)
    for state in (
        "(?:已经?)?(?:全部|按期)?(?:完[成工]|办结|整改|销号|化解|解决|建成|竣工|答复|落实)",
        "正在?[推施整办实建]|在[办建施]|按(?:计划|进度|序时)推进|推进中|达到?(?:序时|时序|时间|计划)(?:进度|要求)",
        "[^已正]{0,6}(?:缓慢|滞后|停滞|逾期|超期|困难)|尚?未",
    )
)
"""A count of matters is done, under way or late."""


def binding_of_list(whole: Fact, parts: Sequence[Fact], *, alone: bool) -> tuple[Binding, bool]:
    """Binding of a total and all numbers of its list, and whether only a slip of the pen is told.

    An error only where the words say that the list is complete: 四大片区 with four parts, 其他, one kind of
    classes (产业类、民生类) behind 共, two that exclude each other (新建, 续建) in a list or, behind 共,
    exceed it, directly behind the whole where exchanged digits mend it, or the three stages of projects
    (新开工, 续建, 前期), or where the list exceeds a total that is `alone` before it. Other lists may leave parts out.
    """
    inside = all(part.sentence == whole.sentence for part in parts)
    opened = parts[0].opened > whole.start
    told = _TOTAL_MARK.search(whole.lead) is not None
    behind = parts[0].sentence == parts[-1].sentence == whole.sentence + 1
    following = _binding_of_next(whole, parts) if opened and behind else None
    if following is not None:
        return following, False
    marked = inside and told
    if inside and covers(whole, parts) and _smaller(whole, parts):
        exceeded = _exclude_each_other(parts) and _sum(parts) > whole.interval.high
        overrun = opened and _are_states(parts) and is_close(whole, parts) and _overruns(whole, parts)
        told_of_all = whole.sets_scope and _are_states(parts) and _are_bare(parts) and is_close(whole, parts)
        if (
            told_of_all
            or declared_count(whole) == len(parts)
            or (marked and not opened and exceeded)
            or overrun
        ):
            return Binding.STRONG, False
        if opened and (_are_stages(parts) or ends_in_the_rest(parts)):
            return Binding.STRONG, False
        if opened and (_exclude_each_other(parts) or _inside_or_outside(parts)):
            certain = is_close(whole, parts) or _sum(parts) > whole.interval.high
            return (Binding.STRONG if certain else Binding.MEDIUM), False
        binding = (
            _binding_of_opened(whole, parts, marked, alone) if opened and is_close(whole, parts) else None
        )
        if binding is not None:
            return binding, False
    tells = marked or (opened and is_long(whole.quantity))
    two = inside and _are_two_of_it(whole, parts)
    return (Binding.STRONG if two else Binding.MEDIUM if tells else Binding.WEAK), two or tells


def _binding_of_next(whole: Fact, parts: Sequence[Fact]) -> Binding | None:
    """Binding of the list that the next sentence opens with 其中: complete where it ends in 其他, or exceeds what is called 共."""
    if not covers(whole, parts) or not _smaller(whole, parts):
        return None
    if ends_in_the_rest(parts):
        return Binding.STRONG
    if _COUNTED.search(whole.lead) and len(parts) > _PAIR and is_close(whole, parts):
        return Binding.STRONG if _sum(parts) > whole.interval.high else Binding.MEDIUM
    return None


def _are_two_of_it(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether two parts that exclude each other stand directly behind a whole that they about make."""
    beside = whole.index + 1 == parts[0].index and _are_bare(parts)
    return beside and _exclude_each_other(parts) and is_close(whole, parts) and _smaller(whole, parts)


def _binding_of_opened(whole: Fact, parts: Sequence[Fact], marked: bool, alone: bool) -> Binding | None:
    """Binding of a list behind 其中 that makes its total but for a tenth: one that exceeds it leaves nothing out."""
    bare = all(after.index == before.index + 1 for before, after in pairwise(parts))
    plain = not may_overlap(parts)
    closed = bare and len(parts) > _PAIR and _ALL_THE_REST.fullmatch(parts[-1].lead)
    if closed or (marked and (_of_one_kind(parts) or _REST.search(parts[-1].lead))):
        return Binding.STRONG
    if plain and alone and _sum(parts) > whole.interval.high:
        return Binding.STRONG
    if plain and (
        (marked and (len(parts) > _PAIR or _sum(parts) > whole.interval.high))
        or (_joined(parts) and len(parts) > _PAIR and _nearly(whole, parts))
    ):
        return Binding.MEDIUM
    return None


def ends_in_the_rest(parts: Sequence[Fact]) -> bool:
    """Whether a bare list of three or more ends in 其他."""
    bare = all(after.index == before.index + 1 for before, after in pairwise(parts))
    return bare and len(parts) > _PAIR and _ALL_THE_REST.match(parts[-1].lead) is not None


def may_overlap(parts: Sequence[Fact]) -> bool:
    """Whether a part bears the name of a total, of a class that others hold too, or of a stage."""
    return any(_OVERLAPS.search(part.lead) for part in parts)


def _smaller(whole: Fact, parts: Sequence[Fact]) -> bool:
    return all(part.quantity.magnitude < whole.quantity.magnitude for part in parts)


def _exclude_each_other(parts: Sequence[Fact]) -> bool:
    """Whether two parts are named by words that leave nothing between them."""
    if len(parts) != _PAIR:
        return False
    one, other = (_LINK.sub("", part.lead) for part in parts)
    return any(
        (left.match(one) and right.match(other)) or (left.match(other) and right.match(one))
        for left, right in _OPPOSITES
    )


def _are_stages(parts: Sequence[Fact]) -> bool:
    """Whether the parts are new, running and prepared projects, one each."""
    words = [_LINK.sub("", part.lead) for part in parts]
    return len(parts) == len(_STAGES) and all(
        sum(stage.match(word) is not None for word in words) == 1 for stage in _STAGES
    )


def _are_states(parts: Sequence[Fact]) -> bool:
    """Whether the parts are what is done, what runs and what lags or has not begun, in this order."""
    words = [_LINK.sub("", part.lead) for part in parts]
    return len(parts) == len(_STATES) and all(
        state.match(word) for state, word in zip(_STATES, words, strict=True)
    )


def _are_bare(parts: Sequence[Fact]) -> bool:
    """Whether no other number stands between the parts."""
    return all(after.index == before.index + 1 for before, after in pairwise(parts))


def _overruns(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts exceed their whole, and not because the last of them is one of those before it."""
    return _sum(parts) > whole.interval.high and _sum(parts[:-1]) != whole.quantity.magnitude


def _inside_or_outside(parts: Sequence[Fact]) -> bool:
    """Whether every part is named by the bounds of a place that it lies in or out of (省外, 省内县外, 县内)."""
    places = [tuple(_BOUNDS.findall(part.lead)) for part in parts]
    return all(places) and len(set(places)) == len(parts) and any("外" in place[0] for place in places)


def covers(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts make about their whole, so that they can be meant to be all of it."""
    return _LEAST * whole.quantity.magnitude <= _sum(parts) <= _MOST * whole.quantity.magnitude


def declared_count(whole: Fact) -> int | None:
    """How many parts the words of a total announce: 4 of 四大片区共完成投资."""
    found = _DECLARED.search(whole.lead)
    return chinese_count(found["count"].replace("两", "二")) if found else None


def is_close(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts make their whole but for a tenth."""
    return _LEAST_LISTED * whole.quantity.magnitude <= _sum(parts) <= _MOST_LISTED * whole.quantity.magnitude


def _nearly(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts make their whole but for one in twenty."""
    return abs(_sum(parts) - whole.quantity.magnitude) * _PARTS_OF_MISS <= whole.quantity.magnitude


def _sum(parts: Sequence[Fact]) -> Fraction:
    return sum((part.quantity.magnitude for part in parts), Fraction(0))


def _of_one_kind(parts: Sequence[Fact]) -> bool:
    return _joined(parts) and any(all(mark in part.lead for part in parts) for mark in _CLASSES)


def _joined(parts: Sequence[Fact]) -> bool:
    """Whether only 、 parts the names of a list."""
    return all(part.lead.startswith(("、", "和", "及")) for part in parts[1:])
