from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from albumen.doctor import Doctor
from albumen.errors import WeightsError
from albumen.store.store import Store
from indexer.previews import PreviewStore
from indexer.thumbnails import ThumbnailCache, encode_thumbnail
from tests.fakes import FakeAnalyser
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write


@pytest.fixture
def indexed(bench: Bench) -> Bench:
    for number in range(4):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    bench.index()
    _doctor(bench).repair()  # builds the vector index
    assert _doctor(bench).check() == []
    return bench


def _doctor(bench: Bench) -> Doctor:
    folder = bench.options.read.previews_folder
    return Doctor(
        bench.store,
        PreviewStore(folder),
        bench.networks,
        folder.parent / "index",
        thumbnails=ThumbnailCache(folder.parent / "thumbs"),
        mask_networks=bench.mask_networks,
    )


def _problems(bench: Bench) -> set[str]:
    return {finding.part for finding in _doctor(bench).check()}


def _repair_and_work(bench: Bench) -> None:
    findings = _doctor(bench).repair()
    assert findings
    if any(finding.needs_work for finding in findings):
        bench.run([])
        _doctor(bench).repair()
    if any(finding.needs_masks for finding in findings):
        bench.segment()
    assert _doctor(bench).check() == []


def test_lost_and_damaged_previews_are_made_again(indexed: Bench) -> None:
    first, second, *_ = sorted(indexed.options.read.previews_folder.rglob("*.jpg"))
    first.unlink()
    second.write_bytes(b"\xff\xd8 half")
    assert _problems(indexed) == {"previews"}
    _repair_and_work(indexed)
    assert first.is_file()


def test_previews_of_unknown_photos_are_removed(indexed: Bench) -> None:
    stray = PreviewStore(indexed.options.read.previews_folder).path_of("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert _problems(indexed) == {"previews"}
    _repair_and_work(indexed)
    assert not stray.exists()


def test_absent_and_damaged_thumbhashes_are_made_again(indexed: Bench) -> None:
    with indexed.store.write() as tx:
        tx._session.execute(text("UPDATE photos SET thumbhash = NULL WHERE id = 1"))
        tx.photos.set_thumbhashes({2: b"short"})
    assert _problems(indexed) == {"thumbhashes"}
    _repair_and_work(indexed)
    with indexed.store.read() as tx:
        assert tx.photos.find_without_thumbhash() == {}


def test_thumbnails_of_unknown_photos_are_removed(indexed: Bench) -> None:
    cache = ThumbnailCache(indexed.options.read.previews_folder.parent / "thumbs")
    with indexed.store.read() as tx:
        known = tx.photos.get([1])[1].content_hash
    for content_hash in (known, "ab" * 32):
        cache.keep(content_hash, "160", encode_thumbnail(Image.new("RGB", (9, 9)), 160))
    assert _problems(indexed) == {"thumbnails"}
    _repair_and_work(indexed)
    assert list(cache.iter_hashes()) == [known]


def test_damaged_and_lost_embeddings_are_computed_again(indexed: Bench) -> None:
    with indexed.store.write() as tx:
        model = tx.models.all()[0]
        tx.embeddings.remove([1, 2], model.id)
        tx.embeddings.save([2], np.full((1, 192), 0.5, np.float32), model.id)
    assert _problems(indexed) == {"jobs", "embeddings", "vector index"}
    _repair_and_work(indexed)
    with indexed.store.read() as tx:
        assert tx.embeddings.stamp(model).count == 4


def test_leases_of_a_dead_run_are_given_back(indexed: Bench) -> None:
    with indexed.store.write() as tx:
        model = tx.models.all()[0]
        tx.jobs.reopen([3], model.id)
        tx.jobs.claim([model.id], 10)
    assert _problems(indexed) == {"jobs"}
    _repair_and_work(indexed)


def test_other_weights_under_the_same_name_are_told_and_not_repaired(indexed: Bench) -> None:
    indexed.encoder.weights_sha256 = "0" * 64
    (finding,) = _doctor(indexed).check()
    assert (finding.part, finding.is_repairable) == ("weights", False)


def test_weights_that_do_not_load_are_told(indexed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(texts: object) -> None:
        raise WeightsError("text.onnx is damaged; install Albumen again")

    monkeypatch.setattr(indexed.encoder, "encode_texts", fail)
    (finding,) = _doctor(indexed).check()
    assert "text.onnx is damaged" in finding.problem


def test_damaged_database_page_is_told(bench: Bench, library: Path) -> None:
    for number in range(50):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    bench.index()
    (content_hash, _) = bench.contents()["7.jpg"]
    bench.store.close()
    database = library / "albumen.sqlite3"
    content = bytearray(database.read_bytes())
    assert content_hash is not None
    page = content.index(content_hash.encode()) // 4096 * 4096
    content[page + 8 : page + 400] = b"\x5a" * 392
    database.write_bytes(content)
    with Store(database) as damaged:
        assert damaged.check()


def test_lost_and_damaged_signals_are_computed_again(indexed: Bench) -> None:
    indexed.analyser = FakeAnalyser(indexed.encoder)
    indexed.run([])
    assert _doctor(indexed).check() == []
    with indexed.store._writer.begin() as connection:
        connection.execute(text("DELETE FROM signals WHERE photo_id = 1"))
        connection.execute(text("UPDATE prints SET print_bits = x'00' WHERE photo_id = 2"))
    with indexed.store.write() as tx:
        tx.signals.remove([1], tx.models.all()[1].id)
    assert _problems(indexed) == {"jobs", "signals"}
    _repair_and_work(indexed)
    with indexed.store.read() as tx:
        assert tx.signals.find(1) is not None


def test_other_heads_under_the_same_name_are_told(indexed: Bench) -> None:
    indexed.analyser = FakeAnalyser(indexed.encoder)
    indexed.run([])
    indexed.analyser.weights_sha256 = "0" * 64
    (finding,) = _doctor(indexed).check()
    assert (finding.part, finding.is_repairable) == ("weights", False)
    assert "signals" in finding.problem


@pytest.fixture
def segmented(indexed: Bench) -> Bench:
    indexed.segment()
    assert _doctor(indexed).check() == []
    return indexed


@pytest.mark.parametrize(
    ("damage", "parts"),
    [
        ("DELETE FROM segmentations WHERE photo_id = 1", {"jobs", "masks"}),
        ("DELETE FROM masks WHERE photo_id = {people}", {"masks"}),
        ("UPDATE masks SET runs = x'00' WHERE photo_id = {people}", {"masks"}),
        ("DELETE FROM mattes WHERE photo_id = 2", {"jobs"}),
        ("UPDATE mattes SET png = x'89' WHERE photo_id = 2", {"mattes"}),
        ("UPDATE jobs SET state = 'running', leased_until = 1 WHERE model_id = 2", {"jobs"}),
    ],
    ids=["no segmentation", "lost masks", "damaged runs", "no rating", "damaged matte", "leases of a dead pass"],
)
def test_what_the_background_pass_made_is_checked_and_made_again(bench: Bench, damage: str, parts: set[str]) -> None:
    Image.new("RGB", (64, 48), "red").save(bench.photos / "people.png")
    write(bench.photos / "other.jpg", jpeg(5))
    bench.index()
    bench.segment()
    _doctor(bench).repair()
    people = next(id_ for id_ in (1, 2) if _count_people(bench, id_))
    with bench.store._writer.begin() as connection:
        connection.execute(text(damage.format(people=people).replace("photo_id = 1", f"photo_id = {people}")))
    encoded = bench.encoder.encoded
    assert _problems(bench) == parts
    _repair_and_work(bench)
    assert _count_people(bench, people) == 2
    assert bench.encoder.encoded == encoded, "search's networks have no part in it"


def _count_people(bench: Bench, photo_id: int) -> int:
    with bench.store.read() as tx:
        found = tx.segmentations.find(photo_id)
    return found[1].people if found else 0


def test_photos_that_are_still_to_be_segmented_are_no_finding(indexed: Bench) -> None:
    assert _doctor(indexed).check() == []


def test_a_lost_preview_leaves_the_masks(segmented: Bench) -> None:
    next(segmented.options.read.previews_folder.rglob("*.jpg")).unlink()
    (finding,) = _doctor(segmented).repair()
    assert finding.needs_work
    assert not finding.needs_masks
    assert segmented.run([]).analysed == 1
    assert segmented.segment().analysed == 0


def test_other_masks_under_the_same_name_are_told(segmented: Bench) -> None:
    assert segmented.lifter is not None
    segmented.lifter.weights_sha256 = "0" * 64
    (finding,) = _doctor(segmented).check()
    assert (finding.part, finding.is_repairable) == ("weights", False)
    assert "subjects" in finding.problem


def test_a_segmenter_that_does_not_load_is_told(indexed: Bench) -> None:
    def fail(image: object) -> None:
        raise WeightsError("scene.onnx is damaged; install Albumen again")

    indexed.segmenter.segment_image = fail  # type: ignore[union-attr,method-assign,assignment]
    (finding,) = _doctor(indexed).check()
    assert "scene.onnx is damaged" in finding.problem
