"""The keyboard, the reporting grid and the document reader in a real browser, under the content policy."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from luoshi.web.build_assets import build
from web.preview_server import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The preview pages, rendered in a process of their own because of its settings."""
    build()
    folder = tmp_path_factory.mktemp("preview")
    script = Path(__file__).with_name("preview.py")
    subprocess.run([sys.executable, script, "--pages-only", folder], check=True)
    with serve(folder) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Debian's chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh reader; any error of the page fails the test."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: line.type == "error" and errors.append(line.text))
    yield page
    page.context.close()
    assert errors == []


@pytest.fixture
def grid(page: Page, address: str) -> Page:
    page.goto(f"{address}/reports.html")
    return page


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


def values(page: Page) -> list[str]:
    return page.locator("input[name^=v]").evaluate_all("all => all.map(input => input.value)")


def test_g_and_a_letter_go_to_a_page(page, address):
    page.goto(f"{address}/today.html")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="全区目标进展")).to_be_visible()


def test_a_slash_finds_the_filter_and_letters_typed_there_stay_letters(page, address):
    page.goto(f"{address}/district.html")
    page.keyboard.press("/")
    page.keyboard.type("gd 财政")
    expect(page.locator("#targets-filter")).to_have_value("gd 财政")


def test_a_filter_keeps_the_rows_with_every_word(page, address):
    page.goto(f"{address}/district.html")
    page.locator("#targets-filter").fill("收入 滞后")
    expect(page.locator("#targets tbody tr:visible")).to_have_count(1)


def test_the_third_press_of_a_heading_restores_the_official_order(page, address):
    page.goto(f"{address}/district.html")
    names = page.locator("#targets tbody th")
    official = names.all_inner_texts()
    heading = page.get_by_role("button", name="本年累计")
    heading.click()
    rising = names.all_inner_texts()
    heading.click()
    falling = names.all_inner_texts()
    heading.click()
    assert rising[0] == "财政总收入"
    assert falling[0] == "城镇新增就业"
    assert rising[-2:] == falling[-2:] == ["实际利用外资", "粮食收购"], "missing values stay last"
    assert names.all_inner_texts() == official


def test_a_question_mark_lists_the_keys(page, address):
    page.goto(f"{address}/today.html")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#key-list")).to_be_hidden()


def test_the_theme_stays_as_chosen(page, address):
    page.goto(f"{address}/today.html")
    page.locator("[data-theme-switch]").click()
    page.goto(f"{address}/district.html")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_chart_is_drawn_without_eval(page, address):
    page.goto(f"{address}/district.html")
    expect(page.locator("[data-chart] svg.marks")).to_be_visible()


def test_a_block_from_a_spreadsheet_is_pasted_and_taken_back(grid):
    before = values(grid)
    grid.locator("input[name=v1]").focus()
    paste(grid, "5,600\t核对过\r\n２２．５\t\r\n8.5\t\r\n")
    assert values(grid)[:3] == ["5600", "22.5", "8.5"]
    expect(grid.locator("input[name=n1]")).to_have_value("核对过")
    grid.keyboard.press("Control+z")
    assert values(grid) == before
    grid.keyboard.press("Control+y")
    assert values(grid)[:3] == ["5600", "22.5", "8.5"]


def test_a_paste_leaves_locked_cells_alone_and_says_so(grid):
    grid.locator("input[name=v5]").focus()
    paste(grid, "1\n2\n3")
    assert values(grid)[4:] == ["1", "311"]
    expect(grid.locator("[data-grid-status]")).to_contain_text("2 格放不下")


def test_arrows_and_enter_move_between_cells(grid):
    grid.locator("input[name=v1]").focus()
    grid.keyboard.press("Enter")
    expect(grid.locator("input[name=v2]")).to_be_focused()
    grid.keyboard.press("ArrowRight")
    expect(grid.locator("input[name=n2]")).to_be_focused()
    grid.keyboard.press("ArrowUp")
    expect(grid.locator("input[name=n1]")).to_be_focused()


def test_a_cell_says_what_is_wrong_beside_itself(grid):
    cell = grid.locator("td", has=grid.locator("input[name=v3]"))
    expect(cell).to_contain_text("不是数字")
    grid.locator("input[name=v3]").fill("-1")
    grid.keyboard.press("Enter")
    expect(cell).to_contain_text("低于下限 0")
    expect(grid.locator("input[name=v3]")).to_have_attribute("aria-invalid", "true")
    grid.locator("input[name=v3]").fill("8.5")
    grid.keyboard.press("Enter")
    expect(cell.locator(".grid-hint")).to_have_count(0)


def test_unsent_values_survive_a_reload_until_they_are_acknowledged(grid):
    grid.locator("input[name=v5]").fill("700")
    grid.keyboard.press("Tab")
    grid.reload()
    expect(grid.locator("input[name=v5]")).to_have_value("700")
    expect(grid.locator("[data-grid-status]")).to_contain_text("已恢复")
    grid.evaluate(
        "document.dispatchEvent(new CustomEvent('luoshi:saved', {detail: {sheet: 'preview-2015-06'}}))"
    )
    expect(grid.locator("[data-grid-status]")).to_contain_text("已保存")
    grid.reload()
    expect(grid.locator("input[name=v5]")).to_have_value("")


def test_the_reader_links_sentences_and_cards_and_presses_by_key(page, address):
    page.goto(f"{address}/plan.html")
    page.locator("[data-sentence=s2]").click()
    expect(page.locator("[data-card='2']")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator("[data-sentence=s3]")).to_have_class("is-active")
    page.evaluate(
        "document.addEventListener('click', event => document.title = event.target.dataset.action ?? '')"
    )
    page.keyboard.press("a")
    assert page.title() == "accept"
    page.keyboard.press("k")
    expect(page.locator("[data-card='2']")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["today", "district", "reports", "plan", "login", "404"])
def test_axe_finds_nothing(browser, address, name, width, theme):
    screen = {"width": width, "height": 844}
    page = browser.new_page(viewport=screen, color_scheme=theme, bypass_csp=True)
    page.goto(f"{address}/{name}.html")
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    page.close()
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
