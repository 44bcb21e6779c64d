"""A matter type is checked before it is used; each problem names its place."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.ledger.refusal import Refused
from luoshi.matters.engine import CONDITIONS
from luoshi.matters.matter_type import FOLDER, all_types, load, parse

RAW = yaml.safe_load((FOLDER / "supervision.yaml").read_text(encoding="utf-8"))


def problems(change: Any) -> list[str]:
    raw = deepcopy(RAW)
    change(raw)
    with pytest.raises(Refused) as refusal:
        parse(raw, "x.yaml")
    return [str(p.where) for p in refusal.value.problems]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda r: r.pop("terms"), "x.yaml"),
        (lambda r: r["terms"]["urgent"].update(days=0), "x.yaml: terms/urgent/days"),
        (lambda r: r["stages"]["opened"].update(counts_as="maybe"), "x.yaml: stages/opened/counts_as"),
        (lambda r: r["stages"]["opened"].update(initial=True), "x.yaml: stages"),
        (lambda r: r["stages"]["archived"].pop("final"), "x.yaml: stages"),
        (lambda r: r["verbs"]["report"]["needs"].append("photo"), "x.yaml: verbs/report/needs/2"),
        (lambda r: r["verbs"]["report"]["steps"][0].update(to="nowhere"), "x.yaml: verbs/report/steps/0"),
        (
            lambda r: r["verbs"]["accept"]["steps"][0].update(who=["anybody"]),
            "x.yaml: verbs/accept/steps/0/who/0",
        ),
        (lambda r: r["verbs"]["pass"]["steps"][0].update(apart_from=["sing"]), "x.yaml: verbs/pass/steps/0"),
        (lambda r: r["verbs"].pop("archive"), "x.yaml: stages/archived"),
    ],
)
def test_a_wrong_type_is_refused_with_the_place(change: Any, place: str) -> None:
    assert place in problems(change)


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("stages: [", encoding="utf-8")
    with pytest.raises(Refused, match=r"broken\.yaml"):
        load(path)


def test_every_condition_a_schema_allows_is_known_to_the_engine() -> None:
    used = {
        word for t in all_types().values() for v in t.verbs.values() for s in v.steps for word in s.conditions
    }
    assert used == set(CONDITIONS)


def test_only_the_types_name_stages() -> None:
    """The rooms read what a stage counts as; a stage's own name in the code would tie it to one type."""
    names = set(RAW["stages"]) - {"assigned", "objected", "returned", "reported", "closed"}
    room = FOLDER.parent
    for path in [*room.glob("*.py"), *room.glob("actions/*.py")]:
        source = path.read_text(encoding="utf-8")
        found = [name for name in names if f'"{name}"' in source and name not in {"draft"}]
        assert not found, f"{path.name}: {found}"
