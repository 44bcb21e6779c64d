"""A document's numbers beside the record, for its pages."""

from __future__ import annotations

from django import template

from luoshi.web.record_words import record_rows, record_sentence

register = template.Library()

register.filter("record_rows", record_rows)
register.filter("record_sentence", record_sentence)
