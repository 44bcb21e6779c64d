"""A real division table becomes the dated tree of a district, all of it or none of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import District, moment
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.import_divisions import import_divisions
from luoshi.org.divisions import read_divisions
from luoshi.org.models import PeerGroup, Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

SINCE = date(2015, 1, 1)
HEAD = "code12,name,level,kind,parent12"
TABLE = f"""{HEAD}
990101000000,青河区,3,county,
990101001000,北门街道,4,subdistrict,990101000000
990101400000,青河开发区,4,quasi_township,990101000000
990101100000,石桥镇,4,town,990101000000
990101100200,上湾村委会,5,villagers_committee,990101100000
"""


def founder() -> Standing:
    return Standing(at=moment(SINCE), name="founder")


def refusals(table: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        read_divisions(table.encode())
    return [(str(p.where), str(p.what)) for p in refusal.value.problems]


@pytest.mark.django_db
def test_the_table_of_yushui(shared: Path) -> None:
    data = (shared / "data/divisions/divisions_360502.csv").read_bytes()
    import_divisions(founder(), read_divisions(data), SINCE)
    units = tree(SINCE)
    assert len(units.nodes) == 367
    assert units.root is not None
    assert units.root.name == "渝水区"
    towns = units.children(units.root.id)
    assert len(towns) == 21
    assert [t.name for t in towns[:2]] == ["城南街道", "城北街道"]
    assert {t.group_name for t in towns} == {"街道", "镇", "乡"}
    kinds = {n.code: n.kind for n in units.in_order()}
    assert kinds["360502203500"] == "village", "a forest farm's quarter"
    assert len(units.below(units.root.id)) == 364
    assert [n.name for n in units.ancestors(units.root.id)] == ["新余市", "江西省"]
    assert verify().holds


@pytest.mark.django_db
def test_the_table_of_guandu(shared: Path) -> None:
    data = (shared / "data/divisions/divisions_530111.csv").read_bytes()
    import_divisions(founder(), read_divisions(data), SINCE)
    units = tree(SINCE)
    assert len(units.nodes) == 149
    assert units.root is not None
    assert [n.name for n in units.children(units.root.id, "zone")] == ["昆明经济技术开发区"]
    groups = {n.code: n.group for n in units.in_order()}
    assert groups["530111402000"] is None, "a zone is no peer of streets"
    assert tree(date(2014, 12, 31)).nodes == {}
    assert verify().holds


@pytest.mark.django_db
def test_reading_the_tree_takes_one_query() -> None:
    import_divisions(founder(), read_divisions(TABLE.encode()), SINCE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(tree(SINCE).nodes) == 5
    assert len(queries) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    divisions = read_divisions(TABLE.replace("\n", "\r\n").encode(encoding))
    assert [d.name for d in divisions] == ["青河区", "北门街道", "石桥镇", "上湾村委会", "青河开发区"]


def test_other_bytes_are_refused() -> None:
    with pytest.raises(Refused, match="UTF-8"):
        read_divisions(TABLE.encode("utf-16"))


def test_moved_columns_are_read_and_missing_ones_refused() -> None:
    swapped = "name,code12,kind,level,parent12,note\n青河区,990101000000,county,3,,x\n"
    assert [d.code for d in read_divisions(swapped.encode())] == ["990101000000"]
    assert "code12, level, kind, parent12" in refusals("code,name\n1,x\n")[0][1]
    assert refusals(HEAD + "\n")[0][0].count("2") == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("9901,短码镇,4,town,990101000000", "9901"),
        ("990101102000,,4,town,990101000000", ""),
        ("990101102000,新镇,4,borough,990101000000", "borough"),
        ("990101102000,新镇,3,town,990101000000", "3"),
        ("990101102001,新镇,4,town,990101000000", "990101102001"),
        ("990101102000,新镇,4,town,990109000000", "990109000000"),
        ("990101100201,新村,5,villagers_committee,990101001000", "990101001000"),
        ("990101102000,新镇,4,town,", ""),
        ("990101100000,石桥镇,4,town,990101000000", "5"),
        ("990101102000,新\x07镇,4,town,990101000000", ""),
    ],
)
def test_a_bad_line_is_named(line: str, told: str) -> None:
    problems = refusals(TABLE + line + "\n")
    assert [("7" in where) for where, _what in problems] == [True]
    assert told in problems[0][1]


@pytest.mark.django_db
def test_nothing_is_half_imported() -> None:
    import_divisions(founder(), read_divisions(TABLE.encode()), SINCE)
    more = TABLE.replace("青河区", "青河新区") + "990101101000,柳林镇,4,town,990101000000\n"
    with pytest.raises(Refused) as refusal:
        import_divisions(founder(), read_divisions(more.encode()), SINCE)
    assert len(refusal.value.problems) == 5
    assert not Unit.objects.filter(code="990101101000").exists()
    assert verify().holds


def test_only_the_administrator_imports_into_a_standing_district(district: District) -> None:
    divisions = read_divisions(TABLE.encode())
    with pytest.raises(Denied):
        import_divisions(district.standing("leader"), divisions, SINCE)
    assert PeerGroup.objects.filter(code="subdistricts").count() == 0
    made = import_divisions(district.standing("admin"), divisions, SINCE)
    assert min(unit.order for unit in made) > 101, "after the units that exist"
    assert verify().holds
