"""Files of values: what is written is read again, what is hostile or broken is refused with the reason."""

from __future__ import annotations

import codecs
import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.exchange.dhis2.package import read_package
from luoshi.exchange.dhis2.reading import is_metadata, read_values
from luoshi.exchange.dhis2.values import Value
from luoshi.exchange.dhis2.values_adx import write_adx
from luoshi.exchange.dhis2.values_csv import write_csv
from luoshi.exchange.dhis2.values_json import write_json
from luoshi.ledger.refusal import Refused

# Control characters cannot stand in XML, and blanks at the ends mean nothing in a table.
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20).map(str.strip)
uids = st.from_regex(r"[A-Za-z][A-Za-z0-9]{10}", fullmatch=True)
numbers = st.decimals(-(10**8), 10**8, allow_nan=False, places=3).map(lambda n: format(n.normalize(), "f"))
some_values = st.builds(
    Value,
    element=uids,
    period=st.sampled_from(["201506", "2015", "2015Q2", "2015S1"]),
    unit=uids,
    value=numbers,
    category=uids,
    attribute=st.just("HllvX50cXC0"),
    comment=words,
    followup=st.booleans(),
    deleted=st.booleans(),
    stored_by=words,
    last_updated=st.sampled_from(["", "2015-06-30T10:00:00.000"]),
)


@given(st.lists(some_values, max_size=4))
def test_json_there_and_back(values: list[Value]) -> None:
    text = "".join(write_json(values))
    assert list(read_values(text.encode()).values) == values


@given(st.lists(some_values, max_size=4))
def test_csv_there_and_back(values: list[Value]) -> None:
    text = "".join(write_csv(values))
    assert list(read_values(text.encode("utf-8-sig")).values) == values


@given(st.lists(some_values, max_size=4))
def test_adx_there_and_back(values: list[Value]) -> None:
    text = "".join(write_adx(values, "2015-07-06T09:00:00Z", lambda _value: "月报"))
    read = list(read_values(text.encode(), {"idScheme": "uid"}).values)
    assert [v.attribute for v in read] == [""] * len(values), "a group names no default"
    assert [v.value for v in read] == [v.value for v in values]
    assert [(v.element, v.unit, v.period, v.category) for v in read] == [
        (v.element, v.unit, v.period, v.category) for v in values
    ]
    assert [(v.comment, v.followup, v.deleted, v.stored_by) for v in read] == [
        (v.comment, v.followup, v.deleted, v.stored_by) for v in values
    ]


def test_no_cell_of_a_table_runs_as_a_formula() -> None:
    hostile = Value("=cmd()", "201506", "+x", "-5", "c", "a", comment="=HYPERLINK(1)", stored_by="@SUM(A1)")
    rows = list(csv.reader(io.StringIO("".join(write_csv([hostile])))))
    assert rows[1][5] == "-5", "a number is a number"
    assert [cell for cell in rows[1] if cell.startswith(("=", "+", "@"))] == []


def test_older_headers_and_blanks_behind_commas() -> None:
    text = '"dataelement",    "period",  "orgunit", "catoptcombo","attroptcombo","value","flwup"\nA,  "2017-01", B,,,"2","true"'
    (value,) = read_values(text.encode()).values
    assert (value.period, value.value, value.followup) == ("2017-01", "2", True)


@pytest.mark.parametrize("name", ["followUp", "followup"])
def test_both_spellings_of_the_mark(name: str) -> None:
    (value,) = read_values(f'{{"dataValues":[{{"dataElement":"a","{name}":true}}]}}'.encode()).values
    assert value.followup


def test_the_root_may_stand_behind_the_values_and_numbers_need_no_quotes() -> None:
    text = '{"dataValues":[{"dataElement":"a","value":1.50}],"period":"201506","orgUnit":"b"}'
    (value,) = read_values(text.encode()).values
    assert (value.value, value.period, value.unit) == ("1.50", "201506", "b")


BOMB = """<?xml version="1.0"?><!DOCTYPE adx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<adx xmlns="urn:ihe:qrph:adx:2015"><group orgUnit="&d;"/></adx>"""
OUTSIDE = '<!DOCTYPE adx [<!ENTITY f SYSTEM "file:///etc/passwd">]><adx><group orgUnit="x">&f;</group></adx>'
REMOTE = '<!DOCTYPE adx SYSTEM "http://127.0.0.1:9/x.dtd"><adx/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", [BOMB, OUTSIDE, REMOTE])
def test_document_types_are_refused_in_every_encoding(text: str, encoding: str) -> None:
    with pytest.raises(Refused, match=r"document type|文档类型"):
        read_values(text.encode(encoding))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{]",
        b'{"dataValues":[}',
        b'{"dataValues":[1]}',
        b'{"dataValues":[{}],}',
        b'{"dataValues":[{},]}',
        b'{"dataValues":[]} trailing',
        b'{"dataValues":[{"value":NaN}]}',
        b'{"dataValues":[{"comment":"\\u0000"}]}',
        b'{"dataValues":[{"comment":"\\ud800"}]}',
        b'{"deletion":{"orgUnits":["a"]},"dataValues":[]}',
        b'{"idScheme":"moon","dataValues":[]}',
        b'{"dataValues":' + b"[" * 100_000,
        '{"dataValues":[{"comment":"é"}]}'.encode("latin-1"),
        b"<adx>",
        b"<html/>",
        b"<adx>" + b"<group>" * 10_000,
        b'<?xml version="1.0" encoding="klingon"?><adx/>',
        b"dataelement,period\nA,201506",
        b'dataelement,period,orgunit,value\nA,"201506',
        b"\xff\xfe\x00",
        bytes(range(128, 256)) * 20,
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_is_no_sound_file_is_refused(content: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        list(read_values(content).values)
    assert all(str(problem.mend) for problem in refused.value.problems)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_in_the_encodings_that_offices_use(encoding: str) -> None:
    text = "dataelement,period,orgunit,value,comment\n财政总收入,201506,石桥镇人民政府,1,这是本月上报的数\n"
    (value,) = read_values(text.encode(encoding)).values
    assert (value.element, value.comment) == ("财政总收入", "这是本月上报的数")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_json_in_every_unicode_encoding(encoding: str) -> None:
    content = '{"dataValues":[{"dataElement":"财政"}]}'.encode(encoding)
    (value,) = read_values(content).values
    assert value.element == "财政"
    assert not is_metadata(content)


def test_metadata_is_told_apart_and_checked() -> None:
    assert is_metadata(b'{"dataElements":[]}')
    assert is_metadata(codecs.BOM_UTF8 + b' {"dataElements":[]}')
    assert not is_metadata(b"dataelement,period,orgunit,value")
    for broken in (
        b"[]",
        b"{",
        b'{"dataElements":[1]}',
        b'{"dataElements":[{"name":"\\u0000"}]}',
        b"[" * 10**5,
    ):
        with pytest.raises(Refused):
            read_package(broken)
