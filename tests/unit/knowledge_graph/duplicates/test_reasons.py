"""What is said of a group is true of its photos."""

from __future__ import annotations

import pytest

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.types import PhotoKind
from knowledge_graph.duplicates.reasons import describe_group
from tests.duplicates import photo

FIRST = photo(1, at_s=0, camera="X")
SMALL = photo(2, width_px=640, height_px=480)


@pytest.mark.parametrize(
    ("kind", "members", "said"),
    [
        (DuplicateKind.SAME_PICTURE, [FIRST, SMALL], "one picture, saved 2 times: 4000 x 3000, 640 x 480"),
        (DuplicateKind.SAME_PICTURE, [FIRST, photo(2)], "one picture, saved 2 times: 4000 x 3000 each"),
        (DuplicateKind.BURST, [FIRST, photo(2, at_s=4, camera="X")], "2 alike photos by one camera within 4 seconds"),
        (
            DuplicateKind.SIMILAR,
            [FIRST, photo(2, at_s=90, camera="X")],
            "2 photos that look alike, taken within 2 minutes",
        ),
        (
            DuplicateKind.SIMILAR,
            [FIRST, photo(2, at_s=9e5, camera="X")],
            "2 photos that look alike, of different times",
        ),
        (DuplicateKind.SIMILAR, [FIRST, photo(2, at_s=9)], "2 photos that look alike"),
        (
            DuplicateKind.PAIR,
            [photo(3, at_s=0, camera="X", kind=PhotoKind.RAW), FIRST],
            "a raw picture and its JPEG, by name and time",
        ),
        (DuplicateKind.PAIR, [photo(3, kind=PhotoKind.RAW), photo(4)], "a raw picture and its JPEG, by name"),
    ],
)
def test_what_is_said_is_true(kind: DuplicateKind, members: list[PhotoFacts], said: str) -> None:
    assert describe_group(kind, members) == said


def test_photos_that_were_never_decoded_have_no_sizes() -> None:
    unseen = [photo(one, width_px=None, height_px=None) for one in (1, 2)]
    assert describe_group(DuplicateKind.SAME_PICTURE, unseen) == "one picture, saved 2 times"
