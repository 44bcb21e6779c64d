"""A document's numbers beside the record, for its pages."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from luoshi.indicators.queries import RecordLine
from luoshi.web.record_words import record_rows, record_sentence

register = template.Library()


@register.filter
def any_simulated(lines: Sequence[RecordLine]) -> bool:
    """Whether one of the values shown is invented."""
    return any(line.simulated for line in lines)


register.filter("record_rows", record_rows)
register.filter("record_sentence", record_sentence)
