"""``luoshi ledger``: check and seal the record."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from luoshi.cli.session import gettext as _
from luoshi.cli.session import ngettext, start_django

ledger = typer.Typer(no_args_is_help=True, help="The ledger (台账).")


@ledger.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON for a program.")] = False,
    root: Annotated[
        list[str] | None, typer.Option(help="Root of a seal as the overseers keep it; may be given again.")
    ] = None,
) -> None:
    """Check every chain, seal and row; exit code 1 when something does not hold, each finding named."""
    start_django()
    from luoshi.ledger.verify import verify as check
    from luoshi.ledger.wording import describe

    report = check(root or ())
    if as_json:
        findings = [{**asdict(f), "words": str(describe(f))} for f in report.findings]
        told = {**asdict(report), "findings": findings, "holds": report.holds}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(
            _("%(entries)d entries in %(chains)d chains, %(rows)d rows and %(seals)d seals checked.")
            % {
                "entries": report.entries,
                "chains": report.chains,
                "rows": report.rows,
                "seals": report.seals,
            }
        )
        for finding in report.findings:
            typer.echo(f"✗ {describe(finding)}")
        count = len(report.findings)
        typer.echo(
            _("The ledger holds.")
            if report.holds
            else ngettext(
                "The ledger does not hold: %d finding.", "The ledger does not hold: %d findings.", count
            )
            % count
        )
    raise typer.Exit(0 if report.holds else 1)


@ledger.command()
def seal() -> None:
    """Seal the heads of all chains and print the root to hand to the overseers."""
    start_django()
    from luoshi.ledger.seal import seal as make_seal
    from luoshi.workdays.clock import business_now

    made = make_seal(business_now())
    typer.echo(_("Sealed %(chains)d chains. Root: %(root)s") % {"chains": len(made.heads), "root": made.root})
