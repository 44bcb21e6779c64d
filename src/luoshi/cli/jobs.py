"""``luoshi jobs``: what a timer runs (定时作业)."""

from __future__ import annotations

from typing import Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

jobs = typer.Typer(no_args_is_help=True, help="What a timer runs: once a working day.")


@jobs.callback()
def of_the_calendar() -> None:
    """Reminders, sheets and look-backs by the calendar."""


@jobs.command()
def tick() -> None:
    """Open reporting rounds, remind of what is due, mark what is overdue, seal panels that are over. Safe to run again."""
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
                "%(checked)d months checked, %(measured)d figures computed, %(sealed)d panels sealed."
            )
            % {
                "day": day,
                "opened": done.opened,
                "reminded": done.reminded + done.filers,
                "overdue": done.overdue,
                "checked": done.checked,
                "measured": done.measured,
                "sealed": done.sealed,
            }
        )


@jobs.command()
def measure(
    period: Annotated[str, typer.Argument(help="A month that is over, such as 2015-05.")],
    person: ActingAs = "",
) -> None:
    """Compute the indicators that come from matters for a month. Safe to run again."""
    start_django()
    from luoshi.matters.actions.record_measures import record_measures

    with plain_refusals():
        made = record_measures(acting(person), period)
    typer.echo(_("%(period)s: %(count)d figures computed.") % {"period": period, "count": len(made)})
