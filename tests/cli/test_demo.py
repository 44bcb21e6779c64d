"""``luoshi demo``: the whole loop on a plan document, from reading it to the sealed ledger."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from demonstration import Told, tell
from luoshi.cli.demo.book import read_book

TARGETS = {"gdp", "fiscal_revenue", "industry_revenue", "fixed_investment"}


def ask(told: Told, question: str) -> list[tuple[Any, ...]]:
    """Rows of the demonstration's own database."""
    with sqlite3.connect(f"file:{told.database}?mode=ro", uri=True) as connection:
        return connection.execute(question).fetchall()


def counts(told: Told) -> dict[str, int]:
    """Rows by table; where people are signed in is no part of the story."""
    tables = [name for (name,) in ask(told, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: ask(told, f'SELECT count(*) FROM "{name}"')[0][0] for name in tables if "session" not in name
    }


def ledger_check(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((told.out / "ledger-check.json").read_text(encoding="utf-8"))
    return found


def league(told: Told) -> list[list[str]]:
    with (told.out / "league-2015-H1.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_it_writes_bulletin_league_table_and_ledger_check(told: Told) -> None:
    (bulletin,) = told.out.glob("*.docx")
    text = "\n".join(paragraph.text for paragraph in Document(str(bulletin)).paragraphs)
    assert "2015年上半年" in text
    assert "演示数据" in text
    rows = league(told)
    assert "演示数据" in rows[0][0]
    ranked = {row[2]: row[1] for row in rows[2:] if row[1]}
    assert {place.name for place in read_book().places} <= set(ranked)
    assert ledger_check(told)["holds"] is True
    assert {path.suffix for path in told.out.iterdir()} == {".docx", ".csv", ".json"}


def test_the_four_targets_stand_on_what_the_plan_states(told: Told) -> None:
    roots = ask(
        told,
        "SELECT i.code, t.value, t.base, t.base_state FROM targets_target t JOIN indicators_indicator i"
        " ON i.id = t.indicator_id WHERE t.parent_id IS NULL AND t.period = '2015' AND t.kind = 'growth'",
    )
    assert {code for code, *_rest in roots} == TARGETS
    bases = {code: base for code, _value, base, _state in roots}
    assert bases["gdp"] is not None
    assert bases["fixed_investment"] is None, "the text states no base, and none is invented"


def test_a_second_run_tells_nothing_twice_and_loses_nothing(told: Told, tmp_path: Path) -> None:
    before, entries = counts(told), ask(told, "SELECT hash FROM ledger_entry ORDER BY id")
    again = Told(told.home, tmp_path / "again")
    tell(again)
    assert counts(told) == before
    assert ask(told, "SELECT hash FROM ledger_entry ORDER BY id") == entries
    assert league(again) == league(told)


def test_two_tellings_are_one_story(told: Told, tmp_path: Path) -> None:
    other = Told(tmp_path / "home", tmp_path / "out")
    tell(other)
    for question in (
        "SELECT period, value, note FROM indicators_observation ORDER BY id",
        "SELECT period, state, inputs_digest, result_digest FROM assessment_run ORDER BY id",
        "SELECT title, serial, state, content_digest FROM briefing_bulletin ORDER BY id",
        "SELECT number, title, stage, due_on FROM matters_matter ORDER BY id",
    ):
        assert ask(other, question) == ask(told, question)
    (one,), (two,) = told.out.glob("*.docx"), other.out.glob("*.docx")
    assert one.read_bytes() == two.read_bytes()


def test_everything_below_the_district_is_marked_as_invented(told: Told) -> None:
    assert ask(told, "SELECT count(*) FROM org_unit WHERE NOT simulated") == [(0,)]
    assert ask(told, "SELECT count(*) FROM org_person WHERE NOT simulated") == [(0,)]
    published = ask(
        told,
        "SELECT DISTINCT u.code, o.origin FROM indicators_observation o JOIN org_unit u ON u.id = o.unit_id"
        " WHERE NOT o.simulated",
    )
    assert published == [(read_book().root, "document")], "only what the plan itself states is no invention"


def test_the_speech_itself_goes_the_same_way(shared: Path, tmp_path: Path) -> None:
    speech = shared / "sources" / "yushui-2015.txt"
    told = Told(tmp_path / "home", tmp_path / "out")
    tell(told, "--plan", str(speech))
    test_the_four_targets_stand_on_what_the_plan_states(told)
    assert ledger_check(told)["holds"] is True
    drafts = dict(ask(told, "SELECT kind, count(*) FROM documents_draft GROUP BY kind"))
    assert drafts["target"] >= len(TARGETS)
    assert drafts["matter"] > 20
    assert ask(told, "SELECT count(*) FROM briefing_bulletin WHERE published_at IS NOT NULL") == [(1,)]


def test_no_invented_name_is_a_real_one(shared: Path) -> None:
    streets = shared / "data" / "divisions" / "streets.csv"
    if not streets.is_file():
        pytest.skip("the table of divisions is not beside this checkout")
    with streets.open(encoding="utf-8", newline="") as file:
        real = {row["name"] for row in csv.DictReader(file)}
    assert "北京市" not in real and len(real) > 10_000, "the table is read by its right column"
    assert [place.name for place in read_book().places if place.name in real] == []
    assert read_book().raw["zone"][1] not in real
