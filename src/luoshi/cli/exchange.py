"""``luoshi exchange``: files of other systems in and out."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from luoshi.exchange.dhis2.summary import ImportSummary, MetadataReport
    from luoshi.exchange.queries import Wanted

exchange = typer.Typer(no_args_is_help=True, help="Files of other systems in and out (数据交换).")
dhis2 = typer.Typer(no_args_is_help=True, help="DHIS2: dataValueSets and metadata.")
exchange.add_typer(dhis2, name="dhis2")


class Kind(StrEnum):
    """What leaves for DHIS2."""

    JSON = "json"
    CSV = "csv"
    ADX = "adx"
    METADATA = "metadata"


class Groups(StrEnum):
    """What becomes of values by option combination."""

    SEPARATE = "separate"
    FOLD = "fold"
    REFUSE = "refuse"


class Half(StrEnum):
    """What of a metadata file is taken over."""

    ALL = "all"
    ORGANISATION = "organisation"
    CATALOGUE = "catalogue"


class Scheme(StrEnum):
    """By what things are named."""

    UID = "uid"
    CODE = "code"
    NAME = "name"


class Way(StrEnum):
    """Which values of a file are written, in the words of DHIS2."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    CREATE_AND_UPDATE = "CREATE_AND_UPDATE"
    DELETE = "DELETE"


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="As we knew it at the end of this day; today when absent."),
]
Out = Annotated[Path, typer.Argument(dir_okay=False, help="Where the file is written.")]
Unverified = Annotated[bool, typer.Option("--unverified", help="With figures that nobody verified yet.")]


@dhis2.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON, CSV, ADX or DXF.")],
    source: Annotated[str, typer.Option(help="Where the file comes from; goes into the ledger.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be.")] = False,
    sound_only: Annotated[
        bool, typer.Option("--sound-only", help="Write what is sound although something is not.")
    ] = False,
    groups: Annotated[Groups, typer.Option(help="Values by option combination.")] = Groups.SEPARATE,
    scheme: Annotated[Scheme | None, typer.Option(help="By what the file names things.")] = None,
    strategy: Annotated[Way, typer.Option(help="Which values are written.")] = Way.CREATE_AND_UPDATE,
    part: Annotated[Half, typer.Option(help="Of metadata: all, or one half.")] = Half.ALL,
    under: Annotated[str, typer.Option(help="Of metadata: our unit above units without parent.")] = "",
    kinds: Annotated[
        str, typer.Option(help="Of metadata: what units are by depth.")
    ] = "district,town,village,grid",
    owner: Annotated[str, typer.Option(help="Of metadata: code of the unit that verifies.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer that DHIS2 would give.")] = False,
    person: ActingAs = "",
) -> None:
    """Take over metadata or values, all or nothing; exit code 1 when something was refused."""
    start_django()
    from luoshi.exchange.actions.import_metadata import import_metadata
    from luoshi.exchange.actions.import_values import Strategy, ValueOptions, import_values
    from luoshi.exchange.dhis2.reading import is_metadata
    from luoshi.exchange.taking_over import MetadataOptions, Part
    from luoshi.exchange.value_plan import Disaggregation

    content = file.read_bytes()
    how, standing = Disaggregation(groups.value), acting(person)
    told: ImportSummary | MetadataReport
    with plain_refusals():
        if is_metadata(content):
            told = import_metadata(
                standing,
                content,
                MetadataOptions(
                    source,
                    part=Part(part.value),
                    dry_run=dry_run,
                    whole=not sound_only,
                    under=under,
                    kinds=tuple(kinds.split(",")),
                    owner=owner,
                    disaggregation=how,
                ),
            )
        else:
            told = import_values(
                standing,
                content,
                ValueOptions(
                    source,
                    dry_run=dry_run,
                    whole=not sound_only,
                    strategy=Strategy(strategy.value),
                    disaggregation=how,
                    schemes={"idScheme": scheme.value} if scheme else {},
                ),
            )
    if as_json:
        typer.echo(json.dumps(told.as_dict(), ensure_ascii=False, indent=1))
    else:
        _print(told)
    if told.refused:
        raise typer.Exit(1)


def _print(told: ImportSummary | MetadataReport) -> None:
    typer.echo("  ".join(f"{name} {count}" for name, count in told.counted()))
    for finding in told.findings():
        typer.echo("  ".join((finding.code, finding.about, str(finding.words), finding.places)))
    for notice in told.notices:
        typer.echo(f"! {notice}")


@dhis2.command("export")
def export_file(
    out: Out,
    kind: Annotated[Kind, typer.Option(help="json, csv or adx for values; metadata.")] = Kind.JSON,
    since: Day = None,
    until: Day = None,
    as_of: AsOf = None,
    scheme: Annotated[Scheme, typer.Option(help="By what the file names things.")] = Scheme.UID,
    unverified: Unverified = False,
    deleted: Annotated[bool, typer.Option("--deleted", help="With what was withdrawn.")] = False,
    person: ActingAs = "",
) -> None:
    """Write values or metadata for DHIS2, as known on a day."""
    start_django()
    from luoshi.exchange.queries import export_metadata, export_values

    standing = acting(person)
    with plain_refusals():
        wanted = _wanted(standing.today, as_of, since, until, scheme.value, unverified, deleted)
        if kind is Kind.METADATA:
            _write(out, iter([export_metadata(standing, wanted.as_of)]))
        else:
            _write(out, export_values(standing, wanted, kind.value))


@exchange.command()
def history(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Units by periods, .xlsx or .csv.")
    ],
    indicator: Annotated[str, typer.Option(help="Code of the indicator.")],
    source: Annotated[str, typer.Option(help="Where the figures come from.")],
    person: ActingAs = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
) -> None:
    """Take over the closed history of one indicator, all of it or nothing (导入历史数据)."""
    start_django()
    from luoshi.exchange.history_table import plan_history, read_rows
    from luoshi.indicators.actions.import_history import import_history
    from luoshi.indicators.queries import indicator_of
    from luoshi.ledger.refusal import Problem, Refused
    from luoshi.org.queries import tree

    with plain_refusals():
        standing, row = acting(person), indicator_of(indicator)
        if row is None:
            raise Refused(
                Problem(indicator, _("No indicator has this code."), _("Define the indicator first."))
            )
        plan = plan_history(row, read_rows(file.read_bytes()), tree(standing.today))
        if plan.wrong:
            raise Refused(list(plan.wrong))
        made = [] if dry_run else import_history(standing, row, plan.figures, source)
    typer.echo(
        _("%(new)d figures are new, %(written)d were written.")
        % {"new": len(plan.figures), "written": len(made)}
    )


@exchange.command()
def sdmx(
    out: Out,
    since: Day = None,
    until: Day = None,
    as_of: AsOf = None,
    unverified: Unverified = False,
    person: ActingAs = "",
) -> None:
    """Write the figures as SDMX-CSV 2.0, as known on a day."""
    start_django()
    from luoshi.exchange.queries import export_sdmx

    standing = acting(person)
    with plain_refusals():
        wanted = _wanted(standing.today, as_of, since, until, "code", unverified, False)
        _write(out, export_sdmx(standing, wanted))


def _wanted(
    today: date,
    as_of: datetime | None,
    since: datetime | None,
    until: datetime | None,
    scheme: str,
    unverified: bool,
    deleted: bool,
) -> Wanted:
    from luoshi.exchange.queries import Wanted

    return Wanted(
        as_of=as_of.date() if as_of else today,
        first=since.date() if since else date.min,
        last=until.date() if until else date.max,
        scheme=scheme,
        unverified=unverified,
        deleted=deleted,
    )


def _write(out: Path, pieces: Iterator[str]) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        for piece in pieces:
            file.write(piece)
    typer.echo(_("Written to %s.") % out)
