from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import Box
from knowledge_graph.wallpapers import LEAST_ROOM, CropEvidence, room_for_clock, screen_of, suggest
from tests.curation_photos import make_photo

PHONE = screen_of(9 / 19.5)
FULL = Box(0, 0, 1169, 2532)


def _crop(crop: Box = FULL, **evidence: Any) -> CropEvidence:
    clear_sky = {"detail": 0.5, "light": 120.0, "salient_behind": 0.0, "salient_kept": 0.9, "sky_behind": 1.0}
    return CropEvidence(crop, **{**clear_sky, "heads_behind": 0, "heads_cut": 0, **evidence})


@given(st.floats(0, 100), st.floats(0, 255), st.floats(0, 1))
def test_room_is_a_share_and_less_of_it_is_left_by_detail_light_and_what_is_salient(
    detail: float, light: float, salient: float
) -> None:
    room = room_for_clock(_crop(detail=detail, light=light, salient_behind=salient))
    assert 0 <= room <= room_for_clock(_crop()) == 1
    assert room_for_clock(_crop(detail=detail + 1, light=light, salient_behind=salient)) <= room


@pytest.mark.parametrize(
    "evidence",
    [
        {"heads_behind": 1},
        {"heads_cut": 1},
        {"detail": 6.0},
        {"salient_behind": 0.5},
        {"salient_kept": 0.2},
        {"light": 255.0},
        {"crop": Box(0, 0, 300, 650)},
    ],
    ids=str,
)
def test_a_head_a_busy_or_white_area_a_lost_subject_or_too_few_pixels_make_no_wallpaper(
    evidence: dict[str, Any],
) -> None:
    assert suggest(make_photo(1), [_crop(**evidence)], PHONE) is None


def test_the_crop_with_the_most_room_is_chosen() -> None:
    busy, clear = _crop(Box(0, 0, 1169, 2532), detail=3.0), _crop(Box(9, 0, 1178, 2532))
    found = suggest(make_photo(1), [busy, clear], PHONE)
    assert found is not None
    assert found.crop == clear.crop


def test_a_better_picture_and_a_more_appealing_one_score_higher() -> None:
    def score(appeal: float | None = None, **facts: float) -> float:
        found = suggest(make_photo(1, **facts), [_crop()], PHONE, appeal=appeal)
        assert found is not None
        return found.score

    assert score(aesthetics=0.9, technical=0.9) > score(aesthetics=0.4, technical=0.9)
    assert score(appeal=0.9, aesthetics=0.1) > score(appeal=0.2, aesthetics=0.9)
    assert 0 < score() < 1


@pytest.mark.parametrize(
    ("evidence", "facts", "reason"),
    [
        (
            {},
            {},
            "sky fills 100 % of where the clock stands; 90 % of what the eye goes to is below it; 1169 x 2532 pixels",
        ),
        (
            {"sky_behind": None, "salient_kept": None},
            {},
            "plain where the clock stands (whether that is sky is not known: it has no masks yet); 1169 x 2532 pixels",
        ),
        (
            {"sky_behind": 0.1, "detail": 2.0, "light": 200.0, "salient_kept": None, "crop": Box(0, 0, 584, 1266)},
            {"people": 2},
            "fairly plain where the clock stands (no sky was segmented there), which is bright; nobody's head is behind it "
            "or cut; 584 x 1266 pixels, to be enlarged for 1169 x 2532",
        ),
    ],
)
def test_the_reason_says_what_was_measured_and_nothing_else(
    evidence: dict[str, Any], facts: dict[str, Any], reason: str
) -> None:
    found = suggest(make_photo(1, **facts), [_crop(**evidence)], PHONE)
    assert found is not None
    assert found.reason == reason


def test_no_crop_makes_no_wallpaper() -> None:
    assert suggest(make_photo(1), [], PHONE) is None
    assert 0 < LEAST_ROOM < 1


def test_an_upright_screen_is_a_phone_and_a_wide_one_a_desktop() -> None:
    assert (PHONE.width_px, PHONE.height_px) == (1169, 2532)
    assert screen_of(16 / 9).height_px == 1440
    assert screen_of(16 / 9).clock != PHONE.clock
