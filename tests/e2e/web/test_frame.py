"""What every page has: the navigation, the search box, keys, and nothing from elsewhere."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_link_opens_the_timeline_without_the_token_in_the_address(page: Page) -> None:
    expect(page).to_have_title("Photos · Albumen")
    assert "token" not in page.url


def test_a_slash_goes_to_the_search_box(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label("Search photos")).to_be_focused()


def test_a_question_mark_lists_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Search")


def test_a_page_that_is_not_there_says_so(page: Page) -> None:
    answer = page.goto(page.url + "nowhere")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Not Found")


def test_nothing_is_asked_of_another_host(page: Page) -> None:
    hosts = page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).host)")
    assert set(hosts) == {page.evaluate("location.host")}
