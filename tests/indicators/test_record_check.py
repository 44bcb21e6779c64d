"""A bulletin's numbers beside the verified values on record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import TODAY, District, moment
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.models import Document
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.models import Indicator, Round
from luoshi.indicators.queries import RecordLine, RecordState, against_record
from luoshi.org.standing import Standing
from reporting import Reporting

JULY = [date(2015, 7, day) for day in range(1, 13)]
HEADING = "青河区2015年上半年经济运行情况通报\n"


def bulletin(district: District, text: str, unit: str = "QH") -> Document:
    office = district.standing("supervisor", JULY[0])
    heading = Heading("上半年经济运行情况通报", 2015, kind="bulletin")
    return import_document(office, unit, heading, (HEADING + text).encode(), "bulletin.txt")


def compared(
    reporting: Reporting, text: str, *, day: date = TODAY, person: str = "supervisor", unit: str = "QH"
) -> list[RecordLine]:
    document = bulletin(reporting.district, text, unit)
    return against_record(reporting.district.standing(person, day), document, day)


def only(reporting: Reporting, text: str, *, day: date = TODAY, person: str = "supervisor") -> RecordLine:
    (line,) = compared(reporting, text, day=day, person=person)
    return line


@pytest.fixture
def verified(reporting: Reporting) -> Reporting:
    """June: T1 10 and 500, T2 6.5 and 400, both verified on 3 July."""
    june = reporting.open()
    for unit, invest, revenue in (("QH-T1", "10", "500"), ("QH-T2", "6.5", "400")):
        reporting.file(june, {"invest": invest, "revenue": revenue, "output": "30"}, unit=unit, day=JULY[1])
        reporting.verify(june, unit, JULY[2])
    return reporting


@pytest.fixture
def whole(verified: Reporting) -> Reporting:
    """The other two that file are verified as well: 8 and 300 each, so that the district has 32.5 and 1500."""
    june = Round.objects.get(period="2015-06")
    for unit in ("QH-S1", "QH-T3"):
        verified.file(june, {"invest": "8", "revenue": "300", "output": "20"}, unit=unit, day=JULY[1])
        verified.verify(june, unit, JULY[2])
    return verified


def test_a_number_that_agrees_names_who_verified_it_and_when(verified: Reporting) -> None:
    line = only(verified, "石桥镇固定资产投资10.0亿元。")
    assert (line.state, line.recorded, line.difference) == (RecordState.AGREES, Decimal(10), Decimal(0))
    assert [person.code for person in line.verified_by] == ["statistician"]
    assert line.verified_at == moment(JULY[2], 10)
    assert line.lineage == ("QH-T1", "invest", "2015-06")
    assert str(line.observations[0].sheet.round.form) == "经济月报"


def test_a_number_that_differs_says_by_how_much(verified: Reporting) -> None:
    line = only(verified, "石桥镇固定资产投资10.6亿元。")
    assert (line.state, line.recorded) == (RecordState.DIFFERS, Decimal(10))
    assert (line.difference, line.difference_percent) == (Decimal("0.6"), Decimal(6))


def test_a_number_stands_for_all_that_print_like_it(verified: Reporting) -> None:
    states = [
        compared(verified, f"柳林镇固定资产投资{n}亿元。")[0].state for n in ("6.0", "7", "6.50", "6.6")
    ]
    assert states == [RecordState.DIFFERS, RecordState.AGREES, RecordState.AGREES, RecordState.DIFFERS]


def test_units_are_converted_exactly(verified: Reporting) -> None:
    line = only(verified, "石桥镇完成固定资产投资98000万元。")
    assert (line.state, line.recorded) == (RecordState.DIFFERS, Decimal(100000))
    assert (line.difference, line.difference_percent) == (Decimal(-2000), Decimal(-2))
    assert only(verified, "石桥镇完成固定资产投资100000万元。").state == RecordState.AGREES


def test_a_measure_of_another_kind_is_not_compared(verified: Reporting) -> None:
    assert only(verified, "石桥镇固定资产投资10亿美元。").state == RecordState.OTHER_MEASURE


def test_each_place_has_its_own_value(verified: Reporting) -> None:
    lines = compared(verified, "石桥镇、柳林镇财政总收入分别完成500万元、500万元。")
    assert [(line.unit.code, line.state) for line in lines if line.unit] == [
        ("QH-T1", RecordState.AGREES),
        ("QH-T2", RecordState.DIFFERS),
    ]


def test_the_district_is_the_sum_of_those_that_file(whole: Reporting) -> None:
    (agrees, differs) = compared(whole, "全区固定资产投资32.5亿元；财政总收入1600万元。")
    assert (agrees.state, agrees.recorded, agrees.units_summed) == (RecordState.AGREES, Decimal("32.5"), 4)
    assert agrees.lineage is None
    assert (differs.state, differs.difference) == (RecordState.DIFFERS, Decimal(100))
    assert {person.code for person in differs.verified_by} == {"treasurer"}


def test_a_sum_with_a_part_missing_shows_that_of_the_others_and_accuses_nobody(verified: Reporting) -> None:
    line = only(verified, "全区固定资产投资16.5亿元。", person="t2_liaison")
    assert (line.state, line.recorded, line.difference) == (RecordState.PARTIAL, Decimal("16.5"), Decimal(0))
    assert (line.units_summed, line.units_owing, line.lineage) == (2, 4, None)


def test_a_sum_of_nothing_verified_is_no_value(reporting: Reporting) -> None:
    assert only(reporting, "全区固定资产投资16.5亿元。").state == RecordState.NO_VALUE


def test_a_reported_value_accuses_nobody_and_is_told_to_its_own_people_only(reporting: Reporting) -> None:
    june = reporting.open()
    reporting.file(june, {"invest": "10", "revenue": "500", "output": "30"}, day=JULY[1])
    text = "石桥镇固定资产投资12亿元。"
    document = bulletin(reporting.district, text)
    seen = {}
    for person in ("supervisor", "t1_liaison", "t2_liaison"):
        (line,) = against_record(reporting.district.standing(person), document, TODAY)
        seen[person] = (line.state, line.recorded)
    assert seen["supervisor"] == seen["t1_liaison"] == (RecordState.UNVERIFIED, Decimal(10))
    assert seen["t2_liaison"] == (RecordState.NO_VALUE, None)


def test_a_visitor_gets_no_line(verified: Reporting) -> None:
    document = bulletin(verified.district, "石桥镇固定资产投资10亿元。")
    assert against_record(Standing(at=moment()), document, TODAY) == []


@pytest.fixture
def revised(verified: Reporting) -> Reporting:
    """石桥镇 corrects 10 to 11 on the 5th, verified on the 8th."""
    june, district = Round.objects.get(period="2015-06"), verified.district
    verified.unlock(june, "invest", day=JULY[4])
    reopen_sheet(district.standing("t1_liaison", JULY[4]), june, district.unit("QH-T1"), "补报")
    verified.file(june, {"invest": "11"}, day=JULY[4])
    verified.verify_by("statistician", june, day=JULY[7])
    return verified


def test_an_earlier_value_is_recognised_with_its_dates(revised: Reporting) -> None:
    line = only(revised, "石桥镇固定资产投资10亿元。", day=JULY[9], person="t2_liaison")
    assert (line.state, line.recorded) == (RecordState.SUPERSEDED, Decimal(11))
    assert line.earlier is not None
    assert (line.earlier.value, line.earlier.verified) == (Decimal(10), True)
    assert (line.earlier.since, line.earlier.until) == (moment(JULY[2], 10), moment(JULY[7], 10))


def test_the_record_is_read_as_it_was_known_on_the_day(revised: Reporting) -> None:
    document = bulletin(revised.district, "石桥镇固定资产投资10亿元。")
    office = revised.district.standing("supervisor", JULY[9])
    assert against_record(office, document, JULY[3])[0].state == RecordState.AGREES
    assert against_record(office, document, JULY[9])[0].state == RecordState.SUPERSEDED


def test_a_correction_that_waits_is_no_difference(revised: Reporting) -> None:
    document = bulletin(revised.district, "石桥镇固定资产投资11亿元。")
    office = revised.district.standing("supervisor", JULY[9])
    assert against_record(office, document, JULY[5])[0].state == RecordState.UNVERIFIED
    assert against_record(office, document, JULY[9])[0].state == RecordState.AGREES


@pytest.fixture
def with_year_before(verified: Reporting) -> Reporting:
    """June of last year: 8 for 石桥镇, so that its investment grew by 25 per cent; its output by 20."""
    statistician = verified.district.standing("statistician", JULY[0])
    for code, value in (("invest", 8), ("output", 25)):
        indicator = Indicator.objects.get(code=code)
        import_history(statistician, indicator, [PastFigure("QH-T1", "2014-06", Decimal(value))], "年鉴")
    return verified


@pytest.mark.parametrize(
    ("printed", "state"),
    [("25.0", RecordState.AGREES), ("24.9", RecordState.AGREES), ("24", RecordState.DIFFERS)],
)
def test_growth_is_held_against_both_verified_years(
    with_year_before: Reporting, printed: str, state: RecordState
) -> None:
    level, growth = compared(with_year_before, f"石桥镇固定资产投资10亿元，同比增长{printed}%。")
    assert level.state == RecordState.AGREES
    assert (growth.state, growth.recorded, growth.difference_percent) == (state, Decimal(25), None)
    assert growth.difference == Decimal(printed) - 25


def test_growth_on_its_own_basis_is_never_an_error(with_year_before: Reporting) -> None:
    texts = ("石桥镇固定资产投资按可比价增长20%。", "石桥镇生产总值增长9%。")
    assert [only(with_year_before, text).state for text in texts] == [RecordState.OTHER_BASIS] * 2


def test_growth_of_a_sum_is_over_the_units_known_in_both_years(with_year_before: Reporting) -> None:
    line = only(with_year_before, "全区固定资产投资同比增长25%。")
    assert (line.state, line.recorded) == (RecordState.PARTIAL, Decimal(25))
    assert (line.units_summed, line.units_owing) == (1, 4)


def test_growth_without_the_year_before_has_no_value(verified: Reporting) -> None:
    assert only(verified, "石桥镇固定资产投资同比增长20%。").state == RecordState.NO_VALUE


def test_a_share_is_computed_from_part_and_whole(verified: Reporting) -> None:
    line = only(verified, "石桥镇财政总收入占生产总值的0.2%。")
    assert (line.state, line.recorded) == (RecordState.AGREES, Decimal("0.1666666666666666666666666667"))


def test_a_synonym_of_two_indicators_is_said_to_be_ambiguous(verified: Reporting) -> None:
    office = verified.district.standing("supervisor")
    define_indicator(
        office,
        [
            NewIndicator("tax_a", "国税收入", "万元", "cumulative", "QH-FIN", synonyms=("税收收入",)),
            NewIndicator("tax_b", "地税收入", "万元", "cumulative", "QH-FIN", synonyms=("税收收入",)),
        ],
    )
    line = only(verified, "石桥镇税收收入300万元。")
    assert (line.state, line.indicator) == (RecordState.AMBIGUOUS, None)
    assert [candidate.code for candidate in line.candidates] == ["tax_a", "tax_b"]


def test_one_month_of_a_cumulative_indicator_is_the_difference_of_two(verified: Reporting) -> None:
    may = verified.open("2015-05", date(2015, 6, 1))
    verified.file(may, {"invest": "7", "revenue": "430"}, day=date(2015, 6, 3))
    verified.verify(may, day=date(2015, 6, 4))
    (june, months) = compared(verified, "6月份，石桥镇完成财政总收入70万元；1-5月，石桥镇财政总收入430万元。")
    assert (june.state, june.recorded) == (RecordState.AGREES, Decimal(70))
    assert (months.state, months.lineage) == (RecordState.AGREES, ("QH-T1", "revenue", "2015-05"))


def test_a_period_that_the_record_does_not_keep_is_said_so(verified: Reporting) -> None:
    # Output is asked for quarterly.
    for text in ("1-5月，石桥镇生产总值25亿元。", "6月份，石桥镇生产总值5亿元。"):
        assert only(verified, text).state == RecordState.OTHER_PERIOD


def test_january_and_february_are_one_cell(verified: Reporting) -> None:
    district = verified.district
    office = district.standing("supervisor")
    define_indicator(office, [NewIndicator("sales", "社会消费品零售总额", "万元", "flow", "QH-STAT")])
    asked = NewItem("sales", tuple(range(2, 13)))
    define_form(office, NewForm("trade", "商贸月报", (asked,), ("QH-T1",)), date(2015, 1, 1))
    statistician = district.standing("statistician", JULY[0])
    sales = Indicator.objects.get(code="sales")
    figures = [PastFigure("QH-T1", f"2015-{n:02}", Decimal(v)) for n, v in ((2, 100), (3, 60))]
    import_history(statistician, sales, figures, "台账")
    texts = {
        "1-2月": RecordState.AGREES,
        "2月份": RecordState.OTHER_PERIOD,
        "1月份": RecordState.OTHER_PERIOD,
        "3月份": RecordState.DIFFERS,
    }
    for period, state in texts.items():
        line = only(verified, f"{period}，石桥镇社会消费品零售总额100万元。")
        assert (period, line.state) == (period, state)
    assert only(verified, "一季度，石桥镇社会消费品零售总额160万元。").state == RecordState.AGREES


def test_plans_and_unknown_places_have_no_line(verified: Reporting) -> None:
    text = "全年石桥镇固定资产投资力争达到20亿元。\n全年石桥镇固定资产投资20亿元。\n东岗镇固定资产投资3亿元。\n全市固定资产投资300亿元。"
    assert compared(verified, text) == []


def test_a_departments_bulletin_is_about_the_place_it_serves(whole: Reporting) -> None:
    document = bulletin(whole.district, "固定资产投资32.5亿元。", unit="QH-STAT")
    (line,) = against_record(whole.district.standing("leader"), document, TODAY)
    assert (line.unit.code if line.unit else "", line.state) == ("QH", RecordState.AGREES)


def test_few_queries_whatever_the_number_of_statements(whole: Reporting) -> None:
    one = bulletin(whole.district, "石桥镇固定资产投资10亿元。")
    many = bulletin(
        whole.district,
        "\n".join(
            f"{place}固定资产投资{n}亿元，同比增长{n}%，财政总收入{n}00万元。"
            for place in ("全区", "石桥镇", "柳林镇", "沙河镇", "北门街道")
            for n in range(1, 9)
        ),
    )
    office, asked = whole.district.standing("supervisor"), []
    # The tree of the day is kept from then on.
    against_record(office, one, TODAY)
    for document, least in ((one, 1), (many, 100)):
        with CaptureQueriesContext(connection) as queries:
            assert len(against_record(office, document, TODAY)) >= least
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
