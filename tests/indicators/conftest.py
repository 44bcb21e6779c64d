"""The reporting district."""

from reporting import reporting  # noqa: F401
