"""Boundaries and bases in words: shares, what became of a unit, and why two levels are not compared."""

from __future__ import annotations

import re
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.indicators.basis import Refusal
from luoshi.indicators.succession_history import Inheritance
from luoshi.kernel.rounding import half_up
from luoshi.web.named import named

# No exponent: a few signs would stand for a number of a million digits.
_SHARE = re.compile(r"\d{1,15}(?:\.\d{0,15}|/\d{1,15})?|\.\d{1,15}")


def share_words(share: Fraction) -> str:
    """35%, 12.5%; 1/3 where no short percentage says it exactly."""
    percent = share * 100
    if (percent * 1000).denominator == 1:
        return f"{half_up(float(percent), 3):f}".rstrip("0").rstrip(".") + "%"
    return f"{share.numerator}/{share.denominator}"


def share_typed(text: str) -> Fraction | None:
    """A share as somebody types it: 35%, 0.35 or 7/20; None for anything else."""
    plain = text.strip().replace("％", "%")
    digits = plain.removesuffix("%").rstrip()
    if not _SHARE.fullmatch(digits):
        return None
    try:
        number = Fraction(digits)
    except ZeroDivisionError:
        return None
    return number / 100 if plain.endswith("%") else number


def inheritance_words(said: Inheritance) -> str:
    """What one line means, in a sentence without its document."""
    what = {
        "day": said.row.on.isoformat(),
        "share": share_words(said.row.share),
        "predecessor": named(said.predecessor),
        "successor": named(said.successor),
    }
    if said.row.share == 1:
        return _("from %(day)s %(predecessor)s is part of %(successor)s") % what
    return _("from %(day)s %(share)s of %(predecessor)s belongs to %(successor)s") % what


def refusal_words(refusal: Refusal) -> str:
    """Why two years, or an amount and a figure, are not compared; '' where they are."""
    return {
        Refusal.NONE: "",
        Refusal.PART_MISSING: _("a unit that is now part of it has no figure for the year before"),
        Refusal.NOT_ADDITIVE: _("a rate is not carried into other boundaries"),
        Refusal.RULES: _("the base was restated for other periods only"),
        Refusal.BOUNDARIES: _("the boundaries changed in between"),
        Refusal.PRICES: _("the prices are of different years"),
        Refusal.DEFINITION: _("the definition changed in between"),
    }[refusal]


def amount_refusal_words(refusal: Refusal) -> str:
    """Why nothing is divided by the amount of a target; '' where it is."""
    return {
        Refusal.NONE: "",
        Refusal.RULES: pgettext("amount", "it rests on a base that was restated since"),
        Refusal.BOUNDARIES: pgettext("amount", "it was set before the boundaries changed"),
    }.get(refusal) or refusal_words(refusal)
