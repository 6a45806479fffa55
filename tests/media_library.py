"""A library on disk with photos that pages may show, put there as the indexer would, without a network."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from starlette.testclient import TestClient

from albumen.app import Library
from albumen.config import load_settings
from albumen.store.records import FileSighting, FileStat, ModelKind
from albumen.types import EncoderIdentity, PhotoKind, PixelFacts, Segmentation
from albumen.web.access import Access
from albumen.web.live import LiveLibrary
from albumen.web.server import create_app
from tests.lifting import RED, ColourLifter, ColourSegmenter, draw

SIZE_PX = (640, 480)
_ACCESS = Access("a-token-of-some-length", frozenset({"localhost"}))


class MediaLibrary:
    """A library, a folder of photos, and a client of its web page."""

    def __init__(self, library: Library, photos: Path) -> None:
        self.library = library
        self.photos = photos
        self.live = LiveLibrary(library)
        app = create_app(self.live, _ACCESS)
        headers = {"Authorization": f"Bearer {_ACCESS.token}"}
        self.client = TestClient(app, base_url="http://localhost", headers=headers, raise_server_exceptions=False)

    def put(
        self,
        name: str = "a.jpg",
        content: bytes | None = None,
        *,
        has_preview: bool = True,
        size_px: tuple[int, int] = SIZE_PX,
    ) -> int:
        """Write a file and index it; return the photo's id."""
        content = encode(draw(size_px, (RED, (0.1, 0.2, 0.5, 0.9)))) if content is None else content
        (self.photos / name).write_bytes(content)
        content_hash = hashlib.sha256(content).hexdigest()
        facts = PixelFacts("jpeg", PhotoKind.STILL, *size_px)
        with self.library.store.write() as tx:
            root = tx.roots.add(self.photos)
            photo_id = tx.photos.save(content_hash, len(content), facts=facts, metadata=None)
            tx.files.save([FileSighting(root.id, name, FileStat(len(content), 1), 2, content_hash)])
        if has_preview:
            self.library.previews.save(content_hash, Image.open(io.BytesIO(content)).convert("RGB"))
        return photo_id

    def segment(self, photo_id: int, found: Segmentation) -> None:
        """Have masks found in a photo."""
        with self.library.store.write() as tx:
            model = tx.models.add(EncoderIdentity("masks", "1", "1"), sha256="c" * 64, kind=ModelKind.SEGMENTER)
            tx.segmentations.save({photo_id: found}, model.id)

    def lift_with(self, lifter: ColourLifter) -> None:
        """Lift with stand-ins for the networks."""
        vars(self.library.models).update(lifter=lifter, segmenter=ColourSegmenter())


@contextmanager
def open_media_library(folder: Path, photos: Path) -> Iterator[MediaLibrary]:
    """Open a new one for the length of a block."""
    photos.mkdir()
    folder.mkdir(exist_ok=True)
    library = Library(load_settings(folder), create=True)
    library.previews.make_folder()
    try:
        yield MediaLibrary(library, photos)
    finally:
        library.close()


def encode(image: Image.Image, kind: str = "JPEG") -> bytes:
    """Encode an image in a format of Pillow's."""
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()
