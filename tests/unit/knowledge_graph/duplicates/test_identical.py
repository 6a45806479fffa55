"""Of files with the same bytes the one stays that a person would keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumen.store.duplicates import PhotoFile
from knowledge_graph.duplicates.identical import group_files, praise_file


def _file(file_id: int, path: str, **facts: bool) -> PhotoFile:
    return PhotoFile(file_id, 1, Path(path), **facts)


@pytest.mark.parametrize(
    ("kept", "other", "reason"),
    [
        (_file(2, "/p/IMG_1.jpg"), _file(1, "/p/IMG_1 (2).jpg"), "has the plain name"),
        (_file(2, "/p/IMG_1.jpg"), _file(1, "/p/Copy of IMG_1.jpg"), "has the plain name"),
        (_file(2, "/p/2023/a.jpg"), _file(1, "/p/Backup/a.jpg"), "lies in no folder of copies that the others lie in"),
        (_file(2, "/p/a.jpg", has_sidecar=True), _file(1, "/p/b.jpg"), "has a sidecar"),
        (_file(2, "/p/a.jpg"), _file(1, "/p/b.jpg", is_online=False), "its disk is there"),
        (_file(1, "/p/a.jpg"), _file(2, "/p/b.jpg"), "the same bytes; found first"),
    ],
)
def test_the_better_file_stays(kept: PhotoFile, other: PhotoFile, reason: str) -> None:
    (files,) = group_files([other, kept]).values()
    assert files == [kept, other]
    assert praise_file(kept, [other]) == reason


def test_a_photo_with_one_file_is_no_group() -> None:
    assert group_files([_file(1, "/p/a.jpg")]) == {}
