"""Whether a photo has a subject, how many there are, and which of them is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.errors import NoSubjectError, UsageError
from albumen.run_lengths import unpack_mask
from albumen.types import Box, MaskKind
from models.subject_lifting.doubts import settle_doubts
from models.subject_lifting.instances import SubjectMap, map_subjects

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.types import Segmentation
    from models.segmenter import SubjectMatte


@dataclass(frozen=True, slots=True)
class Choice:
    """Which subjects are meant: the one at a point, in pixels of the upright photo, or of a number, or else all."""

    at: tuple[int, int] | None = None
    number: int | None = None

    def scaled(self, factor: float) -> Choice:
        """Return the same choice for a picture that is `factor` times as large."""
        return self if self.at is None else replace(self, at=(int(self.at[0] * factor), int(self.at[1] * factor)))


ALL_SUBJECTS = Choice()


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a photo: its number, the largest being 1, the part of the frame it covers, and the box around it."""

    number: int
    share: float
    box: Box


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of a photo of `size_px` (width, height), by its matte; there is one at least."""

    matte: SubjectMatte
    parts: SubjectMap
    size_px: tuple[int, int]

    def list(self) -> tuple[Subject, ...]:
        """Describe them, the largest first."""
        numbers = range(1, self.parts.count + 1)
        return tuple(Subject(at, self.parts.share_of(at), self._box_of(at)) for at in numbers)

    def choose(self, choice: Choice) -> NDArray[np.float32]:
        """Return the matte of the subjects that are meant, (S, S).

        Raises:
            UsageError: there is no subject of that number or at that point.
        """
        number = self.find(choice)
        is_meant = self.parts.labels > 0 if number is None else self.parts.labels == number
        return np.where(is_meant, self.matte.alpha, 0)

    def find(self, choice: Choice) -> int | None:
        """Return the number of the subject that is meant; None for all.

        Raises:
            UsageError: there is no subject of that number or at that point.
        """
        if choice.at is not None:
            return self._find_at(*choice.at)
        if choice.number is not None and not 1 <= choice.number <= self.parts.count:
            raise UsageError(f"there is no subject {choice.number}: {self._describe()}")
        return choice.number

    def _find_at(self, x: int, y: int) -> int:
        width, height = self.size_px
        if not (0 <= x < width and 0 <= y < height):
            raise UsageError(f"the point {x},{y} is outside the photo, which has {width} x {height} pixels")
        found = self.parts.find_at((x + 0.5) / width, (y + 0.5) / height)
        if found is None:
            raise UsageError(f"no subject lies at {x},{y}: {self._describe()}")
        return found

    def _box_of(self, number: int) -> Box:
        return Box(*self.parts.box_of(number)).scaled(*self.size_px)

    def _describe(self) -> str:
        boxes = "; ".join(f"{subject.number} at {describe_box(subject.box)}" for subject in self.list())
        return f"the photo has {self.parts.count} ({boxes})"


def describe_box(box: Box) -> str:
    """Write a box in whole pixels.

    Example:
        >>> describe_box(Box(0, 1.6, 30, 40))
        '0,2 to 30,40'
    """
    return f"{box.left:.0f},{box.top:.0f} to {box.right:.0f},{box.bottom:.0f}"


def find_subjects(
    matte: SubjectMatte, segmentation: Segmentation | None, *, size_px: tuple[int, int], min_confidence: float
) -> Subjects:
    """Tell the subjects of a photo apart.

    Raises:
        NoSubjectError: the lifter is not sure enough that there is one.
    """
    if matte.confidence < min_confidence:
        raise NoSubjectError(
            f"no subject stands out in this photo (confidence {matte.confidence:.2f}, {min_confidence:.2f} is needed); "
            "try a photo that shows it larger, or crop this one around it"
        )
    matte = replace(matte, alpha=settle_doubts(matte.alpha))
    parts = map_subjects(matte.alpha, _person_masks(segmentation, matte.alpha.shape))
    if not parts.count:
        raise NoSubjectError("no subject has a clear shape in this photo; try one that shows it larger")
    return Subjects(matte, parts, size_px)


def _person_masks(segmentation: Segmentation | None, shape: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    """Bring the masks of people to the matte's resolution, the surest first."""
    if segmentation is None:
        return []
    size = segmentation.height_px, segmentation.width_px
    people = [mask for mask in segmentation.masks if mask.kind is MaskKind.PERSON]
    masks = (unpack_mask(mask.runs, size) for mask in sorted(people, key=lambda mask: mask.instance))
    return [np.asarray(Image.fromarray(mask).resize((shape[1], shape[0]))) for mask in masks]
