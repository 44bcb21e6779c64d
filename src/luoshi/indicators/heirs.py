"""Who answers for a unit that is gone: the units that inherited from it (承继单位)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from luoshi.indicators.boundaries import successions
from luoshi.indicators.register import register
from luoshi.org.tree import OrgTree


def heirs(gone: Collection[int], org: OrgTree, known_at: datetime) -> dict[int, frozenset[int]]:
    """By each of ``gone`` (keys), the units of ``org`` among which it was divided at its end, through others too.

    None where nobody took it over; who had got a part of it while it lived on does not answer for it. By the
    successions in force on the day of ``org`` and known at a moment.
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
    """The units no more in ``org`` that one of ``units`` (keys) took over, see :func:`heirs`."""
    gone = _followed(org, known_at).keys() - org.nodes.keys()
    return frozenset(unit for unit, by in heirs(gone, org, known_at).items() if not by.isdisjoint(units))


def _followed(org: OrgTree, known_at: datetime) -> dict[int, set[int]]:
    """By predecessor, to whom something of it went when it came to its end."""
    found: dict[int, set[int]] = defaultdict(set)
    lives = register().lives
    for line in successions(known_at):
        _opened, closed = lives[line.predecessor]
        if line.on == closed and line.on <= org.day:
            found[line.predecessor].add(line.successor)
    return found
