"""Photos that look like one, and what they have in common with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from albumen.errors import UsageError
from albumen.web.tiles import PhotoTile, load_tiles
from models.taxonomy import load_taxonomy
from search.query import SearchQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from albumen.types import Tag
    from albumen.web.live import LiveLibrary
    from search.query import SearchHit

# Of what two photos share, as much as fits under a small picture.
_NAMED = 2


class SimilarPhoto(BaseModel):
    """A photo, how like it is (the cosine of the two, at most 1), and what both show."""

    photo: PhotoTile
    score: float | None
    shared: list[str] = Field(description="names of concepts, the surest first")


def find_similar(live: LiveLibrary, photo_id: int, limit: int) -> list[SimilarPhoto]:
    """Find the photos that are most like one, near-duplicates shown as one; none where it has no vector yet."""
    try:
        hits = live.engine.search(SearchQuery(f"like:#{photo_id}", limit=limit)).hits
    except UsageError:
        return []
    with live.library.store.read() as tx:
        tiles = {tile.id: tile for tile in load_tiles(tx, [hit.photo_id for hit in hits])}
        own = {tag.concept for tag in tx.signals.tags_of([photo_id])[photo_id]}
    return [_tell(hit, tiles[hit.photo_id], own) for hit in hits if hit.photo_id in tiles]


def _tell(hit: SearchHit, tile: PhotoTile, own: Collection[str]) -> SimilarPhoto:
    return SimilarPhoto(photo=tile, score=hit.score, shared=_name_shared(hit.tags, own))


def _name_shared(tags: Sequence[Tag], own: Collection[str]) -> list[str]:
    taxonomy = load_taxonomy()
    return [taxonomy.get_concept(tag.concept).name for tag in tags if tag.concept in own][:_NAMED]
