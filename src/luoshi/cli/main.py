"""The ``luoshi`` command: thin verbs over the actions and queries of the rooms.

Nothing heavy is imported at the top: ``luoshi --help`` answers at once.
"""

from __future__ import annotations

import os

import typer

from luoshi.cli.account import account
from luoshi.cli.assessment import assessment
from luoshi.cli.demo.command import demo
from luoshi.cli.exchange import exchange
from luoshi.cli.jobs import jobs
from luoshi.cli.lake import lake
from luoshi.cli.ledger import ledger
from luoshi.cli.org import org
from luoshi.cli.reading import check, extract, outline
from luoshi.cli.reports import reports
from luoshi.cli.score import score
from luoshi.cli.serve import serve

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Luoshi (落实): what was decided gets done.",
)


app.add_typer(org, name="org")
app.add_typer(account, name="account")
app.add_typer(ledger, name="ledger")
app.add_typer(assessment, name="assessment")
app.add_typer(exchange, name="exchange")
app.add_typer(reports, name="reports")
app.add_typer(lake, name="lake")
app.add_typer(jobs, name="jobs")
app.command()(outline)
app.command()(extract)
app.command()(check)
app.command()(score)
app.command()(demo)
app.command()(serve)


@app.callback()
def luoshi() -> None:
    """Targets, matters, numbers, assessment and bulletins of a district."""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run a Django management command, e.g. ``luoshi manage migrate``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luoshi manage", *context.args])


def run() -> None:
    """Entry point."""
    app()
