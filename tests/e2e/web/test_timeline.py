"""The timeline in a browser: rows of photos, a column that goes on, the scrubber, keys, and the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Served

MONTH = re.compile(r"at=\d{4}-\d{2}")

OLDEST_PHOTO = """async () => {
  const ask = async (path) => (await fetch(`/api/timeline/sections${path}`)).json();
  const { sections, stamp } = await ask("");
  const { key, parts } = sections.at(-1);
  const { groups } = await ask(`/${key}/${parts.length - 1}?stamp=${stamp}`);
  return groups.at(-1).photos.at(-1).id;
}"""


@pytest.fixture
def timeline(page: Page) -> Page:
    """The timeline, with its first photos."""
    expect(first_tile(page)).to_be_visible()
    return page


def first_tile(page: Page) -> Locator:
    return page.locator(".tile").first


def seen_photos(page: Page) -> list[str]:
    """List the photos that can be seen, by id."""
    found: list[str] = page.locator(".tile").evaluate_all(
        """(tiles) => tiles.filter((tile) => {
          const box = tile.getBoundingClientRect();
          return box.bottom > 80 && box.top < innerHeight;
        }).map((tile) => tile.dataset.photo)"""
    )
    return found


def focused_photo(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.dataset.photo")
    return found


def scroll_to(page: Page, y: int) -> None:
    page.evaluate("(y) => scrollTo({ top: y, behavior: 'instant' })", y)
    page.wait_for_url(MONTH)


def test_photos_stand_in_rows_as_wide_as_the_column(timeline: Page) -> None:
    edge = timeline.locator("#timeline").bounding_box()
    assert edge is not None
    boxes = [tile.bounding_box() for tile in timeline.locator(".photo-row").first.locator(".tile").all()]
    heights = {round(box["height"]) for box in boxes if box}
    assert len(heights) == 1
    assert all(box["x"] + box["width"] <= edge["x"] + edge["width"] + 1 for box in boxes if box)


def test_a_photo_has_words_and_colours_in_its_place_until_it_has_come(timeline: Page) -> None:
    expect(first_tile(timeline).locator("img")).to_have_attribute("alt", re.compile("^Photo"))
    assert "data:image/bmp" in first_tile(timeline).evaluate("(tile) => tile.style.backgroundImage")


def test_the_page_holds_what_can_be_seen_however_far_it_is_scrolled(timeline: Page) -> None:
    seen: set[str] = set()
    last = -1
    while (y := timeline.evaluate("scrollY")) != last:
        last = y
        expect(timeline.locator(".timeline-waiting")).to_have_count(0)
        seen |= set(seen_photos(timeline))
        assert timeline.locator(".tile").count() < 150
        timeline.evaluate("scrollBy({ top: 600, behavior: 'instant' })")
        timeline.wait_for_timeout(40)
    outline = timeline.evaluate("fetch('/api/timeline/sections').then((answer) => answer.json())")
    assert len(seen) == outline["count"]


def test_the_address_says_the_month_and_leads_back_to_the_place(timeline: Page) -> None:
    scroll_to(timeline, 5_000)
    timeline.wait_for_timeout(400)
    before = seen_photos(timeline)
    timeline.goto("about:blank")
    timeline.go_back()
    expect(timeline.locator(f'[data-photo="{before[0]}"]')).to_be_in_viewport()


def test_a_link_to_a_month_begins_there(timeline: Page, served: Served) -> None:
    outline = timeline.evaluate("fetch('/api/timeline/sections').then((answer) => answer.json())")
    section = outline["sections"][len(outline["sections"]) // 2]
    timeline.goto(f"{served.address}/?at={section['key']}")
    expect(timeline.get_by_role("heading", name=section["title"], exact=True)).to_be_in_viewport()


def test_arrows_go_from_photo_to_photo_and_enter_opens_one(timeline: Page) -> None:
    first_tile(timeline).focus()
    beginning = focused_photo(timeline)
    timeline.keyboard.press("ArrowRight")
    second = focused_photo(timeline)
    assert second != beginning
    for _ in range(12):
        timeline.keyboard.press("ArrowDown")
    timeline.wait_for_timeout(100)
    assert focused_photo(timeline) in seen_photos(timeline)
    timeline.keyboard.press("Home")
    timeline.wait_for_timeout(100)
    assert focused_photo(timeline) == beginning
    assert timeline.locator('.tile[tabindex="0"]').count() == 1
    expect(first_tile(timeline)).to_have_attribute("href", f"/photo/{beginning}")


def test_end_goes_to_the_oldest_photo(timeline: Page) -> None:
    first_tile(timeline).focus()
    timeline.keyboard.press("End")
    oldest = timeline.locator(f'[data-photo="{timeline.evaluate(OLDEST_PHOTO)}"]')
    expect(oldest).to_be_focused()
    expect(oldest).to_be_in_viewport()


def test_the_scrubber_goes_to_a_month_with_the_keyboard(timeline: Page) -> None:
    scrubber = timeline.get_by_role("slider", name="Date")
    newest = scrubber.get_attribute("aria-valuetext")
    scrubber.focus()
    timeline.keyboard.press("End")
    timeline.wait_for_url(MONTH)
    assert scrubber.get_attribute("aria-valuetext") != newest
    timeline.keyboard.press("Home")
    expect(timeline.get_by_role("heading", level=2).first).to_be_in_viewport()
    expect(scrubber).to_have_attribute("aria-valuetext", str(newest))


def test_the_scrubber_can_be_dragged(timeline: Page) -> None:
    box = timeline.get_by_role("slider", name="Date").bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 2
    timeline.mouse.move(x, box["y"] + 5)
    timeline.mouse.down()
    timeline.mouse.move(x, box["y"] + box["height"] * 0.7, steps=5)
    expect(timeline.locator(".scrubber-label")).to_have_css("opacity", "1")
    timeline.mouse.up()
    share = timeline.evaluate("scrollY / (document.documentElement.scrollHeight - innerHeight)")
    assert share == pytest.approx(0.7, abs=0.05)


def test_receipts_and_screenshots_are_shown_when_they_are_wished(timeline: Page) -> None:
    before = timeline.locator(".timeline-head p").inner_text()
    timeline.get_by_role("link", name="Show receipts and screenshots").click()
    expect(timeline.get_by_role("link", name="Hide receipts and screenshots")).to_be_visible()
    assert timeline.locator(".timeline-head p").inner_text() != before


def test_on_a_screen_of_another_width_the_same_photos_are_laid_anew(timeline: Page) -> None:
    scroll_to(timeline, 5_000)
    timeline.wait_for_timeout(400)
    before = seen_photos(timeline)
    timeline.set_viewport_size({"width": 390, "height": 844})
    timeline.wait_for_timeout(400)
    assert set(seen_photos(timeline)) & set(before)
    assert timeline.evaluate("document.documentElement.scrollWidth <= innerWidth")
