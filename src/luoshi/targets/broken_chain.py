"""Where the chain from a target to somebody who delivers it is broken (断链), and what the break is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from luoshi.indicators.adding import members_of
from luoshi.org.models import Tenure, UnitName
from luoshi.org.queries import on
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.comparable import Figures, figures
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, in_force
from luoshi.workdays.clock import end_of


class Break(StrEnum):
    """What is missing, in the order in which it is mended."""

    UNIT_DISSOLVED = "unit_dissolved"
    """The unit that carries it no longer stands."""
    PARENT_SUPERSEDED = "parent_superseded"
    """The target above was changed or dropped, and this part still rests on the old one."""
    NOT_HANDED_DOWN = "not_handed_down"
    """The unit files nothing itself and manages units that do, but there are no parts."""
    NO_OWNER = "no_owner"
    """No post answers for it."""
    POST_VACANT = "post_vacant"
    """A post answers for it that nobody holds."""
    NO_FORM = "no_form"
    """No form asks anybody for the indicator this year."""
    NOT_ASKED = "not_asked"
    """Forms ask for the indicator, but none of those who stand for this unit."""
    NO_DATA_OWNER = "no_data_owner"
    """Nobody verifies the indicator, or the office that did no longer stands."""


@dataclass(frozen=True)
class BrokenLink:
    """One break. ``unit`` is the name in both languages; ``row`` is on the board, None where the unit is not."""

    kind: Break
    target: Target
    unit: str
    unit_en: str
    position: Position | None


def broken_links(standing: Standing, found: Board) -> list[BrokenLink]:
    """Every break in the chains of the board's year as of its day, by kind, then in official order."""
    known = figures(found.year, end_of(found.as_of))
    targets = list(in_force(standing, found.year, found.as_of))
    held = set(Tenure.objects.filter(on(found.as_of)).values_list("post", flat=True))
    gone = _names({t.unit_id for t in targets if t.unit_id not in found.tree.nodes}, found.as_of)
    links = [
        BrokenLink(kind, target, *_called(found, target, gone), found.rows.get(target.pk))
        for target in targets
        for kind in _breaks(found, target, known, held)
    ]
    order = list(Break)
    return sorted(links, key=lambda link: order.index(link.kind))


def _breaks(found: Board, target: Target, known: Figures, held: set[int]) -> Iterable[Break]:
    position = found.rows.get(target.pk)
    if position is None:
        yield Break.UNIT_DISSOLVED
        return
    if _rests_on_the_old(found, target):
        yield Break.PARENT_SUPERSEDED
    parts = found.parts_of(position)
    if not parts and position.members and not position.files_itself:
        yield Break.NOT_HANDED_DOWN
    if target.owner_post_id is None:
        yield Break.NO_OWNER
    elif target.owner_post_id not in held:
        yield Break.POST_VACANT
    yield from _unmeasured(found, target, known, leaf=not parts)


def _rests_on_the_old(found: Board, target: Target) -> bool:
    """A parent that changed its curve or its base only asks for the same; one that asks for something else does not."""
    parent = target.parent
    if parent is None or parent.pk in found.rows:
        return False
    now = found.in_place_of(parent)
    return now is None or (now.target.kind, now.target.value, now.target.level) != (
        parent.kind,
        parent.value,
        parent.level,
    )


def _unmeasured(found: Board, target: Target, known: Figures, *, leaf: bool) -> Iterable[Break]:
    """The indicator's own breaks are told once, at the top; what is not asked of a unit, where nobody stands below."""
    column = known.now.indicator_ids.index(target.indicator_id)
    asked = known.now.expected[:, column]
    if target.parent_id is None:
        if not asked.any():
            yield Break.NO_FORM
        owner = target.indicator.data_owner_id
        if owner is None or owner not in found.tree.nodes:
            yield Break.NO_DATA_OWNER
    if leaf and asked.any() and not asked[members_of(target.unit_id, found.tree, known.now, column)].any():
        yield Break.NOT_ASKED


def _names(units: set[int], day: date) -> dict[int, UnitName]:
    """The last name, up to ``day``, of units that no longer stand."""
    if not units:
        return {}
    names = UnitName.objects.filter(unit__in=units, valid_from__lte=day).order_by("valid_from")
    return {name.unit_id: name for name in names}


def _called(found: Board, target: Target, gone: dict[int, UnitName]) -> tuple[str, str]:
    named: Node | UnitName | None = found.tree.nodes.get(target.unit_id) or gone.get(target.unit_id)
    return (named.name, named.name_en) if named is not None else (target.unit.code, "")
