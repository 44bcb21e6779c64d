"""Words of targets in templates: what is to be reached, what was changed, on whose authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from luoshi.targets.history import Change
from luoshi.web.named import named
from luoshi.web.pace_words import target_words

if TYPE_CHECKING:
    from luoshi.targets.models import Target

register = template.Library()
register.filter("target_words", target_words)


@register.filter
def change_words(change: Change) -> str:
    """增长 8% 改为增长 7%; 时序曲线, 基数: what else was changed."""
    assert change.before is not None
    others = {
        "base": _("the base"),
        "curve": _("the curve"),
        "parent": _("how it was handed down"),
    }
    said = [others[name] for name in change.fields if name in others]
    if {"value", "stretch"} & set(change.fields):
        moved = _("%(before)s became %(after)s") % {
            "before": target_words(change.before),
            "after": target_words(change.after),
        }
        said.insert(0, moved)
    if not said:
        return _("Handed down again, unchanged")
    return (_("Adjusted") + _(": ") + _(", ").join(said)).strip()


@register.filter
def authority_words(target: Target) -> str:
    """The document, who approved it, and why; '' where nothing is on record."""
    approver = named(target.approved_by) if target.approved_by_id else ""
    said = (target.basis, _("approved by %s") % approver if approver else "", target.change_reason)
    return " · ".join(part for part in said if part)
