"""Forms as the pages draw them: one field below the other, problems beside the field they concern."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from luoshi.ledger.refusal import Refused

EARLIEST = date(1949, 10, 1)


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


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PageForm(forms.Form):
    """A form whose inputs carry the classes of the design; drawn by ``components/form_fields.html``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choice = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if choice else "form-control")

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
