"""``luoshi --help`` answers at once: nothing heavy is loaded before a verb needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from demonstration import environment

HEAVY = ("django", "numpy", "scipy", "duckdb", "pyarrow", "docx", "altair", "xlsxwriter", "rich.console")
ASK = "import sys; import luoshi.cli.main; print(*sys.modules)"


def test_the_verbs_load_nothing_heavy(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ASK], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert not set(HEAVY).intersection(ran.stdout.split())
