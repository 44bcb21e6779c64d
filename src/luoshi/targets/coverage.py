"""Which clauses of a document somebody owns, and which nobody does yet (条款覆盖)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.documents.models import Clause, Document, DraftState
from luoshi.documents.queries import document
from luoshi.matters.models import Matter
from luoshi.matters.policies import visible_matters
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.policies import visible_targets
from luoshi.workdays.clock import end_of

OWNED, PARTLY, SET_ASIDE, NOBODY = "owned", "partly", "set_aside", "nobody"


@dataclass(frozen=True)
class CoveredClause:
    """A clause with what was made of it: ``state`` is owned, partly, set_aside or nobody.

    ``pending`` are the keys of the drafts on it that wait, in the order of the text.
    """

    clause: Clause
    state: str
    depth: int
    is_leaf: bool
    targets: tuple[Target, ...]
    matters: tuple[Matter, ...]
    pending: tuple[int, ...]


@dataclass(frozen=True)
class Coverage:
    """All clauses of a document in order; the counts are of its innermost clauses, each counted once."""

    document: Document
    clauses: tuple[CoveredClause, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Innermost clauses by state, zero included."""
        found = Counter(c.state for c in self.clauses if c.is_leaf)
        return {state: found[state] for state in (OWNED, SET_ASIDE, NOBODY)}

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def coverage(standing: Standing, document_id: int, as_of: date) -> Coverage:
    """Who owns the clauses of a document as known on ``as_of``.

    An innermost clause is owned when a target in force or a matter with a lead unit stands on it; set aside
    when it, or a clause around it, asks nothing of anybody; otherwise nobody's. A clause around others sums
    them up: owned or set aside when all within it are, nobody's when all are, else partly owned. What stands
    on the outer clause itself counts as one more part.
    """
    found = document(standing, document_id, as_of)
    clauses = list(found.clauses.all())
    targets = _targets(standing, found, as_of)
    matters, led = _matters(standing, found, as_of)
    owned = {*targets, *led}
    pending = _pending(found, as_of)
    children: dict[int | None, list[Clause]] = defaultdict(list)
    for clause in clauses:
        children[clause.parent_id].append(clause)
    aside: set[int | None] = set()
    depths: dict[int | None, int] = {None: -1}
    for clause in clauses:
        depths[clause.pk] = depths[clause.parent_id] + 1
        if clause.set_aside or clause.parent_id in aside:
            aside.add(clause.pk)
    states: dict[int, str] = {}
    for clause in reversed(clauses):
        parts = [states[child.pk] for child in children[clause.pk]]
        own = OWNED if clause.pk in owned else SET_ASIDE if clause.pk in aside else NOBODY
        states[clause.pk] = _summed(parts if parts and own == NOBODY else [*parts, own])
    return Coverage(
        found,
        tuple(
            CoveredClause(
                clause=clause,
                state=states[clause.pk],
                depth=depths[clause.pk],
                is_leaf=not children[clause.pk],
                targets=tuple(targets[clause.pk]),
                matters=tuple(matters[clause.pk]),
                pending=tuple(pending[clause.pk]),
            )
            for clause in clauses
        ),
    )


def _summed(parts: Sequence[str]) -> str:
    """The state of a whole by those of its parts; what is set aside neither helps nor hurts."""
    asked = set(parts) - {SET_ASIDE}
    if not asked:
        return SET_ASIDE
    return asked.pop() if len(asked) == 1 else PARTLY


def _targets(standing: Standing, found: Document, as_of: date) -> dict[int | None, list[Target]]:
    """Root targets in force, by clause."""
    known = end_of(as_of)
    in_force = Q(superseded_at__isnull=True) | Q(superseded_at__gt=known)
    standing_on: dict[int | None, list[Target]] = defaultdict(list)
    for target in found.targets.filter(
        visible_targets(standing), in_force, recorded_at__lte=known, parent__isnull=True, clause__isnull=False
    ).select_related("indicator", "owner_post"):
        standing_on[target.clause_id].append(target)
    return standing_on


def _matters(
    standing: Standing, found: Document, as_of: date
) -> tuple[dict[int | None, list[Matter]], set[int | None]]:
    """Matters that this person may see, by clause; and the clauses on which any matter with a lead stands."""
    led = found.matters.filter(opened_at__lte=end_of(as_of), clause__isnull=False, lead__isnull=False)
    standing_on: dict[int | None, list[Matter]] = defaultdict(list)
    for matter in led.filter(visible_matters(standing)):
        standing_on[matter.clause_id].append(matter)
    return standing_on, set(led.order_by().values_list("clause_id", flat=True))


def _pending(found: Document, as_of: date) -> dict[int | None, list[int]]:
    """Keys of the drafts that waited on that day, by clause."""
    waiting = Q(state=DraftState.PENDING) | Q(decided_at__gt=end_of(as_of))
    keys: dict[int | None, list[int]] = defaultdict(list)
    for clause, draft in found.drafts.filter(waiting).values_list("clause_id", "pk"):
        keys[clause].append(draft)
    return keys
