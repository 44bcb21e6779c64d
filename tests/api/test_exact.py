"""A body is read as it was written, in whatever encoding JSON allows, or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.api.exact import read_exactly


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"value": 1.50}', {"value": Decimal("1.50")}),
        (b'\xef\xbb\xbf{"value": 3}', {"value": 3}),
        ('{"note": "水"}'.encode(), {"note": "水"}),
        ('{"note": "水"}'.encode("utf-16"), {"note": "水"}),
        ('{"note": "水"}'.encode("utf-16-le"), {"note": "水"}),
        (b'{"note": "\\ud83d\\ude00 \\u6c34"}', {"note": "😀 水"}),
        (b'{"path": "a\\\\u0000"}', {"path": "a\\u0000"}),
    ],
)
def test_it_is_read_exactly(body: bytes, read: dict[str, Any]) -> None:
    assert read_exactly(body) == read


@pytest.mark.parametrize(
    "body",
    [
        b'{"value": NaN}',
        b'{"value": -Infinity}',
        b'{"note": "\\u0000"}',
        b'{"no\\u0000te": 1}',
        b'{"cells": [{"note": "\\ud800"}]}',
        '{"note": "\\u0000"}'.encode("utf-16"),
        b'{"note": "\x00"}',
        b'{"note": "\xed\xa0\x80"}',
        b'{"\xed\xa0\x80": 1}',
        b'\xff{"value": 1}',
        b"[1]",
        b"",
    ],
)
def test_what_no_database_keeps_or_is_no_object_is_not_read(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_exactly(body)
