"""A storyboard as one web page that holds everything: pictures, music, its own style and script, and no way out.

The page's policy lets nothing in from anywhere and runs this one script; the texts of a library are only ever text.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from albumen.curation.photo_source import PhotoSource
from albumen.curation.slideshow.pans import Pan
from albumen.curation.slideshow.scenes import TitleScene
from albumen.curation.slideshow.storyboard import Shot, Storyboard
from albumen.curation.slideshow.timeline import END_FADE_S
from albumen.errors import PhotoError
from albumen.output_file import write_whole

if TYPE_CHECKING:
    from albumen.types import Box

# Tracks up to this size are put into the page: a page that cannot be mailed or opened on a phone is of no use, and one
# that points to a file beside it loses it on the way.
MAX_MUSIC_BYTES = 16_000_000

# What browsers play, of what libraries hold.
MUSIC_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}

# A photo of 1920 px takes about 300 KB, and a third more as text.
_JPEG_QUALITY = 80
_COVER_SIDE_PX = 960
_DARK = (24, 24, 24)

# A multiple of 3, so that pieces of base64 can follow each other.
_PIECE_BYTES = 3 << 16

_FOLDER = Path(__file__).parent
# Signs are drawn, since fonts lack them or make them emoji: name, label, paths in a square of 24.
_BUTTONS = (
    ("back", "Previous", '<path d="m19 5-9 7 9 7zM5 5h3v14H5z"/>'),
    ("play", "Play", '<path class="go" d="M8 5v14l11-7z"/><path class="halt" d="M7 5h4v14H7zM14 5h4v14h-4z"/>'),
    ("next", "Next", '<path d="m5 5 9 7-9 7zM16 5h3v14h-3z"/>'),
    ("full", "Full screen", '<path d="M4 10V4h6v2H6v4zM14 4h6v6h-2V6h-4zM20 14v6h-6v-2h4v-4zM10 20H4v-6h2v4h4z"/>'),
)
_MUTE = ("mute", "Mute", '<path d="M9 17V5l10-2v12a3 3 0 1 1-2-2.8V7L11 8.200V17a3 3 0 1 1-2 0z"/>')


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """How large a page became, whether it holds music, and how many photos could not be decoded and are dark in it."""

    size_bytes: int
    has_music: bool
    dark: int


def write_page(path: Path, storyboard: Storyboard, source: PhotoSource, *, music: Path | None = None) -> WrittenPage:
    """Write a slideshow as a web page, whole or not at all; one photo at a time is in memory.

    Args:
        path: the file to write.
        storyboard: what is shown.
        source: where its photos come from.
        music: a track of one of `MUSIC_TYPES`, at most `MAX_MUSIC_BYTES` large; another is left out.

    Raises:
        OutputError: the file system refused.
    """
    embedded = music if music is not None and can_embed(music) else None
    page = _Page(storyboard, source)
    write_whole(path, partial(page.write, music=embedded))
    return WrittenPage(path.stat().st_size, embedded is not None, page.dark)


def can_embed(music: Path) -> bool:
    """Say whether a track can be put into a page."""
    return music.suffix.lower() in MUSIC_TYPES and music.stat().st_size <= MAX_MUSIC_BYTES


def clean_text(text: str) -> str:
    r"""Escape a text for HTML, without the control characters and bidirectional overrides that could disguise it.

    Example:
        >>> clean_text('<b onclick="x">\u202e')
        '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return escape("".join(char for char in text if char.isprintable() or char in "\u200d\ufe0f"))


class _Page:
    """A page that is being written."""

    def __init__(self, storyboard: Storyboard, source: PhotoSource) -> None:
        self._storyboard = storyboard
        self._source = source
        self.dark = 0

    def write(self, file: BinaryIO, *, music: Path | None) -> None:
        for text in self._iter_texts(music):
            file.write(text.encode("utf-8", "replace"))

    def _iter_texts(self, music: Path | None) -> Iterator[str]:
        show = self._storyboard
        title = clean_text(show.title)
        style, script = _style(show.size_px), (_FOLDER / "player.js").read_text(encoding="utf-8")
        yield _head(title, style, script)
        yield f'<body>\n<main data-fade="{show.timeline.fade_s:.4f}" data-end-fade="{END_FADE_S}" aria-label="{title}">\n'
        yield f'<div class="stage">\n<section class="slide title" {_times(show, 0)}>'
        yield f'<img class="cover" alt="" src="{self._cover()}">\n<h1>{title}</h1>\n<p>{clean_text(show.subtitle)}</p>\n'
        yield '<button class="start" type="button">▶ Play</button>\n</section>\n'
        for at, shot in enumerate(show.shots, 1):
            yield self._figure(shot, at)
        yield "</div>\n" + _controls(has_music=music is not None)
        if music is not None:
            yield f'<audio loop preload="auto" src="data:{MUSIC_TYPES[music.suffix.lower()]};base64,'
            yield from _iter_base64(music)
            yield '"></audio>\n'
        yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"

    def _figure(self, shot: Shot, at: int) -> str:
        image = self._load(shot)
        margins = " data-margins" if shot.pan.has_margins else ""
        picture = (
            f'<img alt="{clean_text(shot.description)}" width="{image.width}" height="{image.height}" '
            f'decoding="async" src="{_as_data(image)}">'
        )
        caption = f"\n<figcaption>{clean_text(shot.caption)}</figcaption>" if shot.caption else ""
        attributes = f'{_times(self._storyboard, at)} data-views="{_views(shot.pan)}"{margins}'
        return f'<figure class="slide" {attributes}>{picture}{caption}</figure>\n'

    def _load(self, shot: Shot) -> Image.Image:
        try:
            return self._source.load(shot.photo, max_side_px=max(self._storyboard.size_px))
        except PhotoError:
            self.dark += 1
            return Image.new("RGB", (160, 90), _DARK)

    def _cover(self) -> str:
        """Blur the cover here, which saves the browser doing it, and most of its bytes."""
        show = self._storyboard
        width, height = show.size_px
        scale = _COVER_SIDE_PX / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        try:
            cover = self._source.load(show.cover, max_side_px=_COVER_SIDE_PX)
        except PhotoError:
            cover = Image.new("RGB", size, _DARK)
        return _as_data(TitleScene(cover, ("", ""), size, show.cover.saliency).draw(0.0))


def _head(title: str, style: str, script: str) -> str:
    policy = (
        "default-src 'none'; img-src data:; media-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n"
    )


def _style(size_px: tuple[int, int]) -> str:
    return f":root {{ --aspect: {size_px[0] / size_px[1]:.6f}; }}\n" + (_FOLDER / "player.css").read_text(
        encoding="utf-8"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _controls(*, has_music: bool) -> str:
    buttons = [*_BUTTONS, _MUTE] if has_music else _BUTTONS
    made = [
        f'<button type="button" data-do="{name}" aria-label="{label}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true">{paths}</svg></button>'
        for name, label, paths in buttons
    ]
    return (
        '<div class="controls" role="group" aria-label="Slideshow">'
        + "".join(made)
        + '<output></output></div>\n<p class="said" aria-live="polite"></p>\n'
    )


def _times(show: Storyboard, at: int) -> str:
    slide = show.timeline.slides[at]
    return f'data-starts="{slide.starts_s:.4f}" data-ends="{slide.ends_s:.4f}"'


def _views(pan: Pan) -> str:
    def write(box: Box) -> str:
        return ",".join(f"{edge:.5f}" for edge in (box.left, box.top, box.right, box.bottom))

    return f"{write(pan.start)} {write(pan.end)}"


def _as_data(image: Image.Image) -> str:
    """Encode as a data URL; nothing but pixels is in it."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_JPEG_QUALITY, progressive=True, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode()


def _iter_base64(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield base64.b64encode(piece).decode()
