"""Pictures that are drawn from a photo and what the models saw in it: masks, cut-outs and covers."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from albumen.curation.covers import Cover, crop_cover, needed_side_px, plan_cover
from albumen.curation.photo_source import LibraryPhotos, open_photos
from albumen.errors import NotFoundError, PhotoError, StoreError
from albumen.lifting.cutout import find_box
from albumen.lifting.picture_file import encode_cutout
from albumen.lifting.shelf import MatteShelf
from albumen.lifting.sticker import StickerStyle, make_sticker
from albumen.lifting.studio import Studio
from albumen.masks_picture import draw_mask, draw_overlay
from albumen.types import MaskKind
from albumen.web.media import PhotoMedia, Picture, encode_jpeg, make_etag
from indexer.geometry import fit_size

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.app import Library
    from albumen.lifting.subjects import Choice
    from albumen.store.records import PhotoRecord
    from albumen.types import Segmentation

PNG_TYPE = "image/png"

# Of a cut-out that is looked at; a tenth of the time of 12 megapixels.
LOOK_PX = 1024

# Covers are shown larger than thumbnails, and artefacts with them.
_COVER_QUALITY = 88


@dataclass(frozen=True, slots=True)
class CutOutWish:
    """What to cut out: `choice` in pixels of the upright photo; full size or to be looked at; only the subject or the frame.

    A sticker is the subject with a border, of the size that chat programs take.
    """

    choice: Choice
    is_full_size: bool = False
    is_cropped: bool = False
    is_sticker: bool = False


class DrawnMedia:
    """Draws pictures of a library's photos; all threads of a server share it."""

    def __init__(self, library: Library, media: PhotoMedia, heavy_work: threading.Lock) -> None:
        """Draw for a library; what takes all cores or much memory is done under the lock."""
        self._library = library
        self._media = media
        self._heavy_work = heavy_work

    def masks(self, photo_id: int) -> Picture:
        """Give all masks of a photo, to be laid over its preview.

        Raises:
            NotFoundError: there is no such photo, or nobody has looked for masks in it.
            StoreError: the masks are damaged (from `load`).
        """
        photo, model_id, found = self._find_masks(photo_id)
        return Picture(PNG_TYPE, make_etag(photo, f"m{model_id}"), lambda: self._draw_masks(photo, found))

    def mask(self, photo_id: int, kind: MaskKind, instance: int) -> Picture:
        """Give one mask of a photo, white on nothing, at the network's resolution.

        Raises:
            NotFoundError: there is no such photo, or no such mask of it.
            StoreError: the mask is damaged (from `load`).
        """
        photo, model_id, found = self._find_masks(photo_id)
        mask = next((one for one in found.masks if (one.kind, one.instance) == (kind, instance)), None)
        if mask is None:
            raise NotFoundError(f"photo {photo_id} has no mask {kind.value} {instance}")
        etag = make_etag(photo, f"m{model_id}-{kind.value}{instance}")
        return Picture(PNG_TYPE, etag, lambda: _encode_png(lambda: draw_mask(mask, (found.width_px, found.height_px))))

    def cutout(self, photo_id: int, wish: CutOutWish) -> Picture:
        """Give the subject of a photo, cut out.

        Raises:
            NotFoundError: there is no such photo. `load` raises it too, where no file of the photo is there.
            NoSubjectError: nothing stands out (from `load`).
            UsageError: no subject lies there, or has that number (from `load`).
            WeightsError: the lifter is not installed.
        """
        photo = self._media.get(photo_id)
        lifter = self._library.models.get_lifter()
        variant = hashlib.sha256(f"{wish} {lifter.identity}".encode()).hexdigest()[:16]
        return Picture(PNG_TYPE, make_etag(photo, f"c{variant}"), lambda: self._cut_out(photo, wish))

    def cover(self, photo_id: int, aspect: float, max_side_px: int) -> Picture:
        """Give a photo cropped to a shape, where the eye goes.

        Raises:
            NotFoundError: there is no such photo, or it has no file or was never decoded; from `load`, nothing of it can be read.
        """
        photo = self._media.get(photo_id)
        seen = self._photos.look_up([photo_id]).get(photo_id)
        if seen is None:
            raise NotFoundError(f"photo {photo_id} cannot be shown: it has no file in this library, or was not decoded")
        cover = plan_cover(seen, aspect)
        place = f"{cover.crop.left:.0f}.{cover.crop.top:.0f}.{cover.crop.right:.0f}.{cover.crop.bottom:.0f}"
        variant = f"v{place}-{max_side_px}"
        return Picture("image/jpeg", make_etag(photo, variant), lambda: self._load_cover(cover, max_side_px, variant))

    @cached_property
    def _photos(self) -> LibraryPhotos:
        return open_photos(self._library)

    @cached_property
    def _studio(self) -> Studio:
        models = self._library.models
        return Studio(
            models.get_lifter(),
            segmenter=models.segmenter,
            shelf=MatteShelf(self._library),
            max_pixels=self._library.settings.max_pixels,
        )

    def _find_masks(self, photo_id: int) -> tuple[PhotoRecord, int, Segmentation]:
        photo = self._media.get(photo_id)
        with self._library.store.read() as tx:
            found = tx.segmentations.find(photo_id)
        if found is None:
            raise NotFoundError(
                f"photo {photo_id} has no masks yet: run `albumen index`, with the setting `segment` on"
            )
        return photo, *found

    def _draw_masks(self, photo: PhotoRecord, found: Segmentation) -> bytes:
        size_px = (found.width_px, found.height_px)
        if photo.facts is not None:
            full = photo.facts.width_px, photo.facts.height_px
            size_px = fit_size(full, self._library.settings.preview_px)
        return _encode_png(lambda: draw_overlay(found, size_px))

    def _cut_out(self, photo: PhotoRecord, wish: CutOutWish) -> bytes:
        path = self._media.find_original(photo)
        choice, max_side_px = wish.choice, None
        if not wish.is_full_size and photo.facts is not None:
            size_px, max_side_px = (photo.facts.width_px, photo.facts.height_px), LOOK_PX
            choice = choice.scaled(fit_size(size_px, LOOK_PX)[0] / size_px[0])
        with self._heavy_work:
            pixels = self._studio.lift(path, choice, max_side_px=max_side_px).pixels
            if wish.is_sticker or wish.is_cropped:
                pixels = pixels[find_box(pixels)]
            return encode_cutout(make_sticker(pixels, StickerStyle()) if wish.is_sticker else pixels)

    def _load_cover(self, cover: Cover, max_side_px: int, variant: str) -> bytes:
        """Draw a cover, and keep it among the thumbnails where it is no larger than a preview."""
        if max_side_px > self._library.settings.preview_px:
            return self._draw_cover(cover, max_side_px)
        thumbnails, content_hash = self._library.thumbnails, cover.photo.facts.content_hash
        kept = thumbnails.find(content_hash, variant)
        if kept is not None:
            return kept
        made = self._draw_cover(cover, max_side_px)
        thumbnails.keep(content_hash, variant, made)
        return made

    def _draw_cover(self, cover: Cover, max_side_px: int) -> bytes:
        try:
            image = self._load_for(cover, needed_side_px(cover, max_side_px))
        except PhotoError as error:
            raise NotFoundError(f"photo {cover.photo.facts.id} has no picture: {error}") from error
        return encode_jpeg(crop_cover(image, cover, max_side_px), _COVER_QUALITY)

    def _load_for(self, cover: Cover, side_px: int) -> Image:
        """Load the preview where it is large enough, which is quick; else the photo, one at a time."""
        has_preview = self._library.previews.has(cover.photo.facts.content_hash)
        if has_preview and side_px <= self._library.settings.preview_px:
            return self._photos.load_small(cover.photo, max_side_px=side_px)
        with self._heavy_work:
            return self._photos.load(cover.photo, max_side_px=side_px)


def _encode_png(draw: Callable[[], Image]) -> bytes:
    stream = io.BytesIO()
    try:
        draw().save(stream, "PNG")
    except ValueError as error:
        raise StoreError("the masks are damaged; run `albumen doctor --repair`") from error
    return stream.getvalue()
