"""A photo as lists of photos show it: its shape, and words for who cannot see it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, Field

from albumen.english import join_and
from albumen.store.records import PhotoRecord
from albumen.store.store import Transaction
from albumen.types import Tag
from albumen.web.media import version_of
from albumen.web.pages import say
from albumen.web.wall_clock import WallClock
from models.taxonomy import load_taxonomy

# What a sentence about a photo names at most.
_NAMED_TAGS = 3


class PhotoTile(BaseModel):
    """A photo in a list. `width` and `height` are the upright photo's pixels, None before it was decoded."""

    id: int
    width: int | None
    height: int | None
    taken: WallClock | None = Field(description="wall clock where it was taken")
    place: str | None = Field(description="town and country")
    version: str = Field(
        description="of its content; as `v` in the addresses of its pictures, browsers keep them for good"
    )
    thumbhash: str | None = Field(description="stands in for the picture until it has come; Base64")
    alt: str = Field(description="what it shows, where and when, in words")


def load_tiles(tx: Transaction, photo_ids: Iterable[int]) -> list[PhotoTile]:
    """Describe photos in the order given; an id that the library lacks is left out."""
    ids = list(photo_ids)
    photos, tags = tx.photos.get(ids), tx.signals.tags_of(ids)
    return [make_tile(photos[photo_id], tags.get(photo_id, ())) for photo_id in ids if photo_id in photos]


def make_tile(photo: PhotoRecord, tags: Sequence[Tag]) -> PhotoTile:
    """Describe one photo."""
    taken, place = photo.metadata.taken, photo.metadata.place
    thumbhash = photo.facts.thumbhash if photo.facts else None
    return PhotoTile(
        id=photo.id,
        width=photo.facts.width_px if photo.facts else None,
        height=photo.facts.height_px if photo.facts else None,
        taken=taken.local if taken else None,
        place=f"{place.name}, {place.country}" if place else None,
        version=version_of(photo),
        thumbhash=b64encode(thumbhash).decode("ascii") if thumbhash else None,
        alt=write_alt(photo, tags),
    )


def write_alt(photo: PhotoRecord, tags: Sequence[Tag]) -> str:
    """Say what a photo shows, where and when: "Photo of a dog and a beach, in Lisbon, 3 June 2022"."""
    taxonomy = load_taxonomy()
    names = [taxonomy.get_concept(tag.concept).name for tag in tags[:_NAMED_TAGS]]
    taken, place = photo.metadata.taken, photo.metadata.place
    parts = [say("photo.alt_of", what=join_and(names)) if names else say("photo.alt_photo")]
    if place:
        parts.append(say("photo.alt_where", place=place.name))
    if taken:
        parts.append(say("photo.alt_when", when=f"{taken.local.day} {taken.local:%B %Y}"))
    return ", ".join(parts)
