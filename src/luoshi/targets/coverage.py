"""Which clauses of a document somebody owns, and which nobody does yet (条款覆盖)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from luoshi.documents.editions import Editions, editions, known_by, taken_over
from luoshi.documents.models import Clause, Document, Draft, DraftState
from luoshi.documents.queries import document
from luoshi.matters.models import Matter
from luoshi.matters.policies import visible_matters
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.policies import visible_targets

Pair = tuple[Draft, Draft]
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
    editions: Editions
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
    on the outer clause itself counts as one more part. What an earlier edition set and this one took over
    counts like its own; an earlier edition is told as it stood when the next one came.
    """
    found = document(standing, document_id, as_of)
    family = editions(found, as_of)
    known = known_by(family, as_of)
    clauses = list(found.clauses.all())
    earlier = taken_over(found, known)
    targets = _targets(standing, found, earlier, known)
    matters, led = _matters(standing, found, earlier, known)
    owned = {*targets, *led}
    pending = _pending(found, known)
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
        family,
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


def _targets(
    standing: Standing, found: Document, earlier: list[Pair], known: datetime
) -> dict[int | None, list[Target]]:
    """Root targets in force, by clause; a target taken over is known by its place in the earlier text."""
    in_force = Q(superseded_at__isnull=True) | Q(superseded_at__gt=known)
    places: dict[tuple[int | None, ...], int | None] = {
        (o.document_id, o.start, o.end): draft.clause_id for o, draft in earlier
    }
    standing_on: dict[int | None, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(
        visible_targets(standing),
        in_force,
        document__in={found.pk, *(origin.document_id for origin, _draft in earlier)},
        recorded_at__lte=known,
        parent__isnull=True,
    ).select_related("indicator", "owner_post"):
        place = (target.document_id, target.span_start, target.span_end)
        clause = target.clause_id if target.document_id == found.pk else places.get(place)
        if clause is not None:
            standing_on[clause].append(target)
    return standing_on


def _matters(
    standing: Standing, found: Document, earlier: list[Pair], known: datetime
) -> tuple[dict[int | None, list[Matter]], set[int | None]]:
    """Matters that this person may see, by clause; and the clauses on which any matter with a lead stands."""
    clauses = {o.decision["matter"]: d.clause_id for o, d in earlier if o.decision and "matter" in o.decision}
    led = Matter.objects.filter(
        Q(document=found) | Q(pk__in=clauses), opened_at__lte=known, lead__isnull=False
    )
    standing_on: dict[int | None, list[Matter]] = defaultdict(list)
    seen = set(led.filter(visible_matters(standing)).values_list("pk", flat=True))
    owned: set[int | None] = set()
    for matter in led:
        clause = clauses.get(matter.pk) if matter.document_id != found.pk else matter.clause_id
        if clause is None:
            continue
        owned.add(clause)
        if matter.pk in seen:
            standing_on[clause].append(matter)
    return standing_on, owned


def _pending(found: Document, known: datetime) -> dict[int | None, list[int]]:
    """Keys of the drafts that waited then, by clause."""
    waiting = Q(state=DraftState.PENDING) | Q(decided_at__gt=known)
    keys: dict[int | None, list[int]] = defaultdict(list)
    for clause, draft in found.drafts.filter(waiting).values_list("clause_id", "pk"):
        keys[clause].append(draft)
    return keys
