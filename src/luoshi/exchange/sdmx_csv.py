"""Figures as SDMX-CSV 2.0 (统计数据交换), out only.

Columns: STRUCTURE, STRUCTURE_ID and ACTION as the format prescribes; the dimensions REF_AREA, INDICATOR, FREQ and
TIME_PERIOD; the measure OBS_VALUE; the attributes UNIT_MEASURE, DECIMALS, OBS_STATUS (CL_OBS_STATUS: A normal,
P provisional because nobody verified it, M missing because it was withdrawn) and OBS_COMMENT.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from luoshi.exchange.formula_guard import guarded
from luoshi.indicators.models import Indicator
from luoshi.indicators.numerals import plain
from luoshi.indicators.queries import Figure
from luoshi.workdays.periods import Cadence, Period

STRUCTURE_ID = "LUOSHI:DF_OBSERVATIONS(1.0)"
COLUMNS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "REF_AREA",
    "INDICATOR",
    "FREQ",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MEASURE",
    "DECIMALS",
    "OBS_STATUS",
    "OBS_COMMENT",
)
# In both languages whatever the reader's: a file travels.
SIMULATED = "演示数据 / simulated"
_FREQUENCY = {
    Cadence.DAILY: "D",
    Cadence.WEEKLY: "W",
    Cadence.MONTHLY: "M",
    Cadence.QUARTERLY: "Q",
    Cadence.HALF_YEARLY: "S",
    Cadence.YEARLY: "A",
}


def write_sdmx(figures: Iterable[Figure], measured: Mapping[str, Indicator]) -> Iterator[str]:
    """The file in pieces, a line each. ``measured`` are the indicators of the figures by code."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield line(COLUMNS)
    for figure in figures:
        indicator = measured[figure.indicator]
        period = Period.parse(figure.period)
        status = "M" if figure.value is None else "A" if figure.verified else "P"
        remarks = [SIMULATED] * figure.simulated + [figure.note] * bool(figure.note)
        yield line(
            [
                "dataflow",
                STRUCTURE_ID,
                "I",
                guarded(figure.unit),
                guarded(figure.indicator),
                _FREQUENCY[period.cadence],
                _named(period),
                plain(figure.value),
                guarded(indicator.unit_name),
                str(indicator.decimals),
                status,
                guarded("; ".join(remarks)),
            ]
        )


def _named(period: Period) -> str:
    """The period as SDMX writes it: a day with its dashes, a half-year with an S."""
    if period.cadence is Cadence.DAILY:
        return period.start.isoformat()
    return period.code.replace("-H", "-S")
