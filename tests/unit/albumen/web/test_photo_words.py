"""What a photo's page says in words, at the ends of what there is to say."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from albumen.types import Exposure, PhotoKind, TimeSource
from albumen.web import photo_words
from albumen.web.photo_models import ExposureDetails, PictureDetails, TimeDetails
from search.lexicon import Lexicon
from search.parse.query import parse_query


@pytest.mark.parametrize(
    ("offset_s", "said"), [(None, "16:03, "), (0, "(UTC+00:00)"), (-12_600, "(UTC−03:30)"), (20_700, "(UTC+05:45)")]
)
def test_a_clock_has_its_zone_and_what_says_so(offset_s: int | None, said: str) -> None:
    taken = TimeDetails(local=datetime(2021, 8, 14, 16, 3), utc_offset_s=offset_s, source=TimeSource.EXIF)
    assert said in photo_words.say_clock(taken)
    assert photo_words.say_clock(taken).endswith("from the camera")
    assert photo_words.say_day(taken) == "Saturday, 14 August 2021"


@pytest.mark.parametrize("source", TimeSource)
def test_every_source_of_a_time_has_words(source: TimeSource) -> None:
    assert photo_words.say_clock(TimeDetails(local=datetime(2021, 1, 1), utc_offset_s=None, source=source))


def test_an_exposure_is_said_as_far_as_it_is_known() -> None:
    full = Exposure(exposure_s=0.004, aperture_f=2.8, iso=100, focal_length_mm=35.0)
    assert photo_words.list_exposure(ExposureDetails.model_validate(full)) == ["1/250 s", "f/2.8", "ISO 100", "35 mm"]
    assert photo_words.list_exposure(ExposureDetails.model_validate(Exposure(exposure_s=0.0))) == []


@pytest.mark.parametrize(
    ("sides", "said"),
    [((4000, 3000), "4,000 × 3,000, 12 MP"), ((1280, 960), "1,280 × 960, 1.2 MP"), ((20, 10), "20 × 10")],
)
def test_a_size_has_megapixels_where_they_say_something(sides: tuple[int, int], said: str) -> None:
    width, height = sides
    picture = PictureDetails(
        format="jpeg", kind=PhotoKind.STILL, width=width, height=height, is_truncated=False, is_shown=True
    )
    assert photo_words.say_size(picture) == said


@pytest.mark.parametrize(("share", "said"), [(0.324, "32%"), (0.001, "<1%"), (0.0, "0%"), (1.0, "100%")])
def test_a_share_is_never_rounded_to_nothing(share: float, said: str) -> None:
    assert photo_words.say_share(share) == said


@pytest.mark.parametrize(
    ("field", "value"), [("tag", "hot dog"), ("camera", 'Say "cheese"'), ("date", "2021-08-14"), ("like", "#12")]
)
def test_what_a_chip_leads_to_is_one_chip_of_a_search(field: str, value: str) -> None:
    (query,) = parse_qs(urlsplit(photo_words.search_for(field, value)).query)["q"]
    chips = parse_query(query, Lexicon(), datetime(2022, 1, 1).date()).chips
    assert [chip.kind.value for chip in chips] == [field]
