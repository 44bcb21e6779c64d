"""``luoshi ledger``: check and seal the record."""

from __future__ import annotations

import typer

ledger = typer.Typer(no_args_is_help=True, help="The ledger (台账).")
