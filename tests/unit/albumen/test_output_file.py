from __future__ import annotations

from pathlib import Path

import pytest

from albumen.errors import OutputError, UsageError
from albumen.output_file import check_target, replacing_whole, write_whole

SUFFIXES = (".png", ".webp")


def _check(path: Path, original: Path, *, is_forced: bool = False) -> None:
    check_target(path, SUFFIXES, originals=[original], is_forced=is_forced)


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"old")
    with pytest.raises(UsageError, match="--force"):
        _check(tmp_path / "out.png", tmp_path / "in.jpg")
    _check(tmp_path / "out.png", tmp_path / "in.jpg", is_forced=True)


def test_the_original_is_never_written_to_under_any_name(tmp_path: Path) -> None:
    original = tmp_path / "photo.png"
    original.write_bytes(b"the original")
    (tmp_path / "other.png").hardlink_to(original)
    for name in ("photo.png", "other.png"):
        with pytest.raises(UsageError, match="is the original"):
            _check(tmp_path / name, original, is_forced=True)


@pytest.mark.parametrize(
    ("name", "words"), [("out.jpg", r"\.png, \.webp"), ("out", "none of the kinds"), ("no/out.png", "no folder")]
)
def test_what_cannot_hold_a_cut_out_is_refused_before_any_work(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _check(tmp_path / name, tmp_path / "in.jpg")


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_whole(tmp_path / "out.png", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_suffix_while_it_is_written_and_takes_its_place_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"old")
    with replacing_whole(tmp_path / "film.mp4") as part:
        assert part.suffix == ".mp4"
        part.write_bytes(b"new")
        assert (tmp_path / "film.mp4").read_bytes() == b"old"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("film.mp4", b"new")]


def test_an_interruption_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing_whole(tmp_path / "film.mp4") as part:
        _write_half(part)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("film.mp4", b"old")]


def _write_half(part: Path) -> None:
    part.write_bytes(b"half")
    raise KeyboardInterrupt
