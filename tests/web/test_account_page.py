"""One's own password: changed with the old one, weak ones refused, other sessions ended."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cast import TODAY, District
from luoshi.identity.models import Account
from luoshi.ledger.verify import verify
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.open_account import open_account
from web.signed_in import signed_in

OLD, NEW = "长河落日圆-1959-river", "大漠孤烟直-0737-smoke"


def clerk(district: District) -> Client:
    admin = district.standing("admin")
    appoint(admin, [Appointment("QH-T2", "deputy", "副镇长", "", "clerk", "柳青")], TODAY)
    open_account(admin, "clerk", "clerk", OLD)
    return signed_in("clerk")


def change(client: Client, old: str, new: str, again: str) -> int:
    return client.post(reverse("settings_account"), {"old": old, "new": new, "again": again}).status_code


def test_a_password_is_changed_with_the_old_one(district: District) -> None:
    client, elsewhere = clerk(district), signed_in("clerk")
    assert change(client, "wrong", NEW, NEW) == 422
    assert change(client, OLD, NEW, OLD) == 422
    assert change(client, OLD, "short", "short") == 422
    assert change(client, OLD, NEW, NEW) == 302
    assert Account.objects.get(username="clerk").check_password(NEW)
    assert client.get(reverse("settings_account")).status_code == 200
    assert elsewhere.get(reverse("settings_account")).status_code == 302, "other sessions have ended"
    assert verify().holds


def test_a_demonstration_account_has_no_password(district: District) -> None:
    client = signed_in("leader")
    assert 'name="old"' not in client.get(reverse("settings_account")).content.decode()
    assert change(client, "", NEW, NEW) == 422
    assert change(client, "x", NEW, NEW) == 403
