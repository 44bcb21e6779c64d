"""Hand the district over as Parquet files (导出数据湖)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.scoring import code_version
from luoshi.exchange.lake.gathering import Gathering, Rows
from luoshi.exchange.lake.tables import FORMAT, MANIFEST, Table, write_table
from luoshi.exchange.policies import may_hand_over
from luoshi.exchange.whole_folder import whole_folder
from luoshi.kernel.canonical import canonical_bytes
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import one_reading
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class HandedOver:
    """What left: the files with their rows, and the SHA-256 of the manifest that names the digest of each."""

    files: dict[str, int]
    digest: str


@transaction.atomic
def export_lake(
    standing: Standing, out: Path, years: Sequence[int] = (), as_of: date | None = None
) -> HandedOver:
    """Write verified facts, targets, units, groups, indicators and figures of ``years`` as a new folder ``out``.

    As known at the end of ``as_of``; today and every year with facts when absent. The folder appears whole or not
    at all; the ledger keeps who took what away. Refused when nothing is there to hand over.
    """
    require(may_hand_over(standing))
    day = as_of or standing.today
    with one_reading():
        return _handed_over(standing, out, Gathering(standing, day, years), day)


def _handed_over(standing: Standing, out: Path, found: Gathering, day: date) -> HandedOver:
    if not found.district or not found.years:
        raise Refused(
            Problem(
                str(out),
                _("There are no verified figures to hand over."),
                _("Verify some, or name another day."),
            )
        )
    with whole_folder(out) as folder:
        files = _written(folder, found)
        manifest = canonical_bytes(
            {
                "format": FORMAT,
                "kind": "lake",
                "districts": [found.district],
                "years": list(found.years),
                "as_of": day,
                "code_version": code_version(),
                "files": {
                    name: {"rows": rows, "sha256": _sha256((folder / name).read_bytes())}
                    for name, rows in files.items()
                },
            }
        )
        (folder / MANIFEST).write_bytes(manifest)
        record(
            standing.signature(),
            "exchange.export_lake",
            chain=found.district,
            subject=f"{', '.join(map(str, found.years))} ({day})",
            detail={"manifest": _sha256(manifest), "rows": sum(files.values())},
        )
    return HandedOver(files, _sha256(manifest))


def _written(folder: Path, found: Gathering) -> dict[str, int]:
    """Every file with the number of its rows; a district lies wholly inside one file of a table and year."""
    named = re.sub(r"[^\w-]", "_", found.district)
    files: dict[str, int] = {}

    def keep(table: Table, rows: Rows, place: str) -> None:
        name = f"{table.name}/{place}{named}.parquet"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_table(table, rows, folder / name)
        files[name] = len(rows)

    for table, rows in found.lasting():
        keep(table, rows, "")
    for year in found.years:
        for table, rows in found.of_year(year):
            keep(table, rows, f"year={year}/")
    return files


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
