"""Characters that nobody sees (不可见字符): a text that holds one looks like another, or turns the writing round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
"""Control characters and lone surrogates, which no table, page or document keeps, and signs that turn the writing round."""
_NO_WIDTH = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"
_UNSEEN = re.compile(f"[{CONTROL}{_NO_WIDTH}]")


def unseen(*texts: tuple[str, str, Words]) -> list[Problem]:
    """A problem for each (field, text, name) whose text holds such a character; line breaks are seen."""
    return [
        Problem(
            name,
            _("The text holds a character that nobody sees."),
            _("Type it anew instead of pasting it."),
            field,
        )
        for field, text, name in texts
        if _UNSEEN.search(text)
    ]
