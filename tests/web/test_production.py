"""A real district is served with a secret of its own, over https, and without the cast of a demonstration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cast import District
from luoshi.identity.actions.sign_in import TRIES_PER_ADDRESS
from luoshi.identity.models import FailedSignIn
from web.signed_in import signed_in

SOURCES = Path(__file__).resolve().parents[2] / "src"
SECRET = "k" * 32
ASKED = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "DEBUG",
    "ALLOWED_HOSTS",
    "DEMO",
)


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """The settings as a fresh process reads them."""
    show = (
        "import json, luoshi.config.settings as s; "
        f"print(json.dumps({{name: getattr(s, name) for name in {ASKED!r}}}))"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LUOSHI_")}
    return subprocess.run(
        [sys.executable, "-c", show],
        env={**clean, "PYTHONPATH": str(SOURCES), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("secret", ["", "short", "demonstration-only-not-a-secret"])
def test_no_start_without_a_secret_of_its_own(secret: str) -> None:
    refused = started(LUOSHI_SECRET_KEY=secret)
    assert refused.returncode != 0
    assert "LUOSHI_SECRET_KEY" in refused.stderr


def test_behind_tls_cookies_travel_encrypted_only() -> None:
    told = json.loads(started(LUOSHI_SECRET_KEY=SECRET, LUOSHI_HTTPS="1", LUOSHI_HOSTS="ls.example").stdout)
    assert told["SESSION_COOKIE_SECURE"] and told["CSRF_COOKIE_SECURE"]
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert told["ALLOWED_HOSTS"] == ["ls.example"]
    assert not told["DEBUG"]
    assert not told["DEMO"]


def test_behind_tls_a_form_is_of_the_same_site(district: District, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client(enforce_csrf_checks=True)
    token = client.get(reverse("login")).context["csrf_token"]
    answer = client.post(
        reverse("set_language"),
        {"language": "en", "csrfmiddlewaretoken": str(token)},
        headers={"Host": "testserver", "Origin": "https://testserver", "X-Forwarded-Proto": "https"},
    )
    assert answer.status_code == 302


def test_behind_tls_each_guesser_locks_out_only_himself(district: District, settings: Settings) -> None:
    settings.BEHIND_TLS = True
    FailedSignIn.objects.bulk_create(
        FailedSignIn(username=f"n{n}", address="203.0.113.9", at=datetime.now(UTC))
        for n in range(TRIES_PER_ADDRESS)
    )

    def attempt(forwarded: str) -> int:
        said = {"username": "somebody", "password": "wrong"}
        return Client().post(reverse("login"), said, headers={"X-Forwarded-For": forwarded}).status_code

    assert attempt("203.0.113.9") == 429
    assert attempt("198.51.100.1, 203.0.113.9") == 429
    assert attempt("203.0.113.9, 198.51.100.1") == 422


def test_no_session_of_the_cast_outlives_the_demonstration(district: District, settings: Settings) -> None:
    client = signed_in("leader")
    assert client.get(reverse("ledger")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("ledger")).headers["Location"].startswith(reverse("login"))
