"""Who leads and who supports, in the forms decomposition notices print (责任分工)."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "support", "leader", "responsible", "due"]

_WORDS: dict[Role, str] = {
    "leader": "责任领导 分管领导 牵头领导 挂点领导 责任人",
    "lead": "牵头单位 牵头部门 主办单位 牵头责任单位 牵头",
    "support": "配合单位 协办单位 参与单位 配合部门 参加单位 协同单位 配合",
    "responsible": "责任单位 责任部门 落实单位 承办单位",
    "due": "完成时限 完成时间 办结时限 时限要求",
}
_KEYS: dict[str, Role] = {key: role for role, keys in _WORDS.items() for key in keys.split()}
_KEY = "|".join(sorted(_KEYS, key=len, reverse=True))
_NAMES = r"[^；。（）：\n]+"
_FIELD = re.compile(rf"(?P<key>{_KEY})：(?P<names>{_NAMES})")
_FIELDS = re.compile(
    rf"(?:（|(?<=\n)|(?<=[。；])|\A)(?:{_KEY})：{_NAMES}(?:[；。，\n]?(?:{_KEY})：{_NAMES})*[。；]?）?"
)
_SPOKEN = re.compile(
    r"（(?P<lead>[^（）：；，。\n]{2,60}?)(?P<each>分别)?(?:共同)?(?:牵头|负责)(?:落实|办理|组织实施|推进|实施)?"
    r"(?:[，；](?P<support>[^（）：；。\n]{2,120}?)(?:按(?:照)?(?:各自)?职[责能]分工(?:负责|落实)?|(?:共同)?(?:配合|参与|协助|协办)(?:落实|实施)?|负责))?"
    r"(?:落实)?。?）"
)
_BY = re.compile(
    r"(?:(?<=[，；。])|\A)由(?P<lead>[^，。；（）\n]{2,40}?)(?:牵头|负责牵头)(?:负责|落实|组织实施)?"
    r"(?:[，；]?(?:会同)?(?P<support>[^，。；（）\n]{2,60}?)(?:配合|参与|协助|按职责分工负责))?(?=[，。；\n]|\Z)"
)
_FIRST_LEADS = re.compile(
    r"(?:排|列)?(?:在)?(?:第一位|首位|第一个|第一家|排名第一)(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:为|是)(?:主要)?牵头(?:责任)?(?:单位|部门)"
)
_SEPARATOR = re.compile(r"[、，,；]|以及|(?<=.)(?=各)")
_UNIT = re.compile(
    r"[^，。；：\n]*(?:部门|单位|局|委|办|办公室|政府|管委会|委员会|乡镇|镇|乡|街道|办事处|公司|集团|中心|院|厅|学校|"
    r"联社|银行|村|社区|党组织|党委|党组|党工委|支队|大队|（办）|室|站|队|协会|联合会|领导小组|指挥部|专班)"
)


@dataclass(frozen=True)
class Assignment:
    """Units named for one clause; positions are in the normalised text. `lead` may be empty."""

    start: int
    end: int
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()


def split_units(names: str) -> tuple[str, ...]:
    """Names of a list with 、 or commas; a closing 等 is left out."""
    parts = (
        re.sub(r"等(?:单位|部门|有关部门)?\Z", "", part).strip("：。 ") for part in _SEPARATOR.split(names)
    )
    return tuple(part for part in parts if part)


def is_unit(name: str) -> bool:
    """Whether a name ends like an organisation's (局, 委, 办, 街道, 公司 ...)."""
    return _UNIT.fullmatch(name) is not None


def first_leads(text: str) -> bool:
    """Whether a text states that the first of several responsible units leads (排在首位的为牵头单位)."""
    return _FIRST_LEADS.search(text) is not None


def find_assignments(text: str) -> list[Assignment]:
    """Assignments of a normalised text in order.

    A bare 责任单位 names no lead unless the document states that the first unit leads (and 分别牵头 does
    not apply).
    """
    leading = first_leads(text)
    found = [_from_fields(match, leading) for match in _FIELDS.finditer(text)]
    for pattern in (_SPOKEN, _BY):
        found += [
            Assignment(
                match.start(), match.end(), split_units(match["lead"]), split_units(match["support"] or "")
            )
            for match in pattern.finditer(text)
        ]
    return sorted(found, key=lambda entry: entry.start)


def _from_fields(match: re.Match[str], leading: bool) -> Assignment:
    roles: dict[Role, list[str]] = {"lead": [], "support": [], "leader": [], "responsible": [], "due": []}
    for field in _FIELD.finditer(match[0]):
        roles[_KEYS[field["key"]]].extend(split_units(field["names"]))
    responsible = roles["responsible"]
    if leading and not roles["lead"] and responsible:
        roles["lead"], responsible = responsible[:1], responsible[1:]
    return Assignment(
        match.start(),
        match.end(),
        tuple(roles["lead"]),
        (*roles["support"], *responsible),
        tuple(roles["leader"]),
    )
