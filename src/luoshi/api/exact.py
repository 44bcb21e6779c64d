"""JSON read exactly: a number is the decimal that was written, and text is text that a database keeps."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class ExactParser(Parser):
    """Reads a body. What raises here is told as no sound JSON (400)."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """As :func:`read_exactly`."""
        return read_exactly(request.body)


def read_exactly(body: bytes) -> dict[str, Any]:
    """Numbers with a point come as Decimal; NaN, infinity, the character NUL and half a surrogate raise ValueError."""
    text = body.decode(json.detect_encoding(body), "surrogatepass")
    read = _DECODER.decode(text)
    if "\\" in text:
        _sound(read)
    else:
        # Without an escape a text holds no NUL, which JSON forbids as it stands, and a surrogate only if the body does.
        text.encode("utf-8")
    if not isinstance(read, dict):
        raise ValueError("the body is no object")
    return read


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _sound(read: Any) -> None:
    """ValueError where a text cannot be stored."""
    if isinstance(read, str):
        read.encode("utf-8")
        if "\0" in read:
            raise ValueError("the character NUL")
    elif isinstance(read, dict):
        for name, value in read.items():
            _sound(name)
            _sound(value)
    elif isinstance(read, list):
        for value in read:
            _sound(value)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
