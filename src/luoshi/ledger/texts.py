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


def too_long(field: str, text: str, where: Words, longest: int = LONGEST_REASON) -> list[Problem]:
    """The problem of a text of more than ``longest`` characters; none where it can be kept."""
    if len(text.strip()) <= longest:
        return []
    what = _("The text is longer than %d characters.") % longest
    return [Problem(where, what, _("Say it shorter; what is long goes into the document."), field)]
