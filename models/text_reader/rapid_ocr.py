"""PP-OCR's networks, as the package rapidocr carries them: one finds lines, one reads them.

PP-OCR (Du et al., 2020, arXiv:2009.09941) finds text by differentiable binarisation and reads it by CTC. RapidOCR downloads
the networks that it does not find, so it is told here where each of its own lies, and nothing is left to find. Its third
network, which says of each line whether it stands on its head, is not used: it turned one line in twenty of upright pages. A
page on its head is known by how unsure the reading is of all of it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import math
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from albumen.errors import MissingExtraError, WeightsError
from albumen.types import Box, EncoderIdentity, TextLine
from models.image_input import to_rgb
from models.text_reader.reader import MOST_PIXELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INSTALL_HINT = "pip install 'albumen[ocr]'"

# RapidOCR would enlarge any image until its short side has so many pixels, which makes gigabytes of a narrow one: here it is
# done within `MOST_PIXELS`, and RapidOCR is left nothing to enlarge or to shrink.
_SHORT_SIDE_PX = 736
_MOST_ENLARGEMENT = 4.0
_ANY_SIDE_PX = 1_000_000

# A strip of fewer pixels holds no line that could be read, and RapidOCR would enlarge it as well.
_SMALLEST_SIDE_PX = 32

_STAGES = {"Det": "*_det_*.onnx", "Rec": "*_rec_*.onnx"}

# Pages of 35 lines were read with a mean score of 0.99 upright, and of 0.66 to 0.69 on their heads.
_UPRIGHT_SCORE = 0.85


class RapidOcrReader:
    """A `TextReader` over RapidOCR; the networks load when the first image is read."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Read with the networks of a folder.

        Args:
            folder: holds one ONNX file for each stage.
            threads: threads of one forward pass; 0 lets the runtime decide.

        Raises:
            WeightsError: a file is absent.
        """
        self._paths = {stage: _find_one(folder, pattern) for stage, pattern in _STAGES.items()}
        self._threads = threads

    @cached_property
    def weights_sha256(self) -> str:
        """Digest of the networks' files."""
        digest = hashlib.sha256()
        for path in self._paths.values():
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @property
    def identity(self) -> EncoderIdentity:
        """The reading network's file and a digest of both networks, at so many pixels."""
        tag = f"{self._paths['Rec'].stem}-{self.weights_sha256[:8]}"
        return EncoderIdentity("rapidocr", tag, f"{MOST_PIXELS // 1_000_000}mp")

    def read_image(self, image: Image.Image) -> tuple[TextLine, ...]:
        """Read an image; whatever size that is done at, the boxes are in its own pixels.

        Raises:
            MissingExtraError: RapidOCR is not installed.
        """
        rgb = to_rgb(image)
        size = _reading_size(*rgb.size)
        if min(size) < _SMALLEST_SIDE_PX:
            return ()
        rgb = rgb if size == rgb.size else rgb.resize(size, Image.Resampling.LANCZOS)
        lines = self._read(rgb)
        if 0.0 < _mean_score(lines) < _UPRIGHT_SCORE:
            turned = self._read(rgb.transpose(Image.Transpose.ROTATE_180))
            if _mean_score(turned) > _mean_score(lines):
                lines = [replace(line, box=_turn(line.box, *size)) for line in turned]
        x, y = image.width / rgb.width, image.height / rgb.height
        return tuple(replace(line, box=line.box.scaled(x, y)) for line in lines)

    def _read(self, rgb: Image.Image) -> list[TextLine]:
        """Read an RGB image as it stands."""
        return list(_iter_lines(self._engine(np.ascontiguousarray(np.asarray(rgb)[..., ::-1]))))  # (H, W, 3) BGR

    @cached_property
    def _engine(self) -> Any:
        try:
            import cv2
            from rapidocr import RapidOCR
        except ImportError as error:
            raise MissingExtraError(f"reading text needs `{INSTALL_HINT}` ({error})") from error
        settings: dict[str, Any] = {f"{stage}.model_path": str(path) for stage, path in self._paths.items()}
        settings |= {
            "Global.use_cls": False,
            "Global.log_level": "critical",  # it would print; what fails is raised
            "Global.max_side_len": _ANY_SIDE_PX,
            "Det.limit_side_len": 1,
            "Rec.rec_batch_num": 1,  # six lines at a time took 777 MB at the peak for 617, and longer, for they differ in length
        }
        if self._threads:
            cv2.setNumThreads(self._threads)
            for name in ("intra_op_num_threads", "inter_op_num_threads"):
                settings[f"EngineConfig.onnxruntime.{name}"] = self._threads
        return RapidOCR(params=settings)


def find_rapid_ocr(*, threads: int = 0) -> RapidOcrReader | None:
    """Make a reader of the installed RapidOCR, without importing it; None where there is none.

    Raises:
        WeightsError: it is of a version that carries no networks.
    """
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    return RapidOcrReader(Path(spec.origin).parent / "models", threads=threads)


def _reading_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Give the size to read an image at: shrunk to `MOST_PIXELS`, or a small one enlarged within them.

    Example:
        >>> _reading_size(3000, 4000), _reading_size(224, 500), _reading_size(30, 20000)
        ((1225, 1633), (736, 1643), (55, 36515))
    """
    most = math.sqrt(MOST_PIXELS / (width_px * height_px))
    wanted = max(1.0, min(_MOST_ENLARGEMENT, _SHORT_SIDE_PX / min(width_px, height_px)))
    scale = min(wanted, most)
    return max(1, round(scale * width_px)), max(1, round(scale * height_px))


def _mean_score(lines: Sequence[TextLine]) -> float:
    """Average over the characters of all lines, 0 for none."""
    count = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / count if count else 0.0


def _turn(box: Box, width_px: int, height_px: int) -> Box:
    """Give a box of an image that was turned by 180 degrees as it lies in the image itself."""
    return Box(width_px - box.right, height_px - box.bottom, width_px - box.left, height_px - box.top)


def _find_one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise WeightsError(f"the installed rapidocr has no {pattern} in {folder}; `{INSTALL_HINT}` brings one that has")
    return found[0]


def _iter_lines(found: Any) -> Iterator[TextLine]:
    """Yield what RapidOCR answers: `boxes` (N, 4, 2) corners of each line, `txts` and `scores`, all None for no text."""
    if found.txts is None:
        return
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        yield TextLine(text, float(score), Box(float(left), float(top), float(right), float(bottom)))
