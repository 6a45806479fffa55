"""How much of what stands on a page is read, how long it takes, and in how much memory.

    python -m benchmarks.reading [--pages 6] [--split train] [--megapixels 3]

Pages are made with known words (`benchmarks.written_pages`); those of `--split test` have other seeds, for the figures that are
published. Recall is the part of the words that were read letter by letter (without case and accents, as they are searched),
precision the part of what was read that stands there. Seconds are processor time of one thread; the peak is that of a process
that decodes a photographed page of small print from its file, and reads it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from albumen.curation.background import peak_memory_bytes
from albumen.store.text_words import split_words
from benchmarks.report import save_report
from benchmarks.written_pages import MAKERS
from indexer.decode import decode_photo
from models.registry import create_text_reader
from models.text_reader.reader import TextReader, reading_side

_FIRST_SEED = {"train": 0, "test": 10_000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6, help="of each kind")
    parser.add_argument("--split", choices=_FIRST_SEED, default="train")
    parser.add_argument("--megapixels", type=float, help="shrink each page to this first")
    parser.add_argument(
        "--peak-of", type=Path, help="read this file, print the bytes of memory at the peak, and no more"
    )
    options = parser.parse_args()
    if options.peak_of is not None:
        print(_measure_peak(options.peak_of))
        return
    reader = create_text_reader(threads=1)
    assert reader is not None, "pip install 'albumen[ocr]'"
    reader.read_image(Image.new("RGB", (64, 64), "white"))  # which loads the networks
    seeds = range(_FIRST_SEED[options.split], _FIRST_SEED[options.split] + options.pages)
    rows = [_measure(reader, kind, seeds, options.megapixels) for kind in MAKERS]
    settings = {
        "pages of each kind": options.pages,
        "split": options.split,
        "threads": 1,
        "reader": str(reader.identity),
        "peak_mb": _peak_in_child() // 1_000_000,
    }
    if options.split == "test":
        print(save_report("reading", "Text read on made pages", rows, settings))
    else:
        print(*rows, settings, sep="\n")


def _peak_in_child() -> int:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "page.jpg"
        MAKERS["small print, photographed"](_FIRST_SEED["train"]).image.save(path, quality=90)
        command = [sys.executable, "-m", "benchmarks.reading", "--peak-of", str(path)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _measure_peak(path: Path) -> int:
    reader = create_text_reader(threads=1)
    assert reader is not None
    with Image.open(path) as file:
        side = reading_side(*file.size)
    assert reader.read_image(decode_photo(path, max_side_px=side, max_pixels=400_000_000).image)
    return peak_memory_bytes()


def _measure(reader: TextReader, kind: str, seeds: Iterable[int], megapixels: float | None) -> dict[str, Any]:
    found, wanted, read, seconds = 0, 0, 0, []
    for seed in seeds:
        page = MAKERS[kind](seed)
        image = page.image if megapixels is None else _shrink(page.image, megapixels)
        started = time.process_time()
        lines = reader.read_image(image)
        seconds.append(time.process_time() - started)
        truth, got = _words(page.words), _words(line.text for line in lines)
        found, wanted, read = found + (truth & got).total(), wanted + truth.total(), read + got.total()
    return {
        "kind": kind,
        "words": wanted,
        "recall": found / wanted,
        "precision": found / max(read, 1),
        "seconds a photo": statistics.median(seconds),
    }


def _shrink(image: Image.Image, megapixels: float) -> Image.Image:
    scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
    size = (round(scale * image.width), round(scale * image.height))
    return image if scale >= 1 else image.resize(size, Image.Resampling.LANCZOS)


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in split_words(text).split())


if __name__ == "__main__":
    main()
