"""What a new edition takes over from the earlier one (沿用): decisions on drafts, and clauses set aside. No writes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from luoshi.documents.models import CarriedState, Clause, Document, Draft, DraftKind, DraftState
from luoshi.documents.proposals import Proposal
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.revision import Change, Revision, Section

ALIKE_TITLES = 0.6
KEPT_WORDS = ("unchanged", "moved")


@dataclass(frozen=True)
class Held:
    """A decision that holds in an edition: where it was taken, and the draft that stands for it there, if one does.

    ``is_open`` says that it was to be looked at again already.
    """

    origin: Draft
    draft: Draft | None
    is_open: bool


@dataclass(frozen=True)
class Passed:
    """A decision with its place in the new edition: ``proposal`` is an index of ``Handover.proposals`` or None."""

    held: Held
    proposal: int | None
    is_open: bool


@dataclass(frozen=True)
class Handover:
    """What the new edition begins with: its proposals in the order of the text, and the decisions on them."""

    proposals: tuple[Proposal, ...]
    passed: tuple[Passed, ...]

    @property
    def decided(self) -> dict[int, Draft]:
        """The earlier draft whose decision a proposal takes over, by index; those to look at again take none."""
        return {
            p.proposal: p.held.draft
            for p in self.passed
            if p.proposal is not None and p.held.draft is not None and not p.is_open
        }


def sections_of_rows(clauses: Sequence[Clause]) -> list[Section]:
    """Stored clauses as the kernel compares them; the outline of a later reader might differ."""
    keys = {clause.pk: clause.key for clause in clauses}
    return [
        Section(c.key, keys[c.parent_id] if c.parent_id else None, c.mark, c.title, c.start, c.end)
        for c in clauses
    ]


def sections_of_outline(tree: Outline) -> list[Section]:
    """The clauses of a text just read."""
    return [Section(n.id, n.parent, n.mark, n.title[:300], n.start, n.end) for n in tree.nodes]


def decisions(earlier: Document) -> list[Held]:
    """All decisions that hold in an edition: its own, those it took over, those still to be looked at again."""
    rows = list(earlier.carried.select_related("origin", "draft"))
    of_draft = {row.draft_id: row for row in rows if row.draft_id}
    found = [Held(r.origin, None, True) for r in rows if r.draft_id is None and r.state == CarriedState.OPEN]
    for draft in earlier.drafts.all():
        row = of_draft.get(draft.pk)
        if row is not None and row.state != CarriedState.REPLACED:
            found.append(Held(row.origin, draft, row.state == CarriedState.OPEN))
        elif draft.state != DraftState.PENDING:
            found.append(Held(draft, draft, False))
    return found


def handover(held: Sequence[Held], changes: Revision, proposals: Sequence[Proposal]) -> Handover:
    """The place of each decision in the new edition.

    Where the part of the text kept its words, the decision stays, unless the base of a target is now stated
    otherwise. Where they changed, what was confirmed is to be looked at again, beside the proposal that says
    most nearly the same; what was turned down is read afresh.
    """
    fresh = list(proposals)
    taken: set[int] = set()
    passed: list[Passed] = []
    changed: list[Held] = []
    for one in held:
        draft = one.draft
        place = changes.place(draft.start, draft.end) if draft else None
        if draft is None or place is None:
            changed.append(one)
            continue
        index = _standing_at(place, draft.kind, fresh, taken)
        if index is None:
            index = len(fresh)
            fresh.append(_as_before(draft, place, changes))
        taken.add(index)
        rebased = draft.state != DraftState.REJECTED and _base(draft.proposal) != _base(fresh[index].content)
        passed.append(Passed(one, index, one.is_open or rebased))
    for one in changed:
        if one.is_open or one.origin.state != DraftState.REJECTED:
            index = _nearest(one, changes, fresh, taken)
            taken |= set() if index is None else {index}
            passed.append(Passed(one, index, True))
    order = sorted(range(len(fresh)), key=lambda index: (fresh[index].start, fresh[index].end))
    became = {index: place for place, index in enumerate(order)}
    return Handover(
        tuple(fresh[index] for index in order),
        tuple(Passed(p.held, None if p.proposal is None else became[p.proposal], p.is_open) for p in passed),
    )


def says_the_same(kind: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two readings ask for the same: value, bound and base of a target; what, who and when of a matter."""
    names = (
        ("phrase", "kind", "op", "value", "unit", "period")
        if kind == DraftKind.TARGET
        else ("title", "text", "lead", "support", "deadline")
    )
    return all(old.get(name) == new.get(name) for name in names) and _base(old) == _base(new)


def set_aside_before(earlier: Sequence[Clause], changes: Revision) -> dict[str, str]:
    """Reasons for which clauses of the new edition ask nothing, by key.

    A reason goes with a clause that kept its words, with everything in it; one that moved takes only its own.
    """
    keys = {clause.pk: clause.key for clause in earlier}
    own = {clause.key: clause.set_aside for clause in earlier}
    with_above: dict[str, str] = {}
    for clause in earlier:
        above = with_above[keys[clause.parent_id]] if clause.parent_id else ""
        with_above[clause.key] = clause.set_aside or above
    by_new: dict[str | None, Change] = {
        c.new.key: c for c in changes.changes if c.new is not None and c.new.key is not None
    }
    whole = _whole(by_new)
    found: dict[str, str] = {}
    covered: set[str | None] = set()
    for key, change in by_new.items():
        assert change.new is not None
        if change.new.parent in covered:
            covered.add(key)
        if change.old is None or change.old.key is None or key not in whole:
            continue
        reason = own[change.old.key]
        if not reason and key not in covered and not change.moved:
            reason = with_above[change.old.key]
        if reason and key is not None:
            found[key] = reason
            covered.add(key)
    return found


def _whole(by_new: dict[str | None, Change]) -> set[str | None]:
    """Clauses that kept their words with all that is in them."""
    broken: set[str | None] = set()
    for key, change in reversed(by_new.items()):
        assert change.new is not None
        if change.state not in KEPT_WORDS or key in broken:
            broken |= {key, change.new.parent}
    return set(by_new) - broken


def _standing_at(
    place: tuple[int, int], kind: str, proposals: Sequence[Proposal], taken: set[int]
) -> int | None:
    """The proposal of this kind at exactly this place, else one that overlaps it."""
    near = [
        index
        for index, p in enumerate(proposals)
        if index not in taken and p.kind == kind and p.start < place[1] and place[0] < p.end
    ]
    exact = (index for index in near if (proposals[index].start, proposals[index].end) == place)
    return next(exact, near[0] if near else None)


def _as_before(draft: Draft, place: tuple[int, int], changes: Revision) -> Proposal:
    """The draft itself at its new place: a reader that overlooks what was decided before does not undo it."""
    change = changes.at(draft.start)
    sentence = changes.place(draft.sentence_start, draft.sentence_end) or place
    content = dict(draft.proposal)
    if content.get("base"):
        content["base"] = _base_moved(content["base"], changes)
    return Proposal(
        kind=DraftKind(draft.kind),
        clause=change.new.key if change and change.new else None,
        start=place[0],
        end=place[1],
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        content=content,
    )


def _base_moved(base: dict[str, Any], changes: Revision) -> dict[str, Any] | None:
    number = changes.place(base["start"], base["end"])
    sentence = changes.place(base["sentence_start"], base["sentence_end"])
    change = changes.at(base["start"])
    if number is None or sentence is None or change is None or change.new is None:
        return None
    return {
        **base,
        "start": number[0],
        "end": number[1],
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
        "clause": change.new.key,
    }


def _base(content: dict[str, Any]) -> tuple[Any, ...] | None:
    base = content.get("base")
    return (base["value"], base["unit"], base["year"]) if base else None


def _nearest(one: Held, changes: Revision, proposals: Sequence[Proposal], taken: set[int]) -> int | None:
    """The proposal in a new or edited part that says most nearly what was decided, the edited part itself first."""
    if one.draft is None:
        return None
    change = changes.at(one.draft.start)
    here = change.new.offsets if change and change.new else ()
    ranked = []
    for index, proposal in enumerate(proposals):
        if index in taken or proposal.kind != one.draft.kind:
            continue
        likeness = _likeness(one, proposal)
        inside = _holds(here, proposal.start)
        if likeness == 1 or (inside and likeness >= ALIKE_TITLES):
            ranked.append((not inside, -likeness, abs(proposal.start - one.draft.start), index))
    return min(ranked)[-1] if ranked else None


def _holds(offsets: Sequence[int], start: int) -> bool:
    at = bisect_left(offsets, start)
    return at < len(offsets) and offsets[at] == start


def _likeness(one: Held, proposal: Proposal) -> float:
    """1 for the same indicator and period, or the same title; else how far the titles agree."""
    old, new = one.origin.proposal, proposal.content
    if proposal.kind == DraftKind.TARGET:
        decided = (one.origin.decision or {}).get("indicator")
        same = new["phrase"] == old["phrase"] or (new["indicator"] and new["indicator"] == decided)
        return float(bool(same) and new["period"] == old["period"])
    return SequenceMatcher(None, old["title"], new["title"], autojunk=False).ratio()
