"""Tasks that a text gives to somebody: one an assignment, with the words it closes (分工任务)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.kernel.text.assignment import Assignment, find_assignments, find_overseen
from luoshi.kernel.text.assignment_fields import find_task_names
from luoshi.kernel.text.marks import ITEM_LEVEL
from luoshi.kernel.text.outline import Node
from luoshi.kernel.text.task_text import SHORTEST_TITLE, Place, TaskDraft, TaskText, holds, is_frame

_LABEL = re.compile(r"[【〖〔\[（]?(?:任务|事项|项目)[一二三四五六七八九十\d]+[】〗〕\]）：]+")
_DATED = re.compile(r"（[^（）]*\d+[日月][^（）]*）\Z")
_ALL_DUE = re.compile(
    r"(?:未(?:注明|标注|明确|写明)[^，。\n]{0,6}时[限间]的|(?:全部|所有|各项|以上|上述)(?:各项)?(?:任务|事项|工作|措施)(?:，?除[^，。\n]{2,16}外)?|(?:无|没有)[^，。\n]{0,4}说明的)，?"
    r"(?:均|都)?(?:须|要|应|请|务必|必须)?(?P<day>[于在][^，。；\n]{3,16}?前)(?:全部|全面)?完成"
)
_FEWEST_SIBLINGS = 2
_STEPS = 4
"""From this level on clauses below an assignment are steps of one task."""


@dataclass(frozen=True)
class _Given:
    """An assignment, the clause it belongs to and the position of the last word before it."""

    entry: Assignment
    node: Node | None
    inside: int

    @property
    def names_units(self) -> bool:
        return bool(self.entry.lead or self.entry.support)


class AssignedTasks:
    """Reads the tasks that assignments close; `claimed` are the places they take, sorted once they are read."""

    def __init__(self, page: TaskText, rows: list[Place]) -> None:
        self.page, self.text = page, page.text
        gaps = page.gaps()
        entries = find_assignments(page.text, gaps)
        self.named = find_task_names(page.text, gaps)
        self.measures = {at for at in self.named if "措施" in page.text[at : self.named[at]]}
        found = [self._given(entry) for entry in entries if not holds(rows, entry.start)]
        self.counts = Counter(given.node.id for given in found if given.node)
        self.given = self._merged([self._hoisted(given) for given in found])
        self.counts = Counter(given.node.id for given in self.given if given.node)
        self.divided = {around.id for given in self.given for around in page.clauses.path(given.node)[1:]}
        self.leaders = {
            given.node.id: given.entry.leader for given in self.given if given.node and not given.names_units
        }
        closing = self._closing
        self.common_leader = closing.entry.leader if closing and not closing.names_units else ()
        self.claimed: list[Place] = find_overseen(page.text)
        self.common_due = self._common_due()

    def run(self) -> Iterator[TaskDraft]:
        before = 0
        section: tuple[str, ...] = ()
        for given in self.given:
            if given.node and not given.names_units and given.node.id in self.divided:
                continue
            shared = self._shared(given)
            if shared:
                yield from (self._part(given, child) for child in shared)
                before = given.entry.end
                continue
            if self._heads_a_section(given):
                section, before = given.entry.leader, given.entry.end
                continue
            draft = self._task(given, before)
            before = given.entry.end
            if draft is not None:
                yield draft if draft.leader else replace(draft, leader=section)

    def _shared(self, given: _Given) -> list[Node]:
        """Clauses that share what their section's heading names, or what stands behind them all.

        The heading says no more than its title; behind them, others of their level have their own.
        """
        node, entry = given.node, given.entry
        if node is None or not given.names_units or self._is_one_of_many(given) or node.id in self.divided:
            return []
        children = [child for child in self.page.children.get(node.id, ()) if child.level < _STEPS]
        if not children or node.level >= _STEPS - 1 or len(children) < len(self.page.children[node.id]):
            return []
        first = self.page.doc.position(children[0].start)
        if entry.end <= first:
            title = (self.page.title_start(node), entry.start)
            bare = not self.text[self.page.first_clause(*title)[1] : entry.start].strip("。：\n")
            return children if bare and not self.text[entry.end : first].strip("。：\n") else []
        level = children[0].level
        elsewhere = any(self.page.clauses.by_id[other].level == level for other in self.counts)
        return children if elsewhere and entry.start > self.page.doc.position(children[-1].start) else []

    def _part(self, given: _Given, child: Node) -> TaskDraft:
        """The task of a clause that shares an assignment."""
        start, entry = self.page.title_start(child), given.entry
        end = min(self.page.own_end(child), entry.start if entry.start > start else len(self.text))
        title = self._title(start, end) or (start, end)
        due = self.page.latest_due(start, end) or self._deadline(entry, (entry.start, entry.end))
        self._claim(replace(given, node=child), start, self.page.doc.position(child.end))
        return self.page.draft(title, (start, end), child, due, self._inherit(given))

    def _heads_a_section(self, given: _Given) -> bool:
        """A leader alone: of an unnumbered section, or of the whole document where it closes with one."""
        alone = given.entry.leader and not given.names_units and not given.entry.due and len(self.given) > 1
        return bool(alone) and (given.node is None or given is self._closing)

    @property
    def _closing(self) -> _Given | None:
        """The last assignment, on a line of its own, behind another of the same clause."""
        last = self.given[-1] if self.given else None
        if last is None or last.node is None or self.counts[last.node.id] < _FEWEST_SIBLINGS:
            return None
        return last if self.text[last.entry.start - 1 : last.entry.start] == "\n" else None

    def _given(self, entry: Assignment) -> _Given:
        inside = entry.start
        while inside > 0 and self.text[inside - 1] in "\n。，；：":
            inside -= 1
        behind = inside == 0 or (entry.follows and self._opens(entry))
        inside = entry.start if behind else inside - 1
        return _Given(entry, self.page.clause_at(inside), inside)

    def _opens(self, entry: Assignment) -> bool:
        """Whether an assignment is the first of its clause's words (三、由甲牵头，…)."""
        node = self.page.clause_at(entry.start)
        return node is not None and self.page.title_start(node) == entry.start

    def _hoisted(self, given: _Given) -> _Given:
        """Give an assignment behind a whole list to the list's parent, unless others of the list have their own."""
        node = given.node
        parent = self.page.clauses.by_id[node.parent] if node and node.parent else None
        if node is None or parent is None:
            return given
        entry = given.entry
        closes = entry.end >= len(self.text) or self.text[entry.end] == "\n"
        siblings = [other for other in self.page.children[parent.id] if other.level == node.level]
        shared = not any(self.counts[sibling.id] for sibling in siblings if sibling is not node)
        line = self.text[self.page.doc.position(parent.start) : given.inside]
        runs_in = "\n" not in line and (node.level == ITEM_LEVEL or siblings[-1] is node)
        own_line = self.text[entry.start - 1] == "\n" if entry.start else False
        behind_all = (
            own_line and siblings[-1] is node and len(siblings) >= _FEWEST_SIBLINGS and node.level > 2
        )
        return replace(given, node=parent) if closes and shared and (runs_in or behind_all) else given

    def _merged(self, found: list[_Given]) -> list[_Given]:
        """Join lines of fields that other words part (牵头单位：… 工作目标：…。 完成时限：…) into one assignment."""
        merged: list[_Given] = []
        for given in found:
            last = merged[-1] if merged else None
            if last and self._may_be_halves(last, given) and _add_up(last.entry, given.entry):
                merged[-1] = replace(last, entry=_sum(last.entry, given.entry))
            else:
                merged.append(given)
        return merged

    def _may_be_halves(self, last: _Given, given: _Given) -> bool:
        """Two assignments of one clause, of which the second stands on its own line or both in its sentence."""
        own_line = self.text[given.entry.start - 1 : given.entry.start] == "\n"
        told = last.entry.follows and given.entry.follows
        return given.node is not None and last.node is given.node and (own_line or told)

    def _task(self, given: _Given, before: int) -> TaskDraft | None:
        entry, node = given.entry, given.node
        start = max(self._start(given), before)
        measure = self._measure(given, before)
        if measure is not None:
            start = measure
        elif node is None or self._is_one_of_many(given):
            own = self.page.title_start(node) if node else before
            start = max((at for at in self.named if max(before, own) <= at < entry.start), default=start)
        end = entry.start if measure is None or measure < entry.start else self._reach(measure)
        start = self.page.behind_topic(start, self._reach(entry.end) if entry.follows else end)
        while end > start and self.text[end - 1] in "\n。，；：、|":
            end -= 1
        start = self._word(start, end)
        stop = entry.end
        if entry.follows or self.text[stop : stop + 1] == "，":
            stop = self._reach(stop)
        title = self._title(start, end)
        general = self._is_one_of_many(given) or (node is not None and is_frame(node.title))
        if entry.follows and (title is None or (self._opens_part(entry) and general)):
            title = self._title(self._word(entry.end, stop), stop) or title
            start = min(start, title[0]) if title else start
        if title is None:
            return None
        whole = (start if start < title[1] else title[0], max(end, title[1]))
        deadline = self._deadline(entry, (min(start, entry.start), stop))
        self._claim(given, min(whole[0], entry.start), stop)
        return self.page.draft(title, whole, node, deadline, self._inherit(given))

    def _measure(self, given: _Given, before: int) -> int | None:
        """Where a field 整改措施 of the clause begins: what is done about the problem that its heading names."""
        node = given.node
        end = self.page.doc.position(node.end) if node else given.entry.start
        low = max(before, self.page.title_start(node)) if node and not self._is_one_of_many(given) else before
        return next((at for at in sorted(self.measures) if low <= at < end), None)

    def _start(self, given: _Given) -> int:
        """Where the words of a task begin: with its clause, or with its line where the clause holds several tasks."""
        line = self.text.rfind("\n", 0, given.inside) + 1
        node = given.node
        if node is None:
            return line
        own = self.page.title_start(node)
        if self.text.startswith("…", given.entry.start):
            own = max(own, line)
        elif self._is_one_of_many(given):
            body = self.page.doc.position(node.body_start)
            room = given.entry.start - body
            own = max(own, body, line) if room > SHORTEST_TITLE and own < body else max(own, line)
        return own

    def _is_one_of_many(self, given: _Given) -> bool:
        return given.node is not None and self.counts[given.node.id] > 1

    def _opens_part(self, entry: Assignment) -> bool:
        return entry.start == 0 or self.text[entry.start - 1] in "\n。；："

    def _word(self, start: int, end: int) -> int:
        while start < end and not self.text[start].isalnum() and self.text[start] not in "“《":
            start += 1
        return start

    def _reach(self, at: int) -> int:
        """End of the sentence or semicolon part that goes on behind an assignment."""
        stops = [stop for mark in "。；\n" if (stop := self.text.find(mark, at)) >= 0]
        return min(stops, default=len(self.text))

    def _title(self, start: int, end: int) -> Place | None:
        """The first clause of a passage without the date it opens with; None where nothing is left, or a row of cells."""
        start = self.named.get(start, start)
        if start >= end:
            return None
        label = _LABEL.match(self.text, start, end)
        first, last = self.page.first_clause(self.page.behind_date(label.end() if label else start, end), end)
        dated = _DATED.search(self.text, first, last)
        last = dated.start() if dated else last
        if last <= first or "\t" in self.page.doc.original[slice(*self.page.doc.span(first, last))]:
            return None
        return first, last

    def _deadline(self, entry: Assignment, whole: Place) -> str | None:
        if entry.due is not None:
            return self.page.field_due(*entry.due)
        return self.page.latest_due(*whole) or self.common_due

    def _common_due(self) -> str | None:
        """The day that the document sets for all tasks, or for those that name none."""
        rule = _ALL_DUE.search(self.text)
        if rule:
            self.claimed.append((self.text.rfind("\n", 0, rule.start()) + 1, rule.end()))
        return self.page.latest_due(rule.start("day"), rule.end()) if rule else None

    def _claim(self, given: _Given, start: int, stop: int) -> None:
        """A clause that is a task as a whole keeps the clauses below it that are given to nobody."""
        self.claimed.append((start, stop))
        node = given.node
        if node is None or self._is_one_of_many(given) or node.id in self.divided:
            return
        for child in self.page.children.get(node.id, ()):
            first = self.page.doc.position(child.start)
            line_end = self.text.find("\n", first)
            self.claimed.append((first, line_end if line_end >= 0 else len(self.text)))

    def _inherit(self, given: _Given) -> Assignment:
        """The assignment with the leader that a clause around it names for all its tasks."""
        if given.entry.leader or given.node is None:
            return given.entry
        above = self.page.clauses.path(given.node)[1:]
        leader = next((self.leaders[node.id] for node in above if self.leaders.get(node.id)), ())
        return replace(given.entry, leader=leader)


def _add_up(first: Assignment, second: Assignment) -> bool:
    """Whether two assignments name different things, so that they may be halves of one."""
    return not (
        (first.lead and second.lead)
        or (first.support and second.support)
        or (first.leader and second.leader)
        or (first.due and second.due)
        or ((first.follows or second.follows) and (first.lead or not first.follows))
    )


def _sum(first: Assignment, second: Assignment) -> Assignment:
    return Assignment(
        first.start,
        second.end,
        first.lead or second.lead,
        first.support or second.support,
        first.leader or second.leader,
        first.due or second.due,
        follows=second.follows,
    )
