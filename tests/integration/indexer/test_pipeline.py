from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.store.records import PhotoFilter
from albumen.types import Exposure, PhotoMetadata, TimeSource
from indexer.previews import PreviewStore
from tests.fakes import FakeEncoder
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write

SIDECAR = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="2019-07-14T10:00:00+02:00"/>
</rdf:RDF></x:xmpmeta>"""


def test_new_photos_are_analysed_once_and_a_second_run_does_nothing(bench: Bench) -> None:
    for number in range(10):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    first = bench.index()
    assert (first.added, first.analysed, first.failed) == (10, 10, 0)
    second = bench.index()
    assert (second.unchanged, second.analysed) == (10, 0)
    assert bench.encoder.encoded == 10


def test_stored_vector_is_the_encoders_and_the_preview_exists(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    (content_hash, state) = bench.contents()["a.jpg"]
    assert content_hash is not None
    assert state == "done"
    previews = PreviewStore(bench.options.read.previews_folder)
    assert previews.load(content_hash).size == (64, 48)
    with bench.store.read() as tx:
        model = tx.models.all()[0]
        (photo_id,) = tx.photos.filtered_ids(PhotoFilter())
        stored = tx.embeddings.find(int(photo_id), model)
    expected = FakeEncoder().encode_images([Image.open(bench.photos / "a.jpg")])
    assert stored is not None
    assert float(np.sum(stored * expected)) > 0.999


def test_copies_share_one_analysis(bench: Bench) -> None:
    for name in ("a.jpg", "copy.jpg", "sub/again.jpg"):
        write(bench.photos / name, jpeg(1))
    summary = bench.index()
    assert (summary.added, summary.analysed) == (3, 1)
    assert len({content for content, _ in bench.contents().values()}) == 1


def test_same_size_with_other_content_is_another_photo(bench: Bench) -> None:
    for number, value in enumerate((10, 200)):
        path = bench.photos / f"{number}.bmp"
        Image.new("RGB", (16, 16), (value, 0, 0)).save(path)
        write(path, path.read_bytes())
    assert bench.index().analysed == 2


@pytest.mark.parametrize("target", ["b.jpg", "deep/er/b.jpg"])
def test_renamed_photo_keeps_its_embedding(bench: Bench, target: str) -> None:
    source = write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    before = bench.contents()["a.jpg"]
    (bench.photos / target).parent.mkdir(parents=True, exist_ok=True)
    source.rename(bench.photos / target)
    summary = bench.index()
    assert summary.analysed == 0
    assert bench.contents() == {target: before}
    assert bench.encoder.encoded == 1


def test_photo_that_was_deleted_and_comes_back_needs_no_analysis(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1)).unlink()
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    (bench.photos / "a.jpg").unlink()
    bench.index()
    assert bench.contents() == {}
    with bench.store.read() as tx:
        assert len(tx.photos.filtered_ids(PhotoFilter())) == 0
    write(bench.photos / "other.jpg", jpeg(1))
    assert bench.index().analysed == 0
    assert bench.contents()["other.jpg"][1] == "done"


def test_changed_content_is_a_new_photo_at_the_same_path(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    before = bench.contents()["a.jpg"][0]
    write(bench.photos / "a.jpg", jpeg(2), age_s=60)
    summary = bench.index()
    assert (summary.modified, summary.analysed) == (1, 1)
    assert bench.contents()["a.jpg"][0] != before


def test_touched_file_with_the_same_content_is_only_hashed(bench: Bench) -> None:
    path = write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    os.utime(path)
    os.utime(path, ns=(path.stat().st_mtime_ns - 10**11,) * 2)
    summary = bench.index()
    assert (summary.modified, summary.analysed) == (1, 0)
    assert bench.index().unchanged == 1


def test_bad_files_are_recorded_with_their_reasons_and_the_run_goes_on(bench: Bench) -> None:
    write(bench.photos / "empty.jpg", b"")
    write(bench.photos / "text.jpg", b"this is no picture, whatever its name says")
    write(bench.photos / "cut.jpg", jpeg(1)[:60])
    write(
        bench.photos / "huge.bmp",
        b"BM"
        + bytes(12)
        + (40).to_bytes(4, "little")
        + (50_000).to_bytes(4, "little") * 2
        + b"\x01\x00\x18\x00"
        + bytes(24),
    )
    write(bench.photos / "good.jpg", jpeg(2))
    summary = bench.index()
    assert summary.analysed == 1
    assert summary.reasons == {"empty": 1, "unsupported": 1, "corrupt": 1, "too_many_pixels": 1}
    again = bench.index()
    assert (again.failed, again.unreadable, again.unchanged) == (0, 0, 5)


def test_unplugged_root_is_offline_and_keeps_its_photos(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    bench.photos.rename(bench.photos.with_name("unplugged"))
    summary = bench.index()
    assert summary.offline_roots == [bench.photos]
    assert bench.contents()["a.jpg"][1] == "done"
    bench.photos.with_name("unplugged").rename(bench.photos)
    assert bench.index().unchanged == 1
    with bench.store.read() as tx:
        assert tx.roots.all()[0].is_online


def test_another_disk_at_the_same_mount_point_deletes_nothing(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    with bench.store.write() as tx:
        root = tx.roots.all()[0]
        tx.roots.update(root.id, is_online=True, device=bench.photos.stat().st_dev + 1, scanned_at=None)
    (bench.photos / "a.jpg").unlink()
    write(bench.photos / "of another disk.jpg", jpeg(2))
    assert bench.index().offline_roots == [bench.photos]
    assert set(bench.contents()) == {"a.jpg"}


def test_folder_around_a_known_one_takes_it_in_without_an_analysis(bench: Bench) -> None:
    for name in ("2023/a.jpg", "2024/b.jpg"):
        write(bench.photos / name, jpeg(len(name) + ord(name[5])))
    bench.index(root=bench.photos / "2023")
    assert set(bench.contents()) == {"a.jpg"}
    summary = bench.index()
    assert summary.analysed == 1
    assert set(bench.contents()) == {"2023/a.jpg", "2024/b.jpg"}


def test_sidecar_that_comes_later_changes_the_date_without_an_analysis(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    write(bench.photos / "a.jpg.xmp", SIDECAR)
    summary = bench.index()
    assert summary.analysed == 0
    with bench.store.read() as tx:
        (photo,) = tx.photos.get([1]).values()
    taken = photo.metadata.taken
    assert taken is not None
    assert (taken.local.year, taken.utc_offset_s, taken.source) == (2019, 7200, TimeSource.XMP_SIDECAR)
    (bench.photos / "a.jpg.xmp").unlink()
    bench.index()
    with bench.store.read() as tx:
        taken = tx.photos.get([1])[1].metadata.taken
    assert taken is not None
    assert taken.source is TimeSource.FILE_TIME


def test_stopped_run_keeps_what_is_done_and_the_next_one_goes_on(bench: Bench) -> None:
    for number in range(30):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    stop = threading.Event()
    encode = bench.encoder.encode_images

    def encode_and_stop(images):  # type: ignore[no-untyped-def]
        if bench.encoder.encoded >= 8:
            stop.set()
        return encode(images)

    bench.encoder.encode_images = encode_and_stop  # type: ignore[method-assign]
    first = bench.index(stop=stop)
    assert first.is_interrupted
    assert 0 < first.analysed < 30
    second = bench.index()
    assert first.analysed + second.analysed == 30
    assert {state for _, state in bench.contents().values()} == {"done"}


def test_image_that_the_encoder_refuses_is_set_aside_after_its_attempts(bench: Bench) -> None:
    for number in range(5):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    write(bench.photos / "odd.jpg", jpeg(99, size=(60, 20)))
    encode = bench.encoder.encode_images

    def refuse_odd(images):  # type: ignore[no-untyped-def]
        if any(image.size == (60, 20) for image in images):
            raise RuntimeError("no")
        return encode(images)

    bench.encoder.encode_images = refuse_odd  # type: ignore[method-assign]
    summary = bench.index()
    assert (summary.analysed, summary.reasons) == (5, {"inference": 2})
    assert bench.contents()["odd.jpg"][1] == "failed"
    assert bench.index().failed == 0


def test_photo_whose_metadata_cannot_be_stored_is_analysed_without_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    huge = PhotoMetadata(exposure=Exposure(iso=2**70))
    monkeypatch.setattr(
        "indexer.reading.read_metadata", lambda path, tags: huge if path.name == "2.jpg" else PhotoMetadata()
    )
    summary = bench.index()
    assert (summary.analysed, summary.reasons) == (4, {"unstorable": 1})
    assert {state for _, state in bench.contents().values()} == {"done"}


def test_other_encoder_embeds_from_previews_beside_the_old_rows(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    bench.photos.rename(bench.photos.with_name("unplugged"))
    bench.encoder = FakeEncoder("fake-two")
    summary = bench.index()
    assert summary.analysed == 1
    with bench.store.read() as tx:
        assert [tx.embeddings.stamp(model).count for model in tx.models.all()] == [1, 1]


def test_lost_preview_is_made_again_from_the_original(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    previews = PreviewStore(bench.options.read.previews_folder)
    (content_hash,) = previews.iter_hashes()
    previews.remove(content_hash)
    with bench.store.write() as tx:
        tx.jobs.reopen([1], tx.models.all()[0].id)
    bench.run([])
    assert previews.has(content_hash)
    assert bench.contents()["a.jpg"][1] == "done"


def test_partial_index_touches_only_the_paths_asked_for(bench: Bench) -> None:
    for name in ("a.jpg", "b/c.jpg"):
        write(bench.photos / name, jpeg(len(name)))
    bench.index("b")
    assert set(bench.contents()) == {"b/c.jpg"}
    shutil.rmtree(bench.photos / "b")
    bench.index("b")
    assert bench.contents() == {}


def test_originals_are_never_written(bench: Bench, tmp_path: Path) -> None:
    paths = [write(bench.photos / f"{number}.jpg", jpeg(number)) for number in range(3)]
    before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in paths]
    bench.index()
    assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in paths] == before
    assert sorted(os.listdir(bench.photos)) == ["0.jpg", "1.jpg", "2.jpg"]
