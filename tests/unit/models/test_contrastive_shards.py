"""Shards are made of the train photos alone, and read in an order that can be dealt out and taken up anywhere."""

from __future__ import annotations

import io
import itertools
import json
import tarfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("webdataset")

from albumen.errors import ConfigError, UsageError  # noqa: E402 - after the skips
from models.training.contrastive import batches  # noqa: E402
from models.training.contrastive.batches import TrainingBatches, collate  # noqa: E402
from models.training.contrastive.make_shards import make_shards, shrink  # noqa: E402
from models.training.contrastive.preparation import Preparation, read_facts  # noqa: E402
from models.training.contrastive.ranks import Ranks  # noqa: E402
from models.training.contrastive.shards import load_shard_set, unpack_vector  # noqa: E402
from models.training.contrastive.stream import (  # noqa: E402
    RawSample,
    Reader,
    check_shards,
    iter_gallery,
    iter_training,
)
from tests.contrastive import DIM, make_recipe, sample, write_shards, write_tokenizer  # noqa: E402


def _keys(shards, reader: Reader, count: int, **options) -> list[str]:
    samples = iter_training(shards, reader, **{"seed": 0, "buffer": 5, **options})
    return [sample.key for sample in itertools.islice(samples, count)]


def _write_project_photos(folder: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(buffer, "WEBP")
    (folder / "images").mkdir()
    (folder / "teacher").mkdir()
    keys = [f"train-{i:03}" for i in range(20)]
    with tarfile.open(folder / "images" / "train-000.tar.gz", "w:gz") as archive:
        for i, key in enumerate(keys):
            facts = {"split": "train", "source": "flickr8k" if i % 2 else "pacs", "licence": "CC0"}
            facts |= {"captions": ["a dog"]} if i % 2 else {"label": "dog" if i % 4 else None}
            for name, content in ((f"{key}.webp", buffer.getvalue()), (f"{key}.json", json.dumps(facts).encode())):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    vectors = np.random.default_rng(0).integers(-100, 100, (20, 8)).astype(np.int8)
    ones = np.ones(20, np.float32)
    np.savez(folder / "teacher" / "image_vectors.npz", keys=np.array(keys), vectors_int8=vectors, scale=ones)
    np.savez(folder / "teacher" / "word_vectors.npz", words=np.array(keys), kind=ones, vectors_int8=vectors, scale=ones)


def test_shards_hold_train_photos_small_with_texts_and_vectors_and_galleries_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.training.teacher.VALIDATION_PHOTOS", 3)
    _write_project_photos(tmp_path)
    shards = make_shards(tmp_path, tmp_path / "shards", short_side_px=20, photos_per_shard=4)
    assert shards == load_shard_set(tmp_path / "shards")
    assert shards.galleries == ["flickr", "others"]
    split_keys = {name: {sample.key for sample in iter_gallery(shards, name)} for name in shards.splits}
    assert len(split_keys["flickr"]) == 3
    assert not split_keys["train"] & (split_keys["flickr"] | split_keys["others"])
    assert max(shards.splits["train"].values()) <= 4
    for found in iter_gallery(shards, "train"):
        facts = read_facts(found)
        assert facts["captions"] or facts["sentences"]  # those with neither were left out
        assert Image.open(io.BytesIO(found.files["webp"])).size == (30, 20)
        assert np.linalg.norm(unpack_vector(facts["teacher_vector"])) == pytest.approx(1.0, abs=1e-3)


def test_equal_photos_give_equal_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.teacher.VALIDATION_PHOTOS", 3)
    _write_project_photos(tmp_path)
    for name in ("one", "two"):
        make_shards(tmp_path, tmp_path / name, short_side_px=20)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_photo_that_is_small_already_keeps_its_bytes() -> None:
    content = sample(0)["jpg"]  # 64 x 48
    assert shrink(content, 48) == content
    assert Image.open(io.BytesIO(shrink(content, 24))).size == (32, 24)


def test_a_folder_without_shards_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"shards\.json"):
        load_shard_set(tmp_path)


def test_readers_see_every_photo_once_a_round_in_another_order_each_time(tmp_path: Path) -> None:
    shards = write_shards(tmp_path)
    readers = [Reader(index, 2) for index in range(2)]
    rounds = [[_keys(shards, reader, 36)[start : start + 12] for reader in readers] for start in (0, 12, 24)]
    for parts in rounds:
        assert len(set(parts[0]) | set(parts[1])) == 24
    assert rounds[0] != rounds[1] != rounds[2]
    assert {*rounds[0][0]} != {*rounds[1][0]} or {*rounds[1][0]} != {*rounds[2][0]}  # shards change hands
    assert _keys(shards, readers[0], 36) == [key for parts in rounds for key in parts[0]]
    assert _keys(shards, readers[0], 12, seed=1) != rounds[0][0]


@pytest.mark.parametrize("skip", [1, 11, 12, 13, 30])
def test_the_order_after_a_pause_is_the_order_without_one(tmp_path: Path, skip: int) -> None:
    shards = write_shards(tmp_path)
    reader = Reader(1, 2)
    assert _keys(shards, reader, 12, skip=skip) == _keys(shards, reader, 12 + skip)[skip:]


def test_more_readers_than_shards_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="4 train shards for 5 readers"):
        check_shards(write_shards(tmp_path), 5)


def _preparation(folder: Path, *, wants_teacher: bool = True) -> Preparation:
    return Preparation(side_px=32, seed=0, tokenizer=write_tokenizer(folder), wants_teacher=wants_teacher)


def _raw(number: int, *, round_number: int = 0, **files: bytes) -> RawSample:
    whole = sample(number)
    return RawSample(whole.pop("__key__"), round_number, {**whole, **files})


def test_a_view_is_the_same_in_its_round_and_another_in_the_next(tmp_path: Path) -> None:
    preparation = _preparation(tmp_path)
    first, again, later = (preparation.prepare(_raw(3, round_number=number)) for number in (0, 0, 1))
    assert first is not None
    assert again is not None
    assert later is not None
    assert (first.pixels == again.pixels).all()
    assert first.text == again.text
    assert (first.pixels != later.pixels).any()


def test_a_damaged_photo_is_named_and_the_batch_keeps_its_size(tmp_path: Path) -> None:
    damaged = [_raw(1, jpg=b"no picture"), _raw(2, json=b"{"), _raw(4, json=b"{}")]
    batch = collate([_raw(0), *damaged], _preparation(tmp_path))
    assert batch.unreadable == ("train-00001", "train-00002", "train-00004")
    assert batch.pixels.shape == (4, 32, 32, 3)
    assert batch.teacher is not None
    assert batch.teacher.shape == (4, DIM)
    with pytest.raises(UsageError, match="train-00001"):
        collate(damaged, _preparation(tmp_path))


def test_distillation_without_vectors_says_what_to_do(tmp_path: Path) -> None:
    bare = _raw(0, json=b'{"captions": ["red"]}')
    with pytest.raises(UsageError, match=r"losses\.direction"):
        collate([bare], _preparation(tmp_path))
    assert collate([bare], _preparation(tmp_path, wants_teacher=False)).teacher is None


def _with_turns(shards, recipe, tokenizer: Path, monkeypatch: pytest.MonkeyPatch, *, first_step: int) -> list:
    """Take batches as torch would from two workers: in turns, worker 0 first."""
    streams = []
    for turn in range(2):
        worker = SimpleNamespace(id=turn, num_workers=2)
        stream = iter(TrainingBatches(shards, recipe, Ranks(), tokenizer=tokenizer, first_step=first_step))
        streams.append((worker, stream))
    taken = []
    for step in range(6):
        worker, stream = streams[step % 2]
        monkeypatch.setattr(batches, "get_worker_info", lambda worker=worker: worker)
        taken.append(next(stream).pixels)
    return taken


def test_workers_go_on_where_they_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shards, tokenizer = write_shards(tmp_path), write_tokenizer(tmp_path)
    recipe = make_recipe(batch={"photos": 3, "micro_photos": 3})
    whole = _with_turns(shards, recipe, tokenizer, monkeypatch, first_step=0)
    for first_step in (1, 2):
        rest = _with_turns(shards, recipe, tokenizer, monkeypatch, first_step=first_step)
        for before, after in zip(whole[first_step:], rest, strict=False):
            assert torch.equal(before, after)
