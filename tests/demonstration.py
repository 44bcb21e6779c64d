"""The demonstration, told once for a whole run of the suite by the command that a newcomer types."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from luoshi.briefing.fonts import fonts_dir

SOURCE = Path(__file__).resolve().parents[1] / "src"


@dataclass(frozen=True)
class Told:
    """Where the demonstration district lives, and what ``--headless`` wrote."""

    home: Path
    out: Path

    @property
    def database(self) -> Path:
        return self.home / "luoshi.sqlite3"


def environment(home: Path) -> dict[str, str]:
    """For ``luoshi`` as a command of its own: the embedded database in ``home``, whatever this suite runs on."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
    return {**rest, "LUOSHI_HOME": str(home), "LUOSHI_DEMO": "1", "PYTHONPATH": path}


def tell(told: Told, *more: str) -> str:
    """Run ``luoshi demo --headless``; what it printed. Fails with its words when it fails."""
    command = [sys.executable, "-m", "luoshi", "demo", "--headless", str(told.out), *more]
    ran = subprocess.run(command, env=environment(told.home), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process of the run at a time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session", name="told")
def told_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The shipped story. With several workers the first that needs it tells it and the others wait."""
    try:
        fonts_dir()
    except FileNotFoundError as absent:
        pytest.skip(str(absent))
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    folder.mkdir(exist_ok=True)
    told = Told(folder / "home", folder / "out")
    with alone(folder / "lock"):
        if not told.out.exists():
            tell(told)
    return told
