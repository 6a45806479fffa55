"""Rows of an older version serve until the new one is through, and go then, all at once."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from tests.segmentations import segmentation
from tests.shelf import Shelf
from tests.signals import signals
from tests.text_lines import text_line

# A reader looks at some photos only: see test_texts.
KINDS = pytest.mark.parametrize("kind", [kind for kind in ModelKind if kind is not ModelKind.READER])


def _add(store: Store, kind: ModelKind, name: str = "tiny", tag: str = "1") -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity(name, tag, "p1"), sha256="a" * 64, dim=4, kind=kind)


def _do(store: Store, model: ModelRecord, *photo_ids: int) -> None:
    with store.write() as tx:
        match model.kind:
            case ModelKind.ENCODER:
                tx.embeddings.save(photo_ids, np.tile(np.eye(1, 4, dtype=np.float32), (len(photo_ids), 1)), model.id)
            case ModelKind.ANALYSER:
                tx.signals.save({photo_id: signals(tags=["dog"]) for photo_id in photo_ids}, model.id)
            case ModelKind.SEGMENTER:
                tx.segmentations.save({photo_id: segmentation(people=2) for photo_id in photo_ids}, model.id)
            case ModelKind.LIFTER:
                tx.mattes.save_confidences(dict.fromkeys(photo_ids, 0.5), model.id)
            case ModelKind.READER:
                for photo_id in photo_ids:
                    tx.texts.save(photo_id, model.id, [text_line("Total 12.50")])
        tx.jobs.finish(photo_ids, model.id)


def _retire(store: Store, model: ModelRecord) -> int:
    with store.write() as tx:
        return tx.versions.retire_replaced(model)


def _models(store: Store) -> list[ModelRecord]:
    with store.read() as tx:
        return tx.models.all()


@KINDS
def test_an_old_version_stays_while_the_new_one_has_work(shelf: Shelf, kind: ModelKind) -> None:
    first, second = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _add(shelf.store, kind), _add(shelf.store, kind, tag="2")
    _do(shelf.store, old, first, second)
    _do(shelf.store, new, first)
    assert _retire(shelf.store, new) == 0
    _do(shelf.store, new, second)
    assert _retire(shelf.store, new) == 2
    assert _models(shelf.store) == [new]
    assert shelf.store.check() == []


@KINDS
def test_a_photo_that_only_the_old_version_could_do_keeps_its_rows(shelf: Shelf, kind: ModelKind) -> None:
    good, odd = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _add(shelf.store, kind), _add(shelf.store, kind, tag="2")
    _do(shelf.store, old, good, odd)
    _do(shelf.store, new, good)
    with shelf.store.write() as tx:
        tx.jobs.fail(odd, new.id, reason="inference", error="no")
    assert _retire(shelf.store, new) == 1
    assert _models(shelf.store) == [old, new]
    _do(shelf.store, new, odd)
    assert _retire(shelf.store, new) == 1
    assert _models(shelf.store) == [new]


@KINDS
def test_models_of_another_name_or_kind_are_no_versions(shelf: Shelf, kind: ModelKind) -> None:
    photo = shelf.put("a.jpg")
    models = [_add(shelf.store, each) for each in ModelKind]
    models.append(_add(shelf.store, kind, name="other"))
    for model in models:
        _do(shelf.store, model, photo)
    assert [_retire(shelf.store, model) for model in models] == [0] * len(models)
    assert len(_models(shelf.store)) == len(models)


def test_a_photo_that_lost_its_file_holds_nothing_up(shelf: Shelf) -> None:
    here, gone = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _add(shelf.store, ModelKind.ENCODER), _add(shelf.store, ModelKind.ENCODER, tag="2")
    _do(shelf.store, old, here, gone)
    _do(shelf.store, new, here)
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("b.jpg")])
        assert tx.versions.is_finished(new)
    assert _retire(shelf.store, new) == 1
    with shelf.store.read() as tx:
        assert tx.embeddings.find(gone, old) is not None, "it may come back"
