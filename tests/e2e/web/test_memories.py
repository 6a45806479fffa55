"""Memories in a browser: found, understood, played to the end, liked, hidden and brought back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.web.conftest import follow, open_page
from tests.served import Served


@pytest.fixture
def memory(page: Page) -> Page:
    """The first memory of today."""
    open_first(page)
    return page


@pytest.fixture
def own(browser: Browser, served_copy: Served) -> Iterator[Page]:
    """A memory of a library that may be changed."""
    for page in open_page(browser, served_copy):
        open_first(page)
        yield page


@pytest.fixture
def moving(browser: Browser, served: Served) -> Iterator[Page]:
    """A memory for somebody who likes movement."""
    for page in open_page(browser, served, reduced_motion="no-preference"):
        open_first(page)
        yield page


def open_first(page: Page) -> None:
    follow(page, "Memories")
    page.locator(".memory-cover").first.click()
    expect(page.locator("#photos .tile").first).to_be_visible()


def play(page: Page) -> Locator:
    page.get_by_role("button", name="Play", exact=True).click()
    player = page.get_by_role("dialog")
    expect(player).to_be_visible()
    return player


def says(player: Locator, at: int) -> None:
    expect(player.locator(".player-count")).to_have_text(f"{at} / {photo_count(player)}" if at else "")


def photo_count(player: Locator) -> int:
    return player.locator(".player-segments i").count() - 1  # the title has one too


def problems_of(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_kind_is_chosen_and_left_again(page: Page) -> None:
    follow(page, "Memories")
    kinds = page.get_by_role("navigation", name="Kinds of memories")
    kinds.get_by_role("link", name="Trips").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Trips"])
    kinds.get_by_role("link", name="All").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Today")


def test_a_card_says_why_it_is_there(page: Page) -> None:
    follow(page, "Memories")
    card = page.locator(".memory-card").first
    card.hover()
    card.locator("summary").click()
    expect(card.locator("details p")).to_be_visible()


def test_the_photos_say_why_they_were_chosen(memory: Page) -> None:
    reasons = memory.get_by_role("button", name="Why these photos")
    reasons.click()
    expect(reasons).to_have_attribute("aria-pressed", "true")
    expect(memory.locator("#photos .badge").first).to_have_css("opacity", "1")


def test_a_show_is_walked_through_with_keys(memory: Page) -> None:
    player = play(memory)
    memory.keyboard.press("Space")
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    memory.keyboard.press("ArrowRight")
    says(player, 1)
    memory.keyboard.press("End")
    says(player, photo_count(player))
    expect(player.get_by_role("button", name="Next")).to_be_disabled()
    memory.keyboard.press("ArrowLeft")
    says(player, photo_count(player) - 1)
    memory.keyboard.press("Home")
    expect(player.locator(".player-title")).to_be_visible()
    memory.keyboard.press("Escape")
    expect(player).to_have_count(0)


def test_a_show_tells_who_cannot_see_it_what_is_shown(memory: Page) -> None:
    player = play(memory)
    memory.keyboard.press("Space")
    memory.keyboard.press("ArrowRight")
    alt = player.locator(".player-slide:not([hidden]) .player-canvas img[alt]:not([alt=''])").first.get_attribute("alt")
    expect(player.locator("[aria-live]")).to_have_text(alt or "no description")


def test_a_show_plays_by_itself_and_its_photos_move(moving: Page) -> None:
    player = play(moving)
    moving.keyboard.press("ArrowRight")
    says(player, 1)
    canvas = player.locator(".player-slide:not([hidden]) .player-canvas").first
    before = canvas.evaluate("(element) => element.style.transform")
    moving.wait_for_function(
        "(before) => [...document.querySelectorAll('.player-canvas')].every((one) => one.style.transform !== before)",
        arg=before,
    )
    assert before.startswith("scale(")


def test_photos_stand_still_for_who_asked_for_less_movement(memory: Page) -> None:
    player = play(memory)
    memory.keyboard.press("ArrowRight")
    canvas = player.locator(".player-slide:not([hidden]) .player-canvas").first
    before = canvas.evaluate("(element) => element.style.transform")
    memory.wait_for_timeout(300)
    assert canvas.evaluate("(element) => element.style.transform") == before
    expect(player.locator(".player-slide:not([hidden])")).to_have_count(1)  # and nothing fades


def test_a_link_plays_at_once(page: Page) -> None:
    follow(page, "Memories")
    page.locator(".memory-card").first.hover()
    page.locator(".memory-play").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not page.url.endswith("#play")


def test_a_memory_is_hidden_and_brought_back(own: Page) -> None:
    hide = own.get_by_role("button", name="Hide", exact=True)
    hide.click()
    expect(own.locator("#memory-hidden")).to_be_visible()
    assert own.request.get(own.url).status == 404
    own.locator("#memory-undo").click()
    expect(own.locator("#memory-hidden")).to_be_hidden()
    assert own.request.get(own.url).status == 200


def test_liking_takes_the_place_of_less(own: Page) -> None:
    like, less = own.get_by_role("button", name="Like", exact=True), own.get_by_role("button", name="Less like this")
    less.click()
    expect(less).to_have_attribute("aria-pressed", "true")
    like.click()
    expect(less).to_have_attribute("aria-pressed", "false")
    own.reload()
    expect(like).to_have_attribute("aria-pressed", "true")


def test_memories_are_there_for_everybody(page: Page) -> None:
    follow(page, "Memories")
    assert problems_of(page) == []
    page.locator(".memory-cover").first.click()
    expect(page.locator("#photos .tile").first).to_be_visible()
    assert problems_of(page) == []
    play(page)
    page.keyboard.press("Space")
    assert problems_of(page) == []
