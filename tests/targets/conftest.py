"""The district with targets."""

from steering import steering_district  # noqa: F401
