"""Classes are kept apart by looks and time, and groups gather around their best photo."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from albumen.store.curation_records import PhotoFacts
from albumen.store.prints import Prints
from albumen.types import CaptureTime, PhotoKind, TimeSource, UtilityKind
from knowledge_graph.duplicates.find import Material, find_groups
from tests.duplicates import find, ids_by_kind, photo, random_print, with_flips

LOOK, PDQ = random_print(1), random_print(2)
Looks = tuple[bytes, bytes]

SAME = (with_flips(LOOK, 8), with_flips(PDQ, 4))  # re-encoded
MOVED = (with_flips(LOOK, 28), with_flips(PDQ, 90))  # a frame of a burst, or a crop
OTHER = (random_print(3), random_print(4))


def _classes(first: PhotoFacts, second: PhotoFacts, looks: Looks, names: list[str] | None = None) -> dict[str, list]:
    return ids_by_kind(find([first, second], [(LOOK, PDQ), looks], names))


@pytest.mark.parametrize("photos", [[], [photo(1, at_s=0, camera="X")]], ids=["none", "one"])
def test_no_photos_and_one_photo_have_no_duplicates(photos: list[PhotoFacts]) -> None:
    assert find(photos, [(LOOK, PDQ)] * len(photos)) == []


def test_a_copy_without_a_date_is_the_same_picture() -> None:
    assert _classes(photo(1, at_s=0, camera="X"), photo(2), SAME) == {"same_picture": [[1, 2]]}


def test_a_thumbnail_is_the_same_picture() -> None:
    small = photo(2, at_s=9, width_px=235, height_px=176, size_bytes=9_000)
    assert _classes(photo(1, at_s=0, camera="X"), small, SAME) == {"same_picture": [[1, 2]]}


def test_a_copy_that_kept_its_date_is_the_same_picture() -> None:
    original, copy = photo(1, at_s=0, camera="X"), photo(2, at_s=0, camera="X", size_bytes=1)
    assert _classes(original, copy, SAME) == {"same_picture": [[1, 2]]}


def test_a_copy_whose_time_zone_was_lost_is_the_same_picture() -> None:
    lost = CaptureTime(datetime(2023, 5, 17, 14, 0), None, TimeSource.EXIF)
    assert _classes(photo(1, at_s=0, camera="X"), photo(2, camera="X", taken=lost), SAME) == {"same_picture": [[1, 2]]}


@pytest.mark.parametrize("looks", [SAME, MOVED], ids=["still", "moved"])
def test_two_takes_seconds_apart_are_a_burst_however_alike(looks: Looks) -> None:
    first, second = photo(1, at_s=0, camera="X"), photo(2, at_s=2, camera="X")
    assert ids_by_kind(find([first, second], [(LOOK, PDQ), looks])) == {"burst": [[1, 2]]}


def test_frames_of_one_second_are_a_burst_by_their_names() -> None:
    first, second = photo(1, at_s=0, camera="X"), photo(2, at_s=0, camera="X")
    names = ["DSC_0012.JPG", "DSC_0013.JPG"]
    assert list(_classes(first, second, SAME, names)) == ["burst"]
    assert list(_classes(first, second, SAME, ["DSC_0012.JPG", "DSC_0012-edited.JPG"])) == ["same_picture"]


def test_the_same_scene_minutes_later_is_similar() -> None:
    assert list(_classes(photo(1, at_s=0, camera="X"), photo(2, at_s=240, camera="X"), MOVED)) == ["similar"]


def test_times_of_files_bring_no_scenes_together() -> None:
    """Copied at once, photos of two journeys have file times seconds apart."""
    far = (with_flips(LOOK, 62), with_flips(PDQ, 120))
    assert _classes(photo(1, at_s=0), photo(2, at_s=3), far) == {}
    assert list(_classes(photo(1, at_s=0, camera="X"), photo(2, at_s=300, camera="X"), far)) == ["similar"]


def test_takes_of_two_cameras_are_never_one_picture() -> None:
    assert list(_classes(photo(1, at_s=0, camera="X"), photo(2, at_s=0, camera="Y"), SAME)) == ["similar"]


def test_photos_that_look_different_are_nothing_to_each_other_even_seconds_apart() -> None:
    assert _classes(photo(1, at_s=0, camera="X"), photo(2, at_s=1, camera="X"), OTHER) == {}


def test_screens_that_differ_in_letters_are_not_one_picture() -> None:
    screen, other = (photo(one, utility=UtilityKind.SCREENSHOT) for one in (1, 2))
    assert "same_picture" not in _classes(screen, other, (with_flips(LOOK, 8), with_flips(PDQ, 6)))


def test_raw_and_jpeg_of_one_name_are_a_pair_also_without_prints() -> None:
    raw = photo(1, at_s=0, camera="X", kind=PhotoKind.RAW, format="raw")
    jpeg = photo(2, at_s=0, camera="X")
    assert _classes(raw, jpeg, OTHER, ["DSC_1.NEF", "DSC_1.JPG"]) == {"pair": [[1, 2]]}
    assert _classes(raw, photo(2, at_s=900, camera="X"), OTHER, ["DSC_1.NEF", "DSC_1.JPG"]) == {}


def test_the_copy_of_a_raw_picture_s_jpeg_does_not_join_the_pair() -> None:
    raw = photo(1, at_s=0, camera="X", kind=PhotoKind.RAW, format="raw")
    jpeg, copy = photo(2, at_s=0, camera="X"), photo(3, size_bytes=1)
    groups = find([raw, jpeg, copy], [MOVED, (LOOK, PDQ), SAME], ["A.NEF", "A.JPG", "B.jpg"])
    assert ids_by_kind(groups) == {"same_picture": [[2, 3]], "pair": [[1, 2]]}


def test_a_copy_goes_to_the_frame_that_it_was_made_of() -> None:
    frames = [photo(1, at_s=0, camera="X"), photo(2, at_s=1, camera="X")]
    copy = photo(3, size_bytes=1)
    near_second = (with_flips(MOVED[0], 4), with_flips(MOVED[1], 2))
    groups = find([*frames, copy], [(LOOK, PDQ), MOVED, near_second])
    assert ids_by_kind(groups)["same_picture"] == [[2, 3]]
    assert sorted(ids_by_kind(groups)["burst"][0]) == [1, 2]


def test_nobody_is_in_a_group_by_way_of_a_third() -> None:
    """A is like B and B like C, but A is not like C: the best of the two pairs keeps its own."""
    middle = (with_flips(LOOK, 40, seed=1), random_print(11))
    far = (with_flips(middle[0], 40, seed=2), random_print(12))
    photos = [photo(1, size_bytes=9_000_000), photo(2), photo(3)]
    groups = find(photos, [(LOOK, random_print(10)), middle, far])
    assert all(len(group.members) == 2 for group in groups)


def test_a_burst_does_not_go_on_for_ever() -> None:
    photos = [photo(one, at_s=3 * one, camera="X") for one in range(1, 41)]
    groups = find(photos, [(with_flips(LOOK, 6, seed=one), PDQ) for one in range(40)])
    bursts = ids_by_kind(groups)["burst"]
    assert [len(burst) for burst in bursts] == [21, 19]


def test_photos_without_prints_are_left_out() -> None:
    none = Prints(np.empty(0, np.int64), np.empty((0, 32), np.uint8), np.empty((0, 32), np.uint8))
    assert find_groups(Material([photo(1), photo(2)], none, [])) == []


def test_keys_name_groups_by_content() -> None:
    first = find([photo(1), photo(2, size_bytes=1)], [(LOOK, PDQ), SAME])
    again = find(
        [photo(7, content_hash=photo(2).content_hash, size_bytes=1), photo(8, content_hash=photo(1).content_hash)],
        [SAME, (LOOK, PDQ)],
    )
    assert [group.key for group in first] == [group.key for group in again]
