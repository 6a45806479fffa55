"""The library that a server has open, and what is kept warm between requests."""

from __future__ import annotations

import logging
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from albumen.errors import AlbumenError
from albumen.web.access import Access
from albumen.web.drawn_media import DrawnMedia
from albumen.web.media import PhotoMedia
from albumen.web.photo_map import PhotoMaps
from albumen.web.runs import Runs
from albumen.web.search_warmth import warm_search
from albumen.web.timelines import Timelines
from albumen.web.uploads import UploadDecoder
from albumen.web.wallpaper_rack import WallpaperRack

if TYPE_CHECKING:
    from albumen.app import Library
    from search.engine import SearchEngine

_log = logging.getLogger(__name__)


class LiveLibrary:
    """One open library for all threads of a server."""

    def __init__(self, library: Library) -> None:
        self.library = library
        # Lifting and its like take all cores for a second; one at a time, so that pages stay quick.
        self.heavy_work = threading.Lock()

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine, with its columns and vector index warm after the first search."""
        return self.library.search_engine()

    @cached_property
    def timelines(self) -> Timelines:
        """The photos by when they were taken."""
        return Timelines(self.library.store, self.engine)

    @cached_property
    def photo_maps(self) -> PhotoMaps:
        """Where the photos were taken."""
        return PhotoMaps(self.library.store, self.timelines)

    @cached_property
    def media(self) -> PhotoMedia:
        """The photos' pictures as files have them."""
        return PhotoMedia(self.library, self.heavy_work)

    @cached_property
    def drawn_media(self) -> DrawnMedia:
        """The pictures that are drawn from photos."""
        return DrawnMedia(self.library, self.media, self.heavy_work)

    @cached_property
    def runs(self) -> Runs:
        """The work that was started from the page."""
        return Runs(self.library.settings)

    def close(self) -> None:
        """End the work that was started from the page."""
        self.runs.close()

    @cached_property
    def wallpapers(self) -> WallpaperRack:
        """The photos that leave room for a clock."""
        return WallpaperRack(self.library, self.heavy_work)

    @cached_property
    def uploads(self) -> UploadDecoder:
        """Pictures that browsers send, decoded."""
        return UploadDecoder(self.library.settings, self.heavy_work)

    def warm(self) -> threading.Thread:
        """Begin to read what the first page shows, in a thread of its own: of 100,000 photos that takes a third of a second.

        What the first search and suggestion need is read after it, in another thread, which nobody waits for.
        """
        warming = threading.Thread(target=self._warm, name="warm", daemon=True)
        warming.start()
        return warming

    def _warm(self) -> None:
        try:
            self.timelines.get(with_utility=False)
        except AlbumenError as error:  # the first page tries again, and says so if it fails too
            _log.warning("the timeline could not be read: %s", error)
        threading.Thread(target=warm_search, args=[self], name="warm-search", daemon=True).start()


def _get_live(request: Request) -> LiveLibrary:
    live: LiveLibrary = request.app.state.live
    return live


def _get_access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


Live = Annotated[LiveLibrary, Depends(_get_live)]
"""The endpoint's parameter type for the open library: `def answer(live: Live)`."""
OwnAccess = Annotated[Access, Depends(_get_access)]
