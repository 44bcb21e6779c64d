"""A district in the middle of the year, with everything a bulletin tells about."""

from __future__ import annotations

import pytest

from briefing.half_year_district import prepare
from cast import District
from reporting import Reporting, reporting

__all__ = ["reporting"]


@pytest.fixture
def mid_year(reporting: Reporting) -> District:
    return prepare(reporting)
