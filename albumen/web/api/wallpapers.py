"""Wallpapers: photos that leave room for a screen's clock."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from albumen.curation.wallpapers import Suggestion
from albumen.types import Box
from albumen.web.api.photos import PhotoId
from albumen.web.live import Live
from albumen.web.tiles import PhotoTile, load_tiles
from albumen.web.wallpaper_rack import MOST, ScreenKind

router = APIRouter(prefix="/api/wallpapers", tags=["wallpapers"])

_DIGITS = 5

WantedScreen = Annotated[ScreenKind, Query(description="what is to be filled")]


class WallpaperAnswer(BaseModel):
    """A wallpaper: a photo, and the part of it that fills the screen, in shares of its sides."""

    photo: PhotoTile
    left: float
    top: float
    right: float
    bottom: float
    score: float
    reason: str


class WallpapersAnswer(BaseModel):
    """Wallpapers, the best first. Of `photos`, the most appealing `measured` ones were looked at."""

    width_px: int
    height_px: int
    found: list[WallpaperAnswer]
    measured: int
    photos: int = Field(description="of the library")


@router.get("")
def list_wallpapers(
    live: Live, screen: WantedScreen = ScreenKind.PHONE, limit: Annotated[int, Query(ge=1, le=MOST)] = 8
) -> WallpapersAnswer:
    """List wallpapers. The first time after a change of the library takes seconds."""
    size, suggestions = live.wallpapers.screen(screen), live.wallpapers.get(screen)
    chosen = suggestions.found[:limit]
    with live.library.store.read() as tx:
        tiles = {tile.id: tile for tile in load_tiles(tx, [one.photo.facts.id for one in chosen])}
    return WallpapersAnswer(
        width_px=size.width_px,
        height_px=size.height_px,
        found=[_answer(one, tiles[one.photo.facts.id]) for one in chosen if one.photo.facts.id in tiles],
        measured=suggestions.measured,
        photos=suggestions.photos,
    )


@router.get("/{photo_id}/picture", responses={404: {"description": "it is none of the wallpapers"}})
def send_wallpaper(live: Live, photo_id: PhotoId, screen: WantedScreen = ScreenKind.PHONE) -> Response:
    """Send a wallpaper to be saved, as a JPEG."""
    name = f"wallpaper-{photo_id}-{screen.value}.jpg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(live.wallpapers.draw(screen, photo_id), headers=headers, media_type="image/jpeg")


def _answer(suggestion: Suggestion, tile: PhotoTile) -> WallpaperAnswer:
    width, height = suggestion.photo.size_px
    crop: Box = suggestion.wallpaper.crop.scaled(1 / width, 1 / height)
    return WallpaperAnswer(
        photo=tile,
        left=round(crop.left, _DIGITS),
        top=round(crop.top, _DIGITS),
        right=round(crop.right, _DIGITS),
        bottom=round(crop.bottom, _DIGITS),
        score=round(suggestion.wallpaper.score, _DIGITS),
        reason=suggestion.wallpaper.reason,
    )
