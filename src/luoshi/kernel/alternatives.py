"""Alternatives 备选方法: what a scheme says could have been decided otherwise, and the scheme as it would then be."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.scheme import Block, Inside, Item, Scheme
from luoshi.kernel.stages import Stages

Part = TypeVar("Part", Item, Block, Inside, Stages)
OWN = 0
"""The option that is the scheme's own way."""


@dataclass(frozen=True)
class Option:
    """备选: another way to decide a choice. `scheme` is the whole scheme with this option and no other."""

    name: str
    chance: float
    scheme: Scheme


@dataclass(frozen=True)
class Choice:
    """待定选择: one decision that could have been made otherwise. The scheme's own way is not among the options."""

    code: str
    name: str
    options: tuple[Option, ...]

    @property
    def chances(self) -> FloatArray:
        """How likely each way is [way], the scheme's own first."""
        others = np.array([option.chance for option in self.options])
        return np.array([max(1.0 - others.sum(), 0.0), *others])

    def drawn(self, sample: FloatArray) -> IntArray:
        """Numbers in [0, 1) as ways 0.. of this choice, the scheme's own first, each as likely as its chance."""
        return np.searchsorted(np.cumsum(self.chances)[:-1], sample, side="right")


@dataclass(frozen=True)
class Alternatives:
    """What is open: every weight times 1 + U(-`noise`, `noise`), and the choices, drawn independently."""

    noise: float
    choices: tuple[Choice, ...] = ()


def merged(own: Scheme, others: Sequence[Scheme]) -> Scheme:
    """`own` with everything in which any of `others` differs from it; nodes that one lacks are left out.

    Raises ValueError where nothing is left of a block.
    """
    if not others:
        return own
    found = [{node.code: node for node in other.nodes} for other in others]

    def node_of(node: Block | Item) -> Block | Item:
        theirs = [nodes[node.code] for nodes in found]
        if isinstance(node, Item):
            return _changed(node, [one for one in theirs if isinstance(one, Item)])
        blocks = [one for one in theirs if isinstance(one, Block)]
        left = tuple(node_of(one) for one in node.items if all(one.code in nodes for nodes in found))
        if not left:
            raise ValueError(f"nothing is left of {node.code}")
        # What is inside is compared node by node.
        return replace(_changed(node, [replace(block, items=node.items) for block in blocks]), items=left)

    root = node_of(own.root)
    assert isinstance(root, Block)
    return _of(own, root.items, root.inside)


def without(own: Scheme, codes: Sequence[str]) -> Scheme:
    """`own` without the nodes of `codes` and all that is in them, nor blocks of which nothing is left.

    Raises ValueError where nothing is left at all.
    """

    def left(items: tuple[Block | Item, ...]) -> tuple[Block | Item, ...]:
        kept: list[Block | Item] = []
        for node in items:
            if node.code in codes:
                continue
            if isinstance(node, Item):
                kept.append(node)
            elif inside := left(node.items):
                kept.append(replace(node, items=inside))
        return tuple(kept)

    items = left(own.items)
    if not items:
        raise ValueError("nothing is left of the scheme")
    return _of(own, items, own.inside)


def _of(own: Scheme, items: tuple[Block | Item, ...], inside: Inside) -> Scheme:
    """`own` with other items; what separates equal totals is left out where it is not there any more."""
    rest = replace(own, items=items, inside=inside)
    there = {node.code for node in rest.nodes}
    return replace(rest, ties=tuple(code for code in own.ties if code in there))


def changes(own: Scheme, other: Scheme) -> dict[str, frozenset[str]]:
    """What a variant of `own` changes: names of fields by code of node, for nodes that both have."""
    theirs = {node.code: node for node in other.nodes}
    pairs = ((node, theirs[node.code]) for node in own.nodes if node.code in theirs)
    found = {node.code: frozenset(_changes(node, their)) for node, their in pairs}
    return {code: names for code, names in found.items() if names}


def _changed(own: Part, others: Sequence[Part]) -> Part:
    """`own` with every field in which any of `others` differs from it; parts of it field by field."""
    changed = {}
    for field in fields(own):
        mine = getattr(own, field.name)
        theirs = [one for other in others if (one := getattr(other, field.name)) != mine]
        if theirs:
            parts = isinstance(mine, Inside | Stages)
            changed[field.name] = _changed(mine, theirs) if parts else theirs[-1]
    return replace(own, **changed)


def _changes(own: object, other: object, path: str = "") -> set[str]:
    """Names of the fields in which two nodes differ, those of their parts included; without what is inside."""
    found: set[str] = set()
    for field in fields(own):  # type: ignore[arg-type]
        mine, theirs = getattr(own, field.name), getattr(other, field.name)
        if field.name == "items" or mine == theirs:
            continue
        if isinstance(mine, Inside | Stages):
            found |= _changes(mine, theirs, f"{path}{field.name}.")
        else:
            found.add(path + field.name)
    return found
