"""The train photos of a data folder, with what every training reads of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.evaluation.photos import LabelledPhoto, load_photos
from models.training.teacher import Split, TeacherVectors, load_teacher, split_photos


@dataclass(frozen=True)
class TrainPhotos:
    """Read once, when first asked for."""

    data_dir: Path

    @cached_property
    def photos(self) -> list[LabelledPhoto]:
        """Train photos in key order; test photos are never opened here."""
        return load_photos(self.data_dir, "train")

    @cached_property
    def split(self) -> Split:
        """Rows to fit on and rows to validate on."""
        return split_photos(self.photos)

    @cached_property
    def teacher(self) -> TeacherVectors:
        """The teacher's centred vectors of the photos and of its words."""
        return load_teacher(self.data_dir, self.photos)
