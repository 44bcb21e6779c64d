"""Forms as the pages draw them: one field below the other, problems beside the field they concern."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.ledger.refusal import Refused


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

    def take(self, refusal: Refused) -> None:
        """Show what an action refused, above the fields."""
        for problem in refusal.problems:
            self.add_error(None, str(problem))
