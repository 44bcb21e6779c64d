"""History that is handed over is closed, and names each figure once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.models import Indicator, Observation
from luoshi.ledger.refusal import Refused
from reporting import Reporting


@pytest.mark.parametrize(
    ("periods", "word"),
    [(("2015-07",), "结束"), (("2015",), "结束"), (("2016-01",), "结束"), (("2014-01", "2014-01"), "两次")],
)
def test_a_period_that_is_not_over_or_named_twice(
    reporting: Reporting, periods: tuple[str, ...], word: str
) -> None:
    figures = [PastFigure("QH-T1", period, Decimal(n)) for n, period in enumerate(periods)]
    with pytest.raises(Refused) as refused:
        import_history(
            reporting.district.standing("statistician"), Indicator.objects.get(code="invest"), figures, "年鉴"
        )
    assert word in str(refused.value.problems[0])
    assert not Observation.objects.exists()
