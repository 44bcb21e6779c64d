"""A document as its tasks are read: drafts, titles, deadlines and the clauses around them (任务文本)."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from luoshi.kernel.text.assignment import Assignment
from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.deadline import due_in_field, due_moments, feast_day, last_day
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.outline import Node, Outline
from luoshi.kernel.text.stance import title_of, title_stance

SHORTEST_TITLE = 4
_TOPIC = re.compile(r"关于[^，。；：\n]{2,30}。")
_LISTS_ACTIONS = re.compile(r"清单|台账|分解|分工|任务书|任务表|督办|交办")
_STOP = re.compile(r"[，；：。！？\n]")
_SPACE = re.compile(r"\s+")
_CIRCUMSTANCE = re.compile(r"(?:会同|以|本着|按照?|围绕|立足|根据|针对|在(?!建)|着眼于?|结合|把握)[^，]*，")
_BEFORE_DATE = re.compile(r"(?:务必|力争|确保|争取)?(?:最迟|最晚)?[于在到至]?")
_BEHIND_DATE = re.compile(
    r"(?:[上中下]旬)?(?:（[^（）\n]{1,8}）)?(?:[上下]午|下班)?(?:\d{1,2}[：时点]\d{0,2}分?)?(?:之前|以前|前|内|底)?，?"
)


@dataclass(frozen=True)
class TaskDraft:
    """A requirement, ready for a person to confirm. All positions are original offsets.

    `title` names the action in short and `start`/`end` span it; `text` is the whole requirement with its
    own span `text_start`/`text_end`; for a row of a table that span is the whole row. `no` is the printed
    number of the clause or row it stands for, 0 for a sentence of its own.
    `lead`, `support`, `leader` are units and people as printed, empty when none is named. `deadline` is an
    ISO date or None.
    """

    no: int
    title: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    leader: tuple[str, ...]
    deadline: str | None
    start: int
    end: int
    text_start: int
    text_end: int
    clause: str | None


_FRAME = re.compile(
    r"(?:保障措施|组织保障|(?:工作|有关|相关|几点|落实)要求|组织领导|加强领导|总体要求|指导思想|(?:基本|工作)原则|(?:工作|总体|主要)目标)\Z"
)

Place = tuple[int, int]
"""Start and end in the normalised text."""


def is_frame(title: str) -> bool:
    """Whether a title speaks of aims or requirements in general (保障措施), not of a task."""
    return _FRAME.search(title) is not None


def holds(ranges: list[Place], position: int) -> bool:
    """Whether the last of the sorted ``ranges`` to begin at or before ``position`` holds it."""
    index = bisect_right(ranges, position, key=lambda found: found[0]) - 1
    return index >= 0 and position < ranges[index][1]


class TaskText:
    """A normalised text with its clauses and dates; `year` is that of dates without one."""

    def __init__(self, doc: Normalised, clauses: Outline, year: int | None) -> None:
        self.doc, self.text, self.clauses, self.year = doc, doc.text, clauses, year
        self.moments = find_moments(doc.text, year)
        self._by_start = {moment.start: moment for moment in self.moments}
        self.lists_actions = _LISTS_ACTIONS.search(title_of(doc)) is not None
        self.children: dict[str | None, list[Node]] = {}
        for node in clauses.nodes:
            self.children.setdefault(node.parent, []).append(node)

    def gaps(self) -> frozenset[int]:
        """Positions before which the print has a space or a line end, though reading has none.

        A tab counts where it parts a key from its value: alone in its line.
        """
        original, offsets = self.doc.original, self.doc.offsets
        return frozenset(
            index
            for index in range(1, len(offsets))
            if offsets[index] - offsets[index - 1] > 1
            and _SPACE.fullmatch(original, offsets[index - 1] + 1, offsets[index])
            and not self._in_table(offsets[index - 1], offsets[index])
        )

    def _in_table(self, left: int, right: int) -> bool:
        """Whether the space is a tab of a line that has several."""
        original = self.doc.original
        end = original.find("\n", right)
        line = original[original.rfind("\n", 0, left + 1) + 1 : end if end >= 0 else len(original)]
        return "\t" in original[left:right] and line.strip().count("\t") > 1

    def clause_at(self, position: int) -> Node | None:
        return self.clauses.clause_at(self.doc.offsets[position])

    def title_start(self, node: Node) -> int:
        """Where the words of a clause begin, behind its mark."""
        start = self.doc.position(node.start) + len(node.mark)
        while start < len(self.text) and self.text[start] in "，、：\n":
            start += 1
        return start

    def behind_topic(self, start: int, end: int) -> int:
        """Behind the topic that opens a clause (关于防汛抗旱。) of a list of actions; minutes name tasks by it."""
        topic = _TOPIC.match(self.text, start, end) if self.lists_actions else None
        return topic.end() if topic and self.text[topic.end() : end].strip("。，；：\n") else start

    def own_end(self, node: Node) -> int:
        """End of a clause's own words, before its first child."""
        children = self.children.get(node.id)
        return self.doc.position(children[0].start if children else node.end)

    def is_past(self, node: Node | None) -> bool:
        return any(title_stance([ancestor.title]) == "past" for ancestor in self.clauses.path(node))

    def sentence_end(self, start: int, end: int) -> int:
        stop = self.text.find("。", start, end)
        return stop + 1 if stop >= 0 else end

    def first_clause(self, start: int, end: int) -> Place:
        """Up to the first stop, or to the bracket that the stop stands in."""
        stop = _STOP.search(self.text, start, end)
        last = stop.start() if stop else end
        aside = self.text.rfind("（", start, last)
        return start, aside if aside > start and self.text.find("）", aside, last) < 0 else last

    def action(self, start: int, end: int) -> Place:
        """The first clause that names more than a circumstance (以…为重点，…)."""
        behind = start
        while circumstance := _CIRCUMSTANCE.match(self.text, behind, end):
            behind = circumstance.end()
        return start, self.first_clause(behind, end)[1]

    def behind_date(self, start: int, end: int) -> int:
        """Behind a date that opens a passage (于6月底前，), where words are left behind it; else ``start``."""
        lead_in = _BEFORE_DATE.match(self.text, start, end)
        moment = self._by_start.get(lead_in.end() if lead_in else start)
        if moment is None or moment.end >= end or self.text[moment.start : moment.end] == "全年":
            return start
        close = _BEHIND_DATE.match(self.text, moment.end, end)
        behind = close.end() if close else moment.end
        first = self.first_clause(behind, end)
        return behind if first[1] - first[0] >= SHORTEST_TITLE else start

    def due(self, start: int, end: int) -> list[Moment]:
        return due_moments(self.text, start, end, self.moments)

    def latest_due(self, start: int, end: int) -> str | None:
        """The latest day by which something in a passage is due, as an ISO date."""
        days = [day for moment in self.due(start, end) if (day := last_day(self.text, moment))]
        day = max(days, default=None) or feast_day(self.text, start, end, self.year)
        return day.isoformat() if day else None

    def field_due(self, start: int, end: int) -> str | None:
        day = due_in_field(self.text, start, end, self.moments) or feast_day(self.text, start, end, self.year)
        return day.isoformat() if day else None

    def draft(
        self,
        title: Place,
        whole: Place,
        node: Node | None,
        deadline: str | None,
        entry: Assignment | None = None,
        numbered: bool = True,
    ) -> TaskDraft:
        """A draft from normalised places; ``node`` gives its clause and, if ``numbered``, its number."""
        start, end = self.doc.span(*title)
        text_start, text_end = self.doc.span(*whole)
        return TaskDraft(
            no=node.number if node and numbered else 0,
            title=self.doc.printed(*title),
            text=self.doc.printed(*whole).strip(),
            lead=entry.lead if entry else (),
            support=entry.support if entry else (),
            leader=entry.leader if entry else (),
            deadline=deadline,
            start=start,
            end=end,
            text_start=text_start,
            text_end=text_end,
            clause=node.id if node else None,
        )
