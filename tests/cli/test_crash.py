"""A server killed at random moments under load loses no acknowledged report; the benchmark does it 500 times."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CLAIM = Path(__file__).resolve().parents[2] / "benchmarks" / "crash.py"
KILLS = "8"


def test_every_acknowledged_report_is_there_once() -> None:
    database = ["--postgres"] if os.environ.get("LUOSHI_DATABASE_URL") else []
    done = subprocess.run(
        [sys.executable, str(CLAIM), KILLS, *database],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} kills" in done.stdout
