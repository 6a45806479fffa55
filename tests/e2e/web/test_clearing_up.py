"""Duplicates, the trash, status and settings, as a person walks through them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.web.conftest import open_page
from tests.served import Served


@pytest.fixture
def own_page(browser: Browser, served_copy: Served) -> Iterator[Page]:
    """A page of a library that this test may change."""
    yield from open_page(browser, served_copy)


def test_the_best_is_kept_and_the_rest_comes_back(own_page: Page, served_copy: Served) -> None:
    own_page.goto(f"{served_copy.address}/duplicates?kind=identical")
    groups = own_page.locator(".group:visible")
    before = groups.count()
    assert before > 0
    keep = groups.first.get_by_role("button", name="Keep the best")
    keep.click()
    expect(own_page.locator("#toasts")).to_contain_text("moved to the trash")
    expect(groups).to_have_count(before - 1)
    own_page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(own_page.locator("#toasts")).to_contain_text("back")
    expect(groups).to_have_count(before)


def test_keeping_all_of_a_group_is_taken_back_at_once(own_page: Page, served_copy: Served) -> None:
    own_page.goto(f"{served_copy.address}/duplicates?kind=burst")
    groups = own_page.locator(".group:visible")
    before = groups.count()
    groups.first.get_by_role("button", name="Keep all").click()
    expect(groups).to_have_count(before - 1)
    own_page.get_by_role("button", name="Undo").click()
    expect(groups).to_have_count(before)


def test_photos_of_a_group_are_compared_side_by_side(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/duplicates?kind=same_picture")
    page.get_by_role("button", name="Compare").first.click()
    dialog = page.get_by_role("dialog")
    assert dialog.locator("img").count() >= 2
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_clearing_up_all_asks_first_and_the_trash_brings_it_back(own_page: Page, served_copy: Served) -> None:
    own_page.goto(f"{served_copy.address}/duplicates?kind=identical")
    own_page.get_by_role("button", name="Clear up").click()
    own_page.get_by_role("dialog").get_by_role("button", name="Move to the trash").click()
    expect(own_page.locator(".group")).to_have_count(0)
    own_page.goto(f"{served_copy.address}/trash")
    own_page.get_by_role("button", name="Bring back").click()
    expect(own_page.get_by_role("heading", level=1)).to_have_text("The trash is empty")


def test_the_status_says_that_all_can_be_found_and_curates_when_told(own_page: Page, served_copy: Served) -> None:
    own_page.goto(f"{served_copy.address}/status")
    expect(own_page.locator("#headline")).to_contain_text("photos can be found")
    own_page.get_by_role("button", name="Curate now").click()
    expect(own_page.locator("#run")).to_contain_text("Curating is done", timeout=60_000)


def test_a_folder_that_is_not_there_is_refused_in_words(own_page: Page, served_copy: Served) -> None:
    own_page.goto(f"{served_copy.address}/settings")
    own_page.get_by_label("A folder on this machine").fill("/nowhere/at/all")
    own_page.get_by_role("button", name="Add and index").click()
    expect(own_page.locator("#toasts")).to_contain_text("there is no folder /nowhere/at/all")


def test_receipts_lie_in_a_place_of_their_own(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/utility")
    expect(page.get_by_role("heading", name="Receipts")).to_be_visible()
    page.locator(".sheet a").first.click()
    expect(page).to_have_url(f"{served.address}/photo/{page.url.rpartition('/')[2]}")
