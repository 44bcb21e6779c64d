"""What a thing on record is called in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def reads_chinese() -> bool:
    """Whether the reader reads Chinese, as everybody does who has not chosen."""
    return (get_language() or "zh").startswith("zh")


def named(thing: Any) -> str:
    """``name_en`` where the reader reads English and there is one, else ``name``; '' for None.

    Posts carry ``title`` and ``title_en`` instead.
    """
    if thing is None:
        return ""
    chinese = getattr(thing, "name", None) or getattr(thing, "title", "")
    english = getattr(thing, "name_en", "") or getattr(thing, "title_en", "")
    return str(english if english and not reads_chinese() else chinese)
