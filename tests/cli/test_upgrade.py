"""The demonstration district of the previous release, told by that release's own code, is taken over by this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demonstration import Told, environment

ROOT = Path(__file__).resolve().parents[2]
BUILT = Path("src/luoshi/web/static/dist")
RELEASE = "bc0878ae75fafdef23e24d68fd2850769f9d5cbc"


def run(words: list[str], settings: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *words], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The previous release's sources, with the assets that are built already."""
    if not (ROOT / BUILT).is_dir():
        pytest.skip("the browser assets are not built: make assets")
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", RELEASE, "src"], capture_output=True, check=False
    )
    if packed.returncode:
        pytest.skip("this checkout has no history with the previous release in it")
    subprocess.run(["tar", "-x", "-C", str(tmp_path)], input=packed.stdout, check=True)
    (tmp_path / BUILT).symlink_to(ROOT / BUILT)
    return tmp_path


@pytest.mark.skipif(
    "LUOSHI_DATABASE_URL" in os.environ, reason="the embedded database; the run on SQLite does it"
)
def test_the_previous_district_is_taken_over(release: Path, tmp_path: Path) -> None:
    home = Told(tmp_path / "home", tmp_path / "out")
    before = environment(home.home) | {"PYTHONPATH": str(release / "src")}
    run(["-m", "luoshi", "demo", "--headless", str(home.out)], before)
    today = environment(home.home)
    run(["-m", "luoshi", "manage", "migrate", "--verbosity", "0"], today)
    run(["-m", "luoshi", "ledger", "verify"], today)
    pages = [json.loads(line) for line in run([str(ROOT / "tests/page_costs.py")], today).splitlines()]
    assert {page["page"] for page in pages} >= {
        "today",
        "district",
        "targets",
        "reports",
        "matters",
        "ledger",
    }
