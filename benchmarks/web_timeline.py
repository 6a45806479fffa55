"""The timeline's first view of a large library, from a server in a process of its own, and how smoothly a browser scrolls it.

python -m benchmarks.web_timeline [--photos 100000] [--without-browser]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from albumen.store.records import DATABASE_FILE
from benchmarks.life import make_life
from benchmarks.life_library import fill_library
from benchmarks.report import save_report
from benchmarks.timing import timed
from benchmarks.web_scrolling import measure_scrolling
from knowledge_graph.graph.job import GraphJob
from tests.served import Served, serve

_STARTS, _ASKED = 5, 60
_POLL_S = 0.01
_THUMBHASH_BYTES = 24
_LIMIT_MS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--without-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        library = Path(name)
        _make_library(library, options.photos)
        rows = [_measure_select(library), *_measure_starts(library)]
        with serve(library) as served:
            rows += _measure_warm(served)
            scrolled = [] if options.without_browser else measure_scrolling(served)
    shared = {"photos": options.photos, "load of the machine": f"{os.getloadavg()[1]:.1f}"}
    settings = shared | {"starts": _STARTS, "requests of each kind": _ASKED, "limit ms": _LIMIT_MS}
    print(save_report("web_timeline", "The first view of a large timeline", rows, settings))
    if scrolled:
        settings = shared | {"thumbnails": "one picture for all, answered by the driver", "screen": "1440 x 900"}
        print(save_report("web_scrolling", "Scrolling a large timeline in Chromium", scrolled, settings))


def _make_library(library: Path, photos: int) -> None:
    """Make photos with moments, trips and thumbhashes."""
    random = np.random.default_rng(0)
    with fill_library(library, make_life(photos)) as store:
        GraphJob(store).run(threading.Event(), lambda progress: None)
        with store.write() as tx:
            tx.photos.set_thumbhashes({at: random.bytes(_THUMBHASH_BYTES) for at in range(1, photos + 1)})
        store.analyze()


def _measure_select(library: Path) -> dict[str, Any]:
    """Read what no timeline can do without, by the driver alone."""
    database = sqlite3.connect(library / DATABASE_FILE)
    query = "SELECT id, taken_at_local FROM photos WHERE orphaned_at IS NULL ORDER BY taken_at_local DESC"
    return _row("ids and dates read by the driver alone", lambda: database.execute(query).fetchall(), "")


def _measure_starts(library: Path) -> Iterator[dict[str, Any]]:
    """Ask fresh servers, for the first time that they answer anything."""
    at_once, first = [], []
    for _ in range(_STARTS):
        with serve(library) as served, _client(served) as client:
            at_once.append(timed(lambda: _get(client, "/")))
        with serve(library) as served, _client(served) as client:
            while client.get("/static/none").status_code != httpx.codes.NOT_FOUND:
                time.sleep(_POLL_S)
            first.append(timed(lambda: _get(client, "/")))
    yield _summarise("page, asked for when the link is printed: with the rest of the start", at_once, "")
    yield _summarise("page, first request to a server that answers", first, "")


def _measure_warm(served: Served) -> Iterator[dict[str, Any]]:
    with _client(served) as client:
        page = _get(client, "/")
        block = re.search(r'id="timeline-data">(.*?)</script>', page.text, re.DOTALL)
        assert block is not None
        outline = json.loads(block[1])["outline"]
        sections, stamp = outline["sections"], outline["stamp"]
        yield _row("page with the outline and its first photos", lambda: _get(client, "/"), _describe(page))
        months = iter(sections * _ASKED)
        yield _row("page at a month", lambda: _get(client, f"/?at={next(months)['key']}"), "")
        address = "/api/timeline/sections"
        yield _row("outline alone", lambda: _get(client, address), _describe(_get(client, address)))
        parts = iter(sections * _ASKED)
        yield _row("a part", lambda: _get(client, f"{address}/{next(parts)['key']}/0?stamp={stamp}"), "")


@contextmanager
def _client(served: Served) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {served.token}"}
    with httpx.Client(base_url=served.address, headers=headers, timeout=60) as client:
        yield client


def _get(client: httpx.Client, path: str) -> httpx.Response:
    return client.get(path).raise_for_status()


def _describe(answer: httpx.Response) -> str:
    sent = int(answer.headers.get("Content-Length", 0)) or answer.num_bytes_downloaded
    return f"{sent / 1000:.0f} kB sent, {len(answer.content) / 1000:.0f} kB"


def _row(what: str, action: Callable[[], object], note: str) -> dict[str, Any]:
    action()
    return _summarise(what, [timed(action) for _ in range(_ASKED)], note)


def _summarise(what: str, seconds: list[float], note: str) -> dict[str, Any]:
    ms = sorted(1000 * one for one in seconds)
    p95 = ms[min(round(0.95 * len(ms)), len(ms) - 1)]
    return {"what": what, "p50 ms": statistics.median(ms), "p95 ms": p95, "most ms": ms[-1], "size": note}


if __name__ == "__main__":
    main()
