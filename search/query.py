"""What a search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from albumen.store.records import PhotoFilter
from albumen.types import CaptureTime, Place

DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search: words, or a picture that the photos should be like; one of the two.

    `like` is a photo of the library, or any picture file.
    """

    text: str | None = None
    like: Path | None = None
    limit: int = DEFAULT_LIMIT
    filter: PhotoFilter = field(default_factory=PhotoFilter)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A photo that was found. `score` is a cosine, at most 1; `paths` has online ones first and is never empty."""

    photo_id: int
    content_hash: str
    score: float
    paths: tuple[Path, ...]
    is_online: bool
    taken: CaptureTime | None
    place: Place | None
    camera: str | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first (ties: the photo indexed earlier). `note` says why there are none, or None."""

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    note: str | None = None
