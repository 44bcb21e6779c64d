"""The reporting district, and the one that moves over from DHIS2."""

from moving import moving_district  # noqa: F401
from reporting import reporting_district  # noqa: F401
