"""Names of data objects in the reader's language."""

from __future__ import annotations

from typing import Any

from luoshi.ledger.naming import named, reads_chinese
from luoshi.web.formats import unit_name

__all__ = ["group_named", "measured_in", "named", "unit_named"]


def measured_in(indicator: Any) -> str:
    """The unit of measure likewise; money in the product's own words."""
    shown = unit_name(indicator.unit_name)
    english = indicator.unit_name_en if not reads_chinese() else ""
    return str(english if english and shown == indicator.unit_name else shown)


def group_named(node: Any) -> str:
    """The peer group of a unit likewise; '' when it is in none."""
    english = node.group_name_en if not reads_chinese() else ""
    return str(english or node.group_name)


def unit_named(post: Any) -> str:
    """The unit of a held post likewise."""
    english = post.unit_name_en if not reads_chinese() else ""
    return str(english or post.unit_name)
