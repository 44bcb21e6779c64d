"""How days are written in the reader's language. None is missing, and stays None."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext


def day(value: dt.date | None) -> str | None:
    """2015年7月6日, 6 July 2015."""
    return None if value is None else date_format(value, gettext("j F Y"), use_l10n=False)


def short_day(value: dt.date | None) -> str | None:
    """7月6日, 6 Jul: for lists inside one year."""
    return None if value is None else date_format(value, gettext("j M"), use_l10n=False)


def month(value: dt.date | None) -> str | None:
    """2015年6月, June 2015."""
    return None if value is None else date_format(value, gettext("F Y"), use_l10n=False)
