"""The dated tree of units on one day, read whole: a district has a few thousand nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Node:
    """A unit as it was on the day."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    order: int
    simulated: bool
    group: str | None
    group_name: str = ""
    group_name_en: str = ""


@dataclass(frozen=True)
class OrgTree:
    """Units that existed on ``day``, with where they lie and who manages them.

    ``managed`` falls back to ``located`` where no separate manager is recorded.
    """

    day: date
    nodes: dict[int, Node]
    located: dict[int, int]
    managed: dict[int, int]
    _children: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        children: dict[int, list[int]] = defaultdict(list)
        for unit in self.in_order():
            parent = self.managed.get(unit.id)
            if parent is not None:
                children[parent].append(unit.id)
        self._children.update(children)

    @property
    def root(self) -> Node | None:
        """The district the installation serves; the topmost unit where there is none; None when nothing is there.

        An imported division table also holds the province and the prefecture above the district.
        """
        tops = (n for n in self.nodes.values() if self.managed.get(n.id) not in self.nodes)
        districts = [n for n in self.nodes.values() if n.kind == "district"]
        return min(districts or tops, key=lambda n: (n.order, n.code), default=None)

    def in_order(self) -> list[Node]:
        """All units in official order."""
        return sorted(self.nodes.values(), key=lambda n: (n.order, n.code))

    def name(self, unit: int) -> str:
        """What the unit was called on the day; empty when it did not exist."""
        return self.nodes[unit].name if unit in self.nodes else ""

    def children(self, unit: int, *kinds: str) -> list[Node]:
        """Units managed directly by ``unit``, in official order."""
        nodes = (self.nodes[c] for c in self._children.get(unit, ()) if c in self.nodes)
        return [n for n in nodes if not kinds or n.kind in kinds]

    def ancestors(self, unit: int) -> Iterator[Node]:
        """The chain of managers above ``unit``, nearest first."""
        seen = {unit}
        parent = self.managed.get(unit)
        while parent is not None and parent in self.nodes and parent not in seen:
            seen.add(parent)
            yield self.nodes[parent]
            parent = self.managed.get(parent)

    def below(self, unit: int) -> list[Node]:
        """Every unit under ``unit`` in depth-first official order, without ``unit`` itself."""
        found: list[Node] = []
        for child in self.children(unit):
            found.append(child)
            found.extend(self.below(child.id))
        return found
