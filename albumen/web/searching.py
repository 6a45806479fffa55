"""One search as the page asks it: the engine's answer, timed, in the shape that page and programs read."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from albumen.web.search_answers import SearchAnswer, answer_search
from search.query import SearchQuery

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.web.live import LiveLibrary

PAGE = 60  # photos: three screens of a desktop


def run_search(
    live: LiveLibrary,
    text: str,
    *,
    limit: int = PAGE,
    offset: int = 0,
    is_plain: bool = False,
    is_unfolded: bool = False,
    is_unfloored: bool = False,
    picture: Image | None = None,
) -> SearchAnswer:
    """Search the open library.

    Raises:
        AlbumenError: as `SearchEngine.search`.
    """
    asked_on, began = date.today(), time.perf_counter()
    query = SearchQuery(
        text,
        limit=limit,
        offset=offset,
        is_plain=is_plain,
        is_unfolded=is_unfolded,
        is_unfloored=is_unfloored,
        asked_on=asked_on,
    )
    result = live.engine.search(query, picture=picture)
    elapsed_ms = (time.perf_counter() - began) * 1000
    with live.library.store.read() as tx:
        return answer_search(tx, live.engine.columns, result, asked_on=asked_on, elapsed_ms=elapsed_ms)
