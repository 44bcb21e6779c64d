"""Numeric targets that a text sets (目标提取)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from luoshi.kernel.text.assignment import find_assignments
from luoshi.kernel.text.cues import (
    grants,
    is_content,
    is_of_rules,
    looks_ahead,
    opens_ahead,
    opens_list,
    turns_ahead,
)
from luoshi.kernel.text.dating import issued
from luoshi.kernel.text.due_periods import DuePeriods
from luoshi.kernel.text.horizon import Sections
from luoshi.kernel.text.indicator_table import TableTarget, spans_of_tables, table_targets
from luoshi.kernel.text.leaning import leans_ahead
from luoshi.kernel.text.marks import starts_with_mark
from luoshi.kernel.text.naming import object_of, stripped
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.phrase import (
    read_phrase,
)
from luoshi.kernel.text.reading_copy import reading_copy
from luoshi.kernel.text.sentences import Sentence, split_sentences
from luoshi.kernel.text.stance import (
    Stance,
    is_bulletin,
    is_plan,
    is_report,
    is_review_and_plan,
    sets_nothing,
    stance_of,
    title_of,
    title_stance,
)
from luoshi.kernel.text.target_numbers import PIECE, NumberReader, Reading, TargetDraft
from luoshi.kernel.text.task_rows import TaskRows

__all__ = ["TargetDraft", "extract_targets"]


_BUILDS = re.compile("开工建设|新开工|续建|新建|改扩建|开工")
"""开工建设环城高速西段，年内完成投资18亿元: the one thing built is what the money is put into."""


_LABELLED = re.compile(r"(?<=\n)[^，。；：\n\d]{0,6}(?:目标|任务|要求|措施|计划|成效)：")
_DASHES = "—-·●"
"""What opens an item of a list without numbers."""
_MUST_BE = re.compile(r"[\u4e00-\u9fff]{2,6}(?<![主重需])要[\u4e00-\u9fff]{1,6}(?:[，。：；]|\Z)")
"""一是经济要稳: what an item asks for behind its subject."""


class _Reader:
    def __init__(self, doc: Normalised, clauses: Outline, year: int | None) -> None:
        self.doc, self.text, self.clauses = doc, doc.text, clauses
        self.sections = Sections(doc, clauses, year)
        self.issued = issued(doc)
        self.due = DuePeriods(doc.text, self.sections.document, self.issued)
        self.quantities = self.due.quantities
        self.is_plan, self.is_report, self.is_bulletin = is_plan(doc), is_report(doc), is_bulletin(doc)
        self.numbers = NumberReader(
            doc, clauses, self.due, is_report=self.is_report, is_bulletin=self.is_bulletin
        )
        self.is_double = is_review_and_plan(doc)
        self.reviews = {
            node.level: node.start for node in reversed(clauses.nodes) if title_stance([node.title]) == "past"
        }
        self.listing = 0
        self.ahead = self.is_plan or self._leans_ahead()
        self.body = 0 if self.is_plan else self._first_clause()
        self.assigned = [entry.start for entry in find_assignments(doc.text)]
        self.task_rows = TaskRows(doc)

    def _leans_ahead(self) -> bool:
        """Whether a paper looks ahead whose title names neither a plan nor a report."""
        if self.is_report or self.is_double or sets_nothing(self.doc):
            return False
        return leans_ahead(self.doc, self.sections.document.year, self.issued)

    def _first_clause(self) -> int:
        """Where the first numbered clause or labelled paragraph begins; what stands before it may be background."""
        starts = [self.doc.position(node.start) for node in self.clauses.nodes[:1]]
        label = _LABELLED.search(self.text)
        return min([*starts, *([label.start()] if label else [])], default=0)

    def all(self) -> list[TargetDraft]:
        """Of prose and, where the document does not only report, of tables of indicators; in order."""
        if self.is_bulletin:
            return self.task_rows.without_restated(list(self._of_prose()))
        tables = [self.doc.span(*span) for span in spans_of_tables(self.doc)]
        prose = [d for d in self._of_prose() if not any(first <= d.start < last for first, last in tables)]
        found = [*prose, *map(self._of_table, table_targets(self.doc))]
        return self.task_rows.without_restated(sorted(found, key=lambda draft: draft.start))

    def _of_table(self, entry: TableTarget) -> TargetDraft:
        period = str(entry.until) if entry.until else self.sections.horizon(entry.start).last
        phrase = replace(read_phrase(entry.lead, entry.quantity, entry.op), indicator=entry.indicator)
        if phrase.kind == "growth" and entry.since and entry.until:
            period = f"{entry.since + 1}..{entry.until}"
        return self.numbers.draft(
            entry.quantity, entry.indicator, phrase, Sentence(entry.start, entry.end, 0), period
        )

    def _of_prose(self) -> Iterator[TargetDraft]:
        paragraph, carried, announced = -1, "open", False
        stance: Stance = "open"
        frame: str | None = None
        said = topic = ""
        counted: dict[str, str] = {}
        costs = False
        listed: str | None = None
        dashed = False
        title = title_of(self.doc)
        for sentence in split_sentences(self.doc):
            if self.text[sentence.start : sentence.end] in title:
                continue
            horizon = self.sections.horizon(sentence.start)
            if opens_ahead(self.text[self._behind_mark(sentence) : sentence.end]):
                self.ahead, self.body = True, min(self.body, sentence.start)
            context = self._context(sentence, announced)
            opening = listed if announced else None
            if sentence.paragraph != paragraph or (carried == "wish" and not self.is_double):
                stance = context
            before_it = frame if sentence.paragraph == paragraph else opening
            start = self._behind_mark(sentence)
            frame = self.due.frame(start, sentence.end, horizon) or before_it
            if sentence.paragraph != paragraph:
                said, counted = topic if self._is_next_cell(sentence) else "", {}
                dashed = self.text[sentence.start] in _DASHES
            paragraph = sentence.paragraph
            reading = Reading(stance, context, horizon, frame, said, period=frame, counted=counted)
            reading.costs = costs and self.text.startswith("其中", sentence.start)
            for draft in self._sentence(sentence, reading):
                self.ahead |= self.is_report and not self.is_bulletin
                yield draft
            stance = carried = reading.stance
            self.ahead |= stance != "past" and not self.is_bulletin and self._turns_ahead(sentence)
            said, costs = reading.subject or said, reading.costs
            topic = reading.topic or reading.subject
            before, announced = announced, self._announces(sentence, announced) or (announced and dashed)
            if announced and self._opens_list(sentence):
                self.listing = self._level(sentence)
                listed = self.due.frame(start, sentence.end, horizon, opens_list=True)
            elif not before:
                listed = None

    def _is_next_cell(self, sentence: Sentence) -> bool:
        """Whether a sentence opens a cell behind another one, which names what its bare number counts."""
        before = sentence.start - 1
        return before >= 0 and self.doc.original[self.doc.offsets[before]] == "\t"

    def _context(self, sentence: Sentence, announced: bool) -> Stance:
        if any(is_of_rules(entry.title) for entry in self.sections.around(sentence.start)):
            return "past"
        around = self.sections.stance(sentence.start)
        if announced and around != "past":
            return "aim"
        if around == "open" and self._is_assigned(sentence):
            return "aim"
        if around == "open" and sentence.start < self.body:
            return "open"
        if around == "open" and (self.ahead or self._is_order(sentence) or self._is_behind_review(sentence)):
            return "wish"
        return around

    def _is_behind_review(self, sentence: Sentence) -> bool:
        """Whether a paper that reviews and plans has gone on from a section that looks back to another one."""
        path = self.clauses.path(self.clauses.clause_at(self.doc.offsets[sentence.start]))
        if not self.is_double or not path:
            return False
        top = min(path, key=lambda node: node.level)
        return self.reviews.get(top.level, top.start) < top.start

    def _is_order(self, sentence: Sentence) -> bool:
        """Whether the sentence stands in an item 一要, or 第一，要 …, of a text that does not report."""
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        if node is None or self.is_bulletin:
            return False
        said = node.kind == "item" and (node.mark.endswith("要") or _MUST_BE.match(node.title))
        return node.title.startswith("要") or bool(said)

    def _is_assigned(self, sentence: Sentence) -> bool:
        """Whether the innermost numbered clause, or the sentence itself, names who does it, or a row of tasks holds it."""
        start, end = sentence.start, sentence.end
        if self.task_rows.orders(start):
            return True
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        if node is not None:
            start, end = self.doc.position(node.start), self.doc.position(node.end)
        index = bisect_left(self.assigned, start)
        return index < len(self.assigned) and self.assigned[index] <= end

    def _announces(self, sentence: Sentence, before: bool) -> bool:
        """A sentence that opens a list of aims (主要目标是：), which lasts while lines carry marks or ；."""
        words = self.text[sentence.start : sentence.end]
        if self._opens_list(sentence):
            return True
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        itemised = node is not None and (
            node.kind == "item" or (node.level > min(self.listing, 1) and not self.is_bulletin)
        )
        if node is not None and node.start == self.doc.offsets[sentence.start] and node.level <= self.listing:
            return False
        return before and (words.endswith("；") or starts_with_mark(words) or itemised or words[0] in _DASHES)

    def _level(self, sentence: Sentence) -> int:
        """How deep the heading lies under which a list is opened, 0 outside all."""
        path = self.clauses.path(self.clauses.clause_at(self.doc.offsets[sentence.start]))
        return max((node.level for node in path if node.kind == "heading"), default=0)

    def _opens_list(self, sentence: Sentence) -> bool:
        return opens_list(self.text[sentence.start : sentence.end])

    def _turns_ahead(self, sentence: Sentence) -> bool:
        return turns_ahead(self.text[sentence.start : sentence.end])

    def _sentence(self, sentence: Sentence, reading: Reading) -> Iterator[TargetDraft]:
        start = self._behind_mark(sentence)
        first = bisect_left(self.quantities, start, key=lambda quantity: quantity.start)
        for piece in PIECE.finditer(self.text, start, sentence.end):
            if self.text[piece.start() - 1 : piece.start()] == "；":
                reading.semicolon()
                if reading.stance == "wish" and not reading.lists:
                    reading.stance = self._context(sentence, False)
            self._note_stance(piece[0], reading)
            reading.lists |= reading.stance == "wish" and piece[0].endswith("：")
            if piece.start() == start or self.text[piece.start() - 1] == "；":
                reading.grants = grants(self.text, piece.start(), sentence.end)
            before = reading.period
            ranked: list[tuple[int, int]] = []
            for quantity, draft in self.numbers.standings(piece, sentence, reading):
                ranked.append((quantity.start, quantity.end))
                if reading.stance in ("aim", "wish"):
                    yield draft
            lead_start, moved = piece.start(), piece.start()
            numbered = False
            while first < len(self.quantities) and self.quantities[first].start < piece.end():
                quantity = self.quantities[first]
                first += 1
                if any(start <= quantity.start < end for start, end in ranked):
                    continue
                self.numbers.note_period(moved, quantity.start, reading)
                moved = quantity.end
                draft_or_none = self.numbers.target(quantity, lead_start, sentence, reading)
                lead_start = self.numbers.lead_behind(quantity, lead_start)
                numbered = True
                if draft_or_none is not None:
                    draft = self.numbers.due_later(draft_or_none, quantity, piece, sentence, reading)
                    reading.due = draft.period
                    yield draft
            self.numbers.note_period(moved, piece.end(), reading)
            if not numbered:
                self._note_topic(piece[0], reading)
            if self.due.is_dated_alone(piece, numbered, reading.horizon):
                reading.period = before

    def _note_stance(self, piece: str, reading: Reading) -> None:
        if is_content(piece):
            reading.context = reading.stance = "past"
            return
        before = reading.stance
        spoken = piece.replace("今年", "去年") if reading.horizon.coming else piece
        reading.stance = stance_of(
            spoken,
            before,
            reading.horizon.year,
            reports=self.is_bulletin and not self.ahead,
            issued=self.issued,
        )
        if before == "past" and reading.stance == "open" and reading.context != "past":
            reading.stance = reading.context
        if reading.context == "past" and not looks_ahead(piece):
            reading.stance = "past"

    def _note_topic(self, piece: str, reading: Reading) -> None:
        """What words without a number speak of; a label (利润总额：不低于…) replaces the subject before it."""
        topic = object_of(piece.rstrip("，；：。！？"))
        if topic:
            reading.topic = topic
            reading.built = topic if _BUILDS.match(stripped(piece)) else ""
            if piece.endswith("："):
                reading.subject, reading.phrase = topic, None

    def _behind_mark(self, sentence: Sentence) -> int:
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        if node is None or node.start != self.doc.offsets[sentence.start]:
            return sentence.start
        return sentence.start + len(node.mark)


def extract_targets(text: str, clauses: Outline, year: int | None = None) -> list[TargetDraft]:
    """Targets the text sets, in order; facts, sizes, vague and unreadable numbers are not targets.

    `clauses` is the outline of the same text; `year` the plan's year, read from the text when left out. A
    target without a printed period is due in that year, or has period None when no year is known.
    """
    return _Reader(reading_copy(text), clauses, year).all()
