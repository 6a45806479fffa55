"""The doctor holds texts, their index and the record of their reading against each other."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from albumen.doctor import Doctor
from albumen.store.curation_records import CurationState
from albumen.store.records import ModelKind, PhotoFilter, TextTerm
from albumen.types import EncoderIdentity, UtilityKind
from indexer.previews import PreviewStore
from indexer.thumbnails import ThumbnailCache
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write
from tests.signals import signals
from tests.text_lines import text_line


@pytest.fixture
def read(bench: Bench) -> Bench:
    """A library of one receipt, which was read."""
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    bench.segment()
    _doctor(bench).repair()  # builds the vector index
    with bench.store.write() as tx:
        heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
        tx.signals.save({1: signals(kind=UtilityKind.RECEIPT)}, heads.id)
        reader = tx.models.add(EncoderIdentity("reader", "1", "1"), sha256="d" * 64, kind=ModelKind.READER)
        tx.texts.save(1, reader.id, [text_line("Invoice 2023"), text_line("Total")])
        tx.jobs.finish([1], reader.id)
        tx.curation_jobs.save(CurationState("text", stamp="7", finished_at=1))
    assert _doctor(bench).check() == []
    return bench


def _doctor(bench: Bench) -> Doctor:
    folder = bench.options.read.previews_folder
    previews, index_folder = PreviewStore(folder), folder.parent / "index"
    thumbnails = ThumbnailCache(folder.parent / "thumbs")
    return Doctor(
        bench.store, previews, bench.networks, index_folder, thumbnails=thumbnails, mask_networks=bench.mask_networks
    )


def _damage(bench: Bench, statement: str) -> None:
    with bench.store.write() as tx:
        tx._session.execute(text(statement))


@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO texts_fts (texts_fts) VALUES ('delete-all')",
        "DELETE FROM texts_fts_docsize",
        "DELETE FROM texts_fts_data WHERE id > 10",
        "UPDATE texts_fts_data SET block = x'0102' WHERE id > 10",
    ],
)
def test_an_index_that_is_not_that_of_the_texts_is_made_anew(read: Bench, damage: str) -> None:
    _damage(read, damage)
    (finding,) = _doctor(read).check()
    assert (finding.part, finding.is_repairable) == ("text index", True)
    _doctor(read).repair()
    assert _doctor(read).check() == []
    with read.store.read() as tx:
        assert tx.photos.filtered_ids(PhotoFilter(text=(TextTerm("invoice"),))).tolist() == [1]


def test_texts_that_are_lost_are_read_again(read: Bench) -> None:
    _damage(read, "DELETE FROM texts")
    (finding,) = _doctor(read).check()
    assert (finding.part, finding.problem.split(";")[0]) == ("texts", "1 lost")
    _doctor(read).repair()
    assert _doctor(read).check() == []
    with read.store.read() as tx:
        (reader,) = tx.models.all(ModelKind.READER)
        assert tx.texts.find_unread(reader.id) == [1]
        assert tx.curation_jobs.get("text").stamp is None, "so that curation looks again"


def test_a_lost_preview_leaves_the_text(read: Bench) -> None:
    next(read.options.read.previews_folder.rglob("*.jpg")).unlink()
    _doctor(read).repair()
    with read.store.read() as tx:
        (reader,) = tx.models.all(ModelKind.READER)
        assert tx.texts.find_unread(reader.id) == []
