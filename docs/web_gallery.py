"""Take pictures of every view of the web page, as a person sees it in Chromium.

python docs/web_gallery.py --library DIR [--only NAME,...] [--out docs/web]

Draws the pictures of docs/web.md. What they ask for is in the library of docs/travel_photos.py, or in a made library
(`python -m tests.made_library`) for `duplicates`, `compare`, `utility` and `trash`. Nothing in the library is changed.
Needs Playwright (`pip install 'albumen[test]'`) and a Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_DESKTOP, _PHONE = (1440, 900), (390, 844)  # CSS pixels
_WIDTH_PX = 1200
_GAP_PX = 24
_QUALITY = 80
_SETTLED_MS = 1500  # pictures are decoded, movements are over

Steps = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Shot:
    """One look at a view: its path, the window, and what is done before the picture is taken."""

    path: str
    steps: Steps | None = None
    is_dark: bool = False
    is_phone: bool = False


def _click(selector: str) -> Steps:
    return lambda page: page.locator(selector).first.click()


def _press(*keys: str) -> Steps:
    def steps(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(_SETTLED_MS)

    return steps


def _open(query: str, *keys: str) -> Steps:
    """Open the first photo found, and press keys there."""

    def steps(page: Page) -> None:
        page.goto(urlsplit(page.url)._replace(path="/search", query=f"q={quote(query)}").geturl())
        page.locator(".hits a.tile").first.click()
        page.wait_for_url("**/photo/*")
        page.wait_for_timeout(_SETTLED_MS)
        _press(*keys)(page)
        page.mouse.move(_DESKTOP[0] / 3, _DESKTOP[1] / 2)  # the frame shows while somebody moves

    return steps


def _play(page: Page) -> None:
    """Let a memory play until its first photo fills the screen."""
    _click(_MEMORY)(page)
    page.locator("#play").click()
    page.wait_for_timeout(4 * _SETTLED_MS)
    page.mouse.move(_DESKTOP[0] / 2, _DESKTOP[1] / 2)


_SEARCH = "/search?q=" + quote("lakes and mountains, not in New Zealand")
_NOTHING = "/search?q=" + quote("people eating ice cream at night")
_MEMORY = ".memory-cover"

# Each picture is one shot, or several side by side.
_PICTURES: dict[str, tuple[Shot, ...]] = {
    "timeline": (Shot("/?at=2016-07"),),
    "search": (Shot(_SEARCH, _press("x")),),
    "nothing": (Shot(_NOTHING),),
    "photo": (Shot("/", _open("name:IMG_7383.JPG", "b", "m", "i")),),
    "lifted": (Shot("/", _open("name:IMG_7383.JPG", "l")),),
    "memories": (Shot("/memories"),),
    "memory": (Shot("/memories", _click(_MEMORY)),),
    "player": (Shot("/memories", _play),),
    "featured": (Shot("/featured"),),
    "map": (Shot("/map"),),
    "duplicates": (Shot("/duplicates"),),
    "compare": (Shot("/duplicates", _click(".member-picture")),),
    "utility": (Shot("/utility"),),
    "trash": (Shot("/trash", _click("details summary")),),
    "status": (Shot("/status"),),
    "settings": (Shot("/settings"),),
    "dark": (Shot("/?at=2016-07", is_dark=True), Shot(_SEARCH, is_dark=True)),
    "phone": (
        Shot("/?at=2016-07", is_phone=True),
        Shot(_SEARCH, is_phone=True, is_dark=True),
        Shot("/memories", is_phone=True),
        Shot("/map", is_phone=True, is_dark=True),
    ),
}


def main() -> None:
    """Serve, look, save."""
    options = _parse()
    options.out.mkdir(parents=True, exist_ok=True)
    with _serve(options.library) as link, _open_browser() as browser:
        for name in options.only:
            picture = _join([_take(browser, link, shot) for shot in _PICTURES[name]])
            picture.save(options.out / f"{name}.jpg", quality=_QUALITY, optimize=True, progressive=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take pictures of every view of the web page.")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(_PICTURES), metavar="NAME,...")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("web"))
    return parser.parse_args()


@contextmanager
def _serve(library: Path) -> Iterator[str]:
    """Serve a library on a free port; yields the link with the token."""
    command = [sys.executable, "-m", "albumen", "--library", str(library), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def _open_browser() -> Iterator[Browser]:
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _take(browser: Browser, link: str, shot: Shot) -> Image.Image:
    """Return what the window shows."""
    width, height = _PHONE if shot.is_phone else _DESKTOP
    with browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.is_phone else 1,
        is_mobile=shot.is_phone,
        has_touch=shot.is_phone,
        color_scheme="dark" if shot.is_dark else "light",
    ) as context:
        page = context.new_page()
        page.goto(link)
        page.goto(urlsplit(link)._replace(query="").geturl().rstrip("/") + shot.path)
        page.wait_for_timeout(_SETTLED_MS)
        if shot.steps:
            shot.steps(page)
        page.wait_for_timeout(_SETTLED_MS)
        return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _join(looks: list[Image.Image]) -> Image.Image:
    """Put looks side by side, and all of them into the width of a picture."""
    width = (_WIDTH_PX - _GAP_PX * (len(looks) - 1)) // len(looks)
    fitted = [look.resize((width, look.height * width // look.width), Image.Resampling.LANCZOS) for look in looks]
    sheet = Image.new("RGB", (_WIDTH_PX, max(look.height for look in fitted)), "white")
    for number, look in enumerate(fitted):
        sheet.paste(look, (number * (width + _GAP_PX), 0))
    return sheet


if __name__ == "__main__":
    main()
