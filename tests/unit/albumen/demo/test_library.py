"""The demo library is real photos, filed believably, the same on every machine and every time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from importlib.machinery import ModuleSpec
from importlib.util import find_spec as real_find_spec
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from albumen.demo import library
from albumen.demo.exif import build_exif
from albumen.demo.library import DemoLibrary, build_demo_library
from albumen.demo.shots import SHOTS, Shot
from albumen.errors import MissingExtraError
from albumen.types import Exposure, GeoPoint


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoLibrary:
    return build_demo_library(tmp_path_factory.mktemp("demo"))


def _contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_the_folder_holds_exactly_the_files_that_are_named(demo: DemoLibrary) -> None:
    assert {path.relative_to(demo.folder).as_posix() for path in demo.files} == set(_contents(demo.folder))
    assert demo.created == len(demo.files) == len(set(demo.files))


def test_building_again_writes_nothing(demo: DemoLibrary) -> None:
    before = _contents(demo.folder)
    again = build_demo_library(demo.folder)
    assert (again.created, again.files) == (0, demo.files)
    assert _contents(demo.folder) == before


def test_a_deleted_file_comes_back_and_a_foreign_one_stays(tmp_path: Path) -> None:
    first = build_demo_library(tmp_path)
    (tmp_path / "mine.txt").write_text("keep")
    first.files[3].unlink()
    assert build_demo_library(tmp_path).created == 1
    assert first.files[3].exists()
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_the_bytes_and_times_are_the_same_every_time(demo: DemoLibrary, tmp_path: Path) -> None:
    build_demo_library(tmp_path)
    assert _contents(tmp_path) == _contents(demo.folder)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.source.rpartition("/")[2])
def test_each_photo_opens_upright_with_its_date_and_camera(demo: DemoLibrary, shot: Shot) -> None:
    with Image.open(demo.folder / shot.path) as image:
        image.load()
        exif = image.getexif()
    assert exif[ExifTags.Base.Orientation] == shot.turn
    assert exif[ExifTags.Base.Model] == shot.exposure.camera_model
    block = exif.get_ifd(ExifTags.IFD.Exif)
    taken = f"{block[ExifTags.Base.DateTimeOriginal]} {block[ExifTags.Base.OffsetTimeOriginal]}"
    assert datetime.strptime(taken, "%Y:%m:%d %H:%M:%S %z") == shot.taken


def test_the_cat_is_stored_turned_and_shown_upright(demo: DemoLibrary) -> None:
    shot = next(shot for shot in SHOTS if shot.turn != 1)
    with Image.open(demo.folder / shot.path) as stored:
        assert stored.height > stored.width
        upright = ImageOps.exif_transpose(stored).resize((8, 8))
    source = library._package_folder("skimage") / "data" / "chelsea.png"
    with Image.open(source) as original:
        wanted = original.convert("RGB").resize((8, 8))
    worst = max(abs(a - b) for a, b in zip(upright.tobytes(), wanted.tobytes(), strict=True))
    assert worst < 8  # of 255; a turned picture is tens away


def test_the_backup_is_the_same_bytes_and_the_messenger_copy_is_not(demo: DemoLibrary) -> None:
    contents = {name: data for name, (data, _) in _contents(demo.folder).items()}
    assert contents["Backup/IMG_20211226_160255.jpg"] == contents["2021/2021-12 Home/IMG_20211226_160255.jpg"]
    with Image.open(demo.folder / "WhatsApp/IMG-20180923-WA0003.jpg") as copy:
        assert max(copy.size) == 480
        assert not copy.getexif()


def test_one_file_is_empty_one_has_no_picture_and_one_has_half(demo: DemoLibrary) -> None:
    recovered = demo.folder / "Recovered"
    assert (recovered / "empty.jpg").read_bytes() == b""
    with pytest.raises(UnidentifiedImageError), Image.open(recovered / "empty.jpg"):
        pass
    for name in ("half_a_flower.jpg", "only_a_header.jpg"):
        with Image.open(recovered / name) as image, pytest.raises(OSError, match=r"truncated|cannot load"):
            image.load()


def test_positions_survive_to_a_few_metres() -> None:
    where = GeoPoint(-33.856784, -151.215297, -12.5)
    exif = Image.Exif()
    exif.load(build_exif(datetime.now(timezone(timedelta(hours=5.5))), Exposure(), position=where, orientation=1))
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lat, lon = (sum(part / 60**i for i, part in enumerate(gps[tag])) for tag in (2, 4))
    assert (gps[1], gps[3], gps[5]) == ("S", "W", b"\x01")
    assert (float(lat), float(lon), float(gps[6])) == pytest.approx((33.856784, 151.215297, 12.5), abs=3e-6)
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] == "+05:30"


@pytest.fixture
def _forget_package_folders() -> Iterator[None]:
    library._package_folder.cache_clear()
    yield
    library._package_folder.cache_clear()


@pytest.mark.usefixtures("_forget_package_folders")
def test_without_the_sample_packages_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(name: str) -> ModuleSpec | None:
        return None if name == "sklearn" else real_find_spec(name)

    monkeypatch.setattr(library, "find_spec", find_spec)
    with pytest.raises(MissingExtraError, match=r"pip install 'albumen\[demo\]'"):
        build_demo_library(tmp_path / "demo")
    assert not (tmp_path / "demo").exists()


def test_a_sample_that_a_package_no_longer_ships_is_named() -> None:
    with pytest.raises(MissingExtraError, match=r"skimage ships no data/gone\.png"):
        library._read_sample("skimage/data/gone.png")


def test_building_imports_neither_of_the_sample_packages(tmp_path: Path) -> None:
    code = "import sys, pathlib; from albumen.demo.library import build_demo_library as build; "
    code += f"build(pathlib.Path({str(tmp_path)!r})); assert not {{'skimage', 'sklearn'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
