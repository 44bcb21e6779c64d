"""The fields that say by which document, by whom and why a target is set or changed (依据、批准人、理由)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from luoshi.ledger.refusal import Refused
from luoshi.org.queries import leaders
from luoshi.targets.authority import Authority
from luoshi.targets.succession import in_force_below
from luoshi.web.forms import PageForm
from luoshi.web.named import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luoshi.ledger.refusal import Problem
    from luoshi.org.models import Post
    from luoshi.org.standing import Standing
    from luoshi.targets.models import Target


def approvers(standing: Standing) -> dict[str, Post]:
    """The posts of the district's leaders that somebody else holds today, by their key as text."""
    own = {held.post_id for held in standing.posts}
    return {str(post.pk): post for post in leaders(standing.today) if post.pk not in own}


class AuthorityForm(PageForm):
    """By which document, by whom and why."""

    basis = forms.CharField(label=gettext_lazy("Document, with its number"), max_length=200, required=False)
    approver = forms.ChoiceField(label=gettext_lazy("Approved by"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def offer_approvers(self, standing: Standing) -> None:
        """Let somebody else than the one who records it be chosen."""
        self.posts = approvers(standing)
        self.set_choices("approver", [("", "—"), *((key, named(p)) for key, p in self.posts.items())])

    @property
    def authority(self) -> Authority:
        said = self.cleaned_data
        return Authority(said["basis"], self.posts.get(said["approver"]), said["reason"])


def authority_form(standing: Standing, data: Any = None, *, ids: str = "authority") -> AuthorityForm:
    """The three fields alone, for a form that is drawn by hand; ``ids`` keeps several on one page apart."""
    form = AuthorityForm(data, auto_id=f"{ids}-%s")
    form.offer_approvers(standing)
    return form


def parts_form(
    standing: Standing, target: Target, units: Sequence[str], data: Any = None
) -> AuthorityForm | None:
    """The fields for handing ``target`` down to ``units`` (codes); None where nothing in force is changed by it."""
    return authority_form(standing, data) if in_force_below(target, units) else None


def said_in(form: AuthorityForm | None) -> Authority | None:
    """What was typed into ``form``; None where nothing is asked for, or something cannot be read."""
    return form.authority if form is not None and form.is_valid() else None


def beside(form: AuthorityForm | None, refusal: Refused) -> list[Problem]:
    """Put what concerns the fields of ``form`` beside them; the problems that remain for the head of the page."""
    mine = [p for p in refusal.problems if form is not None and p.code in form.fields]
    if form is not None and mine:
        form.take(Refused(mine))
    return [p for p in refusal.problems if p not in mine]
