"""Fields of a scheme in the reader's language, as a comparison of two texts names them (条文对比的字段)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.assessment.form_fields import BLOCK, ITEM, WHOLE, Field, Kind
from luoshi.assessment.rules_difference import SECTIONS
from luoshi.assessment.scheme_text import SchemeText
from luoshi.web.outcome_words import conditions_words, entry_words

# Those that the form does not ask for in one field, or asks for at greater length.
FURTHER: Mapping[str, Any] = {
    "": gettext_lazy("Whole item"),
    "score": gettext_lazy("How it is scored"),
    "gate": gettext_lazy("Condition"),
    "when": gettext_lazy("Condition"),
    "note": gettext_lazy("Note"),
    "note_en": gettext_lazy("Note in English"),
    "groups": gettext_lazy("Peer groups"),
    "ties": gettext_lazy("Equal scores"),
    "alternatives.noise": gettext_lazy("Weights vary by"),
    "options": gettext_lazy("What could have been decided otherwise"),
    "item_digits": gettext_lazy("Decimals of the items"),
    "of": gettext_lazy("What is taken"),
    "per": gettext_lazy("Divided by"),
    "difficulty": gettext_lazy("Difficulty"),
    "impute": gettext_lazy("Filled in where missing"),
    "treat": gettext_lazy("Outliers"),
    "normalise": gettext_lazy("Brought to one scale"),
    "events": gettext_lazy("Counted events"),
    "power": gettext_lazy("Power of the mean"),
    "weights": gettext_lazy("Where weights come from"),
    "quota": gettext_lazy("Quota"),
    "screening": gettext_lazy("Screening"),
    "reason": gettext_lazy("Reason"),
}
KINDS = {
    "adjustments": gettext_lazy("Beside the hundred"),
    "exclusions": gettext_lazy("Not ranked"),
    "vetoes": gettext_lazy("Veto"),
    "gates": gettext_lazy("Gate"),
    "grades": gettext_lazy("Grade"),
    "jumps": gettext_lazy("Grade jump"),
}


@cache
def _fields(section: str) -> dict[str, Field]:
    """Fields of the form by name: of a row of the section, or of the scheme, its blocks and its items."""
    rows = {"adjustments": "adjustments.items"}.get(section, section)
    own = [field for field in WHOLE if field.name == rows]
    return {field.name: field for field in (own[0].columns if own else (*WHOLE, *BLOCK, *ITEM))}


def section_of(code: str) -> str:
    """The list of what follows the sum that ``code`` of a difference is an entry of; '' for anything else."""
    section = code.partition(":")[0]
    return section if section in SECTIONS else ""


def field_name(code: str, field: str) -> str:
    """What a field of ``code`` is called; as the text has it where nobody has named it."""
    section = section_of(code)
    if field in FURTHER and (not section or field in ("", "when")):
        return str(FURTHER[field])
    known = _fields(section).get(field)
    return str(known.label if known else FURTHER.get(field, field))


def choice_name(code: str, field: str, value: str) -> str | None:
    """What a choice is called; None where the field is none or knows no such choice."""
    known = _fields(section_of(code)).get(field)
    names = dict(known.choices) if known and known.kind is Kind.CHOICE else {}
    return str(names[value]) if value in names else None


def entry_name(code: str, name: str) -> str:
    """An entry of what follows the sum with its kind; ``code`` begins with the section."""
    return _("%(kind)s: %(name)s") % {"kind": KINDS[section_of(code)], "name": name}


def entry_told(text: SchemeText, code: str, indicators: Mapping[str, str]) -> str | None:
    """What the entry does; None where the text has none of this code."""
    section, _colon, own = code.partition(":")
    if section == "exclusions":
        return next((one.reason for one in text.rules.exclusions if one.unit == own), None)
    entry = next((one for one in getattr(text, section) if one.code == own), None)
    return None if entry is None else entry_words(text, entry, indicators)


def conditions_told(text: SchemeText, code: str, indicators: Mapping[str, str]) -> str | None:
    """What must hold for the entry; None where the text has none of this code."""
    section, _colon, own = code.partition(":")
    entry = next((one for one in getattr(text, section) if one.code == own), None)
    return None if entry is None else conditions_words(entry.rule.when, indicators)
