"""The reporting district."""

from reporting import reporting_district  # noqa: F401
