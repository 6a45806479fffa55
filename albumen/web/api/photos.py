"""Photos by id, as lists show them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from albumen.web.live import Live
from albumen.web.tiles import PhotoTile, load_tiles

router = APIRouter(prefix="/api/photos", tags=["photos"])

_LARGEST_ID = 2**63 - 1  # of SQLite
PhotoId = Annotated[int, Field(ge=1, le=_LARGEST_ID)]


@router.get("")
def list_photos(live: Live, ids: Annotated[list[PhotoId], Query(max_length=500)]) -> list[PhotoTile]:
    """Describe photos in the order asked for; those that the library lacks are left out."""
    with live.library.store.read() as tx:
        return load_tiles(tx, ids)
