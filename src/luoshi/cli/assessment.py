"""``luoshi assessment``: check a scheme, calculate a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli.session import ActingAs, acting, plain_refusals, start_django
from luoshi.cli.session import gettext as _

assessment = typer.Typer(no_args_is_help=True, help="Schemes and runs (考核).")


@assessment.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A scheme in YAML.")],
) -> None:
    """Read a scheme and name every wrong place; nothing is written."""
    start_django()
    from luoshi.assessment.idle_alternatives import read_new
    from luoshi.ledger.refusal import Problem, Refused

    with plain_refusals():
        try:
            source = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise Refused(
                Problem(file.name, _("The file is not UTF-8 text."), _("Save it as plain UTF-8 text."))
            ) from error
        scheme = read_new(source)
    typer.echo(
        _("%(name)s: %(items)d items, %(groups)d peer groups; no problem found.")
        % {"name": scheme.name, "items": len(scheme.items), "groups": len(scheme.groups)}
    )


@assessment.command()
def replay(
    run: Annotated[int, typer.Argument(help="Number of the run.")],
    person: ActingAs = "",
) -> None:
    """Calculate a run again from its kept inputs and rules, and compare every byte; exit code 1 if one differs."""
    start_django()
    from luoshi.assessment import queries
    from luoshi.ledger.refusal import Problem, Refused

    with plain_refusals():
        standing = acting(person)
        found = queries.find_run(standing, run, standing.today)
        if found is None:
            raise Refused(
                Problem(
                    str(run),
                    _("There is no such run that you may see."),
                    _("Say with --as who asks; see the Assessment page for the numbers."),
                )
            )
        again = queries.replay(standing, found)
    for words, holds in (
        (_("Scheme as it was"), again.scheme_intact),
        (_("Inputs as they were"), again.inputs_intact),
        (_("Result as it was"), again.result_intact),
        (_("Calculated again: the same %d bytes") % again.size, again.same_bytes),
    ):
        typer.echo(f"{'✓' if holds else '✗'} {words}")
    typer.echo(f"SHA-256 {again.digest}")
    typer.echo(_("Code then: %(then)s; now: %(now)s") % {"then": again.code_then, "now": again.code_now})
    raise typer.Exit(0 if again.holds else 1)
