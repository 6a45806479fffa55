"""What people drew on the photos that are measured: parts, people, the subject, and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from models.evaluation.segmentation import drawn
from models.training.samples import Sample, iter_samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.evaluation.segmentation.drawn import Drawn

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class DrawnPhoto:
    """A photo and how its label map is read; `name` tells it from photos of all sets."""

    name: str
    sample: Sample
    read: Callable[[Sample], Drawn]

    def decode_image(self) -> Image:
        """Return the pixels as 8-bit RGB."""
        return self.sample.decode_image()

    def decode_drawn(self) -> Drawn:
        """Return what people drew, at the size of the label map."""
        return self.read(self.sample)

    def decode_subject(self) -> NDArray[np.bool_]:
        """Return the mask of the subject, (H, W), of a photo of which it is known."""
        subject = self.decode_drawn().subject
        assert subject is not None
        return subject


@dataclass(frozen=True, slots=True)
class DrawnSets:
    """The archives' photos of one split, at most `most` of each; test photos are for the figures alone."""

    data_dir: Path
    split: str = "test"
    most: int | None = None

    def streets(self) -> list[DrawnPhoto]:
        """CamVid: sky."""
        return self._load("scene-camvid", drawn.read_street)

    def faces(self) -> list[DrawnPhoto]:
        """CelebAMask-HQ: hair, skin, glasses, and what stands in for teeth."""
        return self._load("face-celebamask", drawn.read_face)

    def clothed(self) -> list[DrawnPhoto]:
        """CCP: one person with hair, skin and glasses, who is the subject too."""
        return self._load("person-ccp", drawn.read_clothed)

    def pedestrians(self) -> list[DrawnPhoto]:
        """Penn-Fudan: people told apart; those in part hidden are not drawn."""
        return self._load("person-instances-pennfudan", drawn.read_pedestrians)

    def panoptic(self) -> list[DrawnPhoto]:
        """COCO panoptic: sky, people told apart, and all things together."""
        return self._load("panoptic-coco200", drawn.PanopticReader(self.data_dir))

    def salient(self) -> list[DrawnPhoto]:
        """ECSSD: the subject."""
        return self._load("salient-ecssd", drawn.read_subject)

    def limit(self, items: Sequence[Item]) -> list[Item]:
        """Return every n-th item, so that no more than `most` are left."""
        step = 1 if self.most is None else max(1, -(-len(items) // self.most))
        return list(items[::step])

    def of_split(self, split: str) -> DrawnSets:
        """Return the photos of another split of the same archives."""
        return replace(self, split=split)

    def _load(self, archive: str, read: Callable[[Sample], Drawn]) -> list[DrawnPhoto]:
        samples = iter_samples(self.data_dir / "segmentation" / f"{archive}.tar.gz", self.split)
        return self.limit([DrawnPhoto(f"{archive}/{sample.key}", sample, read) for sample in samples])
