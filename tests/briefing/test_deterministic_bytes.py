"""The same document is the same file, to the byte: a bulletin can be printed again and compared."""

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import docx
import time_machine

from briefing.sample import bulletin
from luoshi.briefing.gbt9704 import render


def test_same_content_same_bytes_on_another_day():
    first = render(bulletin())
    with time_machine.travel(datetime(2031, 2, 3, 4, 5, tzinfo=UTC) + timedelta(seconds=time.time() % 50)):
        assert render(bulletin()) == first


def test_other_content_other_bytes():
    assert render(bulletin()) != render(bulletin(issuer="甲辰区统计局"))


def test_the_file_carries_the_issue_date_and_no_clock():
    package = render(bulletin())
    properties = docx.Document(BytesIO(package)).core_properties
    assert properties.created == properties.modified == datetime(2015, 7, 6, tzinfo=UTC)
    assert {entry.date_time for entry in ZipFile(BytesIO(package)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_holds_no_parts_of_the_blank_template():
    names = ZipFile(BytesIO(render(bulletin()))).namelist()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "Effects" in name]
