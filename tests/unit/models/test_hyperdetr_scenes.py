from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

from albumen.types import MaskKind
from models.training.hyperdetr import lessons as archives
from models.training.hyperdetr.composition import repaint_sky
from models.training.hyperdetr.label_maps import empty_labels
from models.training.hyperdetr.lesson import BITS, Lesson
from models.training.hyperdetr.mixture import SHARES, Mixture
from models.training.hyperdetr.scenes import is_without_people, iter_indoors, iter_scenes, label_rows

SKY, PERSON, GLASSES = BITS[MaskKind.SKY], BITS[MaskKind.PERSON], BITS[MaskKind.GLASSES]


def _webp() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(file, "WEBP")
    return file.getvalue()


def _write_shard(data_dir: Path, facts: list[dict[str, object]]) -> None:
    (data_dir / "images").mkdir()
    with tarfile.open(data_dir / "images" / "train-000.tar.gz", "w:gz") as archive:
        for row, entry in enumerate(facts):
            content = json.dumps({"split": "train", "licence": "CC0", **entry}).encode()
            for kind, data in (("webp", _webp()), ("json", content)):
                info = tarfile.TarInfo(f"train-{row:03d}.{kind}")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))


def test_scenes_are_photos_that_show_nobody_and_indoors_those_without_sky(tmp_path: Path) -> None:
    _write_shard(
        tmp_path,
        [
            {"source": "houses_rooms", "label": "kitchen"},
            {"source": "houses_rooms", "label": "frontal"},
            {"source": "weather4", "label": "cloudy"},
            {"source": "weather4", "label": "rain"},
            {"source": "caltech101", "label": "Faces"},
            {"source": "caltech101", "label": "chair"},
            {"source": "flickr8k", "captions": ["A dog runs .", "The dog is wet ."]},
            {"source": "flickr8k", "captions": ["A dog runs .", "A girl and her dog ."]},
        ],
    )
    skies = [lesson.present.mean() / SKY for lesson in iter_scenes(tmp_path)]
    assert np.round(skies, 1).tolist() == [0.4, 0.0, 0.0]
    (room,) = iter_indoors(tmp_path)
    assert not (room.present & SKY).any()
    assert not (room.unknown & SKY).any()


def test_of_a_landscape_the_middle_stays_unknown() -> None:
    labels = label_rows((10, 4), sky=0.4, ground=0.3)
    assert ((labels[:, 0, 0] & SKY) > 0).tolist() == [True] * 4 + [False] * 6
    assert ((labels[:, 0, 1] & SKY) > 0).tolist() == [False] * 4 + [True] * 3 + [False] * 3


def test_people_are_recognised_in_captions_by_whole_words() -> None:
    assert is_without_people(("A brown dog on a mantle .",))
    assert not is_without_people(("A man on a brown horse .",))
    assert not is_without_people(("Two snowboarders rest .",))


def _lesson(person: int = 0) -> Lesson:
    labels = empty_labels((60, 80), 0)
    labels[:20] = (SKY, 0, 0)
    if person:
        labels[20:58, 20:50] = (PERSON | GLASSES, 0, person)
    return Lesson(np.full((60, 80, 3), 100, np.uint8), labels, is_complete=True)


def test_another_sky_leaves_the_ground_as_it_was() -> None:
    painted = repaint_sky(_lesson(), np.full((5, 9, 3), 250, np.uint8))
    assert (painted.pixels[:15] == 250).all()
    assert (painted.pixels[25:] == 100).all()


def test_a_batch_is_drawn_of_all_archives_in_one_size() -> None:
    train = {name: [_lesson(person=1), _lesson()] for name in archives.ARCHIVES}
    train |= {archives.EMPTY: [_lesson()], archives.INDOORS: [_lesson()]}
    batches = Mixture(train, side_px=96, batch_size=3, queries=4).draw_batches(np.random.default_rng(0))
    sizes = {tuple(next(batches).images.shape[1:3]) for _ in range(12)}
    assert {(96, 128), (128, 96)} <= sizes
    assert all(side % 32 == 0 for size in sizes for side in size)
    assert abs(sum(SHARES.values()) - 1.0) < 1e-9
