"""Samples out of shards in an order that a seed decides, dealt over ranks and workers, from any position.

An endless run of rounds. In each, the shards are shuffled by (seed, round) and dealt out; a reader shuffles the samples
of its shards in a buffer. To go on from a position, whole rounds are skipped by their counts, and what remains is read
but not decoded: the order after a pause is the order without one. No epoch ends, so readers need not meet.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import webdataset
from webdataset.tariterators import group_by_keys, tar_file_expander

from albumen.errors import ConfigError
from models.training.contrastive.shards import TRAIN, ShardSet


@dataclass(frozen=True, slots=True)
class Reader:
    """One of the readers that share the shards: a worker of a rank."""

    index: int
    count: int


@dataclass(frozen=True, slots=True)
class RawSample:
    """An encoded photo with its facts, and the round it is drawn in."""

    key: str
    round_number: int
    files: dict[str, bytes]  # by suffix


def check_shards(shards: ShardSet, readers: int) -> None:
    """Refuse a set that cannot be dealt over so many readers.

    Raises:
        ConfigError: There are fewer train shards than readers.
    """
    count = len(shards.splits.get(TRAIN, {}))
    if count < readers:
        raise ConfigError(
            f"{shards.folder} holds {count} train shards for {readers} readers (ranks x batch.workers). "
            "Make smaller shards, or lower batch.workers."
        )


def iter_training(shards: ShardSet, reader: Reader, *, seed: int, buffer: int, skip: int = 0) -> Iterator[RawSample]:
    """Yield a reader's samples for ever.

    Args:
        shards: At least as many train shards as there are readers.
        reader: Which part is read.
        seed: Equal seeds give equal orders.
        buffer: Encoded samples held to draw from.
        skip: Samples that were read before; they are passed over undecoded.
    """
    for number in itertools.count():
        names = _deal(sorted(shards.splits[TRAIN]), reader, f"{seed}/{number}")
        count = sum(shards.splits[TRAIN][name] for name in names)
        if skip >= count:
            skip -= count
            continue
        rng = random.Random(f"{seed}/{number}/{reader.index}")
        samples = webdataset.shuffle(buffer, initial=buffer, rng=rng)(_open(shards, names))
        yield from (_raw(sample, number) for sample in itertools.islice(samples, skip, None))
        skip = 0


def iter_gallery(shards: ShardSet, split: str) -> Iterator[RawSample]:
    """Yield a split's samples once, in order."""
    return (_raw(sample, 0) for sample in _open(shards, sorted(shards.splits[split])))


def _deal(names: list[str], reader: Reader, seed: str) -> list[str]:
    random.Random(seed).shuffle(names)
    return names[reader.index :: reader.count]


def _open(shards: ShardSet, names: list[str]) -> Iterator[dict[str, Any]]:
    return iter(group_by_keys(tar_file_expander(_iter_files(shards, names))))


def _iter_files(shards: ShardSet, names: list[str]) -> Iterator[dict[str, Any]]:
    """Open one shard after the other; webdataset's own opener leaves closing to the garbage collector."""
    for name in names:
        path = shards.folder / name
        with path.open("rb") as stream:
            yield {"url": str(path), "stream": stream}


def _raw(sample: dict[str, Any], round_number: int) -> RawSample:
    files = {name: content for name, content in sample.items() if not name.startswith("__")}
    return RawSample(sample["__key__"], round_number, files)
