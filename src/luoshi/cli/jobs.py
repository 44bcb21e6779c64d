"""``luoshi jobs``: what a timer runs (定时作业)."""

from __future__ import annotations

import typer

from luoshi.cli.session import gettext as _
from luoshi.cli.session import start_django

jobs = typer.Typer(no_args_is_help=True, help="What a timer runs: once a working day.")


@jobs.callback()
def of_the_calendar() -> None:
    """Reminders, sheets and look-backs by the calendar."""


@jobs.command()
def tick() -> None:
    """Open reporting rounds, remind of what is due, mark what is overdue, ask for look-backs. Safe to run again."""
    start_django()
    from luoshi.jobs.tick import tick as run
    from luoshi.workdays.clock import business_now

    at = business_now()
    done = run(at)
    day = f"{at:%Y-%m-%d}"
    if done.rested:
        typer.echo(_("%s is no working day: nothing was done.") % day)
    else:
        typer.echo(
            _(
                "%(day)s: %(opened)d rounds opened, %(reminded)d reminders, %(overdue)d overdue sheets, "
                "%(checked)d months checked."
            )
            % {
                "day": day,
                "opened": done.opened,
                "reminded": done.reminded + done.filers,
                "overdue": done.overdue,
                "checked": done.checked,
            }
        )
