"""The district with targets."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from steering import steering_district  # noqa: F401


@pytest.fixture
def english() -> Iterator[None]:
    """Refusals in the words of the code, whether or not the catalogue is compiled."""
    with translation.override("en"):
        yield
