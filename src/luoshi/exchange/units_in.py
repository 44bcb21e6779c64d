"""Organisation units of DHIS2 as units of ours (单位导入): new ones, renamed, moved and closed ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.package import KEPT_OF_UNITS, UNITS, Thing, reference
from luoshi.exchange.dhis2.summary import MISSING_PROPERTY, NO_REFERENCE
from luoshi.exchange.taking_over import Taking
from luoshi.org.actions.dissolve import dissolve
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.actions.move import move
from luoshi.org.actions.rename import rename
from luoshi.org.lifespans import Lifespan, lifespans
from luoshi.org.models import Relation
from luoshi.org.queries import unit_by_code

_CODE = re.compile(r"[^/\s]{1,40}")
LONGEST_NAME = 80
# More levels than any administration has; a file with more is a loop or an attack.
DEEPEST = 40
# Of a unit's identifier: its code here, its depth below the top and its first day; None where it is not there.
_Look = Callable[[str], tuple[str, int, date] | None]


@dataclass(frozen=True)
class _New:
    """A unit to be established: with its place in the file, its depth below the top, and its first day."""

    index: int
    thing: Thing
    unit: NewUnit
    depth: int
    since: date


def take_units(taking: Taking) -> None:
    """Take over every organisation unit of the package, parents before children, then what groups them.

    One that is known by its identifier is renamed, moved or closed where the file says something else than it
    said last time; one that is known by its code is linked and stays as it is.
    """
    known = {u.code: u for u in lifespans(date.max)}
    new = list(_new(taking, known))
    for (_depth, since), group in groupby(
        sorted(new, key=lambda n: (n.depth, n.since, n.unit.order)), key=lambda n: (n.depth, n.since)
    ):
        members = list(group)
        with taking.refusals_of(UNITS, members[0].index, members[0].thing):
            establish(taking.standing, [m.unit for m in members], since, taking.options.source)
            for member in members:
                taking.keep(UNITS, member.thing, member.unit.code)
    fresh = {n.thing["id"] for n in new}
    for index, thing in taking.sound(UNITS):
        if thing["id"] not in fresh:
            _follow(taking, index, thing, known)
    _close(taking)
    for kind in KEPT_OF_UNITS:
        for _index, thing in taking.sound(kind):
            taking.keep(kind, thing)


def _new(taking: Taking, known: dict[str, Lifespan]) -> list[_New]:
    """The units that nothing here stands for; faults are noted."""
    found: dict[str, _New] = {}
    things = {thing["id"]: (index, thing) for index, thing in taking.sound(UNITS)}
    lost: set[str] = set()
    taken = set(known)
    last = max((u.order for u in known.values()), default=-1)

    def look(uid: str, path: tuple[str, ...]) -> tuple[str, int, date] | None:
        """Code, depth and first day of the unit; None where it has a fault or is not there."""
        if uid in found:
            return found[uid].unit.code, found[uid].depth, found[uid].since
        code = _standing_for(taking, uid, things.get(uid, (0, {}))[1], known)
        if code:
            return code, _depth(code, known), known[code].opened
        if uid not in things or uid in path or uid in lost or len(path) > DEEPEST:
            return None
        index, thing = things[uid]
        parent = _parent(taking, index, thing, known, lambda above: look(above, (*path, uid)))
        opened = _day(thing.get("openingDate"))
        if parent is None:
            lost.add(uid)
            return None
        if opened is None:
            lost.add(uid)
            taking.fault(UNITS, index, thing, _("“openingDate” is no day."), MISSING_PROPERTY, "openingDate")
            return None
        above, depth, since = parent
        if opened < since:
            taking.report.notices.append(
                _("%(unit)s is older than the unit above it; here it begins with it on %(day)s.")
                % {"unit": thing["name"], "day": since}
            )
        unit = NewUnit(
            code=_code(thing, taken),
            kind=taking.options.kinds[min(depth, len(taking.options.kinds) - 1)],
            name=held_name(thing),
            name_en=_english(thing),
            order=last + index + 1,
            located_in=above or None,
            line=index + 1,
        )
        found[uid] = _New(index, thing, unit, depth, max(opened, since))
        return unit.code, depth, max(opened, since)

    for uid in things:
        look(uid, ())
    return list(found.values())


def _standing_for(taking: Taking, uid: str, thing: Thing, known: dict[str, Lifespan]) -> str:
    """The code of the unit that stands for an organisation unit: taken over before, or of the same code."""
    ours = taking.ours(UNITS, uid)
    if ours:
        return ours
    code = str(thing.get("code") or "")
    return next((c for c in (code, uid) if c in known), "")


def _parent(
    taking: Taking, index: int, thing: Thing, known: dict[str, Lifespan], look: _Look
) -> tuple[str, int, date] | None:
    """Code of the unit above, depth of this one, and the first day it can begin; None with a fault."""
    above = reference(thing, "parent")
    if above:
        found = look(above)
        if found is None:
            taking.fault(
                UNITS, index, thing, _("The unit above, %s, is not there.") % above, NO_REFERENCE, "parent"
            )
            return None
        code, depth, since = found
        return code, depth + 1, since
    under = taking.options.under
    if under and under in known:
        return under, _depth(under, known) + 1, known[under].opened
    if known or under:
        taking.fault(
            UNITS,
            index,
            thing,
            _("It has no unit above it. Say below which unit of yours it belongs."),
            NO_REFERENCE,
            "parent",
        )
        return None
    return "", 0, date.min


def _depth(code: str, known: dict[str, Lifespan]) -> int:
    depth, seen = 0, {code}
    while (above := known[code].parent) in known and above not in seen:
        seen.add(above)
        depth, code = depth + 1, above
    return depth


def _follow(taking: Taking, index: int, thing: Thing, known: dict[str, Lifespan]) -> None:
    """Rename or move a known unit where the file says something else than the last one did."""
    before = taking.before(UNITS, thing)
    code = _standing_for(taking, thing["id"], thing, known)
    unit = unit_by_code(code) if code else None
    if unit is None:
        return
    today, reason = taking.standing.today, taking.options.source
    with taking.refusals_of(UNITS, index, thing):
        changed = False
        if before is not None:
            said = before.carried
            if held_name(said) != held_name(thing) != known[code].name:
                rename(taking.standing, unit, held_name(thing), today, reason, _english(thing))
                changed = True
            if reference(said, "parent") != reference(thing, "parent"):
                above = unit_by_code(taking.ours(UNITS, reference(thing, "parent")))
                if above is not None:
                    move(taking.standing, unit, above, Relation.LOCATED_IN, today, reason)
                    changed = True
        elif known[code].name != held_name(thing):
            taking.report.notices.append(
                _("%(code)s stays %(ours)s here; the file calls it %(theirs)s.")
                % {"code": code, "ours": known[code].name, "theirs": held_name(thing)}
            )
        taking.keep(UNITS, thing, code, made=changed)


def _close(taking: Taking) -> None:
    """Dissolve the units with a closing day, those below first."""
    now = {u.code: u for u in lifespans(date.max)}
    closing = []
    for index, thing in taking.sound(UNITS):
        code = taking.ours(UNITS, thing["id"])
        if thing.get("closedDate") and code in now and now[code].closed is None:
            closing.append((_depth(code, now), index, thing, code))
    for _deep, index, thing, code in sorted(closing, key=lambda c: (-c[0], c[1])):
        day, unit = _day(thing["closedDate"]), unit_by_code(code)
        if day is None or unit is None:
            taking.fault(UNITS, index, thing, _("“closedDate” is no day."), MISSING_PROPERTY, "closedDate")
            continue
        with taking.refusals_of(UNITS, index, thing):
            dissolve(taking.standing, unit, day, taking.options.source)


def held_name(thing: Thing) -> str:
    """What the unit is called here: its name, its short name where that is too long."""
    name = str(thing.get("name", "")).strip()
    if len(name) > LONGEST_NAME:
        name = str(thing.get("shortName") or name).strip()
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _english(thing: Thing) -> str:
    for told in thing.get("translations") or []:
        if str(told.get("locale", "")).startswith("en") and told.get("property") == "NAME":
            return str(told.get("value", ""))[:120]
    return ""


def _code(thing: Thing, taken: set[str]) -> str:
    said = str(thing.get("code") or "")
    code = said if _CODE.fullmatch(said) and said not in taken else str(thing["id"])
    taken.add(code)
    return code


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
