from __future__ import annotations

from datetime import datetime

import pytest

from albumen.curation.slideshow.storyboard import caption_of, describe_photo, plan_storyboard
from albumen.errors import UsageError
from albumen.types import TimeSource
from tests.curation_photos import LISBON, make_photo
from tests.shown_photos import PaintedSource, memory_of, seen_photo

SIZE = (320, 180)


def test_photos_are_shown_in_the_memory_s_order_under_its_title() -> None:
    source = PaintedSource(seen_photo(photo_id) for photo_id in (1, 2, 3))
    board = plan_storyboard(memory_of([3, 1, 2], cover=2), source, size_px=SIZE, tempo_bpm=100)
    assert (board.title, board.subtitle) == ("A weekend in Lisbon", "May 2023")
    assert [shot.photo.facts.id for shot in board.shots] == [3, 1, 2]
    assert board.cover.facts.id == 2
    assert [shot.slide for shot in board.shots] == list(board.timeline.slides[1:])


def test_photos_that_are_gone_are_left_out_and_counted() -> None:
    source = PaintedSource([seen_photo(1), seen_photo(2)], lost=[2])
    board = plan_storyboard(memory_of([1, 2, 9], cover=9), source, size_px=SIZE, tempo_bpm=100)
    assert [shot.photo.facts.id for shot in board.shots] == [1]
    assert board.cover.facts.id == 1
    assert board.notes[0].startswith("2 of 3 photos are left out")


def test_offline_photos_are_said_to_come_from_previews() -> None:
    board = plan_storyboard(memory_of([1]), PaintedSource([seen_photo(1)]), size_px=SIZE, tempo_bpm=100)
    assert board.notes == ("1 of 1 photos are offline, and shown from their small previews",)


def test_a_memory_without_a_photo_that_can_be_shown_is_refused() -> None:
    with pytest.raises(UsageError, match="mount their disk"):
        plan_storyboard(memory_of([1]), PaintedSource([]), size_px=SIZE, tempo_bpm=100)


def test_a_description_says_what_is_known_and_no_more() -> None:
    assert describe_photo(make_photo(1)) == "A photo"
    dated = make_photo(1, datetime(2023, 5, 6, 12), LISBON, title="Tram 28")
    assert describe_photo(dated) == "Tram 28 in Lisbon, Portugal, 6 May 2023"


def test_the_time_of_a_file_is_no_date_of_a_photo() -> None:
    copied = make_photo(1, datetime(2026, 11, 20, 12), source=TimeSource.FILE_TIME)
    assert describe_photo(copied) == "A photo"
    assert caption_of(copied) == ""
