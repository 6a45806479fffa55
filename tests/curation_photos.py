"""Photos for tests of the knowledge graph: facts from a few words, and strategies that draw libraries with odd corners."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from albumen.store.curation_records import PhotoFacts
from albumen.types import CaptureTime, GeoPoint, Place, Tag, TimeSource, UtilityKind

GRAZ = Place("Graz", "Styria", "Austria", "AT", 47.0667, 15.45)
GHENT = Place("Ghent", "Flanders", "Belgium", "BE", 51.05, 3.7167)
LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.3833)
SUVA = Place("Suva", "Central", "Fiji", "FJ", -18.1416, 178.4419)
MONACO = Place("Monaco", "", "Monaco", "MC", 43.7333, 7.4167)
PLACES = (GRAZ, GHENT, LISBON, SINTRA, SUVA, MONACO)

FIRST_DAY = datetime(2023, 1, 2)


def make_photo(
    photo_id: int,
    taken: datetime | None = None,
    place: Place | None = None,
    *,
    offset_h: float | None = None,
    source: TimeSource = TimeSource.EXIF,
    **facts: Any,
) -> PhotoFacts:
    """Make a photo's facts; with a place it has a position there."""
    return PhotoFacts(
        id=photo_id,
        content_hash=f"{photo_id:064x}",
        size_bytes=1_000 + photo_id,
        taken=CaptureTime(taken, None if offset_h is None else int(offset_h * 3600), source) if taken else None,
        position=GeoPoint(place.lat, place.lon) if place else None,
        place=place,
        **facts,
    )


def make_weeks(place: Place, weeks: range, *, first_id: int, offset_h: float = 1.0) -> list[PhotoFacts]:
    """Make three photos on the Saturday of each week: enough of them make a home."""
    days = [FIRST_DAY + timedelta(weeks=week, days=5, hours=15) for week in weeks]
    return [
        make_photo(first_id + 3 * number + minute, day + timedelta(minutes=minute), place, offset_h=offset_h)
        for number, day in enumerate(days)
        for minute in range(3)
    ]


def odd_photos(photo_id: int) -> st.SearchStrategy[PhotoFacts]:
    """Draw a photo within half a year: undated, of a file's time, in any zone, without a position, in the same second."""
    moments = st.builds(
        lambda day, minute, second: FIRST_DAY + timedelta(days=day, minutes=minute, seconds=second),
        st.integers(0, 160) | st.sampled_from((20, 21, 22, 83, 84)),  # the clocks changed on 26 March, day 83
        st.integers(0, 1439) | st.sampled_from((0, 120, 239, 240, 600, 601)),
        st.sampled_from((0, 1, 59)),
    )
    return st.builds(
        make_photo,
        st.just(photo_id),
        st.none() | moments | moments | moments | moments,
        st.none() | st.sampled_from(PLACES),
        offset_h=st.sampled_from((None, None, -11.0, 0.0, 1.0, 2.0, 5.75, 13.0)),
        source=st.sampled_from((TimeSource.EXIF, TimeSource.EXIF, TimeSource.GPS, TimeSource.FILE_TIME)),
        camera=st.sampled_from((None, "Canon EOS R5", "Pixel 8")),
        concepts=st.lists(st.sampled_from(_TAGS), unique_by=lambda tag: tag.concept, max_size=3).map(tuple),
        objects=st.sampled_from(((), (("dog", 1),), (("dog", 2), ("person", 1)))),
        people=st.none() | st.integers(0, 4),
        utility=st.sampled_from((None, UtilityKind.NONE, UtilityKind.RECEIPT)),
        utility_score=st.sampled_from((0.3, 0.9)),
    )


_TAGS = tuple(Tag(name, score) for name in ("beach", "golden_retriever", "no_such_concept") for score in (0.5, 0.75))
