"""One finding a cause: repairs that mend a whole text, and failures that only follow from another (归因)."""

from collections.abc import Sequence
from dataclasses import replace

from luoshi.kernel.text.frames import Fact
from luoshi.kernel.text.repair import Repair, holds_with, repairs
from luoshi.kernel.text.verdict import Judged


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
    """Failures mended by one and the same repair are one finding: the first keeps its severity."""
    seen: set[tuple[Fact, str]] = set()
    kept: list[Judged] = []
    for place, entry in enumerate(judged):
        mend = mends.get(place)
        follows = mend is not None and (mend.fact, mend.printed) in seen
        if mend is not None:
            seen.add((mend.fact, mend.printed))
        kept.append(replace(entry, severity="note") if follows else entry)
    return kept
