"""Real files that break photo software, and a travel library, read as the pipeline reads them: in worker processes.

The files are not part of the repository. They are looked for in `ALBUMEN_TEST_DATA`, by default `../shared/data`.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from albumen.types import TimeSource
from indexer.metadata.read import read_metadata
from indexer.reader_pool import ReaderPool
from indexer.reading import Reading, ReadOptions, read_photo

# Read when the module is: the tests' own settings hide the environment.
DATA = Path(os.environ.get("ALBUMEN_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data")) / "files"
ODD, TRAVEL = DATA / "odd-and-corrupt.tar.gz", DATA / "travel-library.tar.gz"
REASONS = {"corrupt", "empty", "unsupported", "too_many_pixels"}
MAX_PIXELS = 300_000_000
WORKERS, TIMEOUT_S = 2, 30.0

Outcomes = dict[Path, Any]


def extract(archive: Path, folder: Path) -> Path:
    if not archive.is_file():
        pytest.skip(f"{archive.name} is not here; set ALBUMEN_TEST_DATA to the folder that holds files/{archive.name}")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder


def read_all(files: list[Path], previews: Path) -> Iterator[tuple[Path, Any]]:
    options = ReadOptions(previews, preview_px=512, max_pixels=MAX_PIXELS)
    with ReaderPool[Path](WORKERS, timeout_s=TIMEOUT_S) as pool:
        for file in files:
            pool.submit(file, read_photo, file, options)
        for _ in files:
            finished = pool.next_finished(timeout_s=2 * TIMEOUT_S)
            assert finished is not None, "a worker neither answered nor ran into its time limit"
            yield finished


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    folder = extract(ODD, tmp_path_factory.mktemp("odd"))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    outcomes = dict(read_all(files, tmp_path_factory.mktemp("previews")))
    return {path.relative_to(folder): outcome for path, outcome in outcomes.items()}


@pytest.fixture(scope="module")
def travel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extract(TRAVEL, tmp_path_factory.mktemp("travel"))


def test_every_odd_file_ends_as_a_photo_or_a_named_reason(odd: Outcomes) -> None:
    assert len(odd) > 1_500
    strangers = {path: outcome for path, outcome in odd.items() if not isinstance(outcome, Reading)}
    assert not strangers, "no decoder may hang or crash its process on these"
    for path, reading in odd.items():
        if reading.reason is None:
            assert reading.image.mode == "RGB", path
            assert max(reading.image.size) <= 512, path
            assert reading.facts.width_px * reading.facts.height_px <= MAX_PIXELS, path
            assert reading.metadata is not None, path
        else:
            assert reading.reason in REASONS, path
            assert reading.error.endswith("."), (path, reading.error)
            assert "\n" not in reading.error, path


def test_most_real_pictures_among_them_are_read(odd: Outcomes) -> None:
    counts = Counter(reading.reason for reading in odd.values())
    assert counts[None] >= 650
    formats = {reading.facts.format for reading in odd.values() if reading.reason is None}
    # The only raw file that is more than a stub needs a recent LibRaw.
    assert formats - {"raw"} == {"jpeg", "png", "webp", "gif", "tiff", "bmp", "heic", "avif"}


def test_turned_copies_of_one_picture_look_the_same(odd: Outcomes) -> None:
    def small(reading: Reading) -> np.ndarray:
        assert reading.image is not None
        return np.asarray(reading.image.resize((24, 24), Image.Resampling.BOX)).astype(int)  # (24, 24, 3)

    found = {path: reading for path, reading in odd.items() if path.match("pillow_tests/hopper_orientation_*")}
    upright = next(reading for path, reading in odd.items() if path.match("pillow_tests/hopper.jpg"))
    assert len(found) >= 6
    for path, reading in found.items():
        assert abs(small(reading) - small(upright)).mean() < 10, path


def test_dates_among_them_are_believable(odd: Outcomes) -> None:
    taken = [reading.metadata.taken for reading in odd.values() if reading.metadata and reading.metadata.taken]
    assert sum(time.source is TimeSource.EXIF for time in taken) >= 80
    assert all(1826 <= time.local.year <= datetime.now().year + 1 for time in taken)


def test_travel_photos_keep_their_date_and_position(travel: Path) -> None:
    """The photos' own EXIF was removed at the source, so the truth is written into copies and read back."""
    truth = {entry["file"]: entry for entry in json.loads((travel / "truth.json").read_text())}
    dated = {name: entry for name, entry in truth.items() if entry.get("date") and entry.get("lonlat")}
    assert len(dated) >= 35
    for name, entry in dated.items():
        lon, lat = entry["lonlat"]
        copy = travel / f"copy-{name}"
        write_with_exif(travel / name, copy, entry["date"], lat, lon)
        metadata = read_metadata(copy)
        assert metadata.taken is not None
        assert metadata.taken.local == datetime.fromisoformat(entry["date"]), name
        assert metadata.taken.utc_offset_s is not None, name
        assert metadata.position is not None
        assert (metadata.position.lat, metadata.position.lon) == pytest.approx((lat, lon), abs=1e-4), name
        assert metadata.place is not None, name
        assert metadata.place.country, name


def write_with_exif(source: Path, target: Path, date: str, lat: float, lon: float) -> None:
    def sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
        minutes, seconds = divmod(round(abs(degrees) * 3600 * 100), 6000)
        return IFDRational(minutes // 60, 1), IFDRational(minutes % 60, 1), IFDRational(seconds, 100)

    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = date.replace("-", ":").replace("T", " ")
    exif.get_ifd(0x8825).update(
        {1: "S" if lat < 0 else "N", 2: sexagesimal(lat), 3: "W" if lon < 0 else "E", 4: sexagesimal(lon)}
    )
    with Image.open(source) as image:
        image.save(target, exif=exif.tobytes())
