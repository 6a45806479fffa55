"""Libraries of made-up vectors: photos in clusters, queries near a photo (a picture) and far from all (words)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from albumen.arrays import Embeddings, Rows, StoredEmbeddings
from albumen.store.database import open_engine
from albumen.store.records import ModelRecord
from albumen.store.store import Store
from albumen.store.tables import EmbeddingRow, FileRow, PhotoRow
from albumen.types import EncoderIdentity, PhotoKind

DIM = 512
_CLUSTERS = 2_000
_BATCH = 20_000
_ROOT = Path("/photos")


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit rows of clusters as even as a photo library's moments are: cosine 0.35 to their own centre."""

    count: int
    seed: int = 0

    def iter_batches(self) -> Iterator[tuple[Rows, StoredEmbeddings]]:
        """Yield photo ids from 1 on and their vectors; the same each time."""
        centres = _unit_rows(np.random.default_rng(self.seed).standard_normal((_CLUSTERS, DIM), np.float32))
        for start in range(0, self.count, _BATCH):
            rng = np.random.default_rng((self.seed, start))
            size = min(_BATCH, self.count - start)
            # a long tail of cluster sizes: trips of a thousand photos, and single ones
            own = centres[(_CLUSTERS * rng.random(size) ** 2).astype(np.int64)]
            noise = rng.standard_normal((size, DIM), np.float32) / np.sqrt(np.float32(DIM))
            yield np.arange(start + 1, start + size + 1), _unit_rows(own + 2.7 * noise).astype(np.float16)

    def pictures(self, count: int) -> Embeddings:
        """Make queries like photos of the library: cosine 0.7 to one of them."""
        _, rows = next(self.iter_batches())
        return self._blend(rows, count, 1.0, seed=1)

    def words(self, count: int) -> Embeddings:
        """Make queries as text vectors are: cosine about 0.25 to the best photo, as measured for CLIP ViT-B/16."""
        _, rows = next(self.iter_batches())
        return self._blend(rows, count, 0.2, seed=2)

    def _blend(self, rows: StoredEmbeddings, count: int, weight: float, seed: int) -> Embeddings:
        rng = np.random.default_rng((self.seed, seed))
        noise = _unit_rows(rng.standard_normal((count, DIM), np.float32))
        return _unit_rows(weight * rows[rng.integers(0, len(rows), count)].astype(np.float32) + noise)


def fill_store(folder: Path, vectors: Vectors) -> tuple[Store, ModelRecord]:
    """Make a library of one file a photo, an hour apart, in folders of a hundred."""
    store = Store(folder / "albumen.sqlite3")
    with store.write() as tx:
        root = tx.roots.add(_ROOT)
        model = tx.models.add(EncoderIdentity("made-up", "1", "1"), sha256="0" * 64, dim=DIM)
    engine = open_engine(store.path)
    with Session(engine) as session, session.begin():
        for ids, rows in vectors.iter_batches():
            session.execute(insert(PhotoRow), [_photo(photo_id) for photo_id in ids.tolist()])
            session.execute(insert(FileRow), [_file(photo_id, root.id) for photo_id in ids.tolist()])
            blobs = zip(ids.tolist(), rows, strict=True)
            embeddings = [{"photo_id": at, "model_id": model.id, "vector": row.tobytes()} for at, row in blobs]
            session.execute(insert(EmbeddingRow), embeddings)
    engine.dispose()
    store.analyze()
    return store, model


def _photo(photo_id: int) -> dict[str, object]:
    taken = datetime(2000, 1, 1) + timedelta(minutes=10 * photo_id)
    camera = ("Canon", "Nikon", "Apple", "Sony")[photo_id % 4]
    return {
        "id": photo_id,
        "content_hash": f"{photo_id:064x}",
        "size_bytes": photo_id,
        "keywords": [],
        "format": "JPEG",
        "kind": PhotoKind.STILL,
        "width_px": 4032,
        "height_px": 3024,
        "taken_at_local": taken,
        "camera_make": camera,
    }


def _file(photo_id: int, root_id: int) -> dict[str, object]:
    return {
        "root_id": root_id,
        "path": f"{photo_id // 100:06d}/IMG_{photo_id:08d}.jpg",
        "size_bytes": photo_id,
        "mtime_ns": photo_id,
        "checked_ns": photo_id,
        "photo_id": photo_id,
    }


def _unit_rows(rows: Embeddings) -> Embeddings:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
