"""Shared fixtures: the named test district, and the sibling folder of public data where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings as examples

from cast import district  # noqa: F401
from demonstration import told_demonstration  # noqa: F401

# The first example of a property pays for what is compiled once; time is measured by benchmarks, never by a property.
examples.register_profile("suite", deadline=None)
examples.load_profile("suite")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public sources and data beside the repository; tests that replay it skip without it."""
    if not SHARED.is_dir():
        pytest.skip("the public sources and data are not beside this checkout")
    return SHARED
