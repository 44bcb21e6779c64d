"""A district in the middle of the year, with everything a bulletin tells about."""

from briefing.half_year_district import mid_year_district  # noqa: F401
from reporting import reporting_district  # noqa: F401
