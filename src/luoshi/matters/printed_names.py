"""Which unit a document means by a printed name (责任单位识别)."""

from __future__ import annotations

from luoshi.org.tree import Node, OrgTree

_PLACES = "区县市旗省"


def unit_named(org: OrgTree, printed: str) -> Node | None:
    """The unit called ``printed`` on the tree's day, a place before it left out (区财政局); None unless exactly one is."""
    bare = printed.strip()
    for name in (bare, bare.lstrip(_PLACES)):
        named = [node for node in org.nodes.values() if name and name in (node.name, node.name_en)]
        if len(named) == 1:
            return named[0]
    return None
