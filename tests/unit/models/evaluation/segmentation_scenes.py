"""Photos in plain colours with their label maps, and networks that read the colours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from albumen.run_lengths import pack_mask
from albumen.types import EncoderIdentity, Mask, MaskKind, Segmentation
from models.evaluation.segmentation.bench import SegmentationBench
from models.evaluation.segmentation.truth import DrawnSets
from models.segmenter import SubjectMatte
from tests.unit.models.evaluation.shards import write_masked

HEIGHT, WIDTH = 64, 96
GROUND = (120, 120, 120)
SKY, HAIR, SKIN, GLASSES = (0, 0, 255), (60, 30, 0), (230, 170, 130), (0, 0, 0)
PEOPLE = ((255, 0, 0), (0, 255, 0))
_KINDS = {SKY: MaskKind.SKY, HAIR: MaskKind.HAIR, SKIN: MaskKind.SKIN, GLASSES: MaskKind.GLASSES}


def paint(*regions: tuple[tuple[int, int, int], slice, slice]) -> np.ndarray:
    """Return a picture of regions on grey ground, (64, 96, 3)."""
    picture = np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8)
    for colour, rows, columns in regions:
        picture[rows, columns] = colour
    return picture


def label(picture: np.ndarray, numbers: dict[tuple[int, int, int], int]) -> Image.Image:
    """Return the label map that gives each colour its number."""
    labels = np.zeros(picture.shape[:2], np.uint8)
    for colour, number in numbers.items():
        labels[(picture == colour).all(axis=2)] = number
    return Image.fromarray(labels)


class ColourSegmenter:
    """Sees what each colour stands for; blind to sky where it is told so."""

    identity = EncoderIdentity("fake-segmenter", "1", "1")
    weights_sha256 = "5" * 64

    def __init__(self, *, misses: MaskKind | None = None) -> None:
        self._misses = misses
        self.segmented = 0

    def segment_image(self, image: Image.Image) -> Segmentation:
        self.segmented += 1
        pixels = np.asarray(image)
        seen = [(kind, 0, _is_near(pixels, colour)) for colour, kind in _KINDS.items() if kind is not self._misses]
        people = [(MaskKind.PERSON, number, _is_near(pixels, colour)) for number, colour in enumerate(PEOPLE, start=1)]
        masks = [
            Mask(kind, number, 0.9 - 0.1 * number, float(inside.mean()), pack_mask(inside))
            for kind, number, inside in seen + people
            if inside.any()
        ]
        share = float(np.any([inside for _, _, inside in people], axis=0).mean())
        return Segmentation(image.height, image.width, tuple(masks), share)


class ColourLifter:
    """Lifts what is coloured, and is as sure as it is large."""

    identity = EncoderIdentity("fake-lifter", "1", "1")
    weights_sha256 = "6" * 64
    min_confidence = 0.5

    def rate_image(self, image: Image.Image) -> float:
        return self.lift_image(image).confidence

    def lift_image(self, image: Image.Image) -> SubjectMatte:
        squeezed = np.asarray(image.resize((128, 128), Image.Resampling.NEAREST))
        alpha = (~_is_near(squeezed, GROUND)).astype(np.float32)
        return SubjectMatte(alpha, min(1.0, 10.0 * float(alpha.mean())))


def open_bench(data_dir: Path, *, misses: MaskKind | None = None) -> SegmentationBench:
    """Return a bench of networks that read colours."""
    return SegmentationBench(ColourSegmenter(misses=misses), ColourLifter(), DrawnSets(data_dir), data_dir / "weights")


def write_streets(data_dir: Path) -> None:
    """Write CamVid: the sky is above a line that differs from photo to photo; half of the ground is void."""
    numbers = {SKY: 0, GROUND: 3}
    pictures = [paint((SKY, slice(0, 16 + 8 * row), slice(None))) for row in range(4)]
    _write(data_dir, "scene-camvid", [(picture, label(picture, numbers), {}) for picture in pictures])


def write_clothed(data_dir: Path) -> None:
    """Write CCP: one person in red with hair, skin and glasses, in a dress in every second photo."""
    scenes = []
    for number in range(4):
        left = 16 + 8 * number
        inside = slice(left, left + 32)
        picture = paint((PEOPLE[0], slice(16, 64), inside), (HAIR, slice(8, 16), inside), (SKIN, slice(16, 32), inside))
        scenes.append((picture, label(picture, {PEOPLE[0]: 14 if number % 2 else 31, HAIR: 19, SKIN: 41}), {}))
    _write(data_dir, "person-ccp", scenes)


def write_faces(data_dir: Path) -> None:
    """Write CelebAMask-HQ: hair above skin, a square of inner mouth that the network takes for skin."""
    picture = paint((HAIR, slice(0, 16), slice(None)), (SKIN, slice(16, 64), slice(16, 80)))
    labels = np.array(label(picture, {HAIR: 13, SKIN: 1}))
    labels[48:56, 40:56] = 10
    _write(data_dir, "face-celebamask", [(picture, Image.fromarray(labels), {})] * 2)


def write_panoptic(data_dir: Path) -> None:
    """Write COCO panoptic: sky, two people and a dog whom nobody sees; their ids are 1 to 4."""
    picture = paint(
        (SKY, slice(0, 16), slice(None)),
        (PEOPLE[0], slice(24, 64), slice(0, 24)),
        (PEOPLE[1], slice(24, 64), slice(32, 56)),
    )
    ids = np.array(label(picture, {SKY: 1, PEOPLE[0]: 2, PEOPLE[1]: 3}))
    ids[40:56, 64:88] = 4
    ids[ids == 0] = 5
    colours = Image.merge("RGB", (Image.fromarray(ids), *[Image.new("L", (WIDTH, HEIGHT))] * 2))
    kinds = {1: 187, 2: 1, 3: 1, 4: 18, 5: 149}
    facts = {"coco_id": 7, "segments_info": [{"id": i, "category_id": kind, "iscrowd": 0} for i, kind in kinds.items()]}
    _write(data_dir, "panoptic-coco200", [(picture, colours, facts)] * 2)
    categories = [{"id": number, "isthing": int(number in (1, 18))} for number in kinds.values()]
    (data_dir / "segmentation" / "coco_panoptic_categories.json").write_text(json.dumps(categories))


def write_pedestrians(data_dir: Path) -> None:
    """Write Penn-Fudan: two people, of whom one is drawn."""
    picture = paint((PEOPLE[0], slice(16, 64), slice(0, 24)), (PEOPLE[1], slice(16, 64), slice(32, 56)))
    _write(data_dir, "person-instances-pennfudan", [(picture, label(picture, {PEOPLE[0]: 1}), {})] * 2)


def write_salient(data_dir: Path) -> None:
    """Write ECSSD: a red thing, off the middle."""
    picture = paint((PEOPLE[0], slice(8, 40), slice(8, 40)))
    _write(data_dir, "salient-ecssd", [(picture, label(picture, {PEOPLE[0]: 255}), {})] * 3)


def _write(data_dir: Path, archive: str, scenes: list[tuple[np.ndarray, Image.Image, dict[str, object]]]) -> None:
    def samples() -> Iterator[tuple[Image.Image, Image.Image, dict[str, object]]]:
        for split in ("train", "test"):
            for picture, labels, facts in scenes:
                yield Image.fromarray(picture), labels, {"split": split} | facts

    write_masked(data_dir / "segmentation" / f"{archive}.tar.gz", samples())


def _is_near(pixels: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Return where a colour is the nearest of all: what is written with loss is not exact."""
    palette = np.array([GROUND, *_KINDS, *PEOPLE], np.int32)
    nearest = np.abs(pixels.astype(np.int32)[:, :, None] - palette).sum(axis=3).argmin(axis=2)
    return nearest == next(row for row, other in enumerate(palette) if (other == colour).all())
