from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from albumen.curation.slideshow.html import MAX_MUSIC_BYTES, write_page
from albumen.curation.slideshow.storyboard import plan_storyboard
from albumen.types import Place
from tests.curation_photos import LISBON
from tests.shown_photos import PaintedSource, memory_of, seen_photo

HOSTILE = "</title></script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202e\x00\udce9"


class _Elements(HTMLParser):
    """Lists the elements of a page and the texts in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._inside: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _write(
    path: Path,
    *,
    title: str = "A weekend in Lisbon",
    photo_title: str | None = None,
    music: Path | None = None,
    taken: datetime | None = None,
    place: Place | None = None,
) -> _Elements:
    source = PaintedSource([seen_photo(1, title=photo_title, taken=taken, place=place), seen_photo(2, (300, 400))])
    board = plan_storyboard(memory_of([1, 2], title=title), source, size_px=(320, 180), tempo_bpm=100)
    write_page(path, board, source, music=music)
    return _Elements(path.read_text(encoding="utf-8"))


def test_the_page_holds_everything_and_asks_for_nothing(tmp_path: Path) -> None:
    page = _write(tmp_path / "show.html")
    sources = [
        attributes[name] for _, attributes in page.elements for name in ("src", "href", "srcset") if name in attributes
    ]
    assert len(sources) == 3
    assert all(source and source.startswith("data:image/jpeg;base64,") for source in sources)
    assert page.of("link") == []
    assert not re.search(r"(https?:)?//[a-z]", page.texts["style"] + page.texts["script"])
    assert [path.name for path in tmp_path.iterdir()] == ["show.html"]


def test_the_policy_lets_in_this_style_and_this_script_and_nothing_else(tmp_path: Path) -> None:
    page = _write(tmp_path / "show.html")
    policy = next(meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.texts[name].encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["media-src"] == "data:"
    inline = {
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    }
    assert inline == set()


def test_hostile_titles_are_text_and_nothing_more(tmp_path: Path) -> None:
    plain, hostile = _write(tmp_path / "a.html"), _write(tmp_path / "b.html", title=HOSTILE)
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in plain.elements]
    assert hostile.texts["h1"].strip().startswith("</title></script><script>alert(1)</script>\"'>")
    assert "\u202e" not in hostile.texts["h1"]


def test_hostile_titles_of_photos_are_text_and_nothing_more(tmp_path: Path) -> None:
    page = _write(tmp_path / "show.html", photo_title=HOSTILE)
    alt = page.of("img")[1]["alt"]
    assert alt is not None
    assert alt.startswith("</title></script><script>alert(1)</script>\"'><img")
    assert [tag for tag, _ in page.elements].count("script") == 1


def test_each_photo_has_a_description_a_caption_its_times_and_its_views(tmp_path: Path) -> None:
    page = _write(tmp_path / "show.html", taken=datetime(2023, 5, 6, 12), place=LISBON)
    first, second = page.of("figure")
    assert page.of("img")[1]["alt"] == "A photo in Lisbon, Portugal, 6 May 2023"
    assert page.texts["figcaption"].strip() == "Lisbon, Portugal · 6 May 2023"
    assert float(second["data-starts"] or 0) < float(first["data-ends"] or 0)
    assert len((first["data-views"] or "").split()) == 2
    assert "data-margins" in second
    assert "data-margins" not in first


def test_buttons_have_names_and_the_language_is_said(tmp_path: Path) -> None:
    page = _write(tmp_path / "show.html")
    labels = [button["aria-label"] for button in page.of("button") if "data-do" in button]
    assert labels == ["Previous", "Play", "Next", "Full screen"]
    assert page.of("html") == [{"lang": "en"}]
    assert "prefers-reduced-motion" in page.texts["script"]


def test_a_track_is_put_into_the_page(tmp_path: Path) -> None:
    track = tmp_path / "song.mp3"
    track.write_bytes(bytes(range(256)) * 1000)
    page = _write(tmp_path / "show.html", music=track)
    (audio,) = page.of("audio")
    kind, _, data = (audio["src"] or "").partition(";base64,")
    assert kind == "data:audio/mpeg"
    assert base64.b64decode(data, validate=True) == track.read_bytes()


@pytest.mark.parametrize(("name", "size"), [("song.aiff", 10), ("long.mp3", MAX_MUSIC_BYTES + 1)])
def test_a_track_that_is_too_large_or_that_no_browser_plays_is_left_out(tmp_path: Path, name: str, size: int) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(size)
    source = PaintedSource([seen_photo(1)])
    board = plan_storyboard(memory_of([1]), source, size_px=(320, 180), tempo_bpm=100)
    assert not write_page(tmp_path / "show.html", board, source, music=tmp_path / name).has_music


def test_a_photo_that_cannot_be_decoded_is_dark_and_counted(tmp_path: Path) -> None:
    source = PaintedSource([seen_photo(1), seen_photo(2)], broken=[1])
    board = plan_storyboard(memory_of([1, 2]), source, size_px=(320, 180), tempo_bpm=100)
    assert write_page(tmp_path / "show.html", board, source).dark == 1
