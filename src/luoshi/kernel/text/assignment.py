"""Who leads and who supports, in the forms decomposition notices print (责任分工)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.kernel.text.assignment_fields import Field, Role, find_fields
from luoshi.kernel.text.division import Division, Part, may_be_named, spoken
from luoshi.kernel.text.units import ends_unit, is_person, is_unit, split_people, split_units, units_at

_BRACKET = re.compile(r"[（【〔\[]((?:[^（）【】〔〕\[\]]|（[^（）\n]{1,16}）){2,240})[）】〕\]]")
_NAME = r"(?:[^，；。：\n（）]|（[^（）\n]{1,16}）)"
_BY = re.compile(
    r"(?<![自经缘任理])由(?=[^，。；：\n]{2,60}?(?:牵头|负责|会同|主办|承办|主抓|为主|负总责|实施[，。；\n]))"
)
_BY_LEAD = r"(?:分别|共同|联合)?(?:作为)?(?:负责牵头|牵头|具体负责|负责|主办|主抓|承办|为主|负总责|(?:组织)?实施(?=[，。；\n]))(?:负责|落实|组织实施|办理|组织)?"
_DOTS = re.compile(rf"…{{2,}}(?P<names>{_NAME}{{2,60}}?)(?:（(?P<aside>[^（）\n]*牵头)）)?(?=\n|\Z)")
_UNDER = re.compile(
    rf"(?:(?<=[，。；：\n])|\A)(?P<mark>\d{{1,2}}[.、])?(?:请|责成)?(?P<names>(?!（){_NAME}{{2,40}}?)"
    r"(?:(?:共同|分别|联合)?(?:负责牵头|牵头负责|牵头|负责|主办|具体落实)(?=[，。；\n]|\Z)|(?=会同))"
)
_BY_WITH = re.compile(r"[，；]?(?:会同|联合|商|协同)")
_BY_SUPPORT = re.compile(
    rf"[，；、]?(?P<names>{_NAME}{{2,80}}?(?:，{_NAME}{{2,12}}?)*?)"
    r"(?:共同|积极|密切|予以|做好|协同)*(?:配合|参与|参加|协助|协办|按(?:照)?(?:各自)?职[责能](?:分工)?(?:负责|落实)|支持)"
    r"(?:落实|实施|做好|工作)?(?=[，。；\n）]|\Z)"
)
_LATER = re.compile(
    rf"，(?P<names>{_NAME}{{2,60}}?)(?:共同|积极|密切|予以|做好|协同)*(?:配合|协助|参与|参加|支持)\Z"
)
_LATER_PART = re.compile(
    rf"；(?P<names>{_NAME}{{2,60}}?)(?:共同|积极|密切|予以|做好|协同)*(?:配合|协助|参与|参加|支持)(?=[。\n]|\Z)"
)
_FIRST = r"(?:第一位?|首位|首个|第一个|第一家|最前面?|首家|最前列)"
_FIRST_LEADS = re.compile(
    rf"{_FIRST}(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:，)?(?:均)?(?:为|是|系|作为|即为|视为)(?:该项)?(?:工作|任务)?(?:的)?(?:主要|总)?(?:牵头|主办|主责)"
    rf"|{_FIRST}(?:的|者)?(?:责任)?(?:单位|部门|科室|股室|处室)?(?:的)?(?:负责)?牵头"
)
_BY_FIRST = re.compile(rf"(?P<names>{_NAME}{{2,60}}?)(?:{_BY_LEAD}|(?=会同|联合))")
_OVERSEEN = re.compile(
    r"(?:以上|上述|本)[^，。；：\n]{0,8}?(?:任务|事项|工作|内容|清单)?，?由[^，。；：\n]{2,24}?(?:跟踪|督办|督查|督导|通报|考核|解释)"
)
"""以上事项由政府督查室跟踪督办 hands out no task."""
_DEADLINE = re.compile("完成|办结|整改|时限|期限")
_SENTENCE = re.compile(
    rf"(?:(?<=[\n。；])|\A)[—●○■◆·•-]*(?!（)((?:{_NAME}|，){{3,150}}?(?:牵头|配合|负责|参与|协助|协办|落实|实施))(?=[。；]?(?:\n|\Z)|。)"
)
_CLOSING_BRACKET = re.compile(r"[（【〔\[]([^（）【】〔〕\[\]\n]{3,120})[）】〕\]](?=。?(?:\n|\Z))")
_DUE_TOO = re.compile(r"[，；](?:20\d\d年)?(?:\d{1,2}月|[一二三四]季度|年)[^，；]{0,8}\Z")
"""（甲局、乙局，9月底前）: when, behind who."""
_PARTS: dict[Role, Part] = {
    "lead": "lead",
    "support": "support",
    "responsible": "responsible",
    "leader": "leader",
}
_NUMBERED = re.compile(
    rf"(?:(?<=\n)|\A)(?:\d{{1,2}}[.、]|（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]+、|[①-⑳])"
    rf"[^：，。；\n]{{2,30}}(?<!单位)(?<!部门)：(?P<names>{_NAME}{{2,80}}?)(?=[，；。\n]|\Z)"
)
_FEWEST_LINES = 2
_SHORT_NAME = 2
_OF_A_PLACE = frozenset("省市州区县旗镇乡各")


@dataclass(frozen=True)
class Assignment:
    """Units and people named for one clause; positions are in the normalised text. `lead` may be empty.

    `due` are the words of a deadline field (完成时限：…), None without one; `follows` says that the words stand in
    a sentence of the task (由甲牵头), which may go on behind them.
    """

    start: int
    end: int
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    due: tuple[int, int] | None = None
    follows: bool = False


def first_leads(text: str) -> bool:
    """Whether a text states that the first of several responsible units leads (排在首位的为牵头单位)."""
    return _FIRST_LEADS.search(text) is not None


def find_assignments(text: str, gaps: frozenset[int] = frozenset()) -> list[Assignment]:
    """Assignments of a normalised text in order.

    A bare 责任单位 names no lead unless the document states that the first unit leads (and 分别牵头 does
    not apply). ``gaps`` are the positions before which the print has a space, which parts names too.
    """
    leading = first_leads(text)
    found: list[Assignment] = []
    fields = list(_in_fields(text, gaps, leading))
    told = [entry for entry in fields if entry.lead or entry.support or entry.leader]
    told += _led_to(text, leading)
    told += [*_in_words(text, leading), *_behind_colons(text, leading), *_in_sentences(text)]
    listed = [*_listed(text, leading)]
    told += [entry for entry in fields if entry not in told]
    for entry in [*told, *(listed if told or len(listed) >= _FEWEST_LINES else [])]:
        place = bisect_left(found, entry.start, key=lambda other: other.start)
        before = found[place - 1].end if place else 0
        after = found[place].start if place < len(found) else len(text)
        if before <= entry.start and entry.end <= after:
            found.insert(place, entry)
    return found


def _in_fields(text: str, gaps: frozenset[int], leading: bool) -> Iterator[Assignment]:
    for block in find_fields(text, gaps):
        division = Division()
        for field in block:
            part = _PARTS.get(field.role)
            if part is not None:
                division.add(part, _parted(text, field, gaps))
        contrasted = any(field.role == "support" for field in block)
        due = next(((f.value_start, f.value_end) for f in block if f.role == "due"), None)
        alone = _DEADLINE.search(text, block[0].start, block[0].value_start) is not None
        if division or (due and alone):
            division.settle(leading, contrasted)
            yield _assignment(block[0].start, block[-1].end, division, due)


def _assignment(start: int, end: int, division: Division, due: tuple[int, int] | None = None) -> Assignment:
    lead, support, leader = division.named("lead"), division.named("support"), division.named("leader")
    return Assignment(start, end, lead, support, leader, due)


def _parted(text: str, field: Field, gaps: frozenset[int]) -> str:
    """The words of a field, with 、 where a space parts two units or two people."""
    start, pieces = field.value_start, []
    for gap in range(field.value_start + 1, field.value_end):
        if gap not in gaps:
            continue
        left, right = text[start:gap], text[gap : field.value_end]
        if ends_unit(text, gap) or (field.role == "leader" and is_person(left) and len(right) > 1):
            pieces.append(left)
            start = gap
    words = "、".join([*pieces, text[start : field.value_end]])
    if text[field.value_start - 1] not in "为是":
        return words
    listed, by, leads = words.partition("，由")
    return "、".join(name for name in split_units(listed) if is_unit(name)) + by + leads


def _in_words(text: str, leading: bool) -> Iterator[Assignment]:
    """（甲牵头，乙配合）, 【甲、乙牵头落实】, （甲、乙按职责分工负责), or a sentence that says no more than that."""
    for pattern, bare in ((_BRACKET, False), (_SENTENCE, True)):
        for passage in pattern.finditer(text):
            division = spoken(passage[1].replace("\n", ""), strict=bare)
            if division is not None:
                division.settle(leading)
                yield _assignment(passage.start(), passage.end(), division)


def _listed(text: str, leading: bool) -> Iterator[Assignment]:
    """（区公安分局） behind a sentence, nothing but units: they are responsible, as 责任单位 are."""
    for bracket in _CLOSING_BRACKET.finditer(text):
        names = split_units(_DUE_TOO.sub("", bracket[1]))
        placed = all(name[0] in _OF_A_PLACE and len(name) > _SHORT_NAME for name in names)
        units = all(is_unit(name) and may_be_named(name) for name in names)
        if units and (placed or text[bracket.start()] != "（"):
            division = Division()
            division.take(names, "responsible")
            division.settle(leading, alone=True)
            yield _assignment(bracket.start(), bracket.end(), division)


def _led_to(text: str, leading: bool) -> Iterator[Assignment]:
    """Units at the end of a line of dots: 建成停车楼 …… 基建办、保卫科."""
    for line in _DOTS.finditer(text):
        division = Division()
        if line["aside"]:
            division.add("lead", line["aside"])
        division.add("responsible", line["names"])
        if all(map(is_unit, split_units(line["names"]))):
            division.settle(leading, alone=True)
            yield _assignment(line.start(), line.end(), division)


def _behind_colons(text: str, leading: bool) -> Iterator[Assignment]:
    """Nothing but units behind the name of a task, in one numbered line after another (2.会场布置：区机关事务中心，5月20日前完成)."""
    lines = [line for line in _NUMBERED.finditer(text) if all(map(is_unit, split_units(line["names"])))]
    for line in lines if len(lines) >= _FEWEST_LINES else []:
        division = Division()
        division.add("responsible", line["names"])
        division.settle(leading, alone=True)
        found = _assignment(line.start("names"), line.end("names"), division)
        yield replace(found, follows=True)


def find_overseen(text: str) -> list[tuple[int, int]]:
    """Where a text says who follows up all of it (以上事项由政府督查室跟踪督办), which is no task."""
    return [(found.start(), found.end()) for found in _OVERSEEN.finditer(text)]


def _in_sentences(text: str) -> Iterator[Assignment]:
    """由甲牵头，乙、丙配合; 由甲会同乙 before what they do; 甲负责，乙配合 between what they do."""
    overseen = find_overseen(text)
    for by in _BY.finditer(text):
        if any(start <= by.start() < end for start, end in overseen):
            continue
        first = _BY_FIRST.match(text, by.end())
        if first is not None:
            yield from _sharing(text, by.start(), first)
    for under in _UNDER.finditer(text):
        if any(start <= under.start("names") < end for start, end in overseen):
            continue
        yield from _sharing(text, max(under.start(), under.end("mark")), under)


def _sharing(text: str, start: int, first: re.Match[str]) -> Iterator[Assignment]:
    names = tuple(
        name if is_unit(name) else bare for name in split_units(first["names"]) for bare in split_people(name)
    )
    if names and all(may_be_named(name) for name in names):
        people = tuple(name for name in names if is_person(name))
        helping, end = helping_units(text, first.end())
        lead = tuple(name for name in names if name not in people)
        helping = tuple(dict.fromkeys((*helping, *(_helping_later(text, end) if lead else ()))))
        yield Assignment(start, end, lead, helping, people, follows=True)


def _helping_later(text: str, at: int) -> tuple[str, ...]:
    """Units that help, at the end of the sentence at ``at``, behind what is done (由甲负责，于4月底前完成修编，乙配合)."""
    stops = [stop for mark in "。；\n" if (stop := text.find(mark, at)) >= 0]
    stop = min(stops, default=len(text))
    helped = _LATER.search(text, at, stop) or _LATER_PART.match(text, stop)
    names = split_units(helped["names"]) if helped else ()
    return names if all(map(is_unit, names)) else ()


def helping_units(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Units that help, behind the one that leads, and where their words end."""
    names: tuple[str, ...] = ()
    together = _BY_WITH.match(text, at)
    if together:
        named, end = units_at(text, together.end(), len(text))
        if named:
            names, at = named, end
    while helped := _BY_SUPPORT.match(text, at):
        more = split_units(helped["names"])
        if not all(is_unit(name) for name in more):
            break
        names, at = (*names, *more), helped.end()
    return names, at
