"""Labelled fields that name who leads and who supports: 牵头单位：…；责任单位：… (责任分工栏目)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "support", "leader", "responsible", "due", "task", "other"]
"""task: the field that names what is to be done; it opens a block and belongs to none."""

_BODY = r"(?:单位|部门|科室|处室|股室|机关)"
_PATTERNS: dict[Role, str] = {
    "lead": rf"(?:总|负责|第一|主要|主体)?(?:牵头责任|责任牵头|牵头|主办|主责|第一责任|主要责任|主体责任){_BODY}|(?:牵头|主办|主责)(?=[：】〕\]])",
    "support": rf"(?:配合责任|责任配合|协同配合|配合|协办|协同|参与|参加|协助|协作|支持|会办|联办){_BODY}|(?:配合|协办|协同|参与)(?=[：】〕\]])",
    "leader": (
        r"(?:责任|分管|牵头|挂点|挂钩|挂联|挂包|包联|包保|包抓|主管|联系|督办|督导|负责)(?:[区县市]级?)?领导"
        r"|[区县市]级?(?:责任|分管|牵头|挂点|包联|联系|包保|包抓)?领导|(?:第一|主要|直接|具体|领导|牵头)?责任人|负责人|牵头人|责任领导人"
    ),
    "responsible": rf"(?:责任落实|整改责任|责任|落实|承办|实施|承担|完成|执行|责任主体|分办|经办|具体责任|属地责任){_BODY}|责任主体|责任分工|任务分工|责任乡镇",
    "due": (
        r"(?:(?:完成|办结|办理|工作|推进|落实|整改|任务|报送|截止)?(?:时限|时间节点|期限|时间进度|时间|节点时间)(?:要求|安排)?|(?:计划|预计|拟)完成(?:时间|时限)|(?:完成|办结|整改|截止)日期|进度时限|节点(?=：))"
    ),
    "task": (
        r"(?:工作|重点|主要|具体|目标|改革|整改|督办|交办|议定|办理|承办)?(?:任务|事项|项目)(?:名称|内容(?=：))?"
        r"|(?:重点|主要)工作|整改(?:措施|举措)|(?:主要|具体)?内容"
    ),
    "other": (
        r"联系人|(?:交办|下达|印发|批示|会议|转办|签收|登记)(?:时间|日期|单位|部门|文号|依据)|(?:任务|事项|问题)来源|(?:编|文)号|联络员|联系电话|联系方式|电话|备注|(?:督办|督查|督导|监督|监管|验收|审核|指导|报送){body}"
        r"|(?:工作|任务|年度|主要|绩效|总体)?目标(?:任务)?|(?:工作|主要|具体|推进|落实|整改|重点|办理|督办|交办|完成)(?:措施|举措|任务|内容|要求|安排)"
        r"|任务要求|完成标准|预期成效|预期成果|成果形式|进度安排|工作进度|资金来源|建设内容|序号|项目名称"
    ).replace("{body}", _BODY),
}
_KEY = "|".join(f"(?P<{role}>{pattern})" for role, pattern in _PATTERNS.items())
_OPEN, _CLOSE = "（【〔[{", "）】〕]}"
_HEAD = re.compile(
    rf"(?P<open>[{re.escape(_OPEN)}])?(?:\*\*)?(?:{_KEY})(?:[及和、](?:其)?(?:责任人|负责人))?"
    rf"(?:(?P<framed>[】〕\]）])(?:\*\*)?：?|(?:（[^（）：\n]{{1,14}}）)?(?:\*\*)?(?P<colon>：)(?:\*\*)?"
    r"|(?P<cell>\|)(?=[^|\n]+\|?(?:\n|\Z))|(?P<copula>[为是])?)"
)
_BOUNDARY = frozenset("\n。，；：、！？）】〕]}*—-●○■◆·•>|")
_MARK = r"(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|（[一二三四五六七八九十\d]{1,3}）)"
_BETWEEN = re.compile(rf"(?:[\s。；，、（）【】〔〕\[\]{{}}*●○■◆·•>|—-]|(?<=\n){_MARK})*")
_OPENS_LINE = re.compile(rf"{_MARK}?")
_BULLETS = "*—-●○■◆·•>| "
_LONGEST_VALUE = 400
_SHORT_KEY = 2


@dataclass(frozen=True)
class Field:
    """One field. Its words lie in `[value_start, value_end)`, itself with bullets, brackets and its stop around them."""

    role: Role
    start: int
    end: int
    value_start: int
    value_end: int


def find_fields(text: str, gaps: frozenset[int] = frozenset()) -> list[tuple[Field, ...]]:
    """Blocks of fields that follow each other, in order; positions are in the normalised ``text``.

    A colon makes a field anywhere; a framed key (【牵头单位】) or a bare one (（责任单位区住建局）, 牵头单位为…) does
    where a clause begins. ``gaps`` are positions before which the print has a space.
    """
    heads = list(_heads(text, gaps))
    blocks: list[list[Field]] = []
    bracketed, last = False, -1
    for index, head in enumerate(heads):
        if _names_task(text, head):
            last = -1
            continue
        follows = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        goes_on = last >= 0 and _BETWEEN.fullmatch(text, last, head.start()) is not None
        inside = goes_on and bracketed and not any(char in _CLOSE for char in text[last : head.start()])
        bracketed = inside or (head["open"] is not None and not head["framed"])
        last = _value_end(text, head.end(), min(follows, head.end() + _LONGEST_VALUE), bracketed)
        field = Field(_role(head), _start(text, head.start()), _end(text, last), head.end(), last)
        if goes_on:
            blocks[-1].append(field)
        else:
            blocks.append([field])
    return [tuple(block) for block in blocks]


def find_task_names(text: str, gaps: frozenset[int] = frozenset()) -> dict[int, int]:
    """Where fields that name a task begin (任务名称：…, 督办事项：…), and where the name does."""
    return {head.start(): head.end() for head in _heads(text, gaps) if _names_task(text, head)}


def _names_task(text: str, head: re.Match[str]) -> bool:
    """Whether a field at the start of a line names the task; within a line it only tells more of one."""
    line = text[text.rfind("\n", 0, head.start()) + 1 : head.start()]
    return head["task"] is not None and _OPENS_LINE.fullmatch(line.strip(_BULLETS)) is not None


def _heads(text: str, gaps: frozenset[int]) -> Iterator[re.Match[str]]:
    for head in _HEAD.finditer(text):
        before = text[head.start() - 1] if head.start() else "\n"
        line = text[text.rfind("\n", 0, head.start()) + 1 : head.start()]
        opens = (
            head["open"] is not None
            or before in _BOUNDARY
            or _OPENS_LINE.fullmatch(line) is not None
            or before in _OPEN
            or head.start() in gaps
        )
        bare = (
            head["copula"] is not None
            or head["open"] is not None
            or before in _OPEN
            or _is_inside(text, head)
        )
        role = _role(head)
        spaced = head.end() in gaps and before == "\n" and role != "other"
        if head["cell"] is not None:
            if not line.strip("|"):
                yield head
        elif head["colon"] or spaced:
            if opens or role not in ("other", "due", "task"):
                yield head
        elif head["framed"]:
            fits = head["open"] and _CLOSE[_OPEN.index(head["open"])] == head["framed"]
            if fits and (len(head[role]) > _SHORT_KEY or head["open"] != "（"):
                yield head
        elif opens and bare and role not in ("other", "due", "task") and len(head[role]) > _SHORT_KEY:
            yield head


def _is_inside(text: str, head: re.Match[str]) -> bool:
    """Whether a key stands in a bracket that opened on its line."""
    line = text[max(text.rfind("\n", 0, head.start()) + 1, head.start() - _LONGEST_VALUE) : head.start()]
    return max(map(line.rfind, _OPEN)) > max(map(line.rfind, _CLOSE))


def _role(head: re.Match[str]) -> Role:
    return next(role for role in _PATTERNS if head[role])


def _value_end(text: str, start: int, limit: int, bracketed: bool) -> int:
    """End of a field's words: at ``limit``, its bracket's end, or the end of its line or, outside brackets, sentence."""
    depth = 0
    for index in range(start, limit):
        char = text[index]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if not depth:
                return index
            depth -= 1
        elif (
            (char == "\n" and text[index - 1] != "、" and not bracketed)
            or char == "|"
            or (char == "。" and not bracketed)
        ):
            return index
    return limit


def _start(text: str, start: int) -> int:
    while start > 0 and text[start - 1] in _BULLETS:
        start -= 1
    line = text.rfind("\n", 0, start) + 1
    return line if _OPENS_LINE.fullmatch(text, line, start) else start


def _end(text: str, end: int) -> int:
    for closing in ("。；", _CLOSE, "。；"):
        if end < len(text) and text[end] in closing:
            end += 1
    return end
