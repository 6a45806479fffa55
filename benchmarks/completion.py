"""How long suggestions take while a query is typed, at a library of 100,000 photos, beside a scan of all names.

python -m benchmarks.completion [--photos 100000]

The library is made: as many file names as photos, none numbered, 2,000 places, all concepts. Each query is typed letter by letter.
"""

from __future__ import annotations

import argparse
import random
import string
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from albumen.types import Place
from benchmarks.report import save_report
from benchmarks.timing import timed
from models.taxonomy import load_taxonomy
from search.completion import Completer
from search.completion.entries import iter_counted
from search.lexicon import Lexicon
from search.parse.spelling import fold

_SEED, _ROUNDS, _LIMIT = 7, 5, 8
_PLACES, _DEVICES = 2_000, 40
_QUERIES = (
    *(
        "dogs on the beach last summer in Portugal",
        "receipts from March",
        "taken with iPhone at night",
        "swimming pool",
    ),
    *("place:lis", "camera:canon", 'name:"a', "golden retriever in the snow", "date:2019-0", "2 people"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    photos = parser.parse_args().photos
    lexicon = make_lexicon(photos)
    made: list[Completer] = []
    build_s = timed(lambda: made.append(Completer(lexicon)))
    typed = [query[:end] for query in _QUERIES for end in range(1, len(query) + 1)]
    rows = [
        _row("completer", typed, lambda text: made[0].complete(text, len(text), _LIMIT), build_s, _memory_mb(lexicon)),
        _naive(lexicon, typed),
    ]
    settings = {"photos": photos, "names": len(lexicon.names), "keys pressed": len(typed), "rounds": _ROUNDS}
    print(save_report("completion", "Suggestions as you type", rows, settings))


def make_lexicon(photos: int) -> Lexicon:
    """Make the names of a large library: the worst case, in which every file has a name of its own."""
    draw = random.Random(_SEED)

    def word() -> str:
        return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(4, 9)))

    places = {
        Place(word().title(), f"{word()} {number % 150}", f"Country {number % 40}", "XX", 0.0, 0.0): draw.randint(1, 90)
        for number in range(_PLACES)
    }
    return Lexicon(
        places=places,
        cameras={f"{word().title()} {number}": draw.randint(1, 9_000) for number in range(_DEVICES)},
        lenses={f"EF {number}mm": draw.randint(1, 900) for number in range(_DEVICES)},
        names={f"{word()} {word()} {number}": 1 for number in range(photos)},
        concepts={concept.id: draw.randint(1, photos // 10) for concept in load_taxonomy().concepts},
        years=tuple(range(1998, 2027)),
    )


def _naive(lexicon: Lexicon, typed: Sequence[str]) -> dict[str, Any]:
    """Look at every name at every key, as a loop over a list does; it completes the last word alone."""
    names: list[tuple[str, int]] = []

    def build() -> None:
        names.extend((entry.key, entry.photos or 0) for entry in iter_counted(lexicon))

    def scan(text: str) -> object:
        prefix = fold(text.rpartition(" ")[2].rpartition(":")[2])
        return sorted((-photos, name) for name, photos in names if name.startswith(prefix))[:_LIMIT]

    build_s = timed(build)
    return _row("scan of all names", typed, scan, build_s, float("nan"))


def _row(
    what: str, typed: Sequence[str], complete: Callable[[str], object], build_s: float, memory_mb: float
) -> dict[str, Any]:
    times_ms = [1e3 * timed(lambda text=text: complete(text)) for _ in range(_ROUNDS) for text in typed]  # type: ignore[misc]
    p50, p95 = np.percentile(times_ms, [50, 95])
    return {
        "what": what,
        "p50 ms": float(p50),
        "p95 ms": float(p95),
        "most ms": max(times_ms),
        "made once, s": build_s,
        "memory MB": "" if np.isnan(memory_mb) else memory_mb,
    }


def _memory_mb(lexicon: Lexicon) -> float:
    tracemalloc.start()
    kept = Completer(lexicon)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / 1e6


if __name__ == "__main__":
    main()
