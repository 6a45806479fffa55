"""Ask rclip as installed, only its model's download replaced. Runs in rclip's own environment.

python rclip_query_runner.py TEXTUAL.onnx VOCABULARY.txt.gz DATABASE PHOTOS; reads queries from standard input, a line each, and prints
the milliseconds of each by the clock and of the processor, after one that warms it up.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

_TOP = 10


def main() -> None:
    textual, vocabulary, database, photos = sys.argv[1:5]
    from rclip import model_download
    from rclip.db import DB
    from rclip.main import RClip
    from rclip.model import Model

    model_download.ensure_downloaded = lambda: None
    model_download.download_textual_model = lambda tqdm_class=None: textual
    model_download.download_tokenizer_vocab = lambda tqdm_class=None: vocabulary
    db = DB(Path(database))
    fill(db, int(photos))
    rclip = RClip(Model(), db, indexing_batch_size=8, exclude_dirs=None)
    rclip.search("a dog", "/photos", _TOP)
    for query in sys.stdin.read().splitlines():
        started, processor = time.perf_counter(), time.process_time()
        rclip.search(query, "/photos", _TOP)
        print((time.perf_counter() - started) * 1000, (time.process_time() - processor) * 1000)


def fill(db: object, count: int) -> None:
    """Write photos with vectors of nothing, as many as there are."""
    rng = np.random.default_rng(0)
    for at in range(count):
        vector = rng.standard_normal(512, np.float32)
        row = {"filepath": f"/photos/{at}.jpg", "modified_at": 0.0, "size": at, "hash": None}
        vector /= np.linalg.norm(vector)
        db.upsert_image(row | {"vector": vector.tobytes()}, commit=False)  # type: ignore[attr-defined]
    db.commit()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
