"""Where photos are lifted: decode, look, choose, cut out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.errors import UsageError
from albumen.lifting.cutout import cut_out
from albumen.lifting.subjects import ALL_SUBJECTS, Choice, Subject, Subjects, find_subjects
from indexer.decode import DecodedPhoto, decode_photo
from indexer.geometry import shrink
from models.segmenter import PhotoSegmenter, SubjectLifter, SubjectMatte

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from albumen.lifting.shelf import MatteShelf

# What the networks look at: twice the matte's side, so that their own reduction begins from enough.
LOOK_PX = 1024

# A side that no photo has: decoding then reduces nothing.
_FULL_SIDE_PX = 2**31


@dataclass(frozen=True, slots=True)
class CutOut:
    """A lifted photo: `pixels` (H, W, 4) RGBA, its subjects, and the number of the one that was cut out (None: all)."""

    pixels: NDArray[np.uint8]
    subjects: tuple[Subject, ...]
    chosen: int | None
    confidence: float


class Studio:
    """Lifts subjects out of photo files and images, with its collaborators given."""

    def __init__(
        self,
        lifter: SubjectLifter,
        *,
        segmenter: PhotoSegmenter | None = None,
        shelf: MatteShelf | None = None,
        max_pixels: int,
    ) -> None:
        """Make a studio.

        Args:
            lifter: What finds the matte.
            segmenter: What tells people apart who touch; without one they are one subject.
            shelf: Where mattes are kept.
            max_pixels: Cap on a photo's pixels.
        """
        self._lifter = lifter
        self._segmenter = segmenter
        self._shelf = shelf
        self.max_pixels = max_pixels

    def find_file(self, name: str) -> Path:
        """Return the file that a name stands for: a path, or the id or path of a photo of the library.

        Raises:
            UsageError: there is no such file, and no such photo.
        """
        path = Path(name).expanduser()
        if path.is_file():
            return path
        if self._shelf is None:
            raise UsageError(f"there is no file {name}")
        return self._shelf.find_original(name)

    def decode(self, path: Path, *, max_side_px: int = _FULL_SIDE_PX) -> DecodedPhoto:
        """Decode a photo, upright and in sRGB, at full resolution unless a longest side is given.

        Raises:
            PhotoError: the file cannot be read as a photo.
        """
        return decode_photo(path, max_side_px=max_side_px, max_pixels=self.max_pixels)

    def lift(self, path: Path, choice: Choice = ALL_SUBJECTS, *, max_side_px: int | None = None) -> CutOut:
        """Cut subjects out of a photo file, at full resolution unless a longest side is given.

        A point of the choice, and the subjects' boxes, are in pixels of the picture that is cut.

        Raises:
            PhotoError: the file cannot be read as a photo.
            NoSubjectError: nothing in it stands out.
            UsageError: the choice names no subject of it.
            ModelError: the weights cannot be loaded.
        """
        image = self.decode(path, max_side_px=max_side_px or _FULL_SIDE_PX).image
        small = shrink(image, LOOK_PX)

        def make_matte() -> SubjectMatte:
            return self._lifter.lift_image(small)

        matte = self._shelf.find_or_make(path, make_matte) if self._shelf else make_matte()
        subjects = self._tell_apart(small, matte, size_px=image.size)
        pixels = cut_out(image, subjects.choose(choice))
        return CutOut(pixels, subjects.list(), subjects.find(choice), subjects.matte.confidence)

    def look(self, image: Image) -> Subjects:
        """Find the subjects of an upright image.

        Raises:
            NoSubjectError: nothing in it stands out.
        """
        small = shrink(image, LOOK_PX)
        return self._tell_apart(small, self._lifter.lift_image(small), size_px=image.size)

    def _tell_apart(self, small: Image, matte: SubjectMatte, *, size_px: tuple[int, int]) -> Subjects:
        """Find the subjects of a matte, in pixels of the image that was shrunk; people who touch are told apart."""
        threshold = self._lifter.min_confidence
        is_worth_it = self._segmenter is not None and matte.confidence >= threshold
        segmentation = self._segmenter.segment_image(small) if self._segmenter and is_worth_it else None
        return find_subjects(matte, segmentation, size_px=size_px, min_confidence=threshold)
