"""``luoshi account``: ways to sign in."""

from __future__ import annotations

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
