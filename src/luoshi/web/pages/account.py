"""Settings, account: the posts one holds, and one's password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from luoshi.identity.actions.change_password import change_password
from luoshi.ledger.refusal import Refused
from luoshi.web.access import page
from luoshi.web.forms import PageForm
from luoshi.web.request import Request


class PasswordForm(PageForm):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=gettext_lazy("Old password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Both new passwords must be the same."""
        said = self.cleaned_data
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("It differs from the one above. Type the new password twice."))


@page()
@sensitive_post_parameters()
def account(request: Request) -> HttpResponse:
    """One's own posts, and the form to change the password; other sessions end when it changes."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chain = request.standing.posts[0].unit_code if request.standing.posts else "identity"
        try:
            changed = change_password(request.standing.signature(), said["old"], said["new"], chain=chain)
        except Refused as refusal:
            form.take(refusal)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("The password is changed; other sessions have ended."))
            return redirect("settings_account")
    context = {"tab": "account", "form": form, "posts": request.standing.posts, "user": request.user}
    return render(request, "settings/account.html", context, status=422 if form.is_bound else 200)


routes = [path("settings/account/", account, name="settings_account")]
