"""Every finding has words in both languages, and every act that the code records has a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.utils import translation

import luoshi
from luoshi.ledger import verify
from luoshi.ledger.verify import Finding
from luoshi.ledger.wording import ACTS, FINDINGS, describe

PACKAGE = Path(luoshi.__file__).parent


def test_every_kind_of_finding_has_words() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'Finding\("([a-z_]+)"', source)) == set(FINDINGS)


def test_every_act_has_a_name() -> None:
    recorded = {
        verb
        for path in PACKAGE.rglob("*.py")
        for verb in re.findall(r'\brecord\(\s*[^"]*?"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    types = [
        yaml.safe_load(p.read_text(encoding="utf-8")) for p in (PACKAGE / "matters/types").glob("*.yaml")
    ]
    recorded |= {f"matters.{verb}" for kind in types for verb in kind["verbs"]}
    assert len(recorded) > 50
    assert sorted(recorded - set(ACTS)) == []


@pytest.mark.parametrize(("language", "word"), [("en", "changed"), ("zh-hans", "修改")])
def test_a_finding_is_told_in_the_readers_language(language: str, word: str) -> None:
    with translation.override(language):
        told = str(describe(Finding("row_changed", "org.unitname:7", "ab", "改名镇")))
    assert word in told
    assert "org.unitname:7" in told
    assert "改名镇" in told
