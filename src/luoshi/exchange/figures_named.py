"""Which figures a data element of DHIS2 stands for here, and the other way round (数据元素对照)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.expressions import Unsayable
from luoshi.exchange.dhis2.uids import DEFAULT_OPTION_COMBO
from luoshi.exchange.directory import Directory
from luoshi.indicators.definitions import made_codes


@dataclass(frozen=True)
class Figures:
    """``wholes``: data element -> code here, empty where its values are no numbers; ``parts``: element -> option
    combination -> code. ``elements``: code -> data element and option combination. ``catalogue``: every code here.
    """

    wholes: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]]
    elements: Mapping[str, tuple[str, str]]
    catalogue: frozenset[str]
    defaults: frozenset[str]

    def is_default(self, combo: str) -> bool:
        """Whether an option combination stands for no disaggregation."""
        return combo in self.defaults

    def codes(self, element: str, combo: str) -> tuple[str, ...]:
        """Our codes for a data element, or for one option combination of it; Unsayable where nothing stands for it."""
        parts, whole = self.parts.get(element, {}), self.wholes.get(element)
        if combo and combo in parts:
            return (parts[combo],)
        if whole is None and not parts:
            raise Unsayable(_("the data element %s is not here") % element)
        if combo and not (whole and self.is_default(combo)):
            raise Unsayable(
                _("the part %(combo)s of %(element)s is not kept here") % {"combo": combo, "element": element}
            )
        found = (whole,) if whole else tuple(parts.values())
        if not found:
            raise Unsayable(_("the data element %s holds no numbers") % element)
        return found


def figures(directory: Directory, made: Collection[str]) -> Figures:
    """What stands for what; DHIS2 knows nothing of what is derived or computed here, the codes ``made``."""
    wholes = {known.uid: known.ours for known in directory.elements.things}
    parts: dict[str, dict[str, str]] = {}
    for (element, combo), code in directory.operands.items():
        parts.setdefault(element, {})[combo] = code
    elements = {
        code: (element.uid, combo.uid if combo else "")
        for code, (element, combo) in directory.parts.items()
        if code not in made
    }
    return Figures(
        wholes,
        parts,
        elements,
        frozenset(i.code for i in directory.catalogue),
        frozenset(k.uid for k in directory.option_combos.things if directory.is_default(k))
        | {DEFAULT_OPTION_COMBO},
    )


def figures_now() -> Figures:
    """What stands for what at present."""
    return figures(Directory(date.max), made_codes())
