"""Photos made worse, as the quality head learns from them: severities that are known, and pairs that have an order."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.training.heads.degradations import DEFECT_OF, Defects, degrade
from models.training.heads.pooled_statistics import cached_statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

PHOTOS = 2000
VIEWS = 4  # of each photo: as it is, made worse, made worse the same way by another amount, made worse twice
# Train photos here have 176 px, less than the backbone's 224, so they are a little soft as they are; these are not.
_SHARP_SETS = ("salient-ecssd", "person-ccp", "panoptic-coco200")
_SHARP_PHOTOS = 200  # of each set at most
_SEED = 2


@dataclass(frozen=True, slots=True)
class QualityViews:
    """Statistics (P, VIEWS, S) of each photo's versions, and what was done: severities (P, VIEWS, 3) by defect."""

    statistics: NDArray[np.float32]
    defects: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Damage:
    """Degradations of one version, in their order: kind and severity."""

    steps: tuple[tuple[str, float], ...] = ()

    @property
    def defects(self) -> Defects:
        """Severities by defect; two of one defect add up as the worse of them."""
        worst = dict.fromkeys(("blur", "exposure", "noise"), 0.0)
        for kind, severity in self.steps:
            worst[DEFECT_OF[kind]] = max(worst[DEFECT_OF[kind]], severity)
        return Defects(**worst)

    def apply(self, image: Image.Image, rng: np.random.Generator) -> Image.Image:
        """Return the photo after all steps."""
        for kind, severity in self.steps:
            image = degrade(image, kind, severity, rng)
        return image


def load_quality_views(workshop: Workshop) -> QualityViews:
    """Return versions of train photos and of sharper ones."""
    rows = np.random.default_rng(_SEED).permutation(workshop.split.fit)[:PHOTOS].tolist()
    sharp = load_sharp_photos(workshop.data_dir, "train")
    damages = [draw_damages(np.random.default_rng((_SEED, number))) for number in range(len(rows) + len(sharp))]
    images = _iter_versions(workshop, rows, sharp, damages)
    statistics = cached_statistics(workshop, "quality-views", images, len(damages) * VIEWS)
    defects = np.array([[astuple(damage.defects) for damage in versions] for versions in damages], np.float32)
    return QualityViews(statistics.reshape(len(damages), VIEWS, -1), defects)


def load_sharp_photos(data_dir: Path, split: str) -> list[bytes]:
    """Return encoded photos whose short side is near 224 px or above it, of one split of the segmentation sets."""
    photos: list[bytes] = []
    for name in _SHARP_SETS:
        photos += _read_photos(data_dir / "segmentation" / f"{name}.tar.gz", split)[:_SHARP_PHOTOS]
    return photos


def draw_damages(rng: np.random.Generator) -> list[Damage]:
    """Draw the `VIEWS` versions of one photo."""
    kind, second, third = (str(name) for name in rng.choice(list(DEFECT_OF), 3, replace=False))
    severities = rng.uniform(0.05, 1.0, 4).tolist()
    return [
        Damage(),
        Damage(((kind, severities[0]),)),
        Damage(((kind, severities[1]),)),
        Damage(((second, 0.8 * severities[2]), (third, 0.8 * severities[3]))),
    ]


def _iter_versions(
    workshop: Workshop, rows: Sequence[int], sharp: Sequence[bytes], damages: Sequence[Sequence[Damage]]
) -> Iterator[Image.Image]:
    contents = [workshop.photos[row].content for row in rows] + list(sharp)
    for number, (content, versions) in enumerate(zip(contents, damages, strict=True)):
        image = Image.open(io.BytesIO(content)).convert("RGB")
        for view, damage in enumerate(versions):
            yield damage.apply(image, np.random.default_rng((_SEED, number, view)))


def _read_photos(archive_path: Path, split: str) -> list[bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(archive_path) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None and member.name.endswith((".webp", ".json")):
                files[member.name] = file.read()
    keys = sorted(name.removesuffix(".json") for name in files if name.endswith(".json"))
    return [files[f"{key}.webp"] for key in keys if json.loads(files[f"{key}.json"])["split"] == split]
