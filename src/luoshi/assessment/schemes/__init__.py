"""The schemes that come with the product."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def built_in(code: str) -> str:
    """YAML text of a scheme that comes with the product; FileNotFoundError when there is none of that code."""
    return (FOLDER / f"{code}.yaml").read_text(encoding="utf-8")
