"""A photo in a browser: opened, looked at closely, understood, lifted, hidden, and left for the next one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from albumen.store.records import DATABASE_FILE, FileSighting, FileStat, ModelKind
from albumen.store.store import Store, Transaction
from albumen.types import Box, EncoderIdentity, TextLine
from tests.e2e.web.conftest import open_page
from tests.served import Served

HOSTILE_NAME = '"><img src=x onerror=document.title=1>.jpg'
HOSTILE_TEXT = "</script><script>document.title = 1</script>"
_SURE, _UNSURE = 0.95, 0.05  # of the lifter


@pytest.fixture
def photo(page: Page, served: Served) -> Page:
    """A photo with objects, masks and a subject that stands out."""
    open_photo(page, served, find_photo(served.library, has_all))
    return page


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Page]:
    """The timeline on a phone."""
    yield from open_page(browser, served, viewport={"width": 390, "height": 844}, has_touch=True)


def open_photo(page: Page, server: Served, photo_id: int, query: str = "") -> None:
    page.goto(f"{server.address}/photo/{photo_id}{query}")
    expect(picture(page)).to_be_visible()
    page.wait_for_function("document.querySelector('#preview').complete")


def picture(page: Page) -> Locator:
    return page.locator("#preview")


def tool(page: Page, name: str) -> Locator:
    return page.locator(f'.viewer-top [data-tool="{name}"]')


def find_photo(library: Path, fits: Callable[[Transaction, int], bool]) -> int:
    with Store(library / DATABASE_FILE) as store, store.read() as tx:
        return next(photo_id for photo_id in tx.columns.ids().tolist() if fits(tx, photo_id))


def has_all(tx: Transaction, photo_id: int) -> bool:
    seen, masks = tx.signals.find(photo_id), tx.segmentations.find(photo_id)
    confidence = tx.mattes.find_confidence(photo_id)
    return bool(seen and seen[1].objects and masks and masks[1].masks and confidence and confidence > _SURE)


def is_live(tx: Transaction, photo_id: int) -> bool:
    return any(file.movie for file in tx.duplicates.files([photo_id]))


def test_a_tile_opens_the_photo_and_back_leads_to_the_timeline(page: Page) -> None:
    tile = page.locator("a.tile").first
    photo_id = tile.get_attribute("data-photo")
    tile.click()
    page.wait_for_url(f"**/photo/{photo_id}*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("a.tile").first).to_be_visible()


def test_arrows_lead_through_the_timeline_without_a_reload(page: Page) -> None:
    ids = [tile.get_attribute("data-photo") for tile in page.locator("a.tile").all()[:3]]
    page.locator("a.tile").first.click()
    expect(picture(page)).to_be_visible()
    page.evaluate("window.isSamePage = true")
    for photo_id in ids[1:]:
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/photo/{photo_id}*")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/photo/{ids[1]}*")
    assert page.evaluate("window.isSamePage")
    page.go_back()
    expect(page.locator("a.tile").first).to_be_visible()


def test_a_photo_of_a_list_stands_between_its_neighbours_there(photo: Page) -> None:
    photo.keyboard.press("i")
    similar = photo.locator(".similar-tile")
    photo.locator("#similar").scroll_into_view_if_needed()
    expect(similar.first).to_be_visible()
    ids = [link.get_attribute("href") for link in similar.all()[:2]]
    similar.first.click()
    photo.wait_for_url(f"**{ids[0]}")
    photo.keyboard.press("ArrowRight")
    photo.wait_for_url(f"**{ids[1]}")


def test_wheel_and_keys_zoom_and_the_original_comes(photo: Page) -> None:
    stage, value = photo.locator("#stage"), photo.locator("#zoom-value")
    fitting = value.text_content()
    stage.hover()
    photo.mouse.wheel(0, -400)
    expect(value).not_to_have_text(str(fitting))
    zoomed = photo.locator("#layer").get_attribute("style")
    photo.keyboard.press("ArrowRight")
    expect(photo.locator("#layer")).not_to_have_attribute("style", str(zoomed))
    photo.keyboard.press("0")
    expect(value).to_have_text(str(fitting))
    photo.keyboard.press("+")
    expect(stage).to_have_class("stage is-zoomed")
    photo.keyboard.press("Escape")
    expect(value).to_have_text(str(fitting))


def test_two_taps_look_closely_and_a_drag_moves(photo: Page) -> None:
    stage, layer = photo.locator("#stage"), photo.locator("#layer")
    tap_twice(stage, "stage is-zoomed")
    zoomed = layer.get_attribute("style")
    photo.mouse.move(640, 400)
    photo.mouse.down()
    photo.mouse.move(540, 400, steps=4)
    photo.mouse.up()
    expect(layer).not_to_have_attribute("style", str(zoomed))
    tap_twice(stage, "stage")


def tap_twice(stage: Locator, then: str) -> None:
    """Tap twice until it counts as one gesture: on a busy machine the taps come too far apart."""
    for _ in range(10):
        stage.dblclick()
        stage.page.wait_for_timeout(400)
        if stage.get_attribute("class") == then:
            return
    expect(stage).to_have_class(then)


def test_the_list_of_keys_is_closed_before_the_photo_is_left(photo: Page) -> None:
    photo.keyboard.press("?")
    keys = photo.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Lift the subject")
    photo.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    expect(picture(photo)).to_be_visible()


def test_objects_and_masks_are_laid_over_the_photo(photo: Page) -> None:
    photo.keyboard.press("b")
    expect(tool(photo, "boxes")).to_have_attribute("aria-pressed", "true")
    box, shown = photo.locator(".boxes rect").first.bounding_box(), picture(photo).bounding_box()
    assert box is not None
    assert shown is not None
    assert shown["x"] - 2 <= box["x"] < shown["x"] + shown["width"]
    photo.keyboard.press("m")
    expect(photo.locator("img.masks")).to_be_visible()
    photo.keyboard.press("b")
    photo.keyboard.press("m")
    expect(photo.locator(".overlay")).to_have_count(0)


def test_one_part_is_shown_by_its_button(photo: Page) -> None:
    photo.keyboard.press("i")
    part = photo.locator("[data-mask]").first
    part.click()
    expect(part).to_have_attribute("aria-pressed", "true")
    expect(photo.locator(".mask")).to_be_attached()
    part.click()
    expect(photo.locator(".mask")).to_have_count(0)


def test_the_details_open_and_stay_open_with_the_next_photo(photo: Page) -> None:
    details = photo.get_by_role("complementary", name="Details")
    expect(details).to_be_hidden()
    photo.keyboard.press("i")
    expect(details).to_be_visible()
    expect(details).to_be_focused()
    expect(details.get_by_role("link", name="%").first).to_have_attribute("href", re.compile("q=tag"))
    photo.keyboard.press("ArrowRight")
    expect(details).to_be_visible()


def test_pressing_the_subject_lifts_it_off(photo: Page) -> None:
    box = picture(photo).bounding_box()
    assert box is not None
    photo.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    photo.mouse.down()
    lifted = photo.locator("img.lifted")
    expect(lifted).to_be_visible(timeout=30_000)
    photo.mouse.up()
    photo.keyboard.press("Escape")
    expect(lifted).to_have_count(0)
    expect(tool(photo, "lift")).to_be_focused()
    photo.keyboard.press("l")
    expect(lifted).to_be_visible(timeout=30_000)
    with photo.expect_download() as download:
        photo.get_by_role("link", name="Sticker").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    photo.keyboard.press("Escape")
    expect(lifted).to_have_count(0)


def test_why_nothing_can_be_lifted_is_said_in_the_server_s_words(browser: Browser, served: Served) -> None:
    with browser.new_context() as context:  # of its own: browsers report the refusal as an error, too
        page = context.new_page()
        page.goto(served.link)
        photo_id = find_photo(served.library, lambda tx, at: (tx.mattes.find_confidence(at) or 1) < _UNSURE)
        open_photo(page, served, photo_id)
        with page.expect_response("**/cutout*") as refused:
            page.keyboard.press("l")
        expect(page.locator(".toast")).to_have_text(refused.value.json()["error"])
        expect(page.locator("img.lifted")).to_have_count(0)


def test_a_movie_that_the_browser_cannot_play_takes_its_badge_away(page: Page, served: Served) -> None:
    open_photo(page, served, find_photo(served.library, is_live))
    badge = page.get_by_role("button", name="Live photo")
    expect(badge).to_be_visible()
    badge.click()
    expect(badge).to_be_hidden()
    expect(page.locator("video")).to_have_count(0)


def test_hiding_is_undone_by_the_toast(browser: Browser, served_copy: Served) -> None:
    photo_id = find_photo(served_copy.library, has_all)
    for page in open_page(browser, served_copy):
        open_photo(page, served_copy, photo_id)
        tool(page, "hide").click()
        expect(tool(page, "hide")).to_have_attribute("aria-pressed", "true")
        with Store(served_copy.library / DATABASE_FILE) as store, store.read() as tx:
            assert tx.feedback.hidden_ids().tolist() == [photo_id]
        page.get_by_role("button", name="Undo").click()
        expect(tool(page, "hide")).to_have_attribute("aria-pressed", "false")
        with Store(served_copy.library / DATABASE_FILE) as store, store.read() as tx:
            assert tx.feedback.hidden_ids().tolist() == []


def test_names_and_texts_that_are_html_are_shown_as_text(browser: Browser, served_copy: Served) -> None:
    photo_id = find_photo(served_copy.library, has_all)
    _make_hostile(served_copy.library, photo_id)
    for page in open_page(browser, served_copy):
        open_photo(page, served_copy, photo_id)
        title = page.title()
        page.keyboard.press("i")
        page.keyboard.press("b")
        expect(page.locator(".details")).to_contain_text(HOSTILE_NAME)
        expect(page.locator("#read-lines")).to_have_text(HOSTILE_TEXT)
        assert page.title() == title
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**/photo/{photo_id}*")
        expect(page.locator("#read-lines")).to_have_text(HOSTILE_TEXT)
        assert page.title() == title


def _make_hostile(library: Path, photo_id: int) -> None:
    with Store(library / DATABASE_FILE) as store, store.write() as tx:
        content = tx.photos.get([photo_id])[photo_id].content_hash
        reader = tx.models.add(EncoderIdentity("reader", "9", "1"), sha256="d" * 64, kind=ModelKind.READER)
        tx.texts.save(photo_id, reader.id, [TextLine(HOSTILE_TEXT, 0.9, Box(0, 0, 99, 99))])
        root = tx.roots.all()[0]
        tx.files.save([FileSighting(root.id, HOSTILE_NAME, FileStat(1, 1), 2, content)])


def test_a_swipe_leads_to_the_next_photo(phone: Page) -> None:
    phone.locator("a.tile").first.tap()
    expect(picture(phone)).to_be_visible()
    next_address = phone.locator("#next").get_attribute("href")
    touch = phone.context.new_cdp_session(phone)
    points = [[{"x": x, "y": 400}] for x in (320, 200, 80)] + [[]]
    for kind, where in zip(("touchStart", "touchMove", "touchMove", "touchEnd"), points, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    phone.wait_for_url(f"**{next_address}")


def test_nothing_stands_in_the_way_of_those_who_cannot_see_it(photo: Page) -> None:
    photo.keyboard.press("i")
    expect(photo.get_by_role("complementary", name="Details")).to_be_visible()
    found = Axe().run(photo).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
