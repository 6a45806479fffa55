"""`albumen lift` and `albumen sticker` as the command line runs them, over networks that see colourful shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.command import Command, use_networks
from tests.fakes import FakeAnalyser, FakeEncoder
from tests.lifting import BLUE, RED, ColourLifter, ColourSegmenter, draw

LEFT, RIGHT = (0.1, 0.2, 0.4, 0.8), (0.6, 0.4, 0.8, 0.7)


@pytest.fixture
def lifter() -> ColourLifter:
    return ColourLifter()


@pytest.fixture
def albumen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lifter: ColourLifter
) -> Command:
    """The command in an empty folder, beside a folder of photos; the library is not there yet."""
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=ColourSegmenter(), lifter=lifter)
    for name in ("here", "photos"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Command(tmp_path / "library", tmp_path / "photos", capsys)


@pytest.fixture
def photo(albumen: Command) -> str:
    path = albumen.photos / "two balls.png"
    draw((300, 200), (RED, LEFT), (BLUE, RIGHT)).save(path)
    return str(path)


def test_lift_writes_a_cut_out_into_the_current_folder_and_says_so(albumen: Command, photo: str) -> None:
    said = albumen("lift", photo).splitlines()
    assert said[0] == "two balls-lifted.png: 2 subjects, 300 x 200 pixels"
    assert [line.split()[0] for line in said[1:]] == ["1:", "2:", "--instance"]
    with Image.open("two balls-lifted.png") as image:
        assert image.size == (300, 200)
        assert [image.getpixel(at)[3] for at in ((75, 100), (210, 110), (5, 5))] == [255, 255, 0]


def test_lift_crops_to_one_subject_as_webp(albumen: Command, photo: str) -> None:
    said = albumen("lift", photo, "--at", "210,110", "--crop", "-o", "ball.webp")
    assert said.startswith("ball.webp: subject 2 of 2, ")
    with Image.open("ball.webp") as image:
        assert image.size == (pytest.approx(60, abs=6), pytest.approx(60, abs=6))


def test_lift_tells_what_it_did_as_json(albumen: Command, photo: str) -> None:
    told = albumen.json("lift", photo, "--instance", "1")
    assert (told["instance"], told["width_px"], len(told["subjects"])) == (1, 300, 2)
    assert told["subjects"][0]["box"]["left"] == pytest.approx(30, abs=4)


def test_a_photo_without_a_subject_ends_with_three_and_no_file(albumen: Command) -> None:
    grey = albumen.photos / "grey.png"
    draw((80, 60)).save(grey)
    for command in ("lift", "sticker"):
        said = albumen(command, str(grey), code=3)
        assert said.count("\n") == 1
        assert "no subject stands out" in said
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("command", ["lift", "sticker"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "here"], "is no point"),
        (["--at", "5,5"], "no subject lies at 5,5"),
        (["--at", "5,5", "--instance", "1"], "not both"),
        (["--instance", "0"], "0 is not in the range"),
        (["-o", "out.jpg"], ".png, .webp"),
    ],
)
def test_a_request_that_is_off_is_told_so_and_ends_with_two(
    albumen: Command, photo: str, command: str, options: list[str], words: str
) -> None:
    assert words in albumen(command, photo, *options, code=2)
    assert list(Path.cwd().iterdir()) == []


def test_an_existing_file_and_the_original_are_safe(albumen: Command, photo: str) -> None:
    albumen("lift", photo)
    assert "--force" in albumen("lift", photo, code=2)
    albumen("lift", photo, "--force")
    before = Path(photo).read_bytes()
    assert "is the original" in albumen("lift", photo, "-o", photo, "--force", code=2)
    assert Path(photo).read_bytes() == before


def test_a_photo_of_the_library_is_lifted_by_its_id_and_its_matte_kept(
    albumen: Command, photo: str, lifter: ColourLifter
) -> None:
    albumen("index", str(albumen.photos), "--workers", "1")
    photo_id = albumen.json("show", photo)["photo_id"]
    albumen("lift", str(photo_id))
    albumen("lift", photo, "--force")
    assert lifter.lifted == 1
    assert "no photo 99" in albumen("lift", "99", code=2)
    Path(photo).unlink()
    assert "mount its disk" in albumen("lift", str(photo_id), "--force", code=2)


def test_a_sticker_of_a_photo_is_still(albumen: Command, photo: str) -> None:
    said = albumen("sticker", photo, "--instance", "2", "--size", "128", "--outline-colour", "#ffcc00")
    assert said == "two balls-sticker.png: 128 x 128 pixels\n"
    with Image.open("two balls-sticker.png") as image:
        assert image.getpixel((64, 1)) == (255, 204, 0, 255)
        assert image.getpixel((64, 64))[2] > 200


def test_a_sticker_of_a_burst_moves(albumen: Command) -> None:
    paths = [albumen.photos / f"{at}.jpg" for at in range(3)]
    for at, path in enumerate(paths):
        draw((300, 200), (RED, (0.1 + at / 20, 0.2, 0.4 + at / 20, 0.8))).save(path, quality=95)
    assert albumen("sticker", *map(str, paths), "--size", "96").startswith("0-sticker.webp: 3 frames, 96 x ")
    told = albumen.json("sticker", "0-sticker.webp", "--size", "64", "-o", "again.gif")
    assert (told["frames"], told["lost_frames"]) == (3, 0)
    with Image.open("again.gif") as image:
        assert image.n_frames == 3
