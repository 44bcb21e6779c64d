"""The tables of a lake (数据湖表结构) and how they are written: Parquet, zstd, rows in a stated order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = 1
MANIFEST = "manifest.json"
# As the database keeps them; figures are float64 as the kernel reads them.
_DECIMAL = "DECIMAL(20, 6)"


@dataclass(frozen=True)
class Table:
    """Name, SQL types of the columns in their order, and the columns that rows are sorted by."""

    name: str
    columns: Mapping[str, str]
    order: tuple[str, ...]
    by_year: bool = True


UNITS = Table(
    "units",
    {
        "district": "VARCHAR",
        "place": "INTEGER",
        "unit": "VARCHAR",
        "name": "VARCHAR",
        "name_en": "VARCHAR",
        "kind": "VARCHAR",
        "located_in": "VARCHAR",
        "managed_by": "VARCHAR",
        "peer_group": "VARCHAR",
        "simulated": "BOOLEAN",
    },
    ("district", "place"),
    by_year=False,
)
GROUPS = Table(
    "groups",
    {"district": "VARCHAR", "peer_group": "VARCHAR", "name": "VARCHAR", "name_en": "VARCHAR"},
    ("district", "peer_group"),
    by_year=False,
)
INDICATORS = Table(
    "indicators",
    {
        "district": "VARCHAR",
        "place": "INTEGER",
        "indicator": "VARCHAR",
        "name": "VARCHAR",
        "name_en": "VARCHAR",
        "unit_name": "VARCHAR",
        "decimals": "INTEGER",
        "nature": "VARCHAR",
        "aggregation": "VARCHAR",
    },
    ("district", "place"),
    by_year=False,
)
FACTS = Table(
    "facts",
    {
        "district": "VARCHAR",
        "unit": "VARCHAR",
        "indicator": "VARCHAR",
        "period": "VARCHAR",
        "observation": "BIGINT",
        "value": _DECIMAL,
        "recorded_at": "TIMESTAMP",
        "origin": "VARCHAR",
        "simulated": "BOOLEAN",
    },
    ("district", "unit", "indicator", "period"),
)
TARGETS = Table(
    "targets",
    {
        "district": "VARCHAR",
        "target": "BIGINT",
        "unit": "VARCHAR",
        "indicator": "VARCHAR",
        "kind": "VARCHAR",
        "op": "VARCHAR",
        "value": _DECIMAL,
        "base": _DECIMAL,
        "level": _DECIMAL,
        "curve": "VARCHAR",
        "shares": "VARCHAR",
        "recorded_at": "TIMESTAMP",
    },
    ("district", "unit", "indicator", "target"),
)
FIGURES = Table(
    "figures",
    {
        "district": "VARCHAR",
        "period": "VARCHAR",
        "as_of": "DATE",
        "month": "INTEGER",
        "place": "INTEGER",
        "unit": "VARCHAR",
        "peer_group": "VARCHAR",
        "simulated": "BOOLEAN",
        "indicator": "VARCHAR",
        "counted": "BOOLEAN",
        "asked": "BOOLEAN",
        "actual": "DOUBLE",
        "target": "DOUBLE",
        "base": "DOUBLE",
    },
    ("district", "period", "place", "indicator"),
)
RESULTS = Table(
    "results",
    {
        "district": "VARCHAR",
        "place": "INTEGER",
        "unit": "VARCHAR",
        "peer_group": "VARCHAR",
        "rank": "INTEGER",
        "of": "INTEGER",
        "score": "VARCHAR",
        "total": "DOUBLE",
        "simulated": "BOOLEAN",
        "trace": "VARCHAR",
    },
    ("district", "place"),
)


def write_table(table: Table, rows: Sequence[Sequence[Any]], file: Path) -> None:
    """Write ``rows`` (cells in the order of the columns; None is missing) as one Parquet file."""
    import duckdb

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    cells = {
        name: np.array([None if cell is None else str(cell) for cell in column], object)
        for name, column in zip(table.columns, columns, strict=True)
    }
    typed = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in table.columns.items())
    order = ", ".join(f'"{name}"' for name in table.order)
    with duckdb.connect() as con:
        # One thread: the rows, and so the bytes, come in one order.
        con.execute("set threads = 1")
        con.register("cells", cells)
        sorted_rows = f"select {typed} from cells order by {order}"  # noqa: S608 (names of this module)
        con.sql(sorted_rows).write_parquet(str(file), compression="zstd")
