"""The reporting grid behaves like the spreadsheet that people know, and forgets nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Sit

# A sheet that was sent back, with its figures still in it.
SHEET = "/reports/monthly/2015-06/YS-T05/"


@pytest.fixture
def grid(sit: Sit) -> Page:
    return sit("zhangling_liaison").open(SHEET)


def value(grid: Page, row: int) -> Locator:
    return grid.locator("input[name^='v-']").nth(row)


def note(grid: Page, row: int) -> Locator:
    return grid.locator("input[name^='n-']").nth(row)


def values(grid: Page) -> list[str]:
    found: list[str] = grid.locator("input[name^='v-']").evaluate_all("all => all.map(input => input.value)")
    return found


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_block_from_a_spreadsheet_is_pasted_and_taken_back(grid: Page) -> None:
    before = values(grid)
    value(grid, 0).focus()
    paste(grid, "5,600\t核对过\r\n２２５\t\r\n85\t\r\n")
    assert values(grid)[:3] == ["5600", "225", "85"]
    expect(note(grid, 0)).to_have_value("核对过")
    grid.keyboard.press("Control+z")
    assert values(grid) == before
    grid.keyboard.press("Control+y")
    assert values(grid)[:3] == ["5600", "225", "85"]


def test_a_block_that_cannot_be_taken_whole_is_refused_cell_by_cell(grid: Page) -> None:
    before = values(grid)
    value(grid, 2).focus()
    paste(grid, "1,000\n约八十\n3")
    assert values(grid) == before
    expect(grid.locator("[data-grid-status]")).to_contain_text("有 2 格不能采用")
    told = grid.locator("[data-grid-problems] li")
    expect(told).to_have_count(2)
    expect(told.first).to_contain_text("“约八十”不是数字")
    value(grid, 2).focus()
    paste(grid, "1,23\t")
    expect(told.first).to_contain_text("“1,23”不是数字")
    value(grid, 2).focus()
    paste(grid, "1,000\n８０")
    assert values(grid)[2:4] == ["1000", "80"]
    expect(told).to_have_count(0)


def test_a_block_is_copied_as_a_spreadsheet_copies_it(grid: Page) -> None:
    value(grid, 0).focus()
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Shift+ArrowDown")
    copied = grid.evaluate(
        """() => {
            const data = new DataTransfer();
            const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
            return data.getData("text/plain");
        }"""
    )
    assert copied.split("\r\n") == values(grid)[:3]
    grid.keyboard.press("Delete")
    assert values(grid)[:3] == ["", "", ""]
    grid.keyboard.press("Control+z")
    assert values(grid)[:3] == copied.split("\r\n")


def test_arrows_and_enter_move_between_cells(grid: Page) -> None:
    value(grid, 0).focus()
    grid.keyboard.press("Enter")
    expect(value(grid, 1)).to_be_focused()
    grid.keyboard.press("ArrowRight")
    expect(note(grid, 1)).to_be_focused()
    grid.keyboard.press("ArrowUp")
    expect(note(grid, 0)).to_be_focused()


def test_a_cell_says_what_is_wrong_beside_itself(grid: Page) -> None:
    cell = value(grid, 2).locator("xpath=..")
    value(grid, 2).fill("约八十")
    grid.keyboard.press("Enter")
    expect(cell).to_contain_text("不是数字")
    expect(value(grid, 2)).to_have_attribute("aria-invalid", "true")
    value(grid, 2).fill("85")
    grid.keyboard.press("Enter")
    expect(cell.locator(".grid-hint-error")).to_have_count(0)


def test_what_the_server_refused_stays_marked_until_it_is_changed(sit: Sit) -> None:
    reader = sit("zhangling_liaison")
    grid = reader.open(SHEET)
    # A number that only the server finds too large.
    value(grid, 2).fill("9" * 30)
    grid.locator("button[value='submit']").click()
    cell = value(grid, 2).locator("xpath=..")
    expect(value(grid, 2)).to_have_value("9" * 30)
    expect(cell.locator(".grid-hint-error")).to_have_count(1)
    expect(cell).to_have_class(re.compile(r"\bhas-error\b"))
    expect(value(grid, 2)).to_have_attribute("aria-invalid", "true")
    value(grid, 2).fill("85")
    grid.keyboard.press("Enter")
    expect(cell.locator(".grid-hint-error")).to_have_count(0)
    expect(value(grid, 2)).to_have_attribute("aria-invalid", "false")
    # The browser itself complains of the answer 422, and of nothing else.
    assert [line for line in reader.complaints if "422" not in line] == []
    reader.complaints.clear()


def test_unsent_values_survive_a_reload_until_the_server_has_them(grid: Page) -> None:
    value(grid, 0).fill("700")
    grid.keyboard.press("Tab")
    grid.reload()
    expect(value(grid, 0)).to_have_value("700")
    expect(grid.locator("[data-grid-status]")).to_contain_text("已恢复")
    grid.locator("button[value=save]").click()
    expect(grid.locator("#flashes")).to_be_visible()
    grid.reload()
    expect(value(grid, 0)).to_have_value("700")
    expect(grid.locator("[data-grid-status]")).not_to_contain_text("已恢复")
