"""``luoshi account``: ways to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

account = typer.Typer(no_args_is_help=True, help="Accounts (账号).")


@account.command()
def create(
    code: Annotated[str, typer.Argument(help="Code of the person the account is for.")],
    username: Annotated[str, typer.Option(help="Name to sign in with; the person's code when absent.")] = "",
    person: ActingAs = "",
) -> None:
    """Give a person an account; the password is asked for twice and never shown."""
    start_django()
    from luoshi.org.actions.open_account import open_account

    password = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    with plain_refusals():
        made = open_account(acting(person), code, username or code, password)
    typer.echo(_("Account %s is ready.") % made.username)


@account.command()
def issue_key(
    code: Annotated[str, typer.Argument(help="Code of the person the program acts for.")],
    unit: Annotated[str, typer.Option(help="Code of the unit in which the person holds a post.")],
    label: Annotated[str, typer.Option(help="Which program uses the key.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day on which it ends.")],
    scope: Annotated[list[str], typer.Option(help="read, report; may be given twice.")],
    person: ActingAs = "",
) -> None:
    """Issue a key to a program and print it, once; only its fingerprint is kept."""
    start_django()
    from luoshi.org.actions.issue_key import NewKey
    from luoshi.org.actions.issue_key import issue_key as issue

    with plain_refusals():
        issued = issue(acting(person), NewKey(label, code, unit, scope, until.date()))
    typer.echo(issued.text)


@account.command()
def revoke_key(
    prefix: Annotated[
        str, typer.Argument(help="Name of the key: what stands between luoshi_ and the secret.")
    ],
    reason: Annotated[str, typer.Option(help="Why.")],
    person: ActingAs = "",
) -> None:
    """Take a key away; it opens nothing from now on."""
    start_django()
    from luoshi.org.actions.revoke_key import revoke_key as revoke

    with plain_refusals():
        revoked = revoke(acting(person), prefix, reason)
    typer.echo(_("Key %s opens nothing any more.") % revoked.prefix)
