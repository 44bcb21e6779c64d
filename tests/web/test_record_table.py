"""The table that holds a document's numbers beside the record."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cast import TODAY, District
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.indicators.queries import RecordLine, RecordState, against_record
from luoshi.kernel.text.months import Months
from luoshi.web.record_words import STATES, months_name, record_rows, record_sentence
from reporting import Reporting, reporting_district  # noqa: F401

TEXT = """青河区2015年上半年经济运行情况通报
石桥镇固定资产投资10.6亿元，财政总收入500万元，生产总值增长9%。
柳林镇固定资产投资6.5亿元。
"""


@pytest.fixture
def lines(reporting: Reporting) -> list[RecordLine]:
    """石桥镇 has 10 and 500, verified on 3 July; 柳林镇 has reported."""
    june = reporting.open()
    for unit, invest in (("QH-T1", "10"), ("QH-T2", "6.5")):
        values = {"invest": invest, "revenue": "500", "output": "30"}
        reporting.file(june, values, unit=unit, day=date(2015, 7, 2))
    reporting.verify(june, day=date(2015, 7, 3))
    return _lines(reporting.district, TEXT)


def _lines(district: District, text: str) -> list[RecordLine]:
    office = district.standing("supervisor")
    heading = Heading("上半年经济运行情况通报", 2015, kind="bulletin")
    document = import_document(office, "QH", heading, text.encode(), "bulletin.txt")
    return against_record(office, document, TODAY)


def test_a_row_says_what_differs_by_how_much_and_who_verified(lines: list[RecordLine]) -> None:
    with translation.override("en"):
        invest, revenue, output, waiting = record_rows(lines)
    assert (invest.printed, invest.recorded) == ("10.6 100m yuan", "10.0 100m yuan")
    assert invest.difference == "+0.6 100m yuan (+6.00%)"
    assert (invest.state, invest.tone) == ("differs", "bad")
    assert invest.about == "Shiqiao Town, first half of 2015"
    assert invest.verified == "舒准, 3 July 2015; Monthly report 2015-06"
    assert TEXT[invest.start : invest.end] == "10.6"
    assert (revenue.state, revenue.difference) == ("agrees", "")
    assert (output.about, output.recorded) == ("growth, Shiqiao Town, first half of 2015", "")
    assert (waiting.state, waiting.verified) == ("not verified yet", "")


def test_a_sum_of_some_units_says_of_how_many(lines: list[RecordLine], reporting: Reporting) -> None:
    (line,) = _lines(reporting.district, "青河区2015年上半年通报\n全区固定资产投资18亿元。")
    with translation.override("en"):
        (row,) = record_rows([line])
    assert (row.state, row.tone, row.difference) == ("partly verified", "neutral", "+8 100m yuan (+80.00%)")
    assert row.why == "1 of 4 units are verified; the value on record is theirs."
    assert row.address == ""


def test_the_table_links_each_value_to_its_history_and_each_row_to_its_digits(
    lines: list[RecordLine],
) -> None:
    page = render_to_string("checks/_record.html", {"lines": lines, "as_of": TODAY, "business_date": TODAY})
    assert 'href="/reports/lineage/QH-T1/invest/2015-06/"' in page
    assert f'data-number="s{TEXT.index("10.6")}"' in page
    past = render_to_string(
        "checks/_record.html", {"lines": lines, "as_of": date(2015, 7, 4), "business_date": TODAY}
    )
    assert "/reports/lineage/QH-T1/invest/2015-06/?as_of=2015-07-04" in past


def test_the_sentence_counts_how_the_numbers_came_out(lines: list[RecordLine]) -> None:
    with translation.override("en"):
        assert record_sentence(lines) == (
            "4 numbers are of indicators in the catalogue: "
            "agrees 1, differs 1, not verified yet 1, no value 1."
        )


def test_a_text_without_known_indicators_says_what_to_do(reporting: Reporting) -> None:
    lines = _lines(reporting.district, "青河区上半年通报\n粮食产量18.7万吨。")
    with translation.override("en"):
        assert "Nothing to compare" in render_to_string("checks/_record.html", {"lines": lines})


def test_every_state_has_its_words_and_periods_their_names() -> None:
    assert set(STATES) == set(RecordState)
    with translation.override("en"):
        assert months_name(Months(2015, 1, 9)) == "months 1 to 9 of 2015"
        assert months_name(Months(2015, 1, 12)) == "the year 2015"
