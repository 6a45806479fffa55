"""Photos' pictures, by id: thumbnails for grids, previews, originals, and what is drawn from them.

Every answer has an ETag and may be kept by the browser that asked, which then asks whether it still holds. Originals come
in ranges, so that a viewer may begin before all is there; what browsers do not show, or could run, is only ever saved.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import FileResponse, Response

from albumen.errors import UsageError
from albumen.lifting.subjects import Choice
from albumen.types import MaskKind
from albumen.web.api.photos import PhotoId
from albumen.web.conditional import has_already, name_file
from albumen.web.drawn_media import CutOutWish
from albumen.web.live import Live
from albumen.web.media import Picture
from indexer.thumbnails import ThumbnailHeight

# Kept, and asked about each time: an id may come to mean another photo. With the content's version it cannot.
_KEPT = {"Cache-Control": "private, no-cache"}
_KEPT_FOR_GOOD = {"Cache-Control": "private, max-age=31536000, immutable"}
_POINT = r"^[0-9]{1,6},[0-9]{1,6}$"

IfNoneMatch = Annotated[str | None, Header()]
Version = Annotated[str | None, Query(max_length=64, description="a tile's `version`: the answer then holds for good")]

_Responses = dict[int | str, dict[str, Any]]
_JPEG: _Responses = {200: {"description": "the picture", "content": {"image/jpeg": {}}}}
_PNG: _Responses = {200: {"description": "the picture", "content": {"image/png": {}}}}

# Pictures are no JSON, and how a missing one is said stands in `albumen.web.problems`.
router = APIRouter(
    prefix="/media/{photo_id}",
    tags=["media"],
    default_response_class=Response,
    responses={304: {"description": "the browser has it"}, 404: {"description": "there is no such photo or picture"}},
)


@router.get("/thumb", responses=_JPEG)
def send_thumbnail(
    live: Live,
    photo_id: PhotoId,
    h: Annotated[ThumbnailHeight, Query(description="height in pixels; a photo that is smaller is not enlarged")],
    v: Version = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Send a small JPEG of a photo, its shape kept."""
    return _send(live.media.thumbnail(photo_id, h), if_none_match, version=v)


@router.get("/preview", responses=_JPEG)
def send_preview(live: Live, photo_id: PhotoId, v: Version = None, if_none_match: IfNoneMatch = None) -> Response:
    """Send a photo's preview, a JPEG of 768 px unless the settings say otherwise."""
    return _send(live.media.preview(photo_id), if_none_match, version=v)


@router.get("/original", responses={206: {"description": "a part of it"}, 416: {"description": "it is not so long"}})
def send_original(
    live: Live,
    photo_id: PhotoId,
    download: Annotated[bool, Query(description="to be saved, whatever it is")] = False,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Send a photo's file as it lies on its disk, in ranges where they are asked for."""
    found = live.media.original(photo_id)
    if has_already(if_none_match, found.etag):
        return _not_modified(found.etag)
    disposition = name_file(found.name, is_shown=found.is_shown and not download)
    headers = {"ETag": found.etag, "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"} | _KEPT
    return FileResponse(found.path, headers=headers, media_type=found.media_type, stat_result=found.status)


@router.get("/movie", responses={206: {"description": "a part of it"}, 416: {"description": "it is not so long"}})
def send_movie(live: Live, photo_id: PhotoId, if_none_match: IfNoneMatch = None) -> Response:
    """Send the moving half of a Live photo as it lies on its disk, in ranges where they are asked for."""
    found = live.media.movie(photo_id)
    if has_already(if_none_match, found.etag):
        return _not_modified(found.etag)
    headers = {"ETag": found.etag, "Content-Disposition": name_file(found.name, is_shown=True)} | _KEPT
    return FileResponse(found.path, headers=headers, media_type=found.media_type, stat_result=found.status)


@router.get("/masks", responses=_PNG)
def send_masks(live: Live, photo_id: PhotoId, if_none_match: IfNoneMatch = None) -> Response:
    """Send what covers people, sky and their parts, as a PNG to be laid over the preview."""
    return _send(live.drawn_media.masks(photo_id), if_none_match)


@router.get("/mask/{kind}/{instance}", responses=_PNG)
def send_mask(
    live: Live,
    photo_id: PhotoId,
    kind: MaskKind,
    instance: Annotated[int, Path(ge=0, le=1000, description="people count from 1; 0 for all else")],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Send one mask as a PNG, white where it covers and nothing elsewhere, at the network's resolution."""
    return _send(live.drawn_media.mask(photo_id, kind, instance), if_none_match)


@router.get("/cutout", responses=_PNG | {422: {"description": "nothing stands out in it"}})
def send_cutout(
    live: Live,
    photo_id: PhotoId,
    at: Annotated[str | None, Query(pattern=_POINT, description="X,Y in pixels of the upright photo")] = None,
    instance: Annotated[int | None, Query(ge=1, le=1000, description="the subject of this number")] = None,
    full: Annotated[bool, Query(description="at full size, rather than 1024 px to look at")] = False,
    crop: Annotated[bool, Query(description="only as large as the subject")] = False,
    sticker: Annotated[bool, Query(description="as a sticker of 512 px, with a white border")] = False,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Send a photo's subject, or the one at a point, cut out, as a PNG."""
    if at is not None and instance is not None:
        raise UsageError("give a point or a number, not both")
    x, y = at.split(",") if at is not None else (None, None)
    choice = Choice((int(x), int(y)) if x is not None and y is not None else None, instance)
    return _send(live.drawn_media.cutout(photo_id, CutOutWish(choice, full, crop, sticker)), if_none_match)


@router.get("/cover", responses=_JPEG)
def send_cover(
    live: Live,
    photo_id: PhotoId,
    aspect: Annotated[float, Query(ge=0.1, le=10, allow_inf_nan=False, description="width over height")],
    side: Annotated[int, Query(ge=16, le=4096, description="longest side in pixels")] = 1024,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Send a photo cropped to a shape, where the eye goes, heads whole, as a JPEG."""
    return _send(live.drawn_media.cover(photo_id, aspect, side), if_none_match)


def _send(picture: Picture, if_none_match: str | None, *, version: str | None = None) -> Response:
    if has_already(if_none_match, picture.etag):
        return _not_modified(picture.etag)
    kept = _KEPT_FOR_GOOD if version is not None and picture.is_of(version) else _KEPT
    headers = {"ETag": picture.etag, "X-Content-Type-Options": "nosniff"} | kept
    return Response(picture.load(), headers=headers, media_type=picture.media_type)


def _not_modified(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": etag} | _KEPT)
