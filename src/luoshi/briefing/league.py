"""The published ranks of an assessment run, as a bulletin shows them (得分排名)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from luoshi.assessment.models import Run
from luoshi.org.tree import OrgTree


@dataclass(frozen=True)
class Placed:
    """One unit. ``score`` and ``rank`` are None where it could not be ranked; ``not_reported`` counts items."""

    unit: int
    code: str
    name: str
    score: Decimal | None
    rank: int | None
    not_reported: int


@dataclass(frozen=True)
class League:
    """One peer group, best first, unranked units last in official order (分组排名)."""

    group: str
    name: str
    rows: tuple[Placed, ...]

    @property
    def ranked(self) -> tuple[Placed, ...]:
        return tuple(row for row in self.rows if row.rank is not None and row.score is not None)

    @property
    def unranked(self) -> tuple[Placed, ...]:
        return tuple(row for row in self.rows if row not in self.ranked)


def leagues(run: Run, org: OrgTree) -> tuple[League, ...]:
    """The groups of ``run`` in the order of its scheme; its units by the names they had in ``org``.

    A unit that ``org`` does not know is left out.
    """
    nodes = {node.code: node for node in org.nodes.values()}
    groups: dict[str, list[Placed]] = defaultdict(list)
    units = [unit for unit in json.loads(run.result)["units"] if unit["code"] in nodes]
    for unit in sorted(units, key=lambda u: (nodes[u["code"]].order, u["code"])):
        node = nodes[unit["code"]]
        groups[unit["group"]].append(
            Placed(
                unit=node.id,
                code=node.code,
                name=node.name,
                score=None if unit["score"] is None else Decimal(unit["score"]),
                rank=unit["rank"],
                not_reported=sum(item["not_reported"] for item in unit["items"]),
            )
        )
    place = {group["code"]: n for n, group in enumerate(json.loads(run.inputs)["groups"])}
    names = {node.group: node.group_name for node in org.nodes.values() if node.group}
    return tuple(
        League(group, names.get(group, group), tuple(sorted(rows, key=_place)))
        for group, rows in sorted(groups.items(), key=lambda item: place[item[0]])
    )


def _place(row: Placed) -> tuple[bool, int]:
    return row.rank is None, row.rank or 0
