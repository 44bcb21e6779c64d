"""A sheet out as CSV and back, from a page and a terminal; every problem names its row and column."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from luoshi.cli.main import app
from luoshi.exchange.report_sheet_csv import read_csv, sheet_csv
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.lock_cells import lock_cells
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.models import Cell, Round, Sheet
from luoshi.indicators.queries import SheetView, sheet_view
from luoshi.indicators.typed import read_cells, try_cells
from luoshi.ledger.refusal import Refused
from reporting import Reporting


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def view(reporting: Reporting, period: str = "2015-06", form: str = "monthly") -> SheetView:
    return sheet_view(reporting.district.standing("t1_liaison"), form, period, "QH-T1")


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def written(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def test_what_goes_out_comes_back(reporting: Reporting, june: Round) -> None:
    reporting.save(june, {"invest": "12.5", "revenue": "3456.7"}, notes={"invest": "=1+1"})
    rows = table(sheet_csv(view(reporting)))
    assert [r[:4] for r in rows[1:4]] == [
        ["invest", "固定资产投资", "亿元", "12.50"],
        ["revenue", "财政总收入", "万元", "3456.70"],
        ["output", "生产总值", "亿元", ""],
    ]
    assert rows[1][4] == "'=1+1"
    typed = read_csv(sheet_csv(view(reporting)), view(reporting)).typed
    assert [(t.indicator, t.text, t.note) for t in typed] == [
        ("invest", "12.50", "=1+1"),
        ("revenue", "3456.70", ""),
        ("output", "", ""),
    ]


def test_a_weekly_sheet_goes_out_and_comes_back(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor")
    new = NewForm("fast", "快报", (NewItem("invest"),), ("QH-T1",), due_working_days=1, cadence="weekly")
    opened = open_round(office, define_form(office, new, office.today.replace(month=1)), "2015-W27")
    shown = view(reporting, opened.period, "fast")
    rows = table(sheet_csv(shown))
    rows[1][3] = "7.5"
    typed = read_csv(written(rows), shown).typed
    save_cells(reporting.district.standing("t1_liaison"), opened, shown.unit, typed, edition=0)
    assert [c.value for c in Cell.objects.all()] == [Decimal("7.5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_of_any_usual_encoding_is_read(reporting: Reporting, june: Round, encoding: str) -> None:
    text = (
        sheet_csv(view(reporting))
        .decode("utf-8-sig")
        .replace("亿元,,", '亿元,"1,234.5",已经按照本单位的台账核对', 1)
    )
    typed = read_csv(text.encode(encoding), view(reporting)).typed
    assert (typed[0].text, typed[0].note) == ("1,234.5", "已经按照本单位的台账核对")


def test_a_problem_names_row_and_column(reporting: Reporting, june: Round) -> None:
    rows = table(sheet_csv(view(reporting)))
    rows[2][3] = "约三千"
    typed = read_csv(written(rows), view(reporting)).typed
    with pytest.raises(Refused) as refused:
        read_cells(june, typed)
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("D3", "cell:revenue")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda rows: rows[1].__setitem__(6, "2015-05"), "G2"),
        (lambda rows: rows[3].__setitem__(7, "QH-T2"), "H4"),
        (lambda rows: rows[0].__setitem__(3, "wert"), ""),
    ],
)
def test_a_file_of_another_sheet_is_refused(
    reporting: Reporting, june: Round, change: object, where: str
) -> None:
    rows = table(sheet_csv(view(reporting)))
    change(rows)  # type: ignore[operator]
    with pytest.raises(Refused) as refused:
        read_csv(written(rows), view(reporting))
    assert where in str(refused.value.problems[0].where)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_of_spreadsheets_are_read(reporting: Reporting, june: Round, separator: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(table(sheet_csv(view(reporting))))
    typed = read_csv(buffer.getvalue().encode("utf-16"), view(reporting)).typed
    assert [t.indicator for t in typed] == ["invest", "revenue", "output"]


def test_a_whole_file_of_another_sheet_is_one_mistake(reporting: Reporting, june: Round) -> None:
    rows = table(sheet_csv(view(reporting)))
    for row in rows[1:4]:
        row[7] = "QH-T2"
    with pytest.raises(Refused) as refused:
        read_csv(written(rows), view(reporting))
    assert [p.where for p in refused.value.problems] == ["H2"]


def test_an_unknown_code_is_named_where_it_stands(reporting: Reporting, june: Round) -> None:
    rows = table(sheet_csv(view(reporting)))
    rows[2][0] = "income"
    _readings, problems = try_cells(june, read_csv(written(rows), view(reporting)).typed)
    assert [p.where for p in problems] == ["A3"]


def test_a_file_with_a_header_only_is_refused(reporting: Reporting, june: Round) -> None:
    with pytest.raises(Refused):
        read_csv(written(table(sheet_csv(view(reporting)))[:1]), view(reporting))


def test_a_quote_left_open_is_refused(reporting: Reporting, june: Round) -> None:
    with pytest.raises(Refused):
        read_csv(b'code,value,note\ninvest,1,"' + b"x" * 200_000, view(reporting))


def test_a_locked_figure_in_a_file_is_refused_by_its_place(reporting: Reporting, june: Round) -> None:
    office, unit = reporting.district.standing("supervisor"), reporting.district.unit("QH-T1")
    lock_cells(office, june, unit, ["invest"], "封账")
    rows = table(sheet_csv(view(reporting)))
    rows[1][3] = "13"
    typed = read_csv(written(rows), view(reporting)).typed
    with pytest.raises(Refused) as refused:
        save_cells(reporting.district.standing("t1_liaison"), june, unit, typed, edition=0)
    assert [str(p.where) for p in refused.value.problems] == ["D2"]


def test_the_terminal_shows_first_and_saves_when_told(
    reporting: Reporting, june: Round, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.csv"
    call = ["reports", "export", "monthly", "2015-06", "QH-T1", str(file), "--as", "t1_liaison"]
    assert CliRunner().invoke(app, call).exit_code == 0
    rows = table(file.read_bytes())
    for row, value in zip(rows[1:4], ("12.5", "3,456.7", "20"), strict=True):
        row[3], row[4] = value, "已核对"
    file.write_bytes(written(rows))
    take = ["reports", "import", "monthly", "2015-06", "QH-T1", str(file), "--as", "t1_liaison"]
    shown = CliRunner().invoke(app, take)
    assert shown.exit_code == 0
    assert "D3" in shown.output
    assert "3456.70" in shown.output
    assert not Sheet.objects.exists()
    done = CliRunner().invoke(app, [*take, "--submit"])
    assert done.exit_code == 0, done.output
    assert Sheet.objects.get().state == "submitted"
    assert CliRunner().invoke(app, [*take, "--save"]).exit_code == 2
    assert CliRunner().invoke(app, [*take[:3], "2015-W01", *take[4:]]).exit_code == 2
