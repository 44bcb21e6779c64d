"""The ASEM case of the JRC as published with COINr: inputs, and what every step should give.

Rows are unit codes, columns item codes; both are looked up, never counted.
"""

import csv
import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from luoshi.kernel.codes import Codes
from luoshi.kernel.weighted_tree import WeightedTree

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "asem"


def rows(name: str) -> list[dict[str, str]]:
    if not DATA.exists():
        pytest.skip("the ASEM case (../shared/data/asem) is not on this machine")
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float(text) if text not in ("", "NA") else np.nan


class Asem:
    def __init__(self) -> None:
        self.meta = rows("asem_iMeta")
        self.raw_rows = rows("asem_iData")
        self.units = Codes((row["uCode"] for row in self.raw_rows), "units")
        self.items = [row["iCode"] for row in self.meta if row["Type"] == "Indicator"]
        self.groups = [row["iCode"] for row in self.meta if row["Type"] == "Aggregate"]
        self.nodes = Codes([*reversed(self.groups), *self.items], "nodes")
        by_code = {row["iCode"]: row for row in self.meta}
        self.higher = np.array([by_code[item]["Direction"] == "1" for item in self.items])
        self.denominators = [row["iCode"] for row in self.meta if row["Type"] == "Denominator"]
        self.divide_by = [
            self.denominators.index(name) if (name := by_code[item]["Denominator"]) else -1
            for item in self.items
        ]
        parents = [by_code[node]["Parent"] for node in self.nodes.keys]  # type: ignore[index]
        self.tree = WeightedTree(
            tuple(int(self.nodes.of([p])[0]) if p else -1 for p in parents),
            tuple(float(by_code[node]["Weight"]) for node in self.nodes.keys),  # type: ignore[index]
        )
        self.region = np.array([["Asia", "Europe"].index(row["EurAsia_group"]) for row in self.raw_rows])

    def of(self, name: str, columns: list[str] | None = None) -> np.ndarray:
        """A published table [unit, column], its rows in the order of the units."""
        wanted = columns or self.items
        table = np.full((len(self.units), len(wanted)), np.nan)
        for row in rows(name):
            table[self.units.of([row["uCode"]])[0]] = [number(row[column]) for column in wanted]
        return table

    def published(self, name: str, column: str) -> dict[str, float]:
        return {row["iCode"]: number(row[column]) for row in rows(name)}

    @cached_property
    def scalars(self) -> dict[str, Any]:
        return json.loads((DATA / "expected_scalars.json").read_text("utf-8"))

    def children(self, group: str) -> list[str]:
        return [row["iCode"] for row in self.meta if row["Parent"] == group]


@cache
def asem() -> Asem:
    return Asem()
