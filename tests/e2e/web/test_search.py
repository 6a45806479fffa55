"""The search page in a browser: suggestions, chips, reasons, the way back, pictures dropped on it, and honest emptiness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

_DROP = """(bytes) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search photos")


def search(page: Page, query: str) -> None:
    box_of(page).fill(query)
    box_of(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.locator(".hit, .nothing").first).to_be_visible()


def top_place(page: Page) -> str:
    """Open the empty search page and name a place of this library."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/search")
    return page.locator(".example[href*=place] .example-name").first.inner_text()


def test_a_suggestion_is_chosen_with_the_keyboard_and_searched(page: Page) -> None:
    place = top_place(page)
    box_of(page).click()
    page.keyboard.type(place[:4].lower())
    option = page.get_by_role("option", name=re.compile(place))
    expect(option.first).to_be_visible()
    expect(box_of(page)).to_have_attribute("aria-expanded", "true")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
        if option.first.get_attribute("aria-selected") == "true":
            break
    expect(box_of(page)).to_have_attribute("aria-activedescendant", option.first.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(box_of(page)).to_have_value(re.compile(rf'^place:"?{re.escape(place)}"? $'))
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".term.is-filter")).to_contain_text(place)
    expect(page.locator(".hit").first).to_be_visible()


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    box_of(page).click()
    page.keyboard.type("pho")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    expect(box_of(page)).to_have_value("pho")


def test_a_chip_is_taken_away_without_loading_the_page_anew_and_back_brings_it_again(page: Page) -> None:
    search(page, "2022 at night")
    page.evaluate("window.isSamePage = true")
    expect(page.locator(".term")).to_have_count(2)
    page.get_by_role("button", name="Remove at night").click()
    expect(page.locator(".term")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=2022$"))
    expect(box_of(page)).to_have_value("2022")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("photos, newest first")
    page.go_back()
    expect(page.locator(".term")).to_have_count(2)
    assert page.evaluate("window.isSamePage")


def test_a_chip_is_changed_in_its_menu(page: Page) -> None:
    search(page, "2022")
    page.locator(".term-label").press("Enter")
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem").nth(1)).to_be_focused()
    menu.get_by_role("menuitem", name="2021", exact=True).click()
    expect(page.locator(".term")).to_contain_text("2021")
    page.locator(".term-label").click()
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.locator(".term-label")).to_be_focused()


def test_reasons_are_told_of_a_photo(page: Page) -> None:
    search(page, "2022")
    hit = page.locator(".hit").first
    hit.hover()
    expect(hit.locator(".hit-reasons")).to_contain_text("2022")
    hit.get_by_role("button", name="Why this photo").click()
    why = page.get_by_role("dialog", name="Why this photo")
    expect(why).to_contain_text("2022")
    page.keyboard.press("Escape")
    expect(why).to_have_count(0)
    why_like = hit.get_by_role("link", name="More like this")
    why_like.click()
    expect(page.locator(".term")).to_contain_text("like")
    expect(page.locator(".hit").first).to_be_visible()


def test_arrows_go_from_photo_to_photo_and_enter_opens_one_of_the_list(page: Page) -> None:
    search(page, "2022")
    tiles = page.locator(".tile")
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.photo-row').previousElementSibling !== null")
    page.keyboard.press("x")
    expect(page.locator(".shows-reasons")).to_have_count(1)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/photo/\d+\?in=list"))


def test_more_photos_come_while_scrolling_and_the_way_back_leads_to_the_same_place(page: Page) -> None:
    search(page, "kind:any")
    expect(page.locator(".hit")).not_to_have_count(0)
    for _ in range(12):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(50)
    assert page.locator(".hit").count() > 60
    ids = page.locator(".tile").evaluate_all("(tiles) => tiles.map((tile) => tile.dataset.photo)")
    assert len(set(ids)) == len(ids)
    y = page.evaluate("scrollY")
    page.locator(".tile").nth(70).evaluate("(tile) => tile.click()")
    expect(page).to_have_url(re.compile("/photo/"))
    page.go_back()
    expect(page.locator(".hit").nth(60)).to_be_attached()
    page.wait_for_function("(y) => Math.abs(scrollY - y) < 50", arg=y)


def test_near_duplicates_are_opened_behind_their_photo(page: Page) -> None:
    search(page, "kind:any")
    folded = page.locator(".hit-folded").first
    count = page.locator(".hit").count()
    folded.click()
    expect(page.locator(".hit.is-alike").first).to_be_visible()
    expect(page.locator(".hit-folded[aria-expanded=true]")).to_be_focused()
    page.locator(".hit-folded[aria-expanded=true]").click()
    expect(page.locator(".hit.is-alike")).to_have_count(0)
    assert page.locator(".hit").count() >= count


def test_nothing_is_said_to_be_nothing_and_an_offer_is_followed(page: Page) -> None:
    search(page, "2022 camera:Nosuchcamera")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.locator(".nothing")).to_contain_text("Nosuchcamera")
    page.locator(".offers a").first.click()
    expect(page.locator(".hit").first).to_be_visible()
    expect(box_of(page)).to_have_value("2022")


@pytest.mark.parametrize(
    "query",
    ["<img src=x onerror=alert(1)>", '"quotes\' <b>"', "{{ 7 * 7 }}", "x" * 2000, "\u202eright \u0007 to left"],
)
def test_hostile_words_are_shown_as_text(page: Page, query: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    search(page, query)
    expect(page.locator("main img[src=x], main b")).to_have_count(0)
    assert page.title().endswith("Albumen")
    page.reload()
    expect(page.locator(".hit, .nothing").first).to_be_visible()


def test_a_picture_dropped_on_another_page_is_searched_by(page: Page, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), "#3070c0").save(tmp_path / "dropped.png")
    page.evaluate(_DROP, [*(tmp_path / "dropped.png").read_bytes()])
    expect(page).to_have_url(re.compile(r"/search\?picture="))
    expect(page.locator(".term")).to_contain_text("Your picture")
    expect(page.locator(".hit").first).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Remove the picture").click()
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()


@pytest.mark.parametrize("query", ["", "2022", "2022 camera:Nosuchcamera"])
def test_axe_finds_nothing_serious(page: Page, query: str) -> None:
    if query:
        search(page, query)
    else:
        top_place(page)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_an_example_finds_something(page: Page) -> None:
    top_place(page)
    page.locator(".ask-words a").first.click()
    expect(page.locator(".hit").first).to_be_visible()
