"""What may be shown unasked, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from albumen.store.curation_records import PhotoFacts, Target, Verb, Wish
from albumen.types import PhotoKind, UtilityKind
from knowledge_graph.eligibility import LEAST_TECHNICAL, MOST_UTILITY, why_not
from knowledge_graph.wishes import Wishes

PHOTO = PhotoFacts(
    1,
    "a" * 64,
    10,
    kind=PhotoKind.STILL,
    width_px=4000,
    height_px=3000,
    utility=UtilityKind.NONE,
    utility_score=0.99,
    technical=0.7,
    folders=("/photos/2023",),
)
NOBODY = Wishes()


def test_a_photo_of_the_world_may_be_shown() -> None:
    assert why_not(PHOTO, NOBODY) is None
    assert why_not(replace(PHOTO, kind=PhotoKind.RAW, technical=None), NOBODY) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"width_px": None, "height_px": None}, "it could not be decoded"),
        ({"is_truncated": True}, "a part of the picture is lost"),
        ({"kind": PhotoKind.ANIMATION}, "it is an animation"),
        ({"width_px": 48}, "it is too small"),
        ({"utility": UtilityKind.RECEIPT, "utility_score": 0.4}, "it is a receipt"),
        ({"utility": UtilityKind.NOTES}, "it is notes"),
        ({"utility_score": 0.999 - MOST_UTILITY}, "it may be utility content"),
        ({"code": "QR Code"}, "a code can be read in it (QR Code)"),
        ({"utility": None, "utility_score": None}, "it has not been looked at yet"),
        ({"folders": ("/phone/Pictures/Screenshots",)}, "it lies in a folder of screenshots"),
        ({"technical": LEAST_TECHNICAL - 0.01}, "its technical quality is too poor"),
    ],
)
def test_everything_else_is_refused_with_its_reason(change: dict[str, object], why: str) -> None:
    assert why_not(replace(PHOTO, **change), NOBODY) == why  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [kind for kind in UtilityKind if kind is not UtilityKind.NONE])
def test_no_kind_of_utility_content_is_shown_however_unsure(kind: UtilityKind) -> None:
    assert why_not(replace(PHOTO, utility=kind, utility_score=0.12), NOBODY) is not None


def test_a_picture_from_a_camera_is_more_likely_a_photo() -> None:
    doubtful = replace(PHOTO, utility_score=0.7)
    assert why_not(doubtful, NOBODY) == "it may be utility content"
    assert why_not(replace(doubtful, camera="Canon EOS R5"), NOBODY) is None
    assert why_not(replace(doubtful, camera="Canon EOS R5", utility_score=0.55), NOBODY) is not None
    assert why_not(replace(doubtful, camera="Canon EOS R5", utility=UtilityKind.RECEIPT), NOBODY) == "it is a receipt"


def test_a_hidden_photo_is_refused_by_its_wish() -> None:
    wishes = Wishes([Wish(Verb.HIDE, Target.PHOTO, "a" * 64, made_at=0)])
    assert why_not(PHOTO, wishes) == "you hid this photo"
