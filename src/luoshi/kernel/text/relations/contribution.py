"""Contributions to growth: 拉动增长2.9个百分点, 贡献率51.8% (拉动与贡献率). Only explained."""

from collections.abc import Iterator

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_REACH = 16
_FEWEST = 2


def contributions(bulletin: Bulletin) -> Iterator[Slot]:
    """A contribution in % of the points or the increase before it, over the growth or the increase of the whole."""
    for claim in bulletin.facts:
        if claim.role != "contribution" or claim.aside or not claim.index:
            continue
        part = bulletin.facts[claim.index - 1]
        wanted = {"points": "growth", "increment": "increment"}.get(part.role)
        before = bulletin.facts[max(0, part.index - _REACH) : part.index]
        wholes = [
            fact
            for fact in before
            if fact.role == wanted and (wanted == "growth" or fact.measure == part.measure) and not fact.aside
        ]
        slot = Slot(
            [
                Candidate(
                    "contribution", claim, (part, whole), percentage, Binding.WEAK, sketch="{0} ÷ {1} × 100"
                )
                for whole in wholes
            ]
        )
        if slot.candidates:
            yield slot


def sums_of_points(bulletin: Bulletin) -> Iterator[Slot]:
    """Growth of a whole as the sum of the points by which its parts drive it, in one paragraph."""
    by_paragraph: dict[int, list[Fact]] = {}
    for fact in bulletin.facts:
        if fact.role == "points" and "拉动" in fact.lead and not fact.aside:
            by_paragraph.setdefault(fact.paragraph, []).append(fact)
    for points in by_paragraph.values():
        before = bulletin.facts[max(0, points[0].index - _REACH) : points[0].index]
        growths = [fact for fact in before if fact.role == "growth" and not fact.aside]
        if len(points) >= _FEWEST and growths:
            yield Slot([Candidate("sum", growth, tuple(points), total, Binding.WEAK) for growth in growths])


def sums_of_changes(bulletin: Bulletin) -> Iterator[Slot]:
    """三个乡镇合计增产0.41万吨: the changes of one measure before it in its sentence."""
    for claim in bulletin.facts:
        if claim.role != "increment" or claim.aside or "合计" not in claim.lead:
            continue
        parts = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.role == "increment" and fact.sentence == claim.sentence and fact.measure == claim.measure
        ]
        if len(parts) >= _FEWEST:
            yield Slot([Candidate("sum", claim, tuple(parts), total, Binding.WEAK)])
