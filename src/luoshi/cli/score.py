"""``luoshi score``: a scheme and a table of figures to scores and ranks, without a server or a database."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.cli.session import gettext as _
from luoshi.cli.session import plain_refusals, start_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luoshi.exchange.scoring.folder import Scored
    from luoshi.exchange.scoring.what_if import Moved

# The default of the kernel, which is not loaded before it is needed.
ENOUGH = 10_000


class Format(StrEnum):
    """How the ranks are printed: for a program, or for a person."""

    JSON = "json"
    TABLE = "table"


def score(
    scheme: Annotated[Path | None, typer.Argument(dir_okay=False, help="A scheme in YAML.")] = None,
    values: Annotated[
        Path | None, typer.Argument(dir_okay=False, help="The figures: .csv or .xlsx, see docs/guide.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for scores, ranks and trace.")] = None,
    draws: Annotated[
        int,
        typer.Option(
            help="Rank intervals from this many random weightings, and methods where the scheme names others."
        ),
    ] = 0,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Which weights and methods the ranks depend on.")
    ] = False,
    sensitivity_draws: Annotated[int, typer.Option(help="Draws of the sensitivity analysis.")] = ENOUGH,
    noise: Annotated[
        float | None,
        typer.Option(help="How far weights vary: 0.2 is ±20 %; else what the scheme says, or 0.2."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the random draws.")] = 0,
    what_if: Annotated[
        str,
        typer.Option(
            help="NODE=weight, UNIT/INDICATOR=actual, or another scheme (.yaml) or table as a file."
        ),
    ] = "",
    replay: Annotated[
        Path | None, typer.Option(file_okay=False, help="Calculate such a folder again and compare.")
    ] = None,
    printed: Annotated[Format, typer.Option("--format", help="How ranks are printed.")] = Format.TABLE,
) -> None:
    """Score a table by a scheme (文件计分), or calculate a scored folder again.

    Exit code 0; 1 when a folder calculated again differs; 2 when something cannot be read, with every reason.
    """
    start_words()
    with plain_refusals():
        if replay is not None:
            _replay(replay)
            return
        if scheme is None or values is None:
            raise typer.BadParameter(_("Name a scheme and a table of figures, or --replay a folder."))
        from luoshi.assessment.idle_alternatives import read_new
        from luoshi.exchange.scoring.files import read_bytes, read_file
        from luoshi.exchange.scoring.folder import score as scored_by
        from luoshi.exchange.scoring.folder import write
        from luoshi.exchange.scoring.noise import Noise
        from luoshi.exchange.scoring.values import oddities, read_values
        from luoshi.exchange.scoring.what_if import what_if as moved_by

        asked = Noise(draws, sensitivity_draws if sensitivity else 0, noise, seed)
        table = read_values(read_bytes(values))
        source = read_file(scheme)
        read_new(source)
        scored = scored_by(source, table, asked)
        moved = moved_by(scored, what_if, _content_of(what_if)) if what_if else []
        if out is not None:
            write(scored, out)
    for oddity in oddities(scored.scheme, table):
        typer.echo(f"! {oddity}", err=True)
    if what_if:
        _print_moved(moved, printed)
    else:
        _print_ranks(scored, printed)
    if out is not None:
        typer.echo(_("Written to %s.") % out, err=True)


def _replay(folder: Path) -> None:
    from luoshi.exchange.scoring.folder import replay

    found = replay(folder)
    for name, intact in found.intact.items():
        wrong = "" if intact else _("changed since it was written")
        if intact and not found.same[name]:
            wrong = _("calculated again it is different")
        typer.echo("  ".join(("✗" if wrong else "✓", name, wrong)).rstrip())
    typer.echo(_("Code then: %(then)s; now: %(now)s") % {"then": found.code_then, "now": found.code_now})
    if not found.holds:
        raise typer.Exit(1)


def _content_of(change: str) -> bytes | None:
    """The file that a change names; None where it is a change itself."""
    from luoshi.exchange.scoring.files import read_bytes

    file = Path(change)
    return read_bytes(file) if "=" not in change or file.is_file() else None


def _print_ranks(scored: Scored, printed: Format) -> None:
    units = scored.result["units"]
    spans: list[tuple[int, ...]] = [()] * len(units)
    if scored.spread is not None:
        spans = list(zip(*(ranks.tolist() for ranks in scored.spread), strict=True))
    if printed is Format.JSON:
        named = ("rank_p5", "rank_p50", "rank_p95")
        _print_json(
            [
                {key: unit[key] for key in ("group", "rank", "of", "code", "score", "total")}
                | {name: rank or None for name, rank in zip(named, span, strict=False)}
                for unit, span in zip(units, spans, strict=True)
            ]
        )
        return
    heads = [_("Group"), _("Rank"), _("Unit"), _("Score"), *([_("rank interval")] if scored.spread else [])]
    last = len(units) + 1
    order = sorted(
        range(len(units)),
        key=lambda n: (scored.scheme.groups.index(units[n]["group"]), units[n]["rank"] or last),
    )
    _print_table(
        heads,
        [
            (
                units[n]["group"],
                str(units[n]["rank"] or "-"),
                units[n]["code"],
                units[n]["score"] or "-",
                *([f"{spans[n][0]}-{spans[n][2]}"] if spans[n] else []),
            )
            for n in order
        ],
    )


def _print_moved(moved: Sequence[Moved], printed: Format) -> None:
    if printed is Format.JSON:
        _print_json([vars(unit) for unit in moved])
        return
    _print_table(
        (_("Group"), _("Unit"), _("score before"), _("score after"), _("rank before"), _("rank after")),
        [
            (
                unit.group,
                unit.unit,
                *(value or "-" for value in unit.score),
                *(str(r or "-") for r in unit.rank),
            )
            for unit in moved
        ],
    )


def _print_json(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    # Chinese words have no spaces to break at: folded, not cut off.
    table = Table(*(Column(head, overflow="fold") for head in heads))
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
