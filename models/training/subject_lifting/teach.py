"""What U2-Netp says of photos that nobody drew a mask on, written once and kept as PNG files.

Photos of COCO are left out, because some of them are test photos of the panoptic set, and so are screenshots and papers.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.evaluation.photos import LabelledPhoto, load_photos
from models.runtime.onnx_session import open_session
from models.training.heads.saliency_teacher import U2NETP, salient_map
from models.training.starting_weights import fetch_starting_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SCENES = frozenset({"intel_scenes24k", "weather4", "ucm_aerial", "houses_rooms"})  # mostly without a subject
FLICKR_PHOTOS = 2400  # of 7,086: people and dogs on lawns would be half of all lessons otherwise
MIN_AREA, MAX_AREA = 0.02, 0.75
MAX_DOUBT = 0.16  # of a map's own area; the soft rim of a sure map takes about 0.1
_log = logging.getLogger(__name__)


def write_maps(data_dir: Path, work_dir: Path, *, threads: int = 1) -> Path:
    """Write `WORK/taught/KEY.png` for each photo that has none yet; returns the folder.

    Raises:
        UsageError: There are no photos under `data_dir`.
        WeightsError: The teacher cannot be fetched.
    """
    folder = work_dir / "taught"
    photos = [photo for photo in select_photos(data_dir) if not (folder / f"{photo.key}.png").exists()]
    folder.mkdir(parents=True, exist_ok=True)
    teacher = open_session(fetch_starting_file(U2NETP, work_dir).read_bytes(), threads=threads, name=U2NETP.name)
    for number, photo in enumerate(photos):
        heat = salient_map(teacher, photo.decode_image())
        (folder / f"{photo.key}.png").write_bytes(encode_map(heat))
        if number % 500 == 0:
            _log.info("taught %d of %d", number, len(photos))
    return folder


def select_photos(data_dir: Path) -> list[LabelledPhoto]:
    """Return the train photos that the teacher is asked about, in an order that does not change."""
    photos = [photo for photo in load_photos(data_dir, "train") if is_lesson(photo)]
    flickr = [photo for photo in photos if photo.source == "flickr8k"]
    others = [photo for photo in photos if photo.source != "flickr8k"]
    chosen = others + flickr[:: max(1, len(flickr) // FLICKR_PHOTOS)][:FLICKR_PHOTOS]
    return _shuffled(chosen)


def is_lesson(photo: LabelledPhoto) -> bool:
    """Tell whether a photo may have a subject and is none of COCO's."""
    return photo.utility is None and not photo.source.startswith("coco") and photo.source not in SCENES


def is_sure(heat: NDArray[np.uint8]) -> bool:
    """Tell whether a map is nearly black and white, with a subject that is neither a speck nor everything."""
    share = heat.astype(np.float32) / 255.0
    area = float(share.mean())
    doubt = float(np.minimum(share, 1.0 - share).mean())
    return MIN_AREA <= area <= MAX_AREA and doubt <= MAX_DOUBT * area


def encode_map(heat: NDArray[np.float32]) -> bytes:
    """Return a map in [0, 1] as an 8-bit PNG."""
    buffer = io.BytesIO()
    Image.fromarray(np.rint(heat.clip(0.0, 1.0) * 255.0).astype(np.uint8)).save(buffer, "png")
    return buffer.getvalue()


def _shuffled(photos: Sequence[LabelledPhoto]) -> list[LabelledPhoto]:
    order = np.random.default_rng(0).permutation(len(photos))
    return [photos[index] for index in order]
