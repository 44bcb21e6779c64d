"""Targets in the rows of a task table (任务表中的目标): its task cells set them, unless the text around states them too."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from luoshi.kernel.text.bases import plain_name
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.simplified import simplified
from luoshi.kernel.text.target_numbers import TargetDraft
from luoshi.kernel.text.task_table import find_table_tasks

_DEED_BEHIND = re.compile("(?<=..)(?:改造|建设|整治|治理|提升)+\\Z")
"""完成老旧小区改造20个 is what 改造老旧小区20个 is."""
_Key = tuple[str, str, str, str | None, str, str]


class TaskRows:
    """The rows of the task tables of a text and their task cells."""

    def __init__(self, doc: Normalised) -> None:
        tasks = find_table_tasks(simplified(doc.original))
        self.rows = sorted(task.row for task in tasks)
        self.cells = sorted(
            (doc.position(start), doc.position(end)) for task in tasks for start, end in task.cells
        )

    def orders(self, start: int) -> bool:
        """Whether a place of the reading copy lies in a cell that says what is to be done."""
        index = bisect_right(self.cells, start, key=lambda cell: cell[0]) - 1
        return index >= 0 and start < self.cells[index][1]

    def without_restated(self, drafts: Sequence[TargetDraft]) -> list[TargetDraft]:
        """The drafts without those of a row that are stated outside the tables, or in the same row before.

        A target is the same where name, kind, value, unit and year are; its bound and the day may be told once only.
        Equal numbers in two rows are two tasks and stay.
        """
        outside = {_key(draft) for draft in drafts if self._row(draft) is None}
        told: set[tuple[int, _Key]] = set()
        kept: list[TargetDraft] = []
        for draft in drafts:
            row, key = self._row(draft), _key(draft)
            if row is not None and (key in outside or (row, key) in told):
                continue
            if row is not None:
                told.add((row, key))
            kept.append(draft)
        return kept

    def _row(self, draft: TargetDraft) -> int | None:
        index = bisect_right(self.rows, draft.start, key=lambda row: row[0]) - 1
        return index if index >= 0 and draft.start < self.rows[index][1] else None


def _key(draft: TargetDraft) -> _Key:
    name, year = _DEED_BEHIND.sub("", plain_name(draft.indicator)), (draft.period or "")[:4]
    return name, draft.kind, draft.value, draft.value_high, draft.unit, year
