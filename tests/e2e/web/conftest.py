"""A real browser on a real library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.served import Served, find_browser, serve


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    path = find_browser()
    if path is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def served(curated_library: Path) -> Iterator[Served]:
    """The curated library, served for reading; who changes it takes `served_copy`."""
    with serve(curated_library) as server:
        yield server


@pytest.fixture
def served_copy(curated_library: Path, tmp_path: Path) -> Iterator[Served]:
    """A copy of the curated library that a test may change, without its photos' folder."""
    with serve(Path(shutil.copytree(curated_library, tmp_path / "library"))) as server:
        yield server


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page with the timeline of the curated library; what a page says went wrong fails the test."""
    yield from open_page(browser, served)


def open_page(browser: Browser, server: Served, **options: object) -> Iterator[Page]:
    """Open a server's link in a context of its own, with Playwright's options for contexts."""
    usual = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    with browser.new_context(**(usual | options)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if _is_problem(said, page.url) else None)
        page.goto(server.link)
        yield page
        assert problems == []


def follow(page: Page, name: str) -> None:
    """Go where a link leads, and wait until that page's script listens."""
    with page.expect_event("load"):
        page.get_by_role("link", name=name).click()


def _is_problem(said: ConsoleMessage, address: str) -> bool:
    """Tell an error from a refusal that is put into words: by the API, or by the page that was asked for."""
    where = said.location["url"]
    return said.type == "error" and "/api/" not in where and where != address
