"""A browser that is signed in as one of the test district's people."""

from __future__ import annotations

from django.test import Client

from luoshi.identity.models import Account


def signed_in(person: str) -> Client:
    """A client in the session of the person with this code."""
    client = Client()
    client.force_login(Account.objects.get(username=person))
    return client
