"""The best of a group is what one would keep, and what is said of it is true."""

from __future__ import annotations

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.types import GeoPoint, PhotoKind
from knowledge_graph.duplicates.best_shot import fault, praise, rank, rank_frame
from tests.duplicates import photo

SAME, BURST = DuplicateKind.SAME_PICTURE, DuplicateKind.BURST
ORIGINAL = photo(1, at_s=0, camera="X", position=GeoPoint(1.0, 2.0))
MESSENGER = photo(2, width_px=1280, height_px=960, size_bytes=200_000)


def _best(*photos: PhotoFacts) -> int:
    return max(photos, key=rank).id


def test_the_original_is_better_than_what_was_sent() -> None:
    assert _best(MESSENGER, ORIGINAL) == 1
    assert praise(ORIGINAL, [MESSENGER], SAME) == "4000 x 3000 against 1280 x 960; has its date, place and camera"
    assert fault(MESSENGER, ORIGINAL, SAME).startswith("4000 x 3000 against 1280 x 960; the best has")


def test_a_whole_picture_is_better_than_a_larger_one_that_is_cut_off() -> None:
    whole = photo(3, width_px=2000, height_px=1500)
    cut = photo(1, is_truncated=True)
    assert _best(cut, whole) == 3
    assert praise(whole, [cut], SAME) == "is whole, where a part of the other is lost"


def test_a_camera_s_word_counts_more_than_a_few_pixels() -> None:
    framed = photo(2, width_px=4100, height_px=3100)
    assert _best(framed, ORIGINAL) == 1
    assert "against" not in praise(ORIGINAL, [framed], SAME)


def test_raw_comes_before_its_jpeg() -> None:
    raw = photo(3, kind=PhotoKind.RAW, format="raw")
    assert _best(ORIGINAL, raw) == 3
    assert praise(raw, [ORIGINAL], DuplicateKind.PAIR) == "is the camera's raw picture"


def test_the_less_compressed_of_two_alike_files_is_better() -> None:
    strong = photo(2, size_bytes=900_000)
    assert _best(photo(1), strong) == 1
    assert praise(photo(1), [strong], SAME) == "is the less compressed file (3,000 kB against 900 kB)"


def test_a_burst_s_best_frame_is_the_sharpest() -> None:
    blurred, sharp = photo(1, technical=0.4, size_bytes=9_000_000), photo(2, technical=0.8)
    assert max((blurred, sharp), key=rank_frame).id == 2
    assert praise(sharp, [blurred], BURST) == "is sharper or better lit (quality 0.80 against 0.40)"


def test_nothing_is_said_that_nobody_knows() -> None:
    unseen = photo(1, width_px=None, height_px=None, format=None, kind=None)
    other = photo(2, width_px=None, height_px=None, format=None, kind=None)
    assert praise(unseen, [other], SAME) == praise(unseen, [other], BURST) == "as good as the others"
    assert rank(unseen) > rank(other)
