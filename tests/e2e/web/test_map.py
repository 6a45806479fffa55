"""The map in a browser: seen, moved with mouse, keys and buttons, and left for the photos of a town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.web.conftest import follow, open_page
from tests.served import Served


@pytest.fixture
def world(page: Page) -> Page:
    """The map of all photos."""
    follow(page, "Places")
    wait_for_map(page)
    return page


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Page]:
    """The map on a phone, which is held upright."""
    for page in open_page(browser, served, viewport={"width": 390, "height": 844}, has_touch=True):
        page.goto(f"{served.address}/map")
        wait_for_map(page)
        yield page


def wait_for_map(page: Page) -> None:
    expect(page.locator("#map")).to_have_attribute("data-ready", "")
    expect(bubbles(page).first).to_be_visible()


def bubbles(page: Page) -> Locator:
    return page.locator(".map-cluster:visible")


def count_shown(page: Page) -> int:
    return sum(int(re.sub(r"\D", "", label.partition(" photo")[0])) for label in labels(page))


def labels(page: Page) -> list[str]:
    return [bubble.get_attribute("aria-label") or "" for bubble in bubbles(page).all()]


def pixel(page: Page, share: float) -> Any:
    """A pixel of the canvas at a share of its width and height."""
    return page.evaluate(
        "(share) => { const canvas = document.querySelector('.map-canvas');"
        "return [...canvas.getContext('2d').getImageData(canvas.width * share, canvas.height * share, 1, 1).data]; }",
        share,
    )


def colours(page: Page) -> int:
    return len({tuple(pixel(page, share / 40)) for share in range(40)})


def test_the_world_is_drawn_and_all_photos_are_on_it(world: Page) -> None:
    summary = world.locator(".map-head p").inner_text()
    assert count_shown(world) == int(summary.partition(" ")[0].replace(",", ""))
    assert colours(world) > 1  # land and sea


def test_a_cluster_is_entered_until_it_is_a_town(world: Page) -> None:
    for _ in range(8):
        if "/search" in world.url:
            break
        before = labels(world)
        bubbles(world).first.click(force=True)
        world.wait_for_function(
            "(before) => location.pathname === '/search' || JSON.stringify([...document.querySelectorAll('.map-cluster')]"
            ".filter((one) => !one.hidden).map((one) => one.ariaLabel)) !== before",
            arg=world.evaluate("(before) => JSON.stringify(before)", before),
        )
    expect(world).to_have_url(re.compile(r"/search\?q=place%3A"))


def test_keys_move_and_zoom_it(world: Page) -> None:
    world.locator("#map").focus()
    before = bubbles(world).first.evaluate("(element) => element.style.transform")
    world.keyboard.press("ArrowRight")
    world.wait_for_function(
        "(before) => document.querySelector('.map-cluster')?.style.transform !== before", arg=before
    )
    shown = labels(world)
    for _ in range(3):
        world.keyboard.press("+")
    world.wait_for_timeout(600)
    assert labels(world) != shown


def test_the_wheel_and_the_buttons_zoom_it_and_all_of_it_comes_back(world: Page) -> None:
    everything = count_shown(world)
    world.locator("#map").hover(position={"x": 20, "y": 20})
    world.mouse.wheel(0, -1500)
    expect.soft(bubbles(world)).not_to_have_count(-1)
    world.get_by_role("button", name="Zoom in").click()
    world.get_by_role("button", name="Show all photos").click()
    world.wait_for_timeout(600)
    assert count_shown(world) == everything


def test_staying_at_a_cluster_shows_some_of_its_photos(world: Page) -> None:
    bubbles(world).first.hover()
    expect(world.locator(".map-card.is-placed img").first).to_be_visible()
    expect(world.locator(".map-card-title")).not_to_be_empty()


def test_who_goes_through_it_with_the_keyboard_reaches_every_cluster(world: Page) -> None:
    world.locator("#map").focus()
    world.keyboard.press("Tab")
    expect(bubbles(world).first).to_be_focused()
    expect(world.locator(".map-card")).to_be_visible()
    world.keyboard.press("Escape")
    expect(world.locator(".map-card")).to_have_count(0)


def test_the_list_leads_to_a_town_s_photos(world: Page) -> None:
    town = world.locator(".map-list [data-at]").first
    name = town.inner_text()
    town.click()
    expect(world).to_have_url(re.compile(r"/search\?q=place%3A"))
    expect(world.get_by_label("Search photos")).to_have_value(re.compile(re.escape(name)))


def test_a_link_shows_a_point(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/map?at=52.09,5.12")
    wait_for_map(page)
    assert any("Utrecht" in label for label in labels(page))


def test_the_list_is_there_without_script(browser: Browser, served: Served) -> None:
    for page in open_page(browser, served, java_script_enabled=False):
        page.goto(f"{served.address}/map")
        expect(page.locator("#map")).to_be_hidden()
        expect(page.locator(".map-list [data-at]").first).to_be_visible()


def test_a_phone_shows_all_of_it_and_nothing_to_the_side(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_map_is_there_for_everybody(world: Page) -> None:
    found = Axe().run(world).response["violations"]
    serious = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
