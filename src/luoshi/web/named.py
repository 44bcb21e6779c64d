"""Names of data objects in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from luoshi.web.formats import unit_name


def named(thing: Any) -> str:
    """``name_en`` where the reader reads English and there is one, else ``name``; '' for None.

    Posts carry ``title`` and ``title_en`` instead.
    """
    if thing is None:
        return ""
    chinese = getattr(thing, "name", None) or getattr(thing, "title", "")
    english = getattr(thing, "name_en", "") or getattr(thing, "title_en", "")
    return str(english if english and not (get_language() or "zh").startswith("zh") else chinese)


def measured_in(indicator: Any) -> str:
    """The unit of measure likewise; money in the product's own words."""
    shown = unit_name(indicator.unit_name)
    english = indicator.unit_name_en if not (get_language() or "zh").startswith("zh") else ""
    return str(english if english and shown == indicator.unit_name else shown)


def group_named(node: Any) -> str:
    """The peer group of a unit likewise; '' when it is in none."""
    english = node.group_name_en if not (get_language() or "zh").startswith("zh") else ""
    return str(english or node.group_name)


def unit_named(post: Any) -> str:
    """The unit of a held post likewise."""
    english = post.unit_name_en if not (get_language() or "zh").startswith("zh") else ""
    return str(english or post.unit_name)
