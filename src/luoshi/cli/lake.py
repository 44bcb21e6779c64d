"""``luoshi lake``: the district's figures as Parquet files, and assessments on the files of many districts."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django, start_words
from luoshi.cli.session import gettext as _

lake = typer.Typer(no_args_is_help=True, help="Parquet files of one or many districts (数据湖).")


class Engine(StrEnum):
    """What calculates."""

    LOCAL = "local"
    SPARK = "spark"


@lake.command("export")
def export_files(
    out: Annotated[Path, typer.Option(help="A new folder.")],
    years: Annotated[str, typer.Option(help="2015, 2014-2015 or 2013,2015; every year when absent.")] = "",
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As we knew it at the end of this day; today when absent."),
    ] = None,
    person: ActingAs = "",
) -> None:
    """Hand verified facts, targets, units, groups, indicators and figures over; the ledger keeps that."""
    start_django()
    from luoshi.exchange.actions.export_lake import export_lake

    with plain_refusals():
        wanted = _years(years)
        found = export_lake(acting(person), out, wanted, as_of.date() if as_of else None)
    for name, rows in found.files.items():
        typer.echo(f"{rows:>9} {name}")
    typer.echo(f"SHA-256 {found.digest}")
    typer.echo(_("Written to %s.") % out)


@lake.command("assess")
def assess_files(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A lake, or a folder of lakes.")
    ],
    scheme: Annotated[Path, typer.Argument(dir_okay=False, help="A scheme in YAML.")],
    period: Annotated[str, typer.Option(help="2015-H1, 2015-Q2, 2015-06 or 2015.")],
    out: Annotated[Path, typer.Option(help="A new folder for the results.")],
    engine: Annotated[
        Engine, typer.Option(help="local, or spark (extra luoshi[spark], Java).")
    ] = Engine.LOCAL,
) -> None:
    """Score every district of a lake by one scheme, as its own server would; no server or database is needed."""
    start_words()
    from luoshi.exchange.lake.assessment import assess_lake, one_after_the_other
    from luoshi.exchange.lake.spark import in_spark
    from luoshi.exchange.scoring.files import read_file

    with plain_refusals():
        chosen = in_spark if engine is Engine.SPARK else one_after_the_other
        found = assess_lake(folder, read_file(scheme), period, out, chosen)
    typer.echo(
        _("%(districts)d districts, %(units)d units.") % {"districts": found.districts, "units": found.units}
    )
    typer.echo(_("Written to %s.") % out)


def _years(text: str) -> list[int]:
    """The years that are named; Refused for anything else."""
    from luoshi.ledger.refusal import Problem, Refused

    years: list[int] = []
    for part in filter(None, re.split(r"[,，\s]+", text)):
        span = re.fullmatch(r"((?:19|20)\d\d)(?:-((?:19|20)\d\d))?", part)
        if span is None:
            raise Refused(Problem("--years", _("“%s” is no year.") % part, _("Write e.g. 2014-2015.")))
        years += range(int(span[1]), int(span[2] or span[1]) + 1)
    return years
