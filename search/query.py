"""What a search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from albumen.store.records import PhotoFilter
from albumen.types import CaptureTime, Place, Tag

DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search: words, or a picture that the photos should be like; with a filter, neither is needed.

    `like` is a photo of the library, or any picture file. `any_kind` has a list without words hold utility content too.
    """

    text: str | None = None
    like: Path | None = None
    limit: int = DEFAULT_LIMIT
    filter: PhotoFilter = field(default_factory=PhotoFilter)
    any_kind: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A photo that was found. `paths` has online ones first and is never empty.

    `score` is a cosine, at most 1, or None where nothing was compared. `tags` are the photo's own, best first. `line` is one
    in it that holds text that was asked for.
    """

    photo_id: int
    content_hash: str
    score: float | None
    paths: tuple[Path, ...]
    is_online: bool
    taken: CaptureTime | None
    place: Place | None
    camera: str | None
    tags: tuple[Tag, ...] = ()
    line: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first (ties: the photo indexed earlier); of a filter alone, newest first.

    `note` says why there are none, or what to know of those there are.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    note: str | None = None
