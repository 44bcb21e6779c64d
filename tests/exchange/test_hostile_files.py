"""Files that somebody has tampered with are refused with their place, and nothing beyond their folder is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assessing import SCHEME
from exchange.test_score_files import TABLE, scored
from luoshi.exchange.lake.assessment import assess_lake, one_after_the_other
from luoshi.exchange.lake.tables import FIGURES, write_table
from luoshi.exchange.scoring.folder import replay, write
from luoshi.exchange.scoring.noise import Noise
from luoshi.exchange.scoring.what_if import what_if
from luoshi.exchange.whole_folder import whole_folder
from luoshi.ledger.refusal import Refused

NAME = "figures/year=2015/QH.parquet"
SOUND = ("QH", "2015-H1", "2015-06-12", 5, 0, "QH-T1", "towns", True, "invest", False, True, "1", "2", None)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def lake(folder: Path, rows: Sequence[Sequence[Any]] = (SOUND,), **manifest: Any) -> Path:
    """A lake of one file of figures; ``manifest`` in place of what it says."""
    file = folder / NAME
    file.parent.mkdir(parents=True)
    write_table(FIGURES, rows, file)
    said = {"kind": "lake", "format": 1, "files": {NAME: {"rows": 1, "sha256": digest(file)}}, **manifest}
    (folder / "manifest.json").write_text(json.dumps(said))
    return folder


def assessed(folder: Path, out: Path) -> int:
    return assess_lake(folder, SCHEME, "2015-H1", out, one_after_the_other).units


def test_a_folder_whose_name_is_a_pattern_is_read_as_itself(tmp_path: Path) -> None:
    lake(tmp_path / "a")
    assert assessed(lake(tmp_path / "[a*]"), tmp_path / "out") == 1


def test_a_manifest_does_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    lake(tmp_path / "other")
    way = f"figures/year=2015/../../../other/{NAME}"
    outside = {way: {"sha256": digest(tmp_path / "other" / NAME)}}
    with pytest.raises(Refused):
        assessed(lake(tmp_path / "lake", files=outside), tmp_path / "out")
    linked = lake(tmp_path / "linked")
    (linked / NAME).unlink()
    (linked / NAME).symlink_to(tmp_path / "other" / NAME)
    with pytest.raises(Refused):
        assessed(linked, tmp_path / "out")


@pytest.mark.parametrize("files", [[], None, {NAME: "x"}, {NAME: {}}, 7])
def test_a_manifest_of_another_shape_is_refused(tmp_path: Path, files: object) -> None:
    with pytest.raises(Refused):
        assessed(lake(tmp_path / "lake", files=files), tmp_path / "out")


def test_a_manifest_nested_without_end_is_refused(tmp_path: Path) -> None:
    (lake(tmp_path / "lake") / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(Refused):
        assessed(tmp_path / "lake", tmp_path / "out")


@pytest.mark.parametrize(
    "rows",
    [
        [SOUND, (*SOUND[:5], "QH-T2", *SOUND[6:])],
        [(*SOUND[:5], None, *SOUND[6:])],
        [(*SOUND[:4], None, *SOUND[5:])],
        [(*SOUND[:11], "inf", *SOUND[12:])],
    ],
    ids=["two units at one place", "no unit", "no place", "infinite"],
)
def test_figures_that_cannot_be_are_refused(tmp_path: Path, rows: Sequence[Sequence[Any]]) -> None:
    with pytest.raises(Refused):
        assessed(lake(tmp_path / "lake", rows), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_parquet_is_refused_though_its_digest_is_right(tmp_path: Path) -> None:
    folder = lake(tmp_path / "lake")
    (folder / NAME).write_bytes(b"PAR1 and nothing else PAR1")
    said = {"kind": "lake", "format": 1, "files": {NAME: {"sha256": digest(folder / NAME)}}}
    (folder / "manifest.json").write_text(json.dumps(said))
    with pytest.raises(Refused):
        assessed(folder, tmp_path / "out")


def tampered(tmp_path: Path, **manifest: Any) -> Path:
    """A scored folder of which one file was changed, and a manifest that says otherwise."""
    out = tmp_path / "out"
    write(scored(TABLE), out)
    (out / "ranks.csv").write_text("group,rank\n")
    said = json.loads((out / "manifest.json").read_bytes())
    (out / "manifest.json").write_text(json.dumps({**said, **manifest}))
    return out


def test_a_file_left_out_of_the_manifest_is_compared_too(tmp_path: Path) -> None:
    assert not replay(tampered(tmp_path, files={})).holds


def test_a_replay_reads_no_file_that_the_manifest_points_to(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    found = replay(tampered(tmp_path, files={"../secret": digest(secret)}))
    assert not found.intact["../secret"]


@pytest.mark.parametrize(
    "noise", [None, [], {"draws": "x"}, {"draws": [], "sensitivity_draws": 0, "noise": 0.2, "seed": 0}]
)
def test_a_manifest_with_other_noise_is_refused(tmp_path: Path, noise: object) -> None:
    with pytest.raises(Refused):
        replay(tampered(tmp_path, noise=noise))


@pytest.mark.parametrize(
    "noise", [Noise(10**9), Noise(0, 10**9), Noise(100, seed=-1), Noise(100, size=float("nan"))]
)
def test_draws_that_no_memory_holds_are_refused(noise: Noise) -> None:
    with pytest.raises(Refused):
        scored(TABLE, noise=noise)


def test_nothing_is_written_through_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "gone")
    with pytest.raises(Refused, match=r".") as refused, whole_folder(tmp_path / "out"):
        pass
    assert "exist" in str(refused.value) or "存在" in str(refused.value)
    with pytest.raises(Refused), whole_folder(tmp_path / ("x" * 300)):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("change", ["S1/invest=1e400", "S1/invest=1e999999999", "economy=1e400"])
def test_a_number_beyond_all_figures_is_no_change(change: str) -> None:
    with pytest.raises(Refused):
        what_if(scored(), change, None)
