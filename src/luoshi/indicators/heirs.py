"""Who answers for a unit that is gone: the units that inherited from it (承继单位)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from luoshi.indicators.boundaries import successions
from luoshi.org.tree import OrgTree


def heirs(gone: Collection[int], org: OrgTree, known_at: datetime) -> dict[int, frozenset[int]]:
    """By each of ``gone`` (keys), the units of ``org`` that hold a share of it, through others too; none where nobody does.

    By the successions in force on the day of ``org`` and known at a moment.
    """
    followed = _followed(org, known_at)
    found = {}
    for unit in gone:
        seen, ahead = {unit}, [unit]
        while ahead:
            for successor in followed.get(ahead.pop(), ()):
                if successor not in seen:
                    seen.add(successor)
                    ahead += [] if successor in org.nodes else [successor]
        found[unit] = frozenset(seen & org.nodes.keys())
    return found


def inherited(units: Collection[int], org: OrgTree, known_at: datetime) -> frozenset[int]:
    """The units no more in ``org`` of which one of ``units`` (keys) holds a share, see :func:`heirs`."""
    gone = _followed(org, known_at).keys() - org.nodes.keys()
    return frozenset(unit for unit, by in heirs(gone, org, known_at).items() if not by.isdisjoint(units))


def _followed(org: OrgTree, known_at: datetime) -> dict[int, set[int]]:
    """By predecessor, to whom something of it went."""
    found: dict[int, set[int]] = defaultdict(set)
    for line in successions(known_at):
        if line.on <= org.day and line.successor != line.predecessor:
            found[line.predecessor].add(line.successor)
    return found
