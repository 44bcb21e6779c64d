"""``luoshi reports``: one sheet out of a terminal and into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

if TYPE_CHECKING:
    from luoshi.indicators.queries import SheetView
    from luoshi.org.standing import Standing

reports = typer.Typer(no_args_is_help=True, help="Report sheets as CSV or Excel (报送).")

Form = Annotated[str, typer.Argument(help="Code of the form.")]
PeriodCode = Annotated[
    str, typer.Argument(help="2015-06, 2015-06A, 2015-W23, 20150601, 2015-Q2, 2015-H1 or 2015.")
]
UnitCode = Annotated[str, typer.Argument(help="Code of the unit.")]


@reports.callback()
def of_a_unit() -> None:
    """One unit's sheet of one period of a form."""


def _view(standing: Standing, form: str, period: str, unit: str) -> SheetView:
    """The sheet; says that there is none and leaves with exit code 2."""
    from luoshi.indicators.queries import sheet_view

    try:
        return sheet_view(standing, form, period, unit)
    except (LookupError, ValueError) as error:
        typer.echo(_("There is no sheet %s.") % f"{form} {period} {unit}", err=True)
        raise typer.Exit(2) from error


@reports.command("export")
def export_sheet(
    form: Form,
    period: PeriodCode,
    unit: UnitCode,
    out: Annotated[Path, typer.Argument(dir_okay=False, help="A .csv or .xlsx file.")],
    person: ActingAs = "",
) -> None:
    """Write the sheet with what stands in it, to be filled in."""
    start_django()
    from luoshi.exchange.report_sheet_csv import sheet_csv
    from luoshi.exchange.report_sheet_xlsx import template

    with plain_refusals():
        view = _view(acting(person), form, period, unit)
        out.write_bytes((sheet_csv if out.suffix.lower() == ".csv" else template)(view))
    typer.echo(_("Written to %s.") % out)


@reports.command("import")
def import_sheet(
    form: Form,
    period: PeriodCode,
    unit: UnitCode,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A filled .csv or .xlsx file.")],
    save: Annotated[bool, typer.Option("--save", help="Keep the figures as a draft.")] = False,
    submit: Annotated[bool, typer.Option("--submit", help="Keep and submit them.")] = False,
    person: ActingAs = "",
) -> None:
    """Show what the file states; with --save or --submit take it, all or nothing. Exit code 2 when refused."""
    start_django()
    from luoshi.exchange.report_sheet_csv import read_csv
    from luoshi.exchange.report_sheet_xlsx import read
    from luoshi.indicators.actions.file_sheet import file_sheet
    from luoshi.indicators.actions.save_cells import save_cells
    from luoshi.indicators.numerals import plain
    from luoshi.indicators.typed import read_cells

    with plain_refusals():
        standing = acting(person)
        view = _view(standing, form, period, unit)
        filled = (read_csv if file.suffix.lower() == ".csv" else read)(file.read_bytes(), view)
        for reading in read_cells(view.round, filled.typed):
            value = plain(reading.value, reading.item.indicator.decimals) or "-"
            typer.echo(
                "  ".join((reading.entry.where, reading.item.indicator.name, value, reading.note)).rstrip()
            )
        for notice in filled.notices:
            typer.echo(f"! {notice}")
        if not (save or submit):
            typer.echo(_("Nothing was saved: give --save or --submit."))
            return
        take = file_sheet if submit else save_cells
        take(standing, view.round, view.unit, filled.typed, edition=view.edition)
    typer.echo(_("Submitted.") if submit else _("The draft is kept."))
