"""Receipts, screenshots, documents and their like, by kind."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from albumen.curation.utility import UTILITY_KINDS, list_utility
from albumen.types import UtilityKind
from albumen.web.live import Live
from albumen.web.tiles import PhotoTile, load_tiles

router = APIRouter(prefix="/api/utility", tags=["utility"])


class UtilityItem(BaseModel):
    """A picture, and the first lines that were surely read in it, None before it was read."""

    photo: PhotoTile
    lines: list[str] | None


class UtilityKindAnswer(BaseModel):
    """The pictures of a kind, the newest first."""

    kind: UtilityKind
    total: int = Field(description="with those beyond the limit")
    items: list[UtilityItem]


@router.get("")
def list_kinds(
    live: Live,
    kind: UtilityKind | None = None,
    limit: Annotated[int, Query(ge=1, le=2_000)] = 24,
) -> list[UtilityKindAnswer]:
    """List utility content of one kind or all that there are, at most so many pictures of each."""
    kinds = UTILITY_KINDS if kind is None else [one for one in UTILITY_KINDS if one is kind]
    groups = list_utility(live.library, kinds, limit=limit)
    with live.library.store.read() as tx:
        tiles = {
            tile.id: tile for tile in load_tiles(tx, (one.hit.photo_id for group in groups for one in group.photos))
        }
    return [
        UtilityKindAnswer(
            kind=group.kind,
            total=group.total,
            items=[
                UtilityItem(photo=tiles[one.hit.photo_id], lines=None if one.lines is None else list(one.lines))
                for one in group.photos
                if one.hit.photo_id in tiles
            ],
        )
        for group in groups
    ]
