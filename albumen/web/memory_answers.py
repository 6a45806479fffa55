"""Memories as the API and the pages tell them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from albumen.curation.memories import MemoryCard, name_of
from albumen.store.curation_records import Memory, MemoryKind
from albumen.store.store import Transaction
from albumen.web.tiles import PhotoTile, load_tiles


class MemoryAnswer(BaseModel):
    """A memory in a list. `name` is what to ask for it by, `reason` why there is one."""

    name: str
    key: str
    kind: MemoryKind
    title: str
    subtitle: str
    reason: str
    cover_id: int
    count: int = Field(description="of its photos")
    starts_on: date | None
    ends_on: date | None


class ChosenPhoto(BaseModel):
    """A photo of a memory, and why it was chosen."""

    photo: PhotoTile
    reason: str


class MemoryDetails(MemoryAnswer):
    """A memory with its photos, in the order of showing. `mood` and `tempo_bpm` are for music."""

    mood: str
    tempo_bpm: int
    photos: list[ChosenPhoto]


def answer_memory(memory: Memory) -> MemoryAnswer:
    """Describe a memory."""
    return MemoryAnswer(
        name=name_of(memory),
        key=memory.key,
        kind=memory.kind,
        title=memory.title,
        subtitle=memory.subtitle,
        reason=memory.reason,
        cover_id=memory.cover_id,
        count=len(memory.photos),
        starts_on=memory.starts_on,
        ends_on=memory.ends_on,
    )


def load_details(tx: Transaction, card: MemoryCard) -> MemoryDetails:
    """Describe a memory with its photos."""
    memory = card.memory
    tiles = {tile.id: tile for tile in load_tiles(tx, [photo.photo_id for photo in memory.photos])}
    photos = [
        ChosenPhoto(photo=tiles[one.photo_id], reason=one.reason) for one in memory.photos if one.photo_id in tiles
    ]
    known = answer_memory(memory).model_dump()
    return MemoryDetails(**known, mood=memory.mood, tempo_bpm=memory.tempo_bpm, photos=photos)
