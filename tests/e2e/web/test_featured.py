"""Featured photos in a browser: looked at, understood, liked, hidden, other days, and wallpapers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.web.conftest import follow, open_page
from tests.served import Served


@pytest.fixture
def today(page: Page) -> Page:
    """Today's featured photos."""
    follow(page, "Featured")
    expect(cards(page).first).to_be_visible()
    return page


@pytest.fixture
def own(browser: Browser, served_copy: Served) -> Iterator[Page]:
    """Today's featured photos of a library that may be changed."""
    for page in open_page(browser, served_copy):
        follow(page, "Featured")
        expect(cards(page).first).to_be_visible()
        yield page


def cards(page: Page) -> Locator:
    return page.locator(".featured-card")


def test_every_photo_says_why(today: Page) -> None:
    for reason in today.locator(".featured-reason").all():
        expect(reason).not_to_be_empty()


def test_what_a_choice_rests_on_can_be_asked(today: Page) -> None:
    card = cards(today).first
    card.get_by_text("What the choice rests on").click()
    expect(card.get_by_role("rowheader", name="Appeal")).to_be_visible()


def test_yesterday_has_other_photos_and_leads_back(today: Page) -> None:
    before = [card.get_attribute("href") for card in today.locator(".featured-photo").all()]
    today.keyboard.press("ArrowLeft")
    expect(today).to_have_url(re.compile(r"\?day="))
    assert [card.get_attribute("href") for card in today.locator(".featured-photo").all()] != before
    today.get_by_role("link", name="The day after").click()
    expect(today).to_have_url(re.compile(r"/featured$"))


def test_a_day_is_chosen(today: Page) -> None:
    today.get_by_label("Day", exact=True).fill("2026-03-01")
    expect(today).to_have_url(re.compile(r"day=2026-03-01"))
    expect(today.locator(".featured-day span")).to_have_text("1 March 2026")


def test_a_hidden_photo_makes_room_and_comes_back(own: Page) -> None:
    card = cards(own).first
    card.get_by_role("button", name="Hide this photo").click()
    expect(card.locator(".featured-photo")).to_be_hidden()
    card.get_by_role("button", name="Undo").click()
    expect(card.locator(".featured-photo")).to_be_visible()


def test_a_liked_photo_stays_liked(own: Page) -> None:
    like = cards(own).first.get_by_role("button", name="Like this photo")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    own.reload()
    expect(like).to_have_attribute("aria-pressed", "true")


def test_wallpapers_are_looked_for_when_a_screen_is_chosen(today: Page) -> None:
    phone = today.get_by_role("button", name="Phone", exact=True)
    phone.click()
    expect(phone).to_have_attribute("aria-pressed", "true")
    expect(today.locator(".wallpapers-found")).to_have_attribute("aria-busy", "false", timeout=60_000)
    for wallpaper in today.locator(".wallpaper-screen").all():
        box = wallpaper.bounding_box()
        assert box is not None
        assert box["height"] > box["width"]


def test_featured_photos_are_there_for_everybody(today: Page) -> None:
    found = Axe().run(today).response["violations"]
    serious = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
