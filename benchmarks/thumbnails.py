"""What thumbnails and thumbhashes cost, and what a plain loop over Pillow makes of the same photos.

    python -m benchmarks.thumbnails [--photos DIR]

Without a folder it takes the demo's sample photos. Milliseconds are processor time of one thread, the best of three rounds; dB is the peak
signal-to-noise ratio against the thumbnail before it is encoded; reading is decoding by Pillow, which uses the browsers' own decoders.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from albumen.demo.library import build_demo_library
from albumen.errors import PhotoError
from benchmarks.report import save_report
from indexer.decode import decode_photo
from indexer.fingerprint import hash_content
from indexer.geometry import shrink
from indexer.previews import PreviewStore
from indexer.thumbhash import LOOK_PX, encode_pixels, encode_thumbhash
from indexer.thumbnails import ThumbnailCache, ThumbnailHeight, encode_thumbnail

_PREVIEW_PX, _MAX_PIXELS, _ROUNDS = 768, 400_000_000, 3


@dataclass(frozen=True, slots=True)
class _Photo:
    """A photo: its file, its preview's pixels, and the hash that both are known by."""

    path: Path
    content_hash: str
    image: Image.Image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="a folder of photos")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = list(_load(options.photos or build_demo_library(folder / "samples").folder))
        previews = PreviewStore(folder / "previews")
        for photo in photos:
            previews.save(photo.content_hash, photo.image)
        rows = [row for height in ThumbnailHeight for row in _measure(photos, previews, folder, height)]
        rows += _measure_thumbhashes(photos, previews)
    source = options.photos.name if options.photos else "the demo's samples"
    settings = {"photos": len(photos), "of": source, "previews": f"{_PREVIEW_PX} px", "threads": 1}
    print(save_report("thumbnails", "Thumbnails and thumbhashes", rows, settings))


def _load(folder: Path) -> list[_Photo]:
    found: dict[str, _Photo] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            image = decode_photo(path, max_side_px=_PREVIEW_PX, max_pixels=_MAX_PIXELS).image
        except PhotoError:
            continue
        content_hash = hash_content(path)
        found[content_hash] = _Photo(path, content_hash, image)
    return list(found.values())


def _measure(
    photos: Sequence[_Photo], previews: PreviewStore, folder: Path, height: ThumbnailHeight
) -> list[dict[str, Any]]:
    cache = ThumbnailCache(folder / f"thumbs{height}")

    def make(photo: _Photo) -> bytes:
        return encode_thumbnail(previews.load(photo.content_hash, min_height_px=height), height)

    for photo in photos:
        cache.keep(photo.content_hash, "x", make(photo))
    rows = [
        _row(f"Albumen, {height} px", photos, make, height),
        _row(f"kept, {height} px", photos, lambda photo: cache.find(photo.content_hash, "x") or b"", height),
        _row(
            f"plain Pillow loop over originals, {height} px", photos, lambda photo: _plain(photo.path, height), height
        ),
        _row(
            f"plain Pillow loop over previews, {height} px",
            photos,
            lambda photo: _plain(previews.path_of(photo.content_hash), height),
            height,
        ),
    ]
    for kind, quality, method in (("JPEG", 75, 0), ("JPEG", 80, 0), ("WEBP", 75, 0), ("WEBP", 75, 2), ("WEBP", 75, 4)):
        label = f"encoding alone: {kind} {quality}" + (f" method {method}" if kind == "WEBP" else "") + f", {height} px"
        rows.append(_measure_encoding(label, photos, height, format=kind, quality=quality, method=method))
    return rows


def _plain(path: Path, height: int) -> bytes:
    """Make a thumbnail as most programs do."""
    with Image.open(path) as image:
        image.thumbnail((10_000, height))
        stream = io.BytesIO()
        image.convert("RGB").save(stream, "JPEG", quality=80)
    return stream.getvalue()


def _measure_encoding(label: str, photos: Sequence[_Photo], height: int, **options: Any) -> dict[str, Any]:
    small = {photo.content_hash: _reduce(photo.image, height) for photo in photos}

    def encode(photo: _Photo) -> bytes:
        stream = io.BytesIO()
        small[photo.content_hash].save(stream, **options)
        return stream.getvalue()

    return _row(label, photos, encode, height)


def _row(label: str, photos: Sequence[_Photo], make: Callable[[_Photo], bytes], height: int) -> dict[str, Any]:
    made = {photo.content_hash: make(photo) for photo in photos}
    making_ms = _time_ms(photos, make)
    return {
        "what": label,
        "ms": making_ms,
        "a second": 1000 / making_ms,
        "kB": sum(map(len, made.values())) / len(made) / 1000,
        "dB": float(np.mean([_psnr(made[photo.content_hash], _reduce(photo.image, height)) for photo in photos])),
        "ms to read": _time_ms(photos, lambda photo: Image.open(io.BytesIO(made[photo.content_hash])).convert("RGB")),
    }


def _measure_thumbhashes(photos: Sequence[_Photo], previews: PreviewStore) -> list[dict[str, Any]]:
    pixels = {photo.content_hash: np.asarray(shrink(photo.image, LOOK_PX)) for photo in photos}
    size = sum(len(encode_thumbhash(photo.image)) for photo in photos) / len(photos)

    def fill(photo: _Photo) -> bytes:
        return encode_thumbhash(previews.load(photo.content_hash, min_height_px=LOOK_PX))

    measured = {
        "thumbhash, as a photo is decoded": lambda photo: encode_thumbhash(photo.image),
        "of that, without the reduction": lambda photo: encode_pixels(pixels[photo.content_hash]),
        "thumbhash, from a preview on disk": fill,
    }
    rows = []
    for label, make in measured.items():
        milliseconds = _time_ms(photos, make)
        figures = {"ms": milliseconds, "a second": 1000 / milliseconds, "kB": size / 1000, "dB": "", "ms to read": ""}
        rows.append({"what": label} | figures)
    return rows


def _time_ms(photos: Sequence[_Photo], action: Callable[[_Photo], object]) -> float:
    rounds = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for photo in photos:
            action(photo)
        rounds.append(time.process_time() - started)
    return 1000 * min(rounds) / len(photos)


def _reduce(image: Image.Image, height: int) -> Image.Image:
    size = max(1, round(image.width * min(height, image.height) / image.height)), min(height, image.height)
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _psnr(content: bytes, truth: Image.Image) -> float:
    with Image.open(io.BytesIO(content)) as image:
        shown = image.convert("RGB").resize(truth.size)
    error = np.mean((np.asarray(shown, np.float64) - np.asarray(truth, np.float64)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


if __name__ == "__main__":
    main()
