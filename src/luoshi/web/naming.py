"""Names of data objects in the reader's language: vocabulary is data with an English twin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def named(thing: Any) -> str:
    """``name_en`` for English readers where it is filled, else ``name``."""
    return _pick(thing.name, thing.name_en)


def titled(post: Any) -> str:
    """The title of a post, held or not, likewise."""
    return _pick(post.title, post.title_en)


def group_named(node: Any) -> str:
    """The peer group of a unit likewise; empty when it is in none."""
    return _pick(node.group_name, node.group_name_en)


def _pick(chinese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else chinese
