"""Claim: `luoshi --help` answers within 0.4 s of an empty Python, because nothing heavy is imported at start."""

import os
import subprocess
import sys
from pathlib import Path

from measuring import cost

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = 0.4
HEAVY = ("django", "numpy", "scipy", "duckdb", "pyarrow", "docx", "altair", "vl_convert", "xlsxwriter")


def run(*arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return ran.stderr


def main() -> None:
    empty = cost(lambda: run("-c", "pass"))
    helped = cost(lambda: run("-m", "luoshi", "--help"))
    more = helped.wall - empty.wall
    imported = {
        line.rpartition("|")[2].strip()
        for line in run("-X", "importtime", "-m", "luoshi", "--help").splitlines()
    }
    heavy = sorted(imported.intersection(HEAVY))
    print(f"python -c pass   {empty.wall * 1000:6.0f} ms")
    print(f"luoshi --help    {helped.wall * 1000:6.0f} ms, {len(imported)} modules")
    print(f"heavy imports    {', '.join(heavy) or 'none'}")
    verdict = "reached" if more <= ALLOWED and not heavy else "NOT reached"
    print(f"more             {more * 1000:6.0f} ms; bar {ALLOWED * 1000:.0f} ms: {verdict}")


if __name__ == "__main__":
    main()
