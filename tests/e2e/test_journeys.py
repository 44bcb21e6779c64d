"""Three people do what they came for."""

from __future__ import annotations

from playwright.sync_api import expect

from e2e.conftest import PHONE, Sit, Site

SHEET = "/reports/monthly/2015-06/YS-T10/"
VERIFIED = "/reports/monthly/2015-06/YS-T01/"
BULLETIN = """半年通报

全区一般公共预算收入52318万元，其中税收收入31648万元，非税收入20850万元。

共受理1866件，其中政策类212件，占比11.3%；农业类581件，占比13.1%。
"""


def test_a_town_files_june_by_keyboard_and_the_statistics_owner_verifies_it(sit: Sit, site: Site) -> None:
    liaison = sit("yufan_liaison").open("/")
    liaison.locator(f"a[href='{SHEET}']").first.press("Enter")
    liaison.wait_for_url(f"{site.address}{SHEET}")
    cells = liaison.locator("input[name^='v-']")
    cells.first.focus()
    for figure in ("52000", "6900", "83000", "36500"):
        liaison.keyboard.type(figure)
        liaison.keyboard.press("Enter")
    notes = liaison.locator("input[name^='n-']")
    notes.first.focus()
    for _row in range(4):
        liaison.keyboard.type("与台账一致")
        liaison.keyboard.press("Enter")
    liaison.locator("button[value=submit]").press("Enter")
    liaison.wait_for_url(f"{site.address}/reports/")
    expect(liaison.locator("#flashes")).to_contain_text("已报送")

    statistician = sit("statistician").open("/reports/")
    statistician.locator(f"a[href='{SHEET}']").first.click()
    statistician.get_by_role("button", name="核实", exact=True).click()
    expect(statistician.locator("#flashes")).to_be_visible()
    verified = statistician.locator("td[data-label='核实'] [data-light=on_pace]")
    expect(verified).to_have_count(3)
    assert (
        site.key(
            "SELECT count(*) FROM indicators_verdict v JOIN indicators_observation o ON o.id = v.observation_id"
            " JOIN org_unit u ON u.id = o.unit_id WHERE u.code = 'YS-T10' AND o.period = '2015-06'"
            " AND v.decision = 'verified'"
        )
        == 3
    ), "revenue waits for its own owner, the finance bureau"


def test_the_office_confirms_a_draft_with_j_and_a(sit: Sit, site: Site) -> None:
    document = site.key("SELECT id FROM documents_document ORDER BY id")
    waiting = "SELECT count(*) FROM documents_draft WHERE state = 'pending'"
    before = site.key(waiting)
    page = sit("supervisor").open(f"/plan/{document}/?show=pending")
    page.keyboard.press("j")
    card = page.locator("[data-card][aria-current=true]")
    expect(card).to_be_focused()
    card.locator("input[name=lead]").fill("审计局")
    card.focus()
    page.keyboard.press("a")
    expect(page.locator("#flashes")).to_contain_text("督办〔2015〕")
    assert site.key(waiting) == before - 1


PLAN = """2015年重点工作补充安排

一、主要目标
2015年，督办事项按期办结率达到95%以上。
"""


def test_a_refused_answer_is_mended_by_keys_and_stands_among_the_targets(sit: Sit, site: Site) -> None:
    reader = sit("supervisor")
    page = reader.open("/plan/")
    page.locator(".plan-paste summary").click()
    page.locator("textarea[name=text]").fill(PLAN)
    page.locator("input[name=title]").fill("2015年重点工作补充安排")
    page.locator("form[action='/plan/import/'] button[type=submit]").press("Enter")
    page.wait_for_url("**/plan/*/")
    page.keyboard.press("j")
    active = page.locator("[data-card][aria-current=true]")
    expect(active).to_contain_text("督办事项按期办结率")
    page.keyboard.press("e")
    active.locator("input[name=value]").fill("九成")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    value = active.locator("input[name=value]")
    expect(active.locator(".field-errors")).to_have_count(1)
    expect(active).to_be_focused()
    assert ["422" in line for line in reader.complaints] == [True], "the refusal, and nothing else"
    reader.complaints.clear()
    page.keyboard.press("e")
    expect(value).to_be_visible()
    value.fill("95")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#flashes")).to_contain_text("督办事项按期办结率")
    page.goto(f"{site.address}/targets/")
    expect(page.locator("main")).to_contain_text("督办事项按期办结率")


def test_the_office_checks_a_pasted_bulletin_without_the_mouse(sit: Sit, site: Site) -> None:
    page = sit("supervisor").open("/checks/")
    page.locator("textarea[name=text]").fill(BULLETIN)
    page.locator("form[action='/checks/new/'] button[type=submit]").press("Enter")
    page.wait_for_url("**/checks/*/")
    active = page.locator("[data-card][aria-current=true]")
    page.keyboard.press("j")
    expect(active).to_contain_text("31,468")
    claim = page.locator(f"[data-sentence='{active.get_attribute('data-claim')}']")
    expect(claim).to_have_text("52318")
    expect(claim).to_contain_class("is-claim")
    expect(page.locator(".reader-source .is-active")).to_have_count(3)
    page.keyboard.press("a")
    expect(page.locator("#flashes")).to_contain_text("采纳")

    expect(active).to_contain_text("11.4%")
    page.keyboard.press("e")
    expect(page.locator("input[name=correction]:focus")).to_have_value("11.4%")
    page.keyboard.type("11.36%")
    page.keyboard.press("Escape")
    expect(active).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#flashes")).to_contain_text("修改后采纳")

    page.keyboard.press("r")
    page.keyboard.type("按含转办件计算")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("不采纳")
    kinds = "SELECT count(DISTINCT kind) FROM documents_findingdecision WHERE unit_id = {}"
    root = site.key("SELECT unit_id FROM documents_document ORDER BY id")
    assert site.key(kinds.format(root)) == 3
    page.goto(page.url.split("?")[0])
    operand = page.locator("[data-sentence]", has_text="1866").first
    operand.click()
    first = active.get_attribute("id")
    operand.click()
    assert active.get_attribute("id") != first


def test_the_grid_worker_opens_today_on_the_phone(sit: Sit) -> None:
    page = sit("grid_worker", PHONE).open("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("nav a[href='/matters/']:visible").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_all_figures_of_a_sheet_are_ticked_by_keyboard(sit: Sit) -> None:
    page = sit("supervisor").open(VERIFIED)
    fold = page.locator("details:has([data-tick-all])").first
    everything, boxes = fold.locator("[data-tick-all]"), fold.locator("input[name=indicator]")
    fold.locator("summary").focus()
    for key in ("Enter", "Tab", "Space"):
        page.keyboard.press(key)
    assert boxes.evaluate_all("all => all.every(box => box.checked)")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(everything).not_to_be_checked()
    assert everything.evaluate("box => box.indeterminate")
