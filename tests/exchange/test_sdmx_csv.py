"""Figures leave as SDMX-CSV 2.0."""

from __future__ import annotations

import csv
import io

import pytest

from cast import TODAY
from luoshi.exchange.queries import Wanted, export_sdmx
from luoshi.exchange.sdmx_csv import COLUMNS, SIMULATED
from luoshi.ledger.refusal import Denied
from reporting import Reporting

pytestmark = pytest.mark.django_db


FILED = {"invest": "9.5", "revenue": "0", "output": "12"}


def rows(reporting: Reporting, **wanted: bool) -> list[dict[str, str]]:
    told = export_sdmx(reporting.district.standing("statistician"), Wanted(as_of=TODAY, **wanted))
    text = "".join(told)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(text)))


def test_verified_figures_and_on_request_the_others(reporting: Reporting) -> None:
    round_ = reporting.open()
    reporting.file(round_, FILED)
    reporting.verify_by("statistician", round_)
    one, other = rows(reporting)
    assert other["INDICATOR"] == "output"
    assert one == {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": "LUOSHI:DF_OBSERVATIONS(1.0)",
        "ACTION": "I",
        "REF_AREA": "QH-T1",
        "INDICATOR": "invest",
        "FREQ": "M",
        "TIME_PERIOD": "2015-06",
        "OBS_VALUE": "9.5",
        "UNIT_MEASURE": "亿元",
        "DECIMALS": "2",
        "OBS_STATUS": "A",
        "OBS_COMMENT": f"{SIMULATED}; 已核对",
    }
    both = {
        row["INDICATOR"]: (row["OBS_VALUE"], row["OBS_STATUS"]) for row in rows(reporting, unverified=True)
    }
    assert both == {"invest": ("9.5", "A"), "revenue": ("0", "P"), "output": ("12", "A")}


def test_it_leaves_through_few_hands(reporting: Reporting) -> None:
    for person in ("t1_liaison", "inspector", "leader"):
        with pytest.raises(Denied):
            export_sdmx(reporting.district.standing(person), Wanted(as_of=TODAY))
    with pytest.raises(Denied):
        export_sdmx(reporting.district.standing("admin"), Wanted(as_of=TODAY, unverified=True))
