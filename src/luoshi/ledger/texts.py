"""Texts on record are kept whole (文字不截断): what is too long is refused beside its field, never cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

# As many characters as the columns hold.
LONGEST_TITLE = LONGEST_DOCUMENT = LONGEST_SOURCE = 200
LONGEST_REASON = 300


def too_long(where: Words, text: str, longest: int = LONGEST_REASON, field: str = "") -> list[Problem]:
    """A problem where ``text`` is longer than is kept, [] where it is not: what somebody wrote is never cut off.

    ``field`` is the field of the form beside which it is told.
    """
    if len(text.strip()) <= longest:
        return []
    what = _("The text is longer than %d characters.") % longest
    return [Problem(where, what, _("Say it shorter; what is long goes into the document."), field)]
