"""Facts of many photos: what curation is told is what the other repositories were given."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from albumen.store.records import FileSighting, FileStat, ModelKind
from albumen.store.store import Store, Transaction
from albumen.types import (
    CaptureTime,
    EncoderIdentity,
    Exposure,
    GeoPoint,
    PhotoKind,
    PhotoMetadata,
    PixelFacts,
    Place,
    Tag,
    TimeSource,
    UtilityKind,
)
from tests.segmentations import segmentation
from tests.signals import signals

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13)
METADATA = PhotoMetadata(
    taken=CaptureTime(datetime(2023, 5, 17, 14, 30), 3_600, TimeSource.EXIF),
    exposure=Exposure(camera_make="Canon", camera_model="Canon EOS R5"),
    position=GeoPoint(38.7, -9.1, 12.0),
    place=LISBON,
    title="Tram",
    keywords=("tram", "hill"),
)
PIXELS = PixelFacts("JPEG", PhotoKind.STILL, 4000, 3000)


@pytest.fixture
def photo_id(store: Store) -> int:
    """One photo with metadata and two files, in two folders."""
    with store.write() as tx:
        photo_id = tx.photos.save("a" * 64, 1000, facts=PIXELS, metadata=METADATA)
        root = tx.roots.add(Path("/photos"))
        paths = ("2023/a.jpg", "copy.jpg")
        tx.files.save([FileSighting(root.id, path, FileStat(1000, 1), 2, "a" * 64) for path in paths])
    return photo_id


def _model(tx: Transaction, kind: ModelKind, tag: str = "1") -> int:
    return tx.models.add(EncoderIdentity(kind.value, tag, "1"), sha256=tag * 64, kind=kind).id


def test_an_empty_library_has_no_facts(store: Store) -> None:
    with store.read() as tx:
        assert tx.facts.load() == []


def test_metadata_and_folders_are_told(store: Store, photo_id: int) -> None:
    with store.read() as tx:
        (facts,) = tx.facts.load()
    assert (facts.id, facts.taken, facts.position, facts.place) == (
        photo_id,
        METADATA.taken,
        METADATA.position,
        LISBON,
    )
    assert (facts.camera, facts.title, facts.keywords) == ("Canon EOS R5", "Tram", ("tram", "hill"))
    assert (facts.format, facts.kind, facts.width_px, facts.height_px) == ("JPEG", PhotoKind.STILL, 4000, 3000)
    assert facts.folders == ("/photos/2023", "/photos")
    assert facts.concepts == facts.objects == ()
    assert facts.utility is facts.people is facts.subject is None


def test_what_was_seen_is_told(store: Store, photo_id: int) -> None:
    with store.write() as tx:
        seen = signals(tags=["dog", "beach"], objects=["person", "dog", "person"], kind=UtilityKind.RECEIPT)
        tx.signals.save({photo_id: seen}, _model(tx, ModelKind.ANALYSER))
        tx.segmentations.save({photo_id: segmentation(sky=0.4, people=2)}, _model(tx, ModelKind.SEGMENTER))
        tx.mattes.save_confidences({photo_id: 0.75}, _model(tx, ModelKind.LIFTER))
    with store.read() as tx:
        (facts,) = tx.facts.load()
    assert facts.concepts == (Tag("dog", 0.9), Tag("beach", 0.89))
    assert facts.objects == (("dog", 1), ("person", 2))
    assert (facts.utility, facts.utility_score) == (UtilityKind.RECEIPT, 0.9)
    assert (facts.people, facts.person_share, facts.sky_share, facts.subject) == (2, 0.2, 0.4, 0.75)


def test_the_newest_models_are_believed(store: Store, photo_id: int) -> None:
    with store.write() as tx:
        tx.signals.save({photo_id: signals(tags=["cat"])}, _model(tx, ModelKind.ANALYSER, "1"))
        tx.signals.save({photo_id: signals(tags=["dog"])}, _model(tx, ModelKind.ANALYSER, "2"))
    with store.read() as tx:
        assert tx.facts.load()[0].concepts == (Tag("dog", 0.9),)


def test_photos_without_a_file_are_left_out_and_only_those_asked_for_come(store: Store, photo_id: int) -> None:
    with store.write() as tx:
        orphan = tx.photos.save("b" * 64, 1, facts=None, metadata=None)
        tx.files.mark_all_orphans()
    with store.read() as tx:
        assert [facts.id for facts in tx.facts.load()] == [photo_id]
        assert [facts.id for facts in tx.facts.load([photo_id, orphan, 999])] == [photo_id]
        assert tx.facts.load([999]) == []
