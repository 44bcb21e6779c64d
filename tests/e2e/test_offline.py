"""A draft on a phone outlives a lost connection: kept on the device, opened without one, sent once, gone on sign-out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from e2e.conftest import PHONE, Reader, Sit

SHEET = "/reports/monthly/2015-06/YS-T05/"
STATUS = "[data-grid-status]"


@pytest.fixture
def phone(sit: Sit) -> Iterator[Reader]:
    reader = sit("zhangling_liaison", PHONE)
    yield reader
    # A browser reports every request that found no network; anything else is still a complaint.
    reader.complaints[:] = [c for c in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


# A promise that settles when both copies are on the device: a wait for a function takes any promise for a yes.
KEPT = """
new Promise((done) => {
  const count = (shelf) => caches.open(shelf).then((opened) => opened.keys()).then((kept) => kept.length);
  const look = async () =>
    (await count("luoshi-sheets")) && (await count("luoshi-static")) ? done() : setTimeout(look, 50);
  look();
})
"""


def ready(page: Page) -> None:
    """The worker has taken the page over and holds a copy of it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.evaluate(KEPT)


def drafts(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('luoshi-draft:')).length"))


def test_what_is_filled_in_without_a_connection_is_sent_when_it_is_back(phone: Reader) -> None:
    page = phone.open(SHEET)
    ready(page)
    first, note = page.locator("input[name^='v-']").nth(1), page.locator("input[name^='n-']").nth(1)
    page.context.set_offline(True)
    first.fill("6917")
    note.fill("断网时填写")
    note.press("Tab")
    page.locator("button[value=save]").click()
    expect(page.locator(STATUS)).to_contain_text("尚未报送")
    page.reload()
    expect(first).to_have_value("6917")
    expect(page.locator(STATUS)).to_contain_text("尚未报送")
    assert drafts(page) == 1
    page.context.set_offline(False)
    expect(page.locator("#flashes")).to_contain_text("草稿")
    expect(first).to_have_value("6917")
    expect(note).to_have_value("断网时填写")
    assert drafts(page) == 0


def test_the_first_sheet_opened_is_kept_and_so_is_what_is_being_typed(sit: Sit) -> None:
    reader = sit(None, PHONE)
    # A device that has never seen the product.
    reader.open("/sign-in/").locator("form[action='/sign-in/demo/zhangling_liaison/'] button").click()
    page = reader.open(SHEET)
    page.evaluate(KEPT)
    page.context.set_offline(True)
    page.locator("input[name^='v-']").nth(3).fill("29669")
    page.reload()
    expect(page.locator("input[name^='v-']").nth(3)).to_have_value("29669")
    expect(page.locator(STATUS)).to_contain_text("尚未报送")
    reader.complaints[:] = [c for c in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_a_draft_kept_too_long_meets_what_others_have_saved(phone: Reader, sit: Sit) -> None:
    page = phone.open(SHEET)
    field = page.locator("input[name^='v-']").nth(2)
    ready(page)
    page.context.set_offline(True)
    field.fill("70001")
    field.press("Tab")
    other = sit("zhangling_liaison").open(SHEET)
    other.locator("input[name^='v-']").nth(2).fill("70002")
    other.locator("input[name^='v-']").nth(2).press("Tab")
    other.locator("button[value=save]").click()
    expect(other.locator("#flashes")).to_contain_text("草稿")
    page.context.set_offline(False)
    page.locator("button[value=save]").click()
    choice = page.locator(".grid-choice")
    expect(choice).to_contain_text("70001")
    expect(choice).to_contain_text("70002")
    choice.locator("input[value=theirs]").check()
    page.locator("button[value=save]").click()
    expect(page.locator("input[name^='v-']").nth(2)).to_have_value("70002")
    phone.complaints[:] = [c for c in phone.complaints if "409" not in c]


def test_signing_out_takes_the_draft_from_the_device(sit: Sit) -> None:
    reader = sit(None, PHONE)
    # A session of its own: the others are shared by the tests.
    reader.open("/sign-in/").locator("form[action='/sign-in/demo/zhangling_liaison/'] button").click()
    page = reader.open(SHEET)
    page.locator("input[name^='v-']").nth(0).fill("1")
    page.locator("input[name^='v-']").nth(0).press("Tab")
    assert drafts(page) == 1
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    page.locator(".top-tools details[data-menu] summary").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/sign-in/**")
    assert "尚未报送" in asked[0]
    assert drafts(page) == 0
