"""What the reader proposes for a document (拟办草案): targets with their bases, and matters, each tied to its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.documents.models import DraftKind
from luoshi.kernel.text.bases import find_base, plain_name
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.requirements import TaskDraft, extract_tasks
from luoshi.kernel.text.targets import TargetDraft, extract_targets
from luoshi.workdays.periods import Period

# What the reader calls a target -> the kind of target that it is confirmed as; shares and counts are levels.
KINDS = {"growth": "growth", "ceiling": "ceiling", "rank": "rank", "keep": "zero"}
_COMPACT_PERIOD = re.compile(r"(\d{4})([HQ]\d)")


@dataclass(frozen=True)
class Term:
    """An indicator by the names that documents use for it."""

    code: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A draft before it is stored. Positions are characters of the original text; ``content`` is plain JSON."""

    kind: DraftKind
    clause: str | None
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    content: dict[str, Any]


def propose(text: str, clauses: Outline, year: int, vocabulary: Sequence[Term] = ()) -> list[Proposal]:
    """Targets and matters of ``text`` in its order; ``year`` is the year it plans for.

    ``content`` of a target: phrase, indicator (code or None), kind (growth | level | ceiling | rank | zero), op, value (string as
    printed), unit, period, ambition, base (see ``_base``) or None where the text states none.
    ``content`` of a matter: title, text, lead, support, leader (names as printed), deadline (ISO date or None).
    """
    found = [
        _target(text, clauses, draft, year, vocabulary) for draft in extract_targets(text, clauses, year)
    ]
    found += [_matter(draft) for draft in extract_tasks(text, clauses, year)]
    return sorted(found, key=lambda proposal: (proposal.start, proposal.end))


def _target(
    text: str, clauses: Outline, draft: TargetDraft, year: int, vocabulary: Sequence[Term]
) -> Proposal:
    term = matching(draft.indicator, vocabulary)
    period = _period(draft.period, year)
    kind = KINDS.get(draft.kind, "level")
    return Proposal(
        kind=DraftKind.TARGET,
        clause=draft.clause,
        start=draft.start,
        end=draft.end,
        sentence_start=draft.sentence_start,
        sentence_end=draft.sentence_end,
        content={
            "phrase": draft.indicator,
            "indicator": term.code if term else None,
            "kind": kind,
            "op": _bound(draft),
            "value": draft.value,
            "unit": draft.unit,
            "period": period,
            "ambition": draft.ambition,
            # A limit, a rank and a zero are compared with no year before.
            "base": _base(text, clauses, term or Term("", draft.indicator), Period.parse(period), year)
            if kind in ("growth", "level")
            else None,
        },
    )


def _bound(draft: TargetDraft) -> str:
    """增长8% without a bound is to be reached: what lies above it fulfils the plan as well; 第3位 is 3 or better.

    下降3% is -3 % or less.
    """
    falls = draft.kind == "growth" and draft.value.startswith("-")
    if draft.kind in ("ceiling", "rank") or (falls and draft.op == "="):
        return "<="
    if draft.op == "=" and draft.kind in ("growth", "level", "count"):
        return ">="
    return draft.op


def _base(text: str, clauses: Outline, term: Term, period: Period, year: int) -> dict[str, Any] | None:
    """The level that the text states for the year before, with its place; None when it states none.

    Only whole years are looked for: a half-year's base is not the year's figure. ``by`` is exact or synonym;
    ``rivals`` counts statements that contradict the one taken.
    """
    if len(period.code) != 4:
        return None
    stated = find_base(text, [term.name, *term.synonyms], period.year - 1, year)
    if stated is None:
        return None
    statement = stated.statement
    clause = clauses.clause_at(statement.start)
    return {
        "value": statement.printed.replace(",", ""),
        "unit": statement.unit,
        "year": statement.year,
        "name": statement.name,
        "by": "exact" if stated.match == "name" else "synonym",
        "start": statement.start,
        "end": statement.end,
        "sentence_start": statement.sentence_start,
        "sentence_end": statement.sentence_end,
        "clause": clause.id if clause else None,
        "rivals": len(stated.rivals),
    }


def _matter(draft: TaskDraft) -> Proposal:
    return Proposal(
        kind=DraftKind.MATTER,
        clause=draft.clause,
        start=draft.start,
        end=draft.end,
        sentence_start=draft.text_start,
        sentence_end=draft.text_end,
        content={
            "title": draft.title,
            "text": draft.text,
            "lead": list(draft.lead),
            "support": list(draft.support),
            "leader": list(draft.leader),
            "deadline": draft.deadline,
        },
    )


def matching(phrase: str, vocabulary: Sequence[Term]) -> Term | None:
    """The indicator that a phrase names: by its name first, then by a synonym; None when none is called so."""
    wanted = plain_name(phrase)
    by_name = (term for term in vocabulary if plain_name(term.name) == wanted)
    by_synonym = (term for term in vocabulary if wanted in {plain_name(s) for s in term.synonyms})
    return next(by_name, None) or next(by_synonym, None)


def _period(code: str | None, year: int) -> str:
    """A printed period as a reporting period: 2015H1 is 2015-H1; spans and single days fall to the plan's year."""
    written = _COMPACT_PERIOD.sub(r"\1-\2", code or "")
    try:
        return Period.parse(written).code
    except ValueError:
        return str(year)
