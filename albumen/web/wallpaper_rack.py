"""Wallpapers between requests: measuring hundreds of photos takes seconds, so what was found stays until the library changes."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import TYPE_CHECKING

from albumen.curation.wallpapers import Suggestion, Suggestions, draw_wallpaper, suggest_wallpapers
from albumen.errors import NotFoundError
from albumen.web.media import encode_jpeg
from knowledge_graph.wallpapers import Screen, screen_of

if TYPE_CHECKING:
    from albumen.app import Library

# As many as anyone will look through.
MOST = 24
_QUALITY = 92


class ScreenKind(StrEnum):
    """What is to be filled."""

    PHONE = "phone"
    DESKTOP = "desktop"


_SCREENS = {ScreenKind.PHONE: screen_of(9 / 19.5), ScreenKind.DESKTOP: screen_of(16 / 9)}


class WallpaperRack:
    """The wallpapers of one library. Threads may share it."""

    def __init__(self, library: Library, heavy_work: threading.Lock) -> None:
        """Nothing is measured before the first is asked for; they are drawn under the lock."""
        self._library = library
        self._heavy_work = heavy_work
        self._measuring = threading.Lock()  # of its own: covers and cut-outs need not wait for so long
        self._known: dict[ScreenKind, tuple[int, Suggestions]] = {}

    def get(self, kind: ScreenKind) -> Suggestions:
        """Find wallpapers for a screen, the best first."""
        with self._measuring:
            version = self._library.store.version()
            known = self._known.get(kind)
            if known is None or known[0] != version:
                known = version, suggest_wallpapers(self._library, self.screen(kind), limit=MOST)
                self._known[kind] = known
            return known[1]

    def draw(self, kind: ScreenKind, photo_id: int) -> bytes:
        """Draw one of them as a JPEG, at the screen's size where the photo has as many pixels.

        Raises:
            NotFoundError: it is none of them.
            PhotoError: nothing of the photo can be read.
        """
        found = next((one for one in self.get(kind).found if _is_of(one, photo_id)), None)
        if found is None:
            raise NotFoundError(f"photo {photo_id} is no wallpaper for a {kind.value}")
        with self._heavy_work:
            picture = draw_wallpaper(self._library, found, self.screen(kind))
        return encode_jpeg(picture, _QUALITY)

    @staticmethod
    def screen(kind: ScreenKind) -> Screen:
        """Return the size of a screen."""
        return _SCREENS[kind]


def _is_of(suggestion: Suggestion, photo_id: int) -> bool:
    return suggestion.photo.facts.id == photo_id
