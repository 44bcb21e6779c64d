"""The form of a scheme (方案表单): a second way to write the same text. What it does not know stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.form_fields import BLOCK, ITEM, WHOLE, Field, Raw, Typed
from luoshi.assessment.form_judgements import (
    FIRST_WEIGHT,
    JUDGED,
    finds_weights,
    fitting,
    judged,
    rearranged,
    settled,
)
from luoshi.assessment.recipes import BY_CODE, OWN, begun, recipe_of
from luoshi.assessment.scheme_text import plain
from luoshi.assessment.text_edit import rewrite, transplanted
from luoshi.ledger.refusal import Problem, Refused

MOST_NODES = 400
Place = tuple[int, ...]
"""Positions from the top down; () is the scheme itself."""


@dataclass(frozen=True)
class FormNode:
    """A block or an item as it stands in the text, right or wrong. ``share`` of 100 is None where it cannot be told.

    ``weighed`` says that the block above finds its weight, so that none is to be written.
    """

    place: Place
    raw: Mapping[str, Any]
    share: float | None
    siblings: int
    weighed: bool = False

    @property
    def path(self) -> str:
        """Its place as problems name it: ``items[0].items[2]``."""
        return path_of(self.place)

    @property
    def is_block(self) -> bool:
        return isinstance(self.raw.get("items"), list)

    @property
    def is_whole(self) -> bool:
        return not self.place

    @property
    def recipe(self) -> str:
        return recipe_of(self.raw)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the form knows of it; numbers of its recipe last."""
        if self.is_whole:
            return (*WHOLE, *JUDGED)
        if self.is_block:
            return (*self._of_its_own(BLOCK), *JUDGED)
        known = BY_CODE[self.recipe].fields if self.recipe != OWN else ()
        events = self.recipe in ("deductions", "bonus")
        own = (field for field in ITEM if not (events and field.name == "indicator"))
        return (*self._of_its_own(own), *known)

    def _of_its_own(self, fields: Iterable[Field]) -> tuple[Field, ...]:
        """Without the weight where none is to be written and none is."""
        unwritten = self.weighed and "weight" not in self.raw
        return tuple(field for field in fields if not (unwritten and field.name == "weight"))


def path_of(place: Place) -> str:
    """``(0, 2)`` as ``items[0].items[2]``."""
    return ".".join(f"items[{n}]" for n in place)


def place_of(path: str) -> Place:
    """The other way; () for what is no place."""
    steps = re.findall(r"items\[(\d{1,3})\]", path[:400])
    return tuple(map(int, steps)) if path_of(tuple(map(int, steps))) == path else ()


def outline(source: str) -> list[FormNode]:
    """The scheme itself, then every block before what is inside it; Refused where the form cannot show the text."""
    raw = plain(source)
    if not isinstance(raw, dict):
        raise Refused(
            Problem(_("Scheme"), _("The text holds no fields."), _("Begin with code and name."), "source")
        )
    found = []
    for node in _nodes(FormNode((), raw, 100.0, 1)):
        found.append(node)
        if len(found) > MOST_NODES:
            raise Refused(
                Problem(
                    _("Scheme"),
                    _("The form shows %d blocks and items at most.") % MOST_NODES,
                    _("Write this scheme in the text."),
                    "source",
                )
            )
    return found


def _nodes(node: FormNode) -> Iterator[FormNode]:
    yield node
    inside = node.raw.get("items")
    if not isinstance(inside, list):
        return
    weights = _weights(node.raw, inside)
    known = [weight for weight in weights if weight is not None]
    whole = sum(known) if len(known) == len(weights) else 0.0
    for n, (one, weight) in enumerate(zip(inside, weights, strict=True)):
        if isinstance(one, dict):
            told = node.share is not None and weight is not None and whole > 0
            share = (node.share or 0.0) * (weight or 0.0) / whole if told else None
            found = finds_weights(node.raw)
            yield from _nodes(FormNode((*node.place, n), one, share, len(inside), found))


def _weights(block: Mapping[str, Any], inside: Sequence[Any]) -> list[float | None]:
    """Weights of what is inside a block, by hand or by judgement."""
    found = judged(block)
    return [_weight(block, one) for one in inside] if found is None else found.weights.tolist()


def _weight(block: Mapping[str, Any], one: Any) -> float | None:
    """The weight as a number; None where it is none, or is found by the figures."""
    weights = block.get("weights")
    by = weights.get("by", "hand") if isinstance(weights, Mapping) else "hand"
    if by == "equal":
        return 1.0
    weight = one.get("weight") if isinstance(one, Mapping) and by == "hand" else None
    return float(weight) if isinstance(weight, int | float) and not isinstance(weight, bool) else None


def filled(source: str, place: Place, typed: Mapping[str, Typed], weights: Mapping[Place, str]) -> str:
    """The text with what was typed for the node at ``place``, and the ``weights`` of any; as it was where nothing was."""

    def changed(raw: Raw) -> Raw:
        before = raw
        for field in FormNode(place, raw, None, 1).fields:
            if field.name in typed:
                raw = field.written(raw, typed[field.name])
        return _ordered(settled(before, raw, path_of(place)))

    (weight,) = (field for field in ITEM if field.name == "weight")
    data = plain(source)
    for other, text in weights.items():
        data = _changed(data, other, lambda raw, text=text: _ordered(weight.written(raw, text)))
    return rewrite(source, _changed(data, place, changed))


def scored_by(source: str, place: Place, recipe: str) -> str:
    """The text with another recipe for the item at ``place``, with the numbers that it begins with."""
    if recipe not in BY_CODE:
        return source
    return rewrite(source, _changed(plain(source), place, lambda raw: _ordered(begun(raw, recipe))))


def added(source: str, place: Place, *, block: bool) -> tuple[str, Place]:
    """The text with one more item or block at the end of the block at ``place``; and the place of the new one."""
    data = plain(source)
    taken = {str(node.raw.get("code")) for node in outline(source)}
    code = next(code for n in range(1, MOST_NODES * 4) if (code := f"new_{n}") not in taken)
    fresh: Raw = {"code": code, "name": str(_("New item")), "weight": FIRST_WEIGHT}
    if block:
        inner = next(
            code for n in range(1, MOST_NODES * 4) if (code := f"new_{n}") not in {*taken, fresh["code"]}
        )
        within: Raw = {"code": inner, "name": str(_("New item")), "weight": FIRST_WEIGHT}
        fresh |= {"name": str(_("New block")), "items": [within | BY_CODE["completion"].start]}
    else:
        fresh |= BY_CODE["completion"].start
    count = len(_inside(data, place))
    return _reordered(source, data, place, [*range(count), None], fresh), (*place, count)


def removed(source: str, place: Place) -> str:
    """The text without the node at ``place`` and the comment above it; the only one inside its block stays."""
    data = plain(source)
    inside = _inside(data, place[:-1])
    if not place or place[-1] >= len(inside):
        return source
    if len(inside) == 1:
        raise Refused(
            Problem(
                path_of(place),
                _("A block needs at least one item."),
                _("Remove the block, or add another item first."),
            )
        )
    return _reordered(source, data, place[:-1], _without(range(len(inside)), place[-1]))


def moved(source: str, place: Place, by: int) -> tuple[str, Place]:
    """The text with the node at ``place`` one up (-1) or down (1) among its siblings; and where it is then."""
    data = plain(source)
    order: list[int | None] = list(range(len(_inside(data, place[:-1]))))
    here, there = (place[-1], place[-1] + by) if place else (0, 0)
    if not place or not (0 <= there < len(order) and here < len(order)):
        return source, place
    order[here], order[there] = order[there], order[here]
    return _reordered(source, data, place[:-1], order), (*place[:-1], there)


def relocated(source: str, place: Place, block: Place) -> tuple[str, Place]:
    """The text with the node at ``place`` last in another ``block``, comments with it; and where it is then.

    As it was where the node is in that block already, or the block is inside the node.
    """
    data = plain(source)
    home = list(_inside(data, place[:-1]))
    if not place or place[-1] >= len(home) or place[:-1] == block or block[: len(place)] == place:
        return source, place
    if len(home) == 1:
        raise Refused(
            Problem(
                path_of(place),
                _("A block needs at least one item."),
                _("Remove the block, or add another item first."),
            )
        )
    node, count = home[place[-1]], len(_inside(data, block))
    put = _changed(data, block, lambda raw: _put_in_order(raw, block, [*range(count), None], node))
    left = _without(range(len(home)), place[-1])
    wanted = _changed(put, place[:-1], lambda raw: _put_in_order(raw, place[:-1], left))
    there = _after_removal(block, place)
    return transplanted(source, _steps(place), [*_steps(block), "items"], wanted), (*there, count)


def _put_in_order(block: Raw, place: Place, order: Sequence[int | None], fresh: Any = None) -> Raw:
    """The block at ``place`` with its members in the ``order`` of their old places, ``fresh`` for None; its judgements
    likewise.
    """
    block = rearranged(block, order, path_of(place))
    members = [fitting(fresh, block) if old is None else block["items"][old] for old in order]
    return {**block, "items": members}


def _without(inside: Sequence[Any], step: int) -> list[Any]:
    return [*inside[:step], *inside[step + 1 :]]


def _after_removal(place: Place, gone: Place) -> Place:
    """Where ``place`` is once the node at ``gone`` is not there any more."""
    level = len(gone) - 1
    if len(place) > level and place[:level] == gone[:-1] and place[level] > gone[-1]:
        return (*place[:level], place[level] - 1, *place[level + 1 :])
    return place


def _steps(place: Place) -> list[Any]:
    return [step for n in place for step in ("items", n)]


def _inside(data: Any, place: Place) -> Sequence[Any]:
    """What is inside the block at ``place``; Refused where there is no such block."""
    for step in place:
        inside = data.get("items") if isinstance(data, dict) else None
        data = inside[step] if isinstance(inside, list) and step < len(inside) else None
    inside = data.get("items") if isinstance(data, dict) else None
    if not isinstance(inside, list):
        raise Refused(_gone(place))
    return inside


def _reordered(source: str, data: Any, place: Place, order: Sequence[int | None], fresh: Any = None) -> str:
    return rewrite(source, _changed(data, place, lambda raw: _put_in_order(raw, place, order, fresh)))


def _changed(data: Any, place: Place, change: Any, above: Place = ()) -> Any:
    """``data`` with ``change`` made to the node at ``place`` below ``above``; Refused where there is none."""
    if not isinstance(data, dict):
        raise Refused(_gone((*above, *place)))
    if not place:
        return change(data)
    inside = data.get("items")
    if not isinstance(inside, list) or place[0] >= len(inside):
        raise Refused(_gone((*above, *place)))
    one = _changed(inside[place[0]], place[1:], change, (*above, place[0]))
    return {**data, "items": [*inside[: place[0]], one, *inside[place[0] + 1 :]]}


def _gone(place: Place) -> Problem:
    return Problem(
        path_of(place) or _("Scheme"),
        _("The text has no such place any more."),
        _("Look at the form again; it follows the text."),
    )


_ORDER = (
    *(
        "code",
        "year",
        "name",
        "name_en",
        "note",
        "note_en",
        "groups",
        "digits",
        "rank_on",
        "rank_among",
        "ties",
    ),
    *(
        "weight",
        "combine",
        "power",
        "weights",
        "least_reported",
        "missing",
        "item_digits",
        "indicator",
        "of",
        "per",
    ),
    *(
        "difficulty",
        "impute",
        "treat",
        "normalise",
        "score",
        "gate",
        "events",
        "items",
        "adjustments",
        "exclusions",
    ),
    *("vetoes", "gates", "grades", "quota", "jumps", "alternatives"),
)


def _ordered(raw: Raw) -> Raw:
    """Fields in the order in which schemes are written, so that a new one finds its place."""
    known = {key: n for n, key in enumerate(_ORDER)}
    return dict(sorted(raw.items(), key=lambda pair: known.get(pair[0], len(known))))
