"""Duplicates of real pictures, by the bundled model: samples of scikit-image, edited as people and apps do."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from albumen.store.curation_records import DuplicateKind
from albumen.store.records import DATABASE_FILE, FileSighting, FileStat, ModelKind
from albumen.store.store import Store
from albumen.types import CaptureTime, Exposure, PhotoKind, PhotoMetadata, PixelFacts, TimeSource
from knowledge_graph.duplicates.job import DuplicatesJob
from knowledge_graph.jobs import JobProgress
from models.registry import create_analyser

skimage_data = pytest.importorskip("skimage.data")

NAMES = ("astronaut", "chelsea", "coffee", "rocket", "brick", "coins")
NOON = datetime(2023, 5, 17, 12)
Pair = frozenset[str]


def _encode(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def _cut(image: Image.Image, left: float, top: float, share: float) -> Image.Image:
    """Cut a window out, and enlarge it to the size of the whole."""
    width, height = image.size
    box = (left * width, top * height, (left + share) * width, (top + share) * height)
    return image.resize(image.size, Image.Resampling.BICUBIC, box=box)


def _mark(image: Image.Image) -> Image.Image:
    marked = image.copy()
    ImageDraw.Draw(marked).text((20, image.height - 60), "(c) Studio 2023", fill="white", font_size=30)
    return marked


@dataclass(frozen=True, slots=True)
class Edit:
    """How a file is made of a picture: the pixels, when it was taken after the original (None: no EXIF), and its class."""

    make: Callable[[Image.Image], Image.Image]
    kind: DuplicateKind
    after_s: float | None = None


SAME, BURST, SIMILAR = DuplicateKind.SAME_PICTURE, DuplicateKind.BURST, DuplicateKind.SIMILAR
EDITS = {
    "sent": Edit(lambda image: _encode(ImageOps.contain(image, (320, 320)), 60), SAME),
    "thumbnail": Edit(lambda image: ImageOps.contain(image, (176, 176)), SAME),
    "coded": Edit(lambda image: _encode(image, 70), SAME, after_s=0),
    "brighter": Edit(lambda image: ImageEnhance.Brightness(image).enhance(1.2), SAME, after_s=0),
    "turned": Edit(lambda image: image.transpose(Image.Transpose.ROTATE_90), SAME),
    "marked": Edit(_mark, SAME),
    "frame": Edit(lambda image: _encode(_cut(image, 0.02, 0.01, 0.96), 88), BURST, after_s=1),
    "next": Edit(lambda image: _encode(_cut(image, 0.01, 0.03, 0.95), 88), BURST, after_s=2),
    "later": Edit(lambda image: _encode(_cut(image, 0.08, 0.1, 0.82), 88), SIMILAR, after_s=240),
}


@dataclass(frozen=True, slots=True)
class MadeSet:
    """A store with the analysed files, their pixels by name, and the true pairs of each class."""

    store: Store
    pictures: dict[str, Image.Image]
    truth: dict[DuplicateKind, set[Pair]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeSet]:
    pictures: dict[str, Image.Image] = {}
    dates: dict[str, PhotoMetadata] = {}
    truth: dict[DuplicateKind, set[Pair]] = {kind: set() for kind in DuplicateKind}
    for hour, name in enumerate(NAMES):
        original = ImageOps.contain(Image.fromarray(getattr(skimage_data, name)()).convert("RGB"), (640, 640))
        files = {f"{name}.jpg": original}
        files |= {f"{name} {edit}.jpg": facts.make(original) for edit, facts in EDITS.items()}
        pictures |= files
        dates[f"{name}.jpg"] = _taken(hour, 0)
        dates |= {f"{name} {edit}.jpg": _taken(hour, facts.after_s) for edit, facts in EDITS.items()}
        for kind, pairs in _true_pairs(name).items():
            truth[kind] |= pairs
    with Store(tmp_path_factory.mktemp("made") / DATABASE_FILE) as store:
        _fill(store, pictures, dates)
        yield MadeSet(store, pictures, truth)


def _taken(hour: int, after_s: float | None) -> PhotoMetadata:
    if after_s is None:
        return PhotoMetadata()
    moment = NOON + timedelta(hours=5 * hour, seconds=after_s)
    exposure = Exposure(camera_make="Google", camera_model="Pixel 6")
    return PhotoMetadata(CaptureTime(moment, 0, TimeSource.EXIF), exposure)


def _true_pairs(name: str) -> dict[DuplicateKind, set[Pair]]:
    """Copies of the original are one picture, also with each other; frames and the later photo are others beside it."""
    groups = {
        kind: [f"{name}.jpg", *(f"{name} {edit}.jpg" for edit, facts in EDITS.items() if facts.kind is kind)]
        for kind in (SAME, BURST, SIMILAR)
    }
    return {kind: {frozenset(pair) for pair in combinations(names, 2)} for kind, names in groups.items()}


def _fill(store: Store, pictures: dict[str, Image.Image], dates: dict[str, PhotoMetadata]) -> None:
    analyser = create_analyser("ansa-s", threads=1)
    assert analyser is not None
    analyses = analyser.analyse_images(list(pictures.values()))
    with store.write() as tx:
        root = tx.roots.add(Path("/photos"))
        signals = tx.models.add(analyser.signals_identity, sha256="0" * 64, kind=ModelKind.ANALYSER)
        vectors = tx.models.add(analyser.embeddings_identity, sha256="0" * 64, dim=analyses.embeddings.shape[1])
        ids = []
        for name, picture in pictures.items():
            digest = hashlib.sha256(name.encode()).hexdigest()
            facts = PixelFacts("jpeg", PhotoKind.STILL, *picture.size)
            size_bytes = 1_000 if " " in name else 2_000  # what was made of an original has fewer
            ids.append(tx.photos.save(digest, size_bytes, facts=facts, metadata=dates[name]))
            tx.files.save([FileSighting(root.id, name, FileStat(1000, 1), 2, digest)])
        tx.signals.save(dict(zip(ids, analyses.signals, strict=True)), signals.id)
        tx.embeddings.save(ids, analyses.embeddings, vectors.id)


def _run(store: Store) -> dict[DuplicateKind, set[Pair]]:
    seen: list[JobProgress] = []
    report = DuplicatesJob(store).run(threading.Event(), seen.append)
    assert report.is_finished
    assert seen[-1].done == seen[-1].total
    with store.read() as tx:
        names = {file.photo_id: file.path.name for file in tx.duplicates.files()}
        groups = tx.duplicates.find()
    found: dict[DuplicateKind, set[Pair]] = {kind: set() for kind in DuplicateKind}
    for group in groups:
        members = [names[member.photo_id] for member in group.members]
        found[group.kind] |= {frozenset(pair) for pair in combinations(members, 2)}
    return found


def _f1(found: set[Pair], true: set[Pair]) -> float:
    return 2 * len(found & true) / (len(found) + len(true))


def test_each_class_is_found_and_kept_apart(made: MadeSet) -> None:
    found = _run(made.store)
    for kind in (SAME, BURST):
        assert _f1(found[kind], made.truth[kind]) >= 0.95, (kind, found[kind] ^ made.truth[kind])


def test_the_later_look_at_a_scene_is_found_beside_the_best_of_its_burst(made: MadeSet) -> None:
    later = {name for pair in _run(made.store)[SIMILAR] for name in pair if name.endswith("later.jpg")}
    assert len(later) >= len(NAMES) - 1


def test_more_is_found_than_by_the_best_threshold_of_a_hash(made: MadeSet) -> None:
    imagehash = pytest.importorskip("imagehash")
    found = _run(made.store)
    ours = _f1(found[SAME] | found[BURST], made.truth[SAME] | made.truth[BURST])
    hashes = {name: imagehash.phash(picture, 16).hash.ravel() for name, picture in made.pictures.items()}
    apart = {frozenset(pair): int(np.sum(hashes[pair[0]] ^ hashes[pair[1]])) for pair in combinations(hashes, 2)}
    true = made.truth[SAME] | made.truth[BURST]
    theirs = max(_f1({pair for pair, bits in apart.items() if bits <= most}, true) for most in range(0, 140, 4))
    assert ours > theirs + 0.15


def test_a_run_that_is_stopped_changes_nothing_and_says_so(made: MadeSet) -> None:
    before = _run(made.store)
    stop = threading.Event()
    stop.set()
    report = DuplicatesJob(made.store).run(stop, lambda _: None)
    assert not report.is_finished
    with made.store.read() as tx:
        assert sum(len(group.members) for group in tx.duplicates.find()) > 0
    assert _run(made.store) == before


def test_the_stamp_changes_with_the_library_only(made: MadeSet) -> None:
    job = DuplicatesJob(made.store)
    with made.store.read() as tx:
        first = job.stamp(tx)
    _run(made.store)
    with made.store.read() as tx:
        assert job.stamp(tx) == first


def test_an_empty_library_has_no_duplicates(store: Store) -> None:
    report = DuplicatesJob(store).run(threading.Event(), lambda _: None)
    assert (report.is_finished, report.summary) == (True, "no duplicates")
