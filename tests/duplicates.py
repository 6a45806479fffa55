"""Make facts, prints and small libraries with duplicates in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.prints import Prints
from albumen.store.records import FileSighting
from albumen.store.store import Store
from albumen.types import CaptureTime, PhotoKind, PhotoMetadata, PixelFacts, TimeSource
from indexer.live_movies import pair_movie
from indexer.scanner import scan_paths
from knowledge_graph.duplicates.find import Material, find_groups
from knowledge_graph.duplicates.records import name_group

NOON = datetime(2023, 5, 17, 12, 0)


def photo(photo_id: int, *, at_s: float | None = None, camera: str | None = None, **facts: Any) -> PhotoFacts:
    """Make a photo, taken so many seconds after noon by EXIF; one without a camera or time is a copy of unknown date."""
    source = TimeSource.EXIF if camera else TimeSource.FILE_TIME
    taken = CaptureTime(NOON + timedelta(seconds=at_s), 0, source) if at_s is not None else None
    size = {"width_px": 4000, "height_px": 3000, "format": "jpeg", "kind": PhotoKind.STILL, "size_bytes": 3_000_000}
    values = size | {"content_hash": f"{photo_id:064x}", "taken": taken, "camera": camera} | facts
    return PhotoFacts(photo_id, **values)


def random_print(seed: int) -> bytes:
    """Make a print; two of different seeds differ in about 128 bits."""
    return np.random.default_rng(seed).bytes(32)


def with_flips(code: bytes, count: int, seed: int = 0) -> bytes:
    """Return a print that differs in exactly so many bits."""
    bits = np.unpackbits(np.frombuffer(code, np.uint8))
    bits[np.random.default_rng(seed).choice(256, count, replace=False)] ^= 1
    return np.packbits(bits).tobytes()


def find(
    photos: Sequence[PhotoFacts],
    prints: Sequence[tuple[bytes, bytes]],
    names: Sequence[str] | None = None,
) -> list[DuplicateGroup]:
    """Find groups of photos with (learned, PDQ) prints and file names in one folder."""
    ids = np.array([one.id for one in photos], np.int64)
    learned, pdq = (np.array([[*pair[part]] for pair in prints], np.uint8).reshape(-1, 32) for part in (0, 1))
    paths = names or [f"photo {one.id}.jpg" for one in photos]
    files = [PhotoFile(one.id, one.id, Path("/photos", name)) for one, name in zip(photos, paths, strict=True)]
    return find_groups(Material(photos, Prints(ids, learned, pdq), files))


def ids_by_kind(groups: Iterable[DuplicateGroup]) -> dict[str, list[list[int]]]:
    """Return the photo ids of groups, by class."""
    found: dict[str, list[list[int]]] = {}
    for group in groups:
        found.setdefault(group.kind.value, []).append([member.photo_id for member in group.members])
    return found


def add_photo(store: Store, path: Path, content: bytes, metadata: PhotoMetadata | None = None) -> int:
    """Write a file, and a photo of it with what lies beside it into the store, under the root that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(1_600_000_000_000_000_000, 1_600_000_000_000_000_000))
    digest = hashlib.sha256(content).hexdigest()
    pixels = PixelFacts("jpeg", PhotoKind.STILL, 40, 30)
    with store.write() as tx:
        root = tx.roots.find_containing(path) or tx.roots.add(path.parent)
        photo_id = tx.photos.save(digest, len(content), facts=pixels, metadata=metadata or PhotoMetadata())
        relative = path.relative_to(root.path).as_posix()
        stat = scan_paths(root.path, [relative]).files[relative]
        movie = pair_movie(path, stat.movie.name) if stat.movie is not None else None
        tx.files.save([FileSighting(root.id, relative, stat, 2_000_000_000_000_000_000, digest, movie=movie)])
    return photo_id


def add_group(store: Store, kind: DuplicateKind, photo_ids: Sequence[int], *, confidence: float = 0.99) -> int:
    """Save a group of photos, the first of them the best, beside those that there are; return its id."""
    with store.write() as tx:
        hashes = {one: tx.photos.get([one])[one].content_hash for one in photo_ids}
        key = name_group(kind, [hashes[one] for one in photo_ids])
        members = tuple(DuplicateMember(one, None, confidence, "because") for one in photo_ids)
        tx.duplicates.replace([*tx.duplicates.find(), DuplicateGroup(key, kind, members, confidence, "alike")])
        return next(group.id or 0 for group in tx.duplicates.find() if group.key == key)
