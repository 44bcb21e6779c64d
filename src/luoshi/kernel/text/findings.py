"""One finding a cause: repairs that mend a whole text, and failures that only follow from another (归因)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.intervals import Interval, image, percentage
from luoshi.kernel.text.relations.candidate import Candidate
from luoshi.kernel.text.repair import Repair, holds_with, repairs
from luoshi.kernel.text.verdict import Judged, Severity

_GRAVITY: dict[Severity | None, int] = {None: 0, "note": 1, "question": 2, "error": 3}
_ADDED_UP = re.compile(
    "[两二三四五六七八九十](?:[项类者种个家地]|大类)?[\u4e00-\u9fff]{0,4}(?:合计|共计|总计)\\Z"
)

_PAIR = 2


def without_siblings(sums: Sequence[Judged]) -> list[Judged]:
    """Sums without those that another one refutes.

    Parts of one total that add up to another part of it (4 + 3 + 2 = 9) are a coincidence, and that they do not is no
    slip; failing parts make another total, or their own one together with further parts.
    """
    passing: dict[Fact, list[Candidate]] = {}
    for entry in sums:
        if entry.verdict == "pass":
            for fact in entry.candidate.operands:
                passing.setdefault(fact, []).append(entry.candidate)
    own = {
        (entry.candidate.claim, part)
        for entry in sums
        if entry.verdict == "pass" and len(entry.candidate.operands) > _PAIR
        for part in entry.candidate.operands
    }
    return [entry for entry in sums if not _refuted(entry, passing) and not _adds_its_own(entry, own)]


def _adds_its_own(entry: Judged, own: Collection[tuple[Fact, Fact]]) -> bool:
    """Whether two numbers are added of which one is a part of the other, by a sum of three or more that holds."""
    parts = entry.candidate.operands
    return len(parts) == _PAIR and (parts in own or parts[::-1] in own)


def folded(sums: Sequence[Judged]) -> list[Judged]:
    """Sums that hold, with a part instead of its own parts: 有效监测天数334天，优良天数283天，其中优96天、良187天；轻度污染42天…."""
    holding = [entry.candidate for entry in sums if entry.verdict == "pass"]
    return [
        replace(entry, candidate=_folded(entry.candidate, holding)) if entry.verdict == "pass" else entry
        for entry in sums
    ]


def _folded(found: Candidate, holding: Sequence[Candidate]) -> Candidate:
    parts = set(found.operands)
    for inner in holding:
        between = found.claim.start < inner.claim.start < found.operands[0].start
        if not between or inner.claim.sentence != found.claim.sentence or inner.claim in parts:
            continue
        if len(inner.operands) < len(parts) and found.operands[: len(inner.operands)] == inner.operands:
            operands = (inner.claim, *found.operands[len(inner.operands) :])
            shorter = replace(found, operands=operands)
            if len(operands) > 1 and shorter.holds():
                return shorter
    return found


def _refuted(entry: Judged, passing: dict[Fact, list[Candidate]]) -> bool:
    parts = set(entry.candidate.operands)
    if any(parts.issubset(other.operands) for other in passing.get(entry.candidate.claim, [])):
        return True
    if entry.verdict == "fail" and _is_named_total(entry):
        return False
    around = [
        other for other in passing.get(entry.candidate.operands[0], []) if parts.issubset(other.operands)
    ]
    if entry.verdict == "pass":
        return False
    if any(entry.candidate.claim in other.operands for other in around):
        return True
    return any(len(other.operands) == len(parts) or _completes(entry, other) for other in around)


def _is_named_total(entry: Judged) -> bool:
    """Whether a total says how many numbers directly before it add up to it: 三类合计221个."""
    candidate = entry.candidate
    beside = candidate.operands[-1].index == candidate.claim.index - 1
    return beside and entry.severity == "error" and _ADDED_UP.search(candidate.claim.lead) is not None


def _completes(entry: Judged, other: Candidate) -> bool:
    """Whether further parts of the same paragraph make the whole that the parts alone do not."""
    place = entry.candidate.operands[0].paragraph
    return other.claim is entry.candidate.claim and all(part.paragraph == place for part in other.operands)


def sole_repairs(judged: Sequence[Judged]) -> dict[int, Repair]:
    """By the place of a failing relation: its repair, where exactly one keeps every relation of the text.

    A repair of a number has to satisfy all relations that the number takes part in.
    """
    taking_part: dict[Fact, list[Judged]] = {}
    for entry in judged:
        if entry.verdict in ("pass", "fail"):
            for fact in {entry.candidate.claim, *entry.candidate.operands}:
                taking_part.setdefault(fact, []).append(entry)
    found: dict[int, Repair] = {}
    for place, entry in enumerate(judged):
        if entry.verdict != "fail" or entry.severity == "note":
            continue
        mends = [
            repair
            for repair in repairs(entry.candidate)
            if all(
                holds_with(other.candidate, repair)
                for other in taking_part[repair.fact]
                if other.verdict == "pass" or other.severity != "note"
            )
        ]
        if len(mends) == 1:
            found[place] = mends[0]
    return found


def one_per_cause(judged: Sequence[Judged], mends: dict[int, Repair]) -> list[Judged]:
    """Failures with one cause are one finding: the gravest (of like ones the first) stays, the others become notes.

    One cause is one repair, or one other total that several shares of a total are computed on. A sum with a part that is
    accused as a total of its own becomes a question.
    """
    causes: list[_Cause] = []
    for place, entry in enumerate(judged):
        mend, other = mends.get(place), _other_total(entry)
        cause = next((cause for cause in causes if cause.explains(mend, other)), None)
        if cause is not None:
            cause.places.append(place)
        elif mend is not None or other is not None:
            causes.append(_Cause(mend, other, [place]))
    following = {place for cause in causes for place in cause.followers(judged)}
    told = [
        replace(entry, severity="note") if place in following else entry for place, entry in enumerate(judged)
    ]
    accused = {entry.candidate.claim for entry in told if entry.severity == "error"}
    return [replace(entry, severity="question") if _may_follow(entry, accused) else entry for entry in told]


def _may_follow(entry: Judged, accused: Collection[Fact]) -> bool:
    """Whether a sum fails with a part that is accused itself: the part may be the only slip."""
    return (
        entry.severity == "error"
        and entry.candidate.type == "sum"
        and any(operand in accused for operand in entry.candidate.operands)
    )


@dataclass(frozen=True)
class _Cause:
    """One repair, or a printed total with the total that was meant, and the places of the failures it explains."""

    mend: Repair | None
    total: tuple[Fact, Interval] | None
    places: list[int]

    def explains(self, mend: Repair | None, total: tuple[Fact, Interval] | None) -> bool:
        """Whether a failure with such a repair or total has this cause."""
        if mend is not None and self.mend is not None:
            return (mend.fact, mend.printed) == (self.mend.fact, self.mend.printed)
        if total is None or self.total is None:
            return False
        return total[0] is self.total[0] and total[1].meets(self.total[1])

    def followers(self, judged: Sequence[Judged]) -> list[int]:
        """All its failures but the gravest."""
        gravest = max(self.places, key=lambda place: (_GRAVITY[judged[place].severity], -place))
        return [place for place in self.places if place != gravest]


def _other_total(entry: Judged) -> tuple[Fact, Interval] | None:
    """The printed total of a failing share of one number, and the total that the share would fit."""
    candidate = entry.candidate
    if entry.verdict != "fail" or candidate.type != "share" or len(candidate.operands) != 2:
        return None
    part, whole = candidate.operands
    meant = image(percentage, [part.interval, candidate.claim.interval])
    return None if meant is None else (whole, meant)
