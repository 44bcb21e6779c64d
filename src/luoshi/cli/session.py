"""What every verb that touches the database needs: the rooms loaded, somebody who acts, refusals told plainly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from luoshi.org.standing import Standing

ActingAs = Annotated[
    str,
    typer.Option(
        "--as", help="Code of the person who acts; not needed while an installation is being founded."
    ),
]


def start_django() -> None:
    """Load the settings and the rooms, and speak the terminal's language: Chinese unless it says English."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    import django
    from django.utils import translation

    django.setup()
    if _speaks_english():
        translation.activate("en")


def gettext(message: str) -> str:
    """The message in the terminal's language; Django is loaded when the first one is told."""
    from django.utils import translation

    return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for a number of things, likewise."""
    from django.utils import translation

    return translation.ngettext(singular, plural, number)


def start_words() -> None:
    """The words alone, for verbs that only read a file: no rooms, no database, no secret key."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            LANGUAGE_CODE="en" if _speaks_english() else "zh-hans",
            LOCALE_PATHS=[Path(__file__).resolve().parent.parent / "locale"],
        )
        django.setup()


def _speaks_english() -> bool:
    return os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("en")


def acting(person: str) -> Standing:
    """The person with this code at the business moment; the founder when no code is given."""
    from luoshi.org.queries import standing_of_code
    from luoshi.org.standing import Standing
    from luoshi.workdays.clock import business_now

    if not person:
        return Standing(at=business_now(), name="建库 founding")
    return standing_of_code(person, business_now())


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Print what is wrong, one problem a line, and leave with exit code 2 instead of a traceback."""
    from luoshi.ledger.refusal import Denied, Refused

    try:
        yield
    except Refused as refusal:
        for problem in refusal.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(2) from refusal
    except Denied as denial:
        typer.echo(str(denial), err=True)
        raise typer.Exit(2) from denial
