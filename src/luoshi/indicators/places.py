"""How a problem names the sheet it concerns, in the reader's language (问题所在)."""

from __future__ import annotations

from luoshi.indicators.models import Round
from luoshi.ledger.naming import named
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period


def round_named(round_: Round) -> str:
    """主要经济指标月报 2015年6月, Monthly report of main indicators June 2015."""
    return f"{named(round_.form)} {period_name(Period.parse(round_.period))}"
