"""`albumen memories export`, `cover` and `wallpapers` as the command line runs them, over a year of painted photos."""

from __future__ import annotations

import shutil
import wave
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.cli.main import main
from albumen.store.curation_records import DuplicateKind, Memory, MemoryKind, MemoryPhoto
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.command import Command, read_inline, use_networks
from tests.duplicates import add_group
from tests.fakes import FakeAnalyser, FakeEncoder, FakeSegmenter

COUNT = 9
_DATE_TIME_ORIGINAL, _EXIF = 0x9003, 0x8769


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with blue photos under a sky, one a month of 2023, and a library of them, indexed once."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "photos").mkdir()
    for number in range(COUNT):
        _paint(folder / "photos" / f"{number}.jpg", number)
    with pytest.MonkeyPatch.context() as patch:
        _use_fakes(patch)
        with pytest.raises(SystemExit):
            main(["--library", str(folder / "library"), "index", str(folder / "photos")])
    return folder


@pytest.fixture
def albumen(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A copy of the library over the same photos, in an empty current folder."""
    _use_fakes(monkeypatch)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    shutil.copytree(made / "library", tmp_path / "library")
    return Command(tmp_path / "library", made / "photos", capsys)


def _use_fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=FakeSegmenter())
    read_inline(monkeypatch)


def _paint(path: Path, number: int) -> None:
    """Paint a plain sky over waves that no other photo has."""
    pixels = np.full((360, 480, 3), (60, 90, 220), np.uint8)
    pixels[240:, :, 1] = 60 + 8 * number + (np.arange(480) % (number + 7) * 4)
    image = Image.fromarray(pixels)
    exif = image.getexif()
    taken = datetime(2023, 1, 15, 12) + timedelta(days=30 * number)
    exif.get_ifd(_EXIF)[_DATE_TIME_ORIGINAL] = taken.strftime("%Y:%m:%d %H:%M:%S")
    image.save(path, exif=exif, quality=95)


def _add_large(albumen: Command) -> None:
    """Add two of the photos again, in the size of a phone's."""
    Path("large").mkdir()
    for number in range(2):
        with Image.open(albumen.photos / f"{number}.jpg") as small:
            small.resize((1440, 1080)).save(f"large/{number}.jpg", quality=90)
    albumen("index", "large")


@pytest.fixture
def year(albumen: Command) -> str:
    """The id of a memory of all photos."""
    with Store(albumen.library / DATABASE_FILE) as store, store.write() as tx:
        ids = [facts.id for facts in tx.facts.load()]
        photos = tuple(MemoryPhoto(photo_id, "it is sharp") for photo_id in ids)
        span = date(2023, 1, 1), date(2023, 12, 31)
        memory = Memory(
            "year:2023", MemoryKind.YEAR, "2023 in review", "9 photos", ids[0], photos, "calm", 70, "", 1.0, *span
        )
        tx.memories.save(MemoryKind.YEAR, [memory])
        (saved,) = tx.memories.all()
    return str(saved.id)


def test_a_memory_becomes_a_page_with_all_its_photos(albumen: Command, year: str) -> None:
    said = albumen("memories", "export", year, "year.html")
    assert said.startswith(f"year.html: 2023 in review, {COUNT} photos, ")
    page = Path("year.html").read_text(encoding="utf-8")
    assert page.count("<figure") == COUNT
    assert "15 January 2023" in page
    assert [path.name for path in Path().iterdir()] == ["year.html"]


def test_a_memory_becomes_a_video_and_what_it_lacks_is_said(
    albumen: Command, year: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import cv2

    monkeypatch.setenv("PATH", "")  # no ffmpeg
    Path("music").mkdir()
    told = albumen.json("memories", "export", year, "year.mp4", "--size", "128x72", "--music", "music")
    assert told["photos"] == COUNT
    if told["made_by"].endswith("OpenCV"):
        assert "there is no music in it: OpenCV cannot put any" in told["notes"][0]
    capture = cv2.VideoCapture("year.mp4")
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == pytest.approx(30 * told["seconds"], abs=1)
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (128, 72)
    capture.release()


def test_a_page_takes_its_music_along_and_says_why_that(albumen: Command, year: str) -> None:
    pytest.importorskip("tinytag")
    Path("music").mkdir()
    with wave.open("music/waves.wav", "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(100)
        file.writeframes(bytes(6000))
    said = albumen("memories", "export", year, "year.html", "--music", "music")
    assert "Music: music/waves.wav: its tags say neither mood nor genre" in said
    assert "data:audio/wav;base64," in Path("year.html").read_text(encoding="utf-8")


def test_what_must_not_be_written_is_refused_before_any_work(albumen: Command, year: str) -> None:
    Path("year.html").write_text("mine")
    assert "--force" in albumen("memories", "export", year, "year.html", code=2)
    assert ".mp4, .html" in albumen("memories", "export", year, "year.avi", code=2)
    assert "no memory 99" in albumen("memories", "export", "99", "other.html", code=2)
    assert "both sides are even" in albumen("memories", "export", year, "year.mp4", "--size", "101x100", code=2)
    assert Path("year.html").read_text() == "mine"


def test_offline_photos_are_shown_from_previews_and_that_is_said(albumen: Command, year: str) -> None:
    albumen.photos.rename(albumen.photos.with_name("elsewhere"))
    try:
        said = albumen("memories", "export", year, "year.html")
    finally:
        albumen.photos.with_name("elsewhere").rename(albumen.photos)
    assert f"Note: {COUNT} of {COUNT} photos are offline, and shown from their small previews" in said


def test_a_photo_that_was_hidden_is_in_no_slideshow(albumen: Command, year: str) -> None:
    albumen("hide", str(albumen.photos / "3.jpg"))
    assert albumen.json("memories", "export", year, "year.html")["photos"] == COUNT - 1


def test_a_cover_is_cut_to_a_shape_and_says_why_there(albumen: Command, year: str) -> None:
    said = albumen("cover", str(albumen.photos / "0.jpg"), "--aspect", "1:1", "-o", "square.png", "--explain")
    assert said.startswith("square.png: photo 1, 360 x 360 pixels; 75 % of the photo, ")
    told = albumen.json("cover", "--memory", year, "--aspect", "16:9", "--max-side", "160")
    with Image.open(told["output"]) as image:
        assert image.size == (160, 90)
        assert not image.getexif()


def test_a_cover_of_nothing_or_of_no_shape_is_refused(albumen: Command) -> None:
    assert "name a photo, or a memory" in albumen("cover", code=2)
    assert "no photo 99" in albumen("cover", "99", code=2)
    assert "no shape" in albumen("cover", "1", "--aspect", "0:1", code=2)
    original = str(albumen.photos / "0.jpg")
    assert "is the original" in albumen("cover", original, "-o", original, "--force", code=2)


def test_wallpapers_are_suggested_saved_and_explained(albumen: Command) -> None:
    told = albumen.json("wallpapers", "--aspect", "3:4", "--limit", "4", "--save", "walls")
    assert (told["photos"], told["measured"], len(told["wallpapers"])) == (COUNT, COUNT, 0)
    _add_large(albumen)  # those have too few pixels for a phone, these have enough
    told = albumen.json("wallpapers", "--aspect", "3:4", "--limit", "4", "--save", "walls")
    assert len(told["wallpapers"]) == 2
    first = told["wallpapers"][0]
    assert first["reason"].startswith("sky fills 100 % of where the clock stands; ")
    left, top, right, bottom = first["crop_xyxy"]
    with Image.open(first["file"]) as image:
        assert image.size == (right - left, bottom - top)
    assert "sky fills" in albumen("wallpapers", "--aspect", "3:4", "--explain")


def test_a_near_duplicate_of_a_hidden_photo_is_no_wallpaper(albumen: Command) -> None:
    _add_large(albumen)
    ids = [one["photo_id"] for one in albumen.json("wallpapers", "--aspect", "3:4")["wallpapers"]]
    with Store(albumen.library / DATABASE_FILE) as store:
        add_group(store, DuplicateKind.BURST, ids)
    (first,) = albumen.json("wallpapers", "--aspect", "3:4")["wallpapers"]
    albumen("hide", str(first["photo_id"]))
    told = albumen.json("wallpapers", "--aspect", "3:4")
    assert (told["photos"], told["measured"], told["wallpapers"]) == (COUNT + 2, COUNT, [])
    albumen("feedback", "undo", "1")
    assert albumen.json("wallpapers", "--aspect", "3:4")["wallpapers"] == [first]


def test_nothing_hidden_is_suggested_and_an_empty_library_suggests_nothing(albumen: Command, tmp_path: Path) -> None:
    albumen("hide", "--dates", "2023")
    told = albumen.json("wallpapers")
    assert (told["measured"], told["wallpapers"]) == (0, [])
    (tmp_path / "none").mkdir()
    empty = Command(tmp_path / "other", tmp_path / "none", albumen.capture)
    empty("index", str(empty.photos))
    assert empty.json("wallpapers") == {"photos": 0, "measured": 0, "wallpapers": []}
