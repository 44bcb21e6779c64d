"""Forms as the pages draw them: one field below the other, problems beside the field they concern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator, slug_re, validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

EARLIEST = date(1949, 10, 1)
# People paste amounts with thousands separators, half or full width.
SEPARATORS = str.maketrans("", "", ",，")
TOO_LARGE = Decimal(10) ** 14  # no column holds it
# What is wrong with any field, by the framework's name for it.
WORDED: dict[str, Any] = {
    "max_length": gettext_lazy(
        "At most %(limit_value)d characters are kept; these are %(show_value)d. Say it shorter."
    )
}
_DIGITS = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})")


def row_key(text: str) -> int | None:
    """The number of a row as a form or an address gives it; None for anything else, however long or exotic."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def day_asked(text: str) -> date | None:
    """The day that an address asks for; None for anything else, and for days before all records."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def number_typed(text: str) -> Decimal | None:
    """The number as somebody typed it in digits; None for anything else, and for what no column holds."""
    plain = text.translate(SEPARATORS).strip()
    if not _DIGITS.fullmatch(plain):
        return None
    number = Decimal(plain)
    return number if abs(number) < TOO_LARGE else None


def number_asked(place: Words, text: str, field: str) -> Decimal:
    """The number typed into ``field``; Refused, beside that field, when it is none."""
    number = number_typed(text)
    if number is None:
        large = _DIGITS.fullmatch(text.translate(SEPARATORS).strip())
        raise Refused(
            Problem(
                place,
                _("“%s” is larger than any amount that can be kept.") % text
                if large
                else _("“%s” is not a number.") % text,
                _("Check the number and its unit.") if large else _("Write digits, such as 152.30."),
                field,
            )
        )
    return number


def beside(problems: Iterable[Problem], *fields: str) -> dict[str, Any]:
    """For a template: ``wrong`` are the words beside each of ``fields``, ``problems`` what concerns none of them."""
    told = list(problems)
    wrong = {
        field: [f"{one.what} {one.mend}".strip() for one in told if one.code == field] for field in fields
    }
    return {"wrong": wrong, "problems": [one for one in told if one.code not in wrong]}


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _in_our_words(validator: Any) -> Any:
    """The same check; what it says is a sentence of ours."""
    if isinstance(validator, MaxLengthValidator):
        what = _("The text is longer than %(limit_value)d characters: it has %(show_value)d.")
        return MaxLengthValidator(validator.limit_value, what)
    if validator is validate_slug:
        return RegexValidator(slug_re, _("Use letters, digits, hyphens and underscores."))
    return validator


class PageForm(forms.Form):
    """A form whose inputs carry the classes of the design; drawn by ``components/form_fields.html``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A browser cuts what is pasted without a word; too long a text is refused beside the field instead.
            field.widget.attrs.pop("maxlength", None)
            field.error_messages |= WORDED
            if isinstance(field, forms.SlugField):
                field.error_messages["invalid"] = gettext_lazy(
                    "Use letters, digits, hyphens and underscores."
                )
            choice = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if choice else "form-control")
            field.validators = [_in_our_words(validator) for validator in field.validators]

    def set_choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Fill a choice field with what there is to choose from now."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def take(self, refusal: Refused) -> None:
        """Show what an action refused: beside the field a problem's ``code`` names, else above the fields."""
        for problem in refusal.problems:
            if problem.code in self.fields:
                self.add_error(problem.code, f"{problem.what} {problem.mend}".strip())
            else:
                self.add_error(None, str(problem))
