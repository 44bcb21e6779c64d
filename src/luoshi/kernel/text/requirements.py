"""What a document asks to be done, by whom and by when (任务要求)."""

from dataclasses import replace

from luoshi.kernel.text.dating import planned_year
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.simplified import respelled, simplified
from luoshi.kernel.text.task_assignments import AssignedTasks
from luoshi.kernel.text.task_orders import OrderedTasks
from luoshi.kernel.text.task_table import TableTask, find_table_tasks
from luoshi.kernel.text.task_text import TaskDraft, TaskText

__all__ = ["TaskDraft", "extract_tasks"]

_ASSIGNING = 2
"""From so many assignments on a text is one that hands out its tasks: what it hands to nobody is talk."""


def extract_tasks(text: str, clauses: Outline, year: int | None = None) -> list[TaskDraft]:
    """Requirements of a text in order, rows of task tables among them; descriptions of the past give none.

    `clauses` is the outline of the same text; `year` the plan's year for dates without one, read from the
    text when left out: from its head, else the first of a span of years (2026—2028年), a month on its own line, the day it closes with,
    its number (〔2026〕7号) or its first deadline. Where no lead unit is named, `lead` stays empty.
    """
    plain = simplified(text)
    drafts = _read(plain, clauses, year)
    return drafts if plain == text else [_as_printed(draft, text) for draft in drafts]


def _as_printed(draft: TaskDraft, text: str) -> TaskDraft:
    """A task that was read in simplified characters, in those of the text (繁体)."""

    def names(read: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(respelled(name, text) for name in read)

    return replace(
        draft,
        title=respelled(draft.title, text[draft.start : draft.end]),
        text=respelled(draft.text, text[draft.text_start : draft.text_end]),
        lead=names(draft.lead),
        support=names(draft.support),
        leader=names(draft.leader),
    )


def _read(text: str, clauses: Outline, year: int | None) -> list[TaskDraft]:
    doc = normalise(text)
    page = TaskText(doc, clauses, year if year is not None else planned_year(doc))
    tables = [(task, _row(page, task)) for task in find_table_tasks(text)]
    rows = [(doc.position(task.row[0]), doc.position(task.row[1])) for task, _ in tables]
    drafts = [draft for _, draft in tables if draft is not None]
    assigned = AssignedTasks(page, rows)
    given = list(assigned.run())
    orders = OrderedTasks(
        page,
        sorted(rows + assigned.claimed),
        assigned={draft.clause for draft in given if draft.clause},
        assigning=len(given) + len(drafts) >= _ASSIGNING,
    )
    numbered = [*given, *orders.run()]
    drafts += [
        replace(draft, leader=assigned.common_leader) if draft.no and not draft.leader else draft
        for draft in numbered
    ]
    return sorted(drafts, key=lambda draft: (draft.start, draft.end))


def _row(page: TaskText, task: TableTask) -> TaskDraft | None:
    cells = [(page.doc.position(start), page.doc.position(end)) for start, end in task.cells]
    start, end = page.first_clause(page.behind_date(*cells[0]), cells[0][1])
    if start >= end:
        return None
    clause = page.clauses.clause_at(page.doc.offsets[start])
    due = page.field_due(*map(page.doc.position, task.due)) if task.due else None
    first, last = page.doc.span(start, end)
    return TaskDraft(
        no=task.no,
        title=page.doc.printed(start, end),
        text="：".join(page.doc.printed(*cell) for cell in cells),
        lead=task.lead,
        support=task.support,
        leader=task.leader,
        deadline=due,
        start=first,
        end=last,
        text_start=task.row[0],
        text_end=task.row[1],
        clause=clause.id if clause else None,
    )
