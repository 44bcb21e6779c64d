"""Names that share a task: who leads, who supports, who is responsible until somebody leads (分工)."""

import re
from typing import Literal

from luoshi.kernel.text.units import is_person, is_unit, split_people, split_units

Part = Literal["lead", "support", "responsible", "charged", "leader"]
"""charged: units of which a text says no more than 负责."""

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
_NOT_A_NAME = re.compile(
    r"\d+[年月日]|完成|长期|持续|[底末]前|按照|按时|确保|各自|职责|以上|分工|其他|牵头|配合|负责|要求|《|进行|相关工作|上述|注明|除外"
)
_A_RULE = re.compile(r"[第首前][一二三]?[位个家]|排名|列第|为(?:牵头|主办)")
_REMARK = re.compile(r"（(?:[^（）]*(?:职责|排名|分工|位的|下同|按|另|其他|不|由)[^（）]*)）")
_MARK = re.compile(r"（(?:牵头|主办|配合|协办)(?:单位|部门)?）|[★▲*]")
_ALL_LEAD = re.compile(r"（(?:分别|共同|均)牵头）\Z")
_LEADS_ASIDE = re.compile(r"（([^（），；]{2,40}?)(?:负责)?牵头(?:负责)?）\Z")
_WITH_PERSON = re.compile(r"、?（([\u4e00-\u9fff]{2,3})）(?=[、，；]|\Z)")
_LEADS_MARK = re.compile(r"（(?:牵头(?:单位|部门)?|主办)）|[★▲*]")
_SAYS_WHO = re.compile(r"(?:牵头|配合|协办)(?!单位|部门|）)|负责(?!人)")
_BY_HEAD = re.compile(r".*(?<!自)由")
_NOBODY = frozenset({"无", "-", "—", "——", "/", "暂无"})
_LONGEST_NAME = 18


class Division:
    """Names in the order of print, each with its part."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}

    def __bool__(self) -> bool:
        return bool(self._parts)

    def has(self, part: Part) -> bool:
        return part in self._parts.values()

    def named(self, part: Part) -> tuple[str, ...]:
        return tuple(name for name, own in self._parts.items() if own == part)

    def take(self, names: tuple[str, ...], part: Part) -> None:
        for name in names:
            self._parts.setdefault(name, part)

    def add(self, part: Part, words: str) -> None:
        """Take in a field: its names, or who leads and helps where its words say so (甲牵头，乙配合).

        （牵头）, ★ or * beside a name makes it lead; a person among units is a leader.
        """
        words = words.replace("\n", "").strip("，。；、")
        listed, by, behind = words.rpartition("，由")
        if by and part != "leader":
            self.add("lead", f"由{behind}")
            words = listed
        aside = _LEADS_ASIDE.search(words)
        if aside and part != "leader" and all(map(is_unit, split_units(aside[1]))):
            self.take(split_units(aside[1]), "lead")
            words = words[: aside.start()]
        said = spoken(words) if part != "leader" and _SAYS_WHO.search(words) else None
        if part == "leader":
            self.take(split_people(words), "leader")
        elif said is not None:
            for name, own in said._parts.items():
                self.take((name,), own)
        else:
            together = _ALL_LEAD.search(words) is not None
            for name in split_units(_WITH_PERSON.sub(_beside, _REMARK.sub("", _ALL_LEAD.sub("", words)))):
                bare = _MARK.sub("", name)
                if (
                    bare in _NOBODY
                    or _A_RULE.search(bare)
                    or (_NOT_A_NAME.search(bare) and not is_unit(bare))
                ):
                    continue
                leads = together or _LEADS_MARK.search(name) is not None
                self.take((bare,), "leader" if is_person(bare) else "lead" if leads else part)

    def settle(self, leading: bool, contrasted: bool = False, alone: bool = False) -> None:
        """Leave none but lead, support and leader.

        Units charged with a task lead, all of them; responsible ones support. Where nobody leads, the first of both
        does if the document says so (``leading``); else the responsible ones do if they stand beside others that
        support (``contrasted``), or where one is all there is (``alone``).
        """
        charged, responsible = self.named("charged"), self.named("responsible")
        if self.has("lead"):
            chosen = charged
        elif leading:
            chosen = (charged + responsible)[:1]
        elif charged:
            chosen = charged
        else:
            chosen = responsible if contrasted or (alone and len(responsible) == 1) else ()
        for name in charged + responsible:
            self._parts[name] = "lead" if name in chosen else "support"


def _beside(person: re.Match[str]) -> str:
    """（张海涛） behind a unit as a name of its own; other brackets stay."""
    return f"、{person[1]}" if is_person(person[1]) else person[0]


def spoken(words: str, strict: bool = False) -> Division | None:
    """Who does what in words with a verb behind the names; None where a name does not look like one.

    Units behind the last verb help those that lead (甲、乙分别牵头，各街道). With ``strict`` every name must end like a unit's, else only those that no 牵头 follows. Several units with 按职责分工 are responsible, with 负责 alone they are charged.
    """
    division, at = Division(), 0
    for verb in _VERB.finditer(words):
        told = words[at : verb.start()].strip("，；、。：—")
        told = told.removeprefix("由") if strict else _BY_HEAD.sub("", told)
        at = verb.end()
        if not told:
            continue
        first, *others = re.split(r"会同|联合|，协同", told)
        names = _names(first, strict)
        helping = tuple(name for more in others for name in _names(more, strict))
        doubtful = strict or (verb["lead"] is None and not (verb["support"] and division.has("lead")))
        if not (names or helping) or not all(may_be_named(name, doubtful) for name in (*names, *helping)):
            return None
        _speak(division, verb, names, helping)
    rest = split_units(words[at:].strip("，；、。"))
    if division.has("lead") and rest and all(map(is_unit, rest)):
        division.take(rest, "support")
    leads = division.has("lead") or division.has("charged")
    return division if leads or division.has("responsible") or division.has("leader") else None


def _speak(division: Division, verb: re.Match[str], names: tuple[str, ...], helping: tuple[str, ...]) -> None:
    people = tuple(name for name in names if is_person(name))
    units = tuple(name for name in names if name not in people)
    division.take(people, "leader")
    if verb["support"]:
        division.take(units, "support")
    elif verb["lead"] or helping:
        division.take(units, "lead")
    elif division.has("lead") or division.has("charged"):
        division.take(units, "support")
    else:
        division.take(units, "charged" if len(units) == 1 or "职" not in verb["duty"] else "responsible")
    division.take(helping, "support")


def _names(words: str, strict: bool) -> tuple[str, ...]:
    return tuple(name for name in split_units(words) if strict or not _NOT_A_NAME.search(name))


def may_be_named(name: str, doubtful: bool = True) -> bool:
    """Whether words may be the name of a unit or a person; if ``doubtful`` they must look like one."""
    if len(name) > _LONGEST_NAME or _NOT_A_NAME.search(name) or _A_RULE.search(name):
        return False
    return not doubtful or is_unit(name) or is_person(name)
