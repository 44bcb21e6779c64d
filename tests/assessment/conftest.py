"""The assessed district."""

from assessing import assessed_district  # noqa: F401
from reporting import reporting_district  # noqa: F401
