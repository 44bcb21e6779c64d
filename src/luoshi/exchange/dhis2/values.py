"""Values on their way in or out (数据值), whatever the file format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

LARGEST = 64 * 1024 * 1024
SCHEMES = ("uid", "code", "name")
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as a file states it: identifiers and number still as text, empty where the file says nothing.

    ``category`` is a category option combination, or ``options`` names one option for each category.
    """

    element: str
    period: str
    unit: str
    value: str = ""
    category: str = ""
    attribute: str = ""
    comment: str = ""
    followup: bool = False
    deleted: bool = False
    stored_by: str = ""
    last_updated: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    attribute_options: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Schemes:
    """By what a file names things: uid, code, name or "attribute:" with the identifier of an attribute."""

    element: str = "uid"
    unit: str = "uid"
    category: str = "uid"

    @classmethod
    def read(cls, said: Mapping[str, str], default: str = "uid") -> Schemes:
        """From the names that DHIS2 uses in files and addresses; the specific one goes before ``idScheme``."""
        general = said.get("idScheme") or default
        return cls(
            element=_scheme(said.get("dataElementIdScheme") or general),
            unit=_scheme(said.get("orgUnitIdScheme") or general),
            category=_scheme(said.get("categoryOptionComboIdScheme") or general),
        )


def _scheme(text: str) -> str:
    lowered = text.strip().lower()
    if lowered in SCHEMES:
        return lowered
    if lowered == "id":
        return "uid"
    kind, _colon, attribute = text.strip().partition(":")
    if kind.lower() == "attribute" and attribute:
        return f"attribute:{attribute}"
    raise unreadable(_("“%s” is no scheme of identifiers.") % text, _("Use uid, code or name."))


@dataclass(frozen=True)
class ValueSet:
    """A file's values in their order, and what it says of all of them. ``values`` can be walked once.

    ``said`` holds the root's remaining words: strategy, whether it is a trial, the date of completion.
    """

    schemes: Schemes
    values: Iterator[Value]
    said: Mapping[str, str] = field(default_factory=dict)


def truth(text: str) -> bool | None:
    """What DHIS2 takes for true or false: true, t, 1 and false, f, 0 in any case; None for anything else."""
    lowered = text.strip().lower()
    if lowered in {"true", "t", "1"}:
        return True
    return False if lowered in {"false", "f", "0"} else None


def unreadable(what: Words, mend: Words) -> Refused:
    """The refusal of a whole file."""
    return Refused(Problem(_("The file"), what, mend, "file"))
