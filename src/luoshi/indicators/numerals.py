"""Numbers as people type them (填写的数), read exactly or refused with advice; never guessed, never rounded."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SUFFIXED = re.compile(r"(?P<number>.*?)(?P<suffix>[十百千]?[万亿]|万亿)元?")
_MAGNITUDE = {"十万": 10**5, "百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_MAGNITUDE |= {"十亿": 10**9, "百亿": 10**10, "千亿": 10**11}
_LARGEST = Decimal(10) ** 14
# What every supported database gives back digit for digit, and a float64 holds without a change.
KEPT_DIGITS, KEPT_DECIMALS = 15, 6


class Unreadable(ValueError):
    """The text is no number that can be taken: ``what`` is wrong and how to ``mend`` it."""

    def __init__(self, what: Words, mend: Words) -> None:
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend


def kept_exactly(value: Decimal) -> bool:
    """Whether ``value`` is stored as it stands: finite, below 10**14, at most 15 digits, 6 of them decimals."""
    if not value.is_finite() or abs(value) >= _LARGEST:
        return False
    _sign, digits, exponent = value.normalize().as_tuple()
    return len(digits) <= KEPT_DIGITS and isinstance(exponent, int) and exponent >= -KEPT_DECIMALS


def read_number(text: str, unit_name: str, decimals: int) -> Decimal | None:
    """The number that ``text`` states in ``unit_name``; None when it is blank.

    Full-width digits and signs, surrounding spaces and well-formed thousands separators are taken, and a per
    cent sign where the unit is per cent. Raises :class:`Unreadable` for words, a magnitude (万, 亿), a
    separator in the wrong place, more than ``decimals`` decimals, and numbers of 10**14 and more or with more
    than 15 digits.
    """
    narrow = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if not narrow:
        return None
    if unit_name == "%":
        narrow = narrow.removesuffix("%").rstrip()
    number = _exact(narrow, text.strip(), unit_name)
    if abs(number) >= _LARGEST:
        raise Unreadable(
            _("“%s” is too large to be kept.") % text.strip(), _("Check the unit: %s.") % unit_name
        )
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        what = (
            _("“%(text)s” has more than %(count)d decimals.")
            if decimals
            else _("“%(text)s” is no whole number.")
        )
        raise Unreadable(
            what % {"text": text.strip(), "count": decimals},
            _("Round it yourself; nothing is rounded silently."),
        )
    if not kept_exactly(number):
        raise Unreadable(
            _("“%s” has too many digits to be kept exactly.") % text.strip(),
            _("Leave out decimals; nothing is rounded silently."),
        )
    return number


def _exact(narrow: str, shown: str, unit_name: str) -> Decimal:
    if _PLAIN.fullmatch(narrow):
        return Decimal(narrow)
    if _GROUPED.fullmatch(narrow):
        return Decimal(narrow.replace(",", ""))
    if "," in narrow:
        raise Unreadable(
            _("The separators in “%s” are not where thousands are.") % shown, _("Write the digits only.")
        )
    suffixed = _SUFFIXED.fullmatch(narrow)
    if suffixed:
        raise Unreadable(
            _("“%(text)s” carries its own magnitude “%(suffix)s”; the cell is in %(unit)s.")
            % {"text": shown, "suffix": suffixed["suffix"], "unit": unit_name},
            _advice(suffixed, unit_name),
        )
    if narrow.endswith("%"):
        raise Unreadable(
            _("“%(text)s” is a percentage; the cell is in %(unit)s.") % {"text": shown, "unit": unit_name},
            _("Write the value itself."),
        )
    raise Unreadable(
        _("“%s” is not a number.") % shown,
        _("Write digits only; leave the cell empty and give the reason in the note if there is no value."),
    )


def _advice(suffixed: re.Match[str], unit_name: str) -> Words:
    digits = suffixed["number"].replace(",", "").strip()
    unit = re.match("|".join(sorted(_MAGNITUDE, key=len, reverse=True)), unit_name)
    if not _PLAIN.fullmatch(digits):
        return _("Write digits only, in %s.") % unit_name
    value = Decimal(digits) * _MAGNITUDE[suffixed["suffix"]] / (_MAGNITUDE[unit[0]] if unit else 1)
    return _("In %(unit)s write %(value)s.") % {"unit": unit_name, "value": plain(value)}


def plain(value: Decimal | None, decimals: int | None = None) -> str:
    """``value`` in digits without exponent, with at least ``decimals`` places if given; empty when missing."""
    if value is None:
        return ""
    text = format(value.normalize(), "f")
    whole, _dot, fraction = text.partition(".")
    if decimals is None:
        return text
    return f"{whole}.{fraction.ljust(decimals, '0')}" if decimals or fraction else whole
