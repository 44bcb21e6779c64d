"""The keyboard: going, searching, sorting, reading."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Sit, Site


@pytest.fixture
def parts(sit: Sit) -> Page:
    """The parts of a district target in a table that sorts."""
    page = sit("head").open("/targets/")
    page.locator("details.branch-parts summary").first.click()
    return page


def test_g_and_a_letter_go_to_a_page(sit: Sit, site: Site) -> None:
    page = sit("head").open("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(f"{site.address}/district/")


def test_a_slash_finds_the_filter_and_letters_typed_there_stay_letters(sit: Sit) -> None:
    page = sit("supervisor").open("/matters/")
    page.keyboard.press("/")
    page.keyboard.type("gd 整治")
    expect(page.locator("#desk-words")).to_have_value("gd 整治")


def test_a_question_mark_lists_the_keys(sit: Sit) -> None:
    page = sit("head").open("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#key-list")).to_be_hidden()


def test_the_theme_stays_as_chosen(sit: Sit) -> None:
    reader = sit("head")
    reader.open("/").locator("[data-theme-switch]").click()
    expect(reader.open("/district/").locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_third_press_of_a_heading_restores_the_official_order(parts: Page) -> None:
    table = parts.locator("table[data-sortable]").first
    completion = table.locator("tbody td:nth-child(5)")
    names = table.locator("tbody th")
    heading = table.locator("th:nth-child(5) button")
    official = names.all_inner_texts()

    def values() -> list[float]:
        found = completion.evaluate_all("cells => cells.map(cell => cell.dataset.value)")
        reported = [float(value) for value in found if value]
        assert "" not in found[: len(reported)], "missing values stay last"
        return reported

    heading.click()
    assert values() == sorted(values())
    heading.click()
    assert values() == sorted(values(), reverse=True)
    heading.click()
    assert names.all_inner_texts() == official


def test_the_reader_links_sentences_and_cards(sit: Sit, site: Site) -> None:
    key = site.key("SELECT id FROM documents_document ORDER BY id")
    page = sit("head").open(f"/plan/{key}/")
    cards = page.locator("[data-card]")
    second = cards.nth(1)
    page.locator(f"[data-sentence='{second.get_attribute('data-sentences').split()[0]}']").first.click()  # type: ignore[union-attr]
    expect(page.locator("[data-card][aria-current=true]")).to_have_count(1)
    cards.nth(4).click()
    expect(cards.nth(4)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(cards.nth(5)).to_be_focused()
    sentence = cards.nth(5).get_attribute("data-sentences") or ""
    expect(page.locator(f"[data-sentence='{sentence.split()[0]}']").first).to_contain_class("is-active")
    page.keyboard.press("k")
    expect(cards.nth(4)).to_be_focused()


def test_a_number_on_record_is_found_in_the_text(sit: Sit, site: Site) -> None:
    key = site.key("SELECT document_id FROM documents_numbercheck ORDER BY id")
    page = sit("supervisor").open(f"/checks/{key}/")
    page.locator("[data-number]", has_text="38,727").click()
    claim = page.locator(".reader-source .is-claim")
    expect(claim).to_have_text("38727")
    expect(claim).to_be_in_viewport()
