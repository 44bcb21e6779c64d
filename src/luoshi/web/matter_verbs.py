"""What a matter's page can do: a form for each verb that is offered, and the action behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms

from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.archive import archive
from luoshi.matters.actions.ask_extension import ask_extension
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.chase import chase
from luoshi.matters.actions.close import close
from luoshi.matters.actions.decide_extension import decide_extension
from luoshi.matters.actions.look_back import look_back
from luoshi.matters.actions.object_to import object_to
from luoshi.matters.actions.reassign import reassign
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.actions.uphold import uphold
from luoshi.matters.matter_type import Field
from luoshi.matters.sheet import Offer
from luoshi.org.queries import unit_by_code
from luoshi.org.standing import Standing
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named

if TYPE_CHECKING:
    from luoshi.matters.models import Matter

Answers = dict[str, Any]


class VerbForm(PageForm):
    """The form of one offered verb, made from the fields that the matter's type asks for."""

    def __init__(self, offer: Offer, data: Any = None) -> None:
        super().__init__(data, prefix=offer.verb.code)
        self.offered = offer
        for field in offer.fields:
            made = _MADE_BY_KIND[field.kind](offer, field)
            made.widget.attrs["class"] = (
                "form-select" if isinstance(made.widget, forms.Select) else "form-control"
            )
            self.fields[field.code] = made

    def answers(self) -> Answers:
        """What was filled in, with units and posts as rows."""
        said: Answers = dict(self.cleaned_data)
        if said.get("unit"):
            said["unit"] = unit_by_code(said["unit"])
        if said.get("post"):
            said["post"] = next(post for post, _unit in self.offered.posts if str(post.pk) == said["post"])
        return said


def _text(_offer: Offer, field: Field) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 3}) if field.kind == "text" else forms.TextInput()
    return forms.CharField(label=named(field), required=field.required, max_length=4000, widget=box)


def _date(offer: Offer, field: Field) -> forms.Field:
    made = forms.DateField(
        label=named(field), required=field.required, widget=DayInput(), initial=offer.latest
    )
    if offer.latest is not None:
        made.widget.attrs["max"] = offer.latest.isoformat()
    return made


def _unit(offer: Offer, field: Field) -> forms.Field:
    choices = [(node.code, named(node)) for node in offer.units]
    return forms.ChoiceField(label=named(field), required=field.required, choices=[("", "—"), *choices])


def _post(offer: Offer, field: Field) -> forms.Field:
    choices = [(str(post.pk), f"{named(unit)} · {named(post)}") for post, unit in offer.posts]
    return forms.ChoiceField(label=named(field), required=field.required, choices=[("", "—"), *choices])


_MADE_BY_KIND: dict[str, Callable[[Offer, Field], forms.Field]] = {
    "text": _text,
    "line": _text,
    "date": _date,
    "unit": _unit,
    "post": _post,
}


def _place(said: Answers) -> Answers:
    return {"unit": said.get("unit") or None, "post": said.get("post") or None, "due_on": said.get("due_on")}


ACTIONS: dict[str, Callable[[Standing, Matter, Answers], object]] = {
    "assign": lambda s, m, a: assign(s, m, note=a.get("note", ""), **_place(a)),
    "accept": lambda s, m, a: accept(s, m, a.get("note", "")),
    "object": lambda s, m, a: object_to(s, m, a.get("reason", "")),
    "uphold": lambda s, m, a: uphold(s, m, a.get("reason", "")),
    "reassign": lambda s, m, a: reassign(s, m, reason=a.get("reason", ""), **_place(a)),
    "report": lambda s, m, a: report(s, m, a.get("result", ""), a.get("evidence", "")),
    "pass": lambda s, m, a: review(s, m, passed=True, reason=a.get("note", "")),
    "return": lambda s, m, a: review(s, m, passed=False, reason=a.get("reason", "")),
    "close": lambda s, m, a: close(s, m, a.get("note", "")),
    "look_back": lambda s, m, a: look_back(s, m, effective=True, finding=a.get("finding", "")),
    "reopen": lambda s, m, a: look_back(
        s, m, effective=False, finding=a.get("finding", ""), due_on=a.get("due_on")
    ),
    "archive": lambda s, m, a: archive(s, m, a.get("note", "")),
    "chase": lambda s, m, a: chase(s, m, a.get("note", "")),
    "ask_extension": lambda s, m, a: ask_extension(s, m, a.get("due_on"), a.get("reason", "")),
    "grant_extension": lambda s, m, a: decide_extension(s, m, granted=True, reason=a.get("note", "")),
    "refuse_extension": lambda s, m, a: decide_extension(s, m, granted=False, reason=a.get("reason", "")),
}
