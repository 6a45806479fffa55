"""What axe finds on each page: nothing serious, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.web.conftest import open_page
from tests.served import Served

PAGES = (
    "/",
    "/search",
    "/search?q=dogs on the beach",
    "/search?q=flamingos in Antarctica 1950",
    "/photo/1",
    "/memories",
    "/featured",
    "/map",
    "/duplicates",
    "/utility",
    "/trash",
    "/status",
    "/settings",
)
_SERIOUS = ("serious", "critical")
_DESK, _PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.mark.parametrize(("scheme", "size"), [("light", _DESK), ("dark", _DESK), ("light", _PHONE)], ids=str)
def test_axe_finds_nothing_serious(browser: Browser, served: Served, scheme: str, size: dict[str, int]) -> None:
    for page in open_page(browser, served, color_scheme=scheme):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = []
        for path in PAGES:
            page.goto(served.address + path, wait_until="networkidle")
            violations = Axe().run(page).response["violations"]
            found += [
                (path, one["id"], one["nodes"][0]["html"][:120]) for one in violations if one["impact"] in _SERIOUS
            ]
        assert found == []
