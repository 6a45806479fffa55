"""What a slideshow costs: seconds, memory and file size of each way to write one.

    python -m benchmarks.slideshow [--photos 20] [--size 1920x1080]

The photos are those of the indexing benchmark, 4032 x 3024 as JPEG; every fourth is upright. Each writer that is installed runs in a
process of its own; `child MB` is the peak of the program ffmpeg beside it. Processor seconds are those of all threads and of that
program: unlike those of the clock, other work on the machine hardly changes them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from albumen.curation.background import peak_memory_bytes
from albumen.curation.photo_source import SeenPhoto
from albumen.curation.slideshow.html import write_page
from albumen.curation.slideshow.storyboard import Storyboard, plan_storyboard
from albumen.curation.slideshow.video import find_writers, write_video
from albumen.store.curation_records import Memory, MemoryKind, MemoryPhoto, PhotoFacts
from benchmarks.photo_folder import SIZE_PX, make_photo_folder
from benchmarks.report import save_report
from indexer.decode import decode_photo

_PAGE = "a web page"
_TEMPO_BPM = 100


class FolderPhotos:
    """The photos of a folder, by their position in it."""

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("*.jpg"))

    @property
    def ids(self) -> range:
        """Every photo's id."""
        return range(len(self._paths))

    def look_up(self, photo_ids: Collection[int]) -> dict[int, SeenPhoto]:
        """Say of each photo how large it is."""
        return {number: self._see(number) for number in photo_ids}

    def has_pixels(self, photo: SeenPhoto) -> bool:
        """They are all there."""
        return True

    def load(self, photo: SeenPhoto, *, max_side_px: int) -> Image.Image:
        """Decode a photo as a library does."""
        return decode_photo(photo.paths[0], max_side_px=max_side_px, max_pixels=10**8).image

    def _see(self, number: int) -> SeenPhoto:
        with Image.open(self._paths[number]) as image:
            width, height = image.size
        facts = PhotoFacts(number, f"{number:064x}", 1, width_px=width, height_px=height)
        return SeenPhoto(facts, (self._paths[number],), None, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=20)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--one", nargs=2, metavar=("WRITER", "FOLDER"), help="measure one writer, in this process")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measure(options.one[0], Path(options.one[1]), options.size)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_photo_folder(Path(temporary) / "photos", options.photos)
        _turn_every_fourth(folder)
        writers = [_PAGE, *(writer.name for writer in find_writers())]
        rows = [_run(writer, folder, options.size) for writer in writers]
    settings = {"photos": options.photos, "megapixels": round(SIZE_PX[0] * SIZE_PX[1] / 1e6, 1), "size": options.size}
    print(save_report("slideshow", "Writing a slideshow", rows, settings))


def _run(writer: str, folder: Path, size: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.slideshow", "--size", size, "--one", writer, str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return row


def _measure(writer: str, folder: Path, size: str) -> dict[str, Any]:
    source = FolderPhotos(folder)
    width, height = map(int, size.split("x"))
    board = plan_storyboard(_memory(source), source, size_px=(width, height), tempo_bpm=_TEMPO_BPM)
    target = folder.with_name("show.html" if writer == _PAGE else "show.mp4")
    codec = _write(writer, target, board, source)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "by": writer,
        "codec": codec,
        "show s": board.timeline.seconds,
        "processor s": sum(one.ru_utime + one.ru_stime for one in usage),
        "peak MB": peak_memory_bytes() / 1e6,
        "child MB": usage[1].ru_maxrss / 1000,
        "file MB": target.stat().st_size / 1e6,
    }


def _write(writer: str, target: Path, board: Storyboard, source: FolderPhotos) -> str:
    if writer == _PAGE:
        write_page(target, board, source)
        return "JPEG"
    chosen = [one for one in find_writers() if one.name == writer]
    return write_video(target, board, source, writers=chosen).codec


def _memory(source: FolderPhotos) -> Memory:
    photos = tuple(MemoryPhoto(number, "") for number in source.ids)
    span = date(2026, 1, 1), date(2026, 12, 31)
    return Memory("year:2026", MemoryKind.YEAR, "2026", "A year", 0, photos, "calm", _TEMPO_BPM, "", 1.0, *span)


def _turn_every_fourth(folder: Path) -> None:
    for path in sorted(folder.glob("*.jpg"))[::4]:
        with Image.open(path) as image:
            image.transpose(Image.Transpose.ROTATE_90).save(path, quality=92)


if __name__ == "__main__":
    main()
