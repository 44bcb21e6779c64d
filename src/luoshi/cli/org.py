"""``luoshi org``: the tree of units."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

org = typer.Typer(no_args_is_help=True, help="The tree of units (组织).")


@org.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="csv: code12,name,level,kind,parent12")
    ],
    since: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day from which the units exist.")
    ],
    person: ActingAs = "",
) -> None:
    """Establish a district from a real table of administrative divisions, all of it or none of it."""
    start_django()
    from luoshi.org.actions.import_divisions import import_divisions
    from luoshi.org.divisions import read_divisions

    with plain_refusals():
        made = import_divisions(acting(person), read_divisions(file.read_bytes()), since.date())
    typer.echo(_("%(count)d units established from %(day)s on.") % {"count": len(made), "day": since.date()})


@org.command()
def show(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of this day; today when absent.")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, help="How many levels below the top.")] = 2,
) -> None:
    """Print the tree of units as it was on a day, by who manages whom."""
    start_django()
    from luoshi.org.queries import tree
    from luoshi.org.tree import Node, OrgTree
    from luoshi.workdays.clock import business_now

    day: date = on.date() if on else business_now().date()

    def line(units: OrgTree, node: Node, level: int) -> None:
        typer.echo(f"{'  ' * level}{node.name}  {node.code}")
        if level < depth:
            for child in units.children(node.id):
                line(units, child, level + 1)

    units = tree(day)
    if units.root is None:
        typer.echo(
            _("No units on %s. Import a division table: luoshi org import FILE.csv --since DATE") % day
        )
        raise typer.Exit(1)
    line(units, units.root, 0)


@org.command()
def appoint(
    unit: Annotated[str, typer.Option(help="Code of the unit.")],
    role: Annotated[str, typer.Option(help="What the post is for, e.g. administrator, principal, liaison.")],
    title: Annotated[str, typer.Option(help="Title of the post.")],
    code: Annotated[str, typer.Option(help="Code of the person; an unknown one is a new person.")],
    name: Annotated[str, typer.Option(help="Name of the person.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day in the post.")],
    person: ActingAs = "",
) -> None:
    """Create a post and appoint a person to it; the first one should be the administrator."""
    start_django()
    from luoshi.org.actions.appoint import Appointment
    from luoshi.org.actions.appoint import appoint as take_up

    new = Appointment(unit=unit, role=role, title=title, title_en="", person=code, name=name)
    with plain_refusals():
        take_up(acting(person), [new], since.date())
    typer.echo(
        _("%(name)s is %(title)s from %(day)s on.") % {"name": name, "title": title, "day": since.date()}
    )
