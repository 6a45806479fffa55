"""A model is its name, tag and preprocessing; other weights under the same identity are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from albumen.errors import StoreError
from albumen.store.records import ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity


def test_the_same_model_is_added_once(store: Store, model: ModelRecord) -> None:
    with store.write() as tx:
        assert tx.models.add(model.identity, sha256=model.sha256, dim=model.dim) == model
        assert tx.models.all() == [model]


@pytest.mark.parametrize("part", ["name", "tag", "preprocessing"])
def test_any_part_of_the_identity_makes_another_model(store: Store, model: ModelRecord, part: str) -> None:
    identity = replace(model.identity, **{part: "other"})
    with store.write() as tx:
        other = tx.models.add(identity, sha256="b" * 64, dim=8)
        assert tx.models.all() == [model, other]
        assert tx.models.find(identity) == other
    assert other == ModelRecord(other.id, identity, "b" * 64, 8, space=str(identity))


def test_other_weights_of_the_same_identity_are_refused_by_name(store: Store, model: ModelRecord) -> None:
    with store.write() as tx:
        with pytest.raises(StoreError, match="tiny/v1@p1 come from other weights"):
            tx.models.add(model.identity, sha256="b" * 64, dim=model.dim)
        assert tx.models.all() == [model]


def test_an_unknown_model_is_not_found(store: Store) -> None:
    with store.read() as tx:
        assert tx.models.find(EncoderIdentity("a", "b", "c")) is None
        assert tx.models.all() == []
