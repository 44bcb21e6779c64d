"""Who leads and who supports, in the forms decomposition notices print (责任分工)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.text.assignment_fields import Field, find_fields
from luoshi.kernel.text.units import ends_unit, is_person, is_unit, split_people, split_units, units_at

_LEAD = (
    r"(?:分别|共同|联合|总)*(?:负责牵头|牵头|主办|主抓)"
    r"(?:负责|落实|办理|组织|实施|推进|抓好|抓|完成|单位|部门|(?<=牵头)(?=[，；。]|\Z))*"
)
_SUPPORT = (
    r"(?:共同|积极|密切|分别|予以|做好)*(?:协同配合|协调配合|配合|协办|协助|参与|协同|参加|支持)"
    r"(?:落实|实施|做好|办理|推进|单位|部门|工作)*"
)
_DUTY = (
    r"(?:按照?(?:各自)?(?:职[责能]|职责范围|任务|部门职责)(?:分工)?|依职责|根据职责|分工|分别|共同|具体|各自|组织|抓好)*"
    r"(?:负责|落实|承办|办理|实施|抓落实)(?:落实|实施|办理|推进|完成)*"
)
_VERB = re.compile(rf"(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})|(?P<duty>{_DUTY})")
_BRACKET = re.compile(r"[（【〔\[]((?:[^（）【】〔〕\[\]\n]|（[^（）\n]{1,16}）){2,240})[）】〕\]]")
_BY = re.compile(r"(?<![自经缘任理])由(?=[^，。；：\n]{2,60}?(?:牵头|负责|会同|主办|承办|主抓|为主))")
_BY_LEAD = r"(?:分别|共同|联合)?(?:作为)?(?:负责牵头|牵头|具体负责|负责|主办|主抓|承办|为主)(?:负责|落实|组织实施|办理|组织)?"
_BY_WITH = re.compile(r"[，；]?(?:会同|联合|商|协同)")
_BY_SUPPORT = re.compile(
    r"[，；、]?(?P<names>[^，；。\n（）]{2,80}?(?:[，][^，；。\n（）]{2,12}?)*?)"
    r"(?:共同|积极|密切|予以|做好|协同)*(?:配合|参与|协助|协办|按(?:照)?(?:各自)?职[责能](?:分工)?(?:负责|落实)|支持)"
    r"(?:落实|实施|做好|工作)?(?=[，。；\n）]|\Z)"
)
_FIRST = r"(?:第一位?|首位|首个|第一个|第一家|最前面?|首家|最前列)"
_FIRST_LEADS = re.compile(
    rf"{_FIRST}(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:，)?(?:均)?(?:为|是|系|作为|即为|视为)(?:该项)?(?:工作|任务)?(?:的)?(?:主要|总)?(?:牵头|主办|主责)"
    rf"|{_FIRST}(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:负责)?牵头"
)
_NOT_A_NAME = re.compile(
    r"\d+[年月日]|完成|长期|持续|[底末]前|按照|按时|确保|各自|职责|以上|分工|其他|牵头|配合|负责|要求|《|进行|相关工作|上述"
)
_REMARK = re.compile(r"（(?:[^（）]*(?:职责|排名|分工|按|另|其他|不|由)[^（）]*)）")
_MARK = re.compile(r"（(?:牵头|主办|配合|协办)(?:单位|部门)?）|[★▲*]")
_LEADS_MARK = re.compile(r"（(?:牵头(?:单位|部门)?|主办)）|[★▲*]")
_SAYS_WHO = re.compile(r"牵头(?!单位|部门)|配合(?!单位|部门)|协办(?!单位|部门)|负责(?!人)")
_BY_HEAD = re.compile(r".*(?<!自)由")
_BY_FIRST = re.compile(rf"(?P<names>[^，。；：\n]{{2,60}}?)(?:{_BY_LEAD}|(?=会同|联合))")
_DEADLINE = re.compile("完成|办结|整改|时限|期限")
_NOBODY = frozenset({"无", "-", "—", "——", "/", "暂无"})
_LONGEST_NAME = 18


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


@dataclass
class _Roles:
    """Names gathered so far; `responsible` units wait for somebody to lead."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()

    def add(self, field: Field, words: str) -> None:
        """Take in one field: its names, or who leads and helps where its words say so (甲牵头，乙配合)."""
        if field.role == "leader":
            self.leader = _joined(self.leader, split_people(words))
        elif field.role in ("lead", "support", "responsible"):
            said = _spoken(words) if _SAYS_WHO.search(words) else None
            if said is None:
                self._list(field.role, words)
            else:
                self.lead, self.support = _joined(self.lead, said.lead), _joined(self.support, said.support)
                self.responsible = _joined(self.responsible, said.responsible)

    def _list(self, role: str, words: str) -> None:
        names = [name for name in split_units(_REMARK.sub("", words)) if name not in _NOBODY]
        leading = tuple(_MARK.sub("", name) for name in names if _LEADS_MARK.search(name))
        others = tuple(
            _MARK.sub("", name)
            for name in names
            if not _LEADS_MARK.search(name) and (is_unit(name) or not _NOT_A_NAME.search(name))
        )
        self.lead = _joined(self.lead, leading, others if role == "lead" else ())
        self.support = _joined(self.support, others if role == "support" else ())
        self.responsible = _joined(self.responsible, others if role == "responsible" else ())

    def speak(self, verb: re.Match[str], names: tuple[str, ...], helping: tuple[str, ...]) -> None:
        """Take in names that stand before a verb; one unit alone that 负责 leads, several with 按职责分工 do not."""
        people = tuple(name for name in names if is_person(name))
        units = tuple(name for name in names if name not in people)
        self.leader = _joined(self.leader, people)
        if verb["support"]:
            self.support = _joined(self.support, units)
        elif verb["lead"] or helping:
            self.lead = _joined(self.lead, units)
        elif self.lead:
            self.support = _joined(self.support, units)
        elif len(units) == 1 or "职" not in verb["duty"]:
            self.lead = _joined(self.lead, units)
        else:
            self.responsible = _joined(self.responsible, units)
        self.support = _joined(self.support, helping)

    def settle(self, leading: bool) -> None:
        """责任单位 support; the first leads where the document says so and nobody else does."""
        responsible = self.responsible
        if leading and not self.lead and responsible:
            self.lead, responsible = responsible[:1], responsible[1:]
        self.support = _joined(self.support, responsible)
        self.responsible = ()


def _joined(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))


def first_leads(text: str) -> bool:
    """Whether a text states that the first of several responsible units leads (排在首位的为牵头单位)."""
    return _FIRST_LEADS.search(text) is not None


def find_assignments(text: str, gaps: frozenset[int] = frozenset()) -> list[Assignment]:
    """Assignments of a normalised text in order.

    A bare 责任单位 names no lead unless the document states that the first unit leads (and 分别牵头 does
    not apply). ``gaps`` are the positions before which the print has a space, which parts names too.
    """
    rule = _FIRST_LEADS.search(text)
    leading = rule is not None
    found: list[Assignment] = []
    for entry in [*_in_fields(text, gaps, leading), *_in_brackets(text, leading), *_in_sentences(text)]:
        place = bisect_left(found, entry.start, key=lambda other: other.start)
        before = found[place - 1].end if place else 0
        after = found[place].start if place < len(found) else len(text)
        states_rule = rule is not None and entry.start < rule.end() and rule.start() < entry.end
        if before <= entry.start and entry.end <= after and not states_rule:
            found.insert(place, entry)
    return found


def _in_fields(text: str, gaps: frozenset[int], leading: bool) -> Iterator[Assignment]:
    for block in find_fields(text, gaps):
        roles = _Roles()
        for field in block:
            roles.add(field, _parted(text, field, gaps))
        roles.settle(leading)
        due = next(((f.value_start, f.value_end) for f in block if f.role == "due"), None)
        alone = _DEADLINE.search(text, block[0].start, block[0].value_start) is not None
        if roles.lead or roles.support or roles.leader or (due and alone):
            yield Assignment(block[0].start, block[-1].end, roles.lead, roles.support, roles.leader, due=due)


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
    return "、".join([*pieces, text[start : field.value_end]])


def _in_brackets(text: str, leading: bool) -> Iterator[Assignment]:
    """（甲牵头，乙配合）, 【甲、乙牵头落实】, （甲、乙按职责分工负责）."""
    for bracket in _BRACKET.finditer(text):
        roles = _spoken(bracket[1])
        if roles is not None:
            roles.settle(leading)
            yield Assignment(bracket.start(), bracket.end(), roles.lead, roles.support, roles.leader)


def _spoken(words: str) -> _Roles | None:
    """Who does what in words with a verb behind the names; None where a name does not look like one."""
    roles, at = _Roles(), 0
    for verb in _VERB.finditer(words):
        told = _BY_HEAD.sub("", words[at : verb.start()].strip("，；、。：—"))
        at = verb.end()
        if not told:
            continue
        first, *others = re.split(r"会同|联合|，协同", told)
        names, helping = _names(first), tuple(name for more in others for name in _names(more))
        strict = verb["lead"] is None
        if not (names or helping) or not all(_may_be_named(name, strict) for name in (*names, *helping)):
            return None
        roles.speak(verb, names, helping)
    return roles if roles.lead or roles.responsible or roles.leader else None


def _names(words: str) -> tuple[str, ...]:
    return tuple(name for name in split_units(words) if not _NOT_A_NAME.search(name))


def _may_be_named(name: str, strict: bool) -> bool:
    return len(name) <= _LONGEST_NAME and (is_unit(name) or is_person(name) or not strict)


def _in_sentences(text: str) -> Iterator[Assignment]:
    """由甲牵头，乙、丙配合; 由甲会同乙 before what they do."""
    for by in _BY.finditer(text):
        first = _BY_FIRST.match(text, by.end())
        names = split_units(first["names"]) if first else ()
        if first is None or not all(is_unit(name) or is_person(name) for name in names):
            continue
        people = tuple(name for name in names if is_person(name))
        helping, end = helping_units(text, first.end())
        lead = tuple(name for name in names if name not in people)
        yield Assignment(by.start(), end, lead, helping, people, follows=True)


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
        names, at = _joined(names, more), helped.end()
    return names, at
