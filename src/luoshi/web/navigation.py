"""The rooms of the product in their fixed order, with the letter that goes there after ``g``."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """One entry of the navigation; ``key`` is also the name of its URL."""

    key: str
    label: Promise
    icon: str
    letter: str
    on_phone_bar: bool = False
    starts_group: bool = False


ROOMS = (
    Room("today", _("Today"), "calendar-check", "t", on_phone_bar=True),
    Room("district", _("District"), "layout-dashboard", "d"),
    Room("plan", _("Plan"), "file-text", "p", starts_group=True),
    Room("checks", _("Number check"), "math-symbols", "c"),
    Room("targets", _("Targets"), "target", "g"),
    Room("reports", _("Reports"), "table-import", "r", on_phone_bar=True),
    Room("matters", _("Matters"), "clipboard-check", "m", on_phone_bar=True),
    Room("assessment", _("Assessment"), "scale", "a", starts_group=True),
    Room("bulletins", _("Bulletins"), "speakerphone", "b"),
    Room("ledger", _("Ledger"), "book-2", "l", starts_group=True),
    Room("settings", _("Settings"), "settings", "s"),
)
