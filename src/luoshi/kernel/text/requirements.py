"""What a document asks to be done, by whom and by when (任务要求)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.text.assignment import Assignment, find_assignments, is_unit, split_units
from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.outline import Node, Outline
from luoshi.kernel.text.sentences import Sentence, split_sentences
from luoshi.kernel.text.stance import IMPERATIVE, document_year, is_plan, stance_of, title_stance
from luoshi.kernel.text.task_table import TableTask, find_table_tasks

_MUST = re.compile(
    r"必须要?|务必要?|(?<![主重必需只首紧概摘纲若想还党])要(?![求素点害闻员职地么是看有不])|须(?=[于在])|应(?=[于当])"
)
_STOP = re.compile(r"[，；：。！？\n]")
_SEGMENT = re.compile(r"[^；]+")
_RHETORIC = re.compile(
    r"如果|怎样|怎么|才能|不能|只有|就是|所谓|想要|任何时候|也许|譬如|比如|无论|所做的|要做的"
)
_SUBJECT_HEAD = re.compile(
    r"\A(?:所以|因此|同时|为此|一方面|另一方面|并|且|但|我们|当前|今年|会后|会议要求|下一步)+"
)
_SUBJECT_TAIL = re.compile(r"(?:特别是.*|都|也|就|均|还|更)\Z")
_DUE = re.compile(
    r"[^，。；\n]{0,12}?(?:完成|建成|竣工|投产|实现|报送|达到|开工|启动|投入|全面|力争|见效|验收)"
)
_DAY_DUE = re.compile(r"(?:要|必须|前|之前|以前)")
_DUE_FIELD = re.compile(r"(?:时限|时间|要求)：\Z")
_TOLD = re.compile(r"截[至止]\Z")
_CIRCUMSTANCE = re.compile(r"(?:会同|以|本着|按照?|围绕|立足|根据|针对|在|着眼于?|结合|把握)[^，]*，")
_OBJECT = re.compile(r"(?:\A|(?<=[，；：。]))(?:对|把|将)[^，；：。]{2,30}，\Z")
_URGED = re.compile(r"力争|确保|争取")
_ORDER = re.compile(r"切实|加快|推进|全面|大力|着力|深入|扎实|持续|积极|加强|强化|确保|严格")
_BARE_FIGURE = re.compile(r"(?:完成|达到|实现|增长|突破)?\d")
_LONGEST_SUBJECT = 24
_SHORTEST_TITLE = 4
_SHORTEST_CLAUSE = 3


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


class _Reader:
    def __init__(self, doc: Normalised, clauses: Outline, year: int | None) -> None:
        self.doc, self.text, self.clauses, self.year = doc, doc.text, clauses, year
        self.moments = find_moments(doc.text, year)
        self.is_plan = is_plan(doc)
        self.claimed: list[tuple[int, int]] = []
        self.first_child: dict[str | None, Node] = {}
        for node in clauses.nodes:
            self.first_child.setdefault(node.parent, node)

    def run(self) -> list[TaskDraft]:
        drafts = list(self._tabled())
        drafts += self._assigned()
        self.claimed.sort()
        drafts += self._ordered()
        drafts += [draft for sentence in split_sentences(self.doc) for draft in self._spoken(sentence)]
        return sorted(drafts, key=lambda draft: (draft.start, draft.end))

    def _tabled(self) -> Iterator[TaskDraft]:
        """One task a row of a task table."""
        for task in find_table_tasks(self.doc.original):
            start, end = (self.doc.position(offset) for offset in task.row)
            title = self._first_clause(*(self.doc.position(offset) for offset in task.cells[0]))
            if title[1] > title[0]:
                self.claimed.append((start, end))
                yield self._row(task, title)

    def _row(self, task: TableTask, title: tuple[int, int]) -> TaskDraft:
        cells = [[self.doc.position(offset) for offset in cell] for cell in task.cells]
        start, end = self.doc.span(*title)
        clause = self.clauses.clause_at(start)
        due = self._last_moment(*map(self.doc.position, task.due)) if task.due else None
        return TaskDraft(
            no=task.no,
            title=self.doc.printed(*title),
            text="：".join(self.doc.printed(first, last) for first, last in cells),
            lead=task.lead,
            support=task.support,
            leader=task.leader,
            deadline=due.last.isoformat() if due and due.last else None,
            start=start,
            end=end,
            text_start=task.row[0],
            text_end=task.row[1],
            clause=clause.id if clause else None,
        )

    def _last_moment(self, start: int, end: int) -> Moment | None:
        """The latest date of a deadline's cell (6月底前完成方案，年底前建成)."""
        first, last = (bisect_left(self.moments, at, key=lambda moment: moment.start) for at in (start, end))
        dated = [moment for moment in self.moments[first:last] if moment.last]
        return max(dated, key=lambda moment: str(moment.last), default=None)

    def _assigned(self) -> Iterator[TaskDraft]:
        """One task an assignment: the clause it closes, or the part since the assignment before it."""
        before = 0
        rows = list(self.claimed)
        for entry in find_assignments(self.text):
            if _holds(rows, entry.start):
                continue
            node, start = self._owner(entry, before)
            end = entry.start
            while end > start and self.text[end - 1] in "\n。，；":
                end -= 1
            while start < end and not self.text[start].isalnum() and self.text[start] not in "“《":
                start += 1
            before = entry.end
            title = self._first_clause(start, end)
            if title[1] > start:
                self.claimed.append((start, entry.end))
                yield self._draft(title, (start, end), node, entry)

    def _owner(self, entry: Assignment, before: int) -> tuple[Node | None, int]:
        """The clause an assignment belongs to, and where its text begins.

        A line of its own belongs to the one above; behind a list that runs in its parent's paragraph it
        belongs to the parent.
        """
        inside = entry.start
        while inside > 0 and self.text[inside - 1] in "\n。，；":
            inside -= 1
        inside = max(0, inside - 1)
        node = self.clauses.clause_at(self.doc.offsets[inside])
        start = self.text.rfind("\n", 0, inside) + 1
        closes = entry.end == len(self.text) or self.text[entry.end] == "\n"
        if closes and node is not None and node.kind == "item" and self._runs_in(node, max(start, before)):
            node = self.clauses.by_id[node.parent or ""]
            return node, max(self._title_start(node), before)
        if node is not None:
            own = self._title_start(node)
            start = max(start, own) if node.id in self.first_child else own
        return node, max(start, before)

    def _runs_in(self, node: Node, start: int) -> bool:
        """Whether an item and its parent stand in one paragraph that begins at or before the parent."""
        parent = self.clauses.by_id[node.parent] if node.parent else None
        return parent is not None and start <= self.doc.position(parent.start)

    def _title_start(self, node: Node) -> int:
        start = self.doc.position(node.start) + len(node.mark)
        while start < len(self.text) and self.text[start] in "，、：":
            start += 1
        return start

    def _ordered(self) -> Iterator[TaskDraft]:
        """Clauses that are orders: 一要 items, titles with 要, leaves that open with an imperative."""
        for node in self.clauses.nodes:
            start = self._title_start(node)
            if not node.title or self._is_claimed(start) or self._is_past(node):
                continue
            must = _MUST.match(self.text, start)
            leaf = node.id not in self.first_child
            if not (must or node.mark.endswith("要") or (leaf and IMPERATIVE.match(node.title))):
                continue
            start = must.end() if must else start
            end = max(start, self._own_end(node))
            title = self._action(start, end)
            if title[1] - title[0] >= _SHORTEST_CLAUSE:
                yield self._draft(title, (start, end), node, None)

    def _own_end(self, node: Node) -> int:
        """End of a clause's own words, before its first child."""
        child = self.first_child.get(node.id)
        return self.doc.position(child.start if child else node.end)

    def _spoken(self, sentence: Sentence) -> Iterator[TaskDraft]:
        """Sentences with 要 or 必须, or urged with a date (力争明年底完成), one draft a semicolon part.

        Before the first clause only those with a date count.
        """
        if self._is_claimed(sentence.start):
            return
        for segment in _SEGMENT.finditer(self.text, sentence.start, sentence.end):
            due = self._due(segment.start(), segment.end())
            must = self._must(segment, due is not None)
            if must is None:
                continue
            node = self.clauses.clause_at(self.doc.offsets[must[0]])
            if self._is_past(node) or (node is None and due is None):
                continue
            title = self._spoken_title(segment, must, due)
            told = self.text[segment.start() : title[1]]
            if title[1] - title[0] < _SHORTEST_TITLE or _RHETORIC.search(told):
                continue
            if _BARE_FIGURE.match(self.text, title[0]):
                continue
            if stance_of(self.text[segment.start() : must[0]], "open", self.year) != "past":
                lead = self._units(segment.start(), must[0])
                entry = Assignment(*must, lead=lead)
                yield self._draft(title, segment.span(), None, entry, inside=node)

    def _must(self, segment: re.Match[str], dated: bool) -> tuple[int, int] | None:
        """Span of the first word of obligation that no clause title already holds."""
        begin = segment.start()
        while True:
            must = _MUST.search(self.text, begin, segment.end())
            if must is None:
                return self._order(segment, dated)
            node = self.clauses.clause_at(self.doc.offsets[must.start()])
            title_end = self.doc.position(node.body_start) if node else 0
            if must.start() >= title_end:
                return must.span()
            begin = max(title_end, must.end())

    def _order(self, segment: re.Match[str], dated: bool) -> tuple[int, int] | None:
        """An order without 要: urged with a date anywhere, or an imperative that opens a sentence of a plan.

        The imperative belongs to the action, so its span is empty.
        """
        start = segment.start()
        urged = _URGED.match(self.text, start) if dated else None
        if urged:
            return urged.span()
        if not _ORDER.match(self.text, start):
            return None
        path = self.clauses.path(self.clauses.clause_at(self.doc.offsets[start]))
        planned = title_stance([node.title for node in path]) in ("aim", "wish") or (self.is_plan and path)
        in_title = path and start < self.doc.position(path[0].body_start)
        return (start, start) if planned and not in_title else None

    def _spoken_title(
        self, segment: re.Match[str], must: tuple[int, int], due: Moment | None
    ) -> tuple[int, int]:
        title = self._action(must[1], segment.end())
        if due is not None and due.start >= must[1]:
            action = self._first_clause(due.end, segment.end())
            return action if action[1] - action[0] >= _SHORTEST_TITLE else title
        thing = _OBJECT.search(self.text[segment.start() : must[0]])
        return (segment.start() + thing.start(), title[1]) if thing else title

    def _action(self, start: int, end: int) -> tuple[int, int]:
        """The first clause that names more than a circumstance (以…为重点，…)."""
        behind = start
        while circumstance := _CIRCUMSTANCE.match(self.text, behind, end):
            behind = circumstance.end()
        return start, self._first_clause(behind, end)[1]

    def _units(self, start: int, end: int) -> tuple[str, ...]:
        """Units that stand as subject right before the word of obligation."""
        comma = max(self.text.rfind(stop, start, end) for stop in "，：")
        subject = self.text[max(comma + 1, start) : end]
        words = _SUBJECT_TAIL.sub("", _SUBJECT_HEAD.sub("", subject))
        names = split_units(words) if len(words) <= _LONGEST_SUBJECT else ()
        return names if names and all(is_unit(name) for name in names) else ()

    def _first_clause(self, start: int, end: int) -> tuple[int, int]:
        stop = _STOP.search(self.text, start, end)
        return start, stop.start() if stop else end

    def _first_sentence_end(self, start: int, end: int) -> int:
        stop = self.text.find("。", start, end)
        return stop + 1 if stop >= 0 else end

    def _due(self, start: int, end: int) -> Moment | None:
        """The date by which something is due: 6月底前, 年底前, 明年底完成, 9月1日要; 年内 is none."""
        first = bisect_left(self.moments, start, key=lambda moment: moment.start)
        for moment in self.moments[first:]:
            if moment.start >= end:
                return None
            if _TOLD.search(self.text[max(0, moment.start - 2) : moment.start]) or moment.last is None:
                continue
            words = self.text[moment.start : moment.end]
            by = words.endswith("前") or (words[-1] in "底末" and _DUE.match(self.text, moment.end))
            named = _DUE_FIELD.search(self.text[max(0, moment.start - 3) : moment.start])
            if by or named or (moment.kind == "day" and _DAY_DUE.match(self.text, moment.end)):
                return moment
        return None

    def _is_claimed(self, position: int) -> bool:
        return _holds(self.claimed, position)

    def _is_past(self, node: Node | None) -> bool:
        return any(title_stance([ancestor.title]) == "past" for ancestor in self.clauses.path(node))

    def _draft(
        self,
        title: tuple[int, int],
        whole: tuple[int, int],
        node: Node | None,
        entry: Assignment | None,
        inside: Node | None = None,
    ) -> TaskDraft:
        start, end = self.doc.span(*title)
        text_start, text_end = self.doc.span(*whole)
        due = self._due(whole[0], max(whole[1], entry.end) if entry else self._first_sentence_end(*whole))
        clause = node or inside
        return TaskDraft(
            no=node.number if node else 0,
            title=self.doc.printed(*title),
            text=self.doc.printed(*whole).strip(),
            lead=entry.lead if entry else (),
            support=entry.support if entry else (),
            leader=entry.leader if entry else (),
            deadline=due.last.isoformat() if due and due.last else None,
            start=start,
            end=end,
            text_start=text_start,
            text_end=text_end,
            clause=clause.id if clause else None,
        )


def _holds(ranges: list[tuple[int, int]], position: int) -> bool:
    """Whether the last of the sorted ``ranges`` to begin at or before ``position`` holds it."""
    index = bisect_right(ranges, position, key=lambda found: found[0]) - 1
    return index >= 0 and position < ranges[index][1]


def extract_tasks(text: str, clauses: Outline, year: int | None = None) -> list[TaskDraft]:
    """Requirements of a text in order, rows of task tables among them; descriptions of the past give none.

    `clauses` is the outline of the same text; `year` the plan's year for dates without one, read from the
    text when left out. Where no lead unit is named, `lead` stays empty.
    """
    doc = normalise(text)
    return _Reader(doc, clauses, year if year is not None else document_year(doc)).run()
