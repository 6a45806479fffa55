"""Trips: stretches away from home, as the knowledge graph found and named them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from albumen.calendar.spans import name_span
from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts, Trip
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.idea import MIN_PHOTOS, Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.wording import span_of, subtitle
from knowledge_graph.place_keys import keys_around

# A day out is a smaller thing than a journey; from ten days on it is as large as any.
_LEAST_STRENGTH, _LONG_DAYS = 0.55, 10


class TripMaker:
    """Makes a memory of each trip."""

    kind = MemoryKind.TRIP

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the trips with photos enough."""
        photos_of = {moment.id: moment.photo_ids for moment in material.moments}
        for trip in material.trips:
            ids = material.in_order(
                photo_id for moment_id in trip.moment_ids for photo_id in photos_of.get(moment_id, ())
            )
            if len(ids) >= MIN_PHOTOS:
                yield _make_idea(trip, ids)

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos of all its days."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Keep the trip's title, and say which of its days are shown."""
        first, last = span_of(photos)
        return None if first is None or last is None else Words(title, subtitle(name_span(first, last), photos))


def name_in_title(trip: Trip) -> tuple[str, ...]:
    """Return the keys of the places, regions and countries that a trip's title names: hiding one hides the trip."""
    named: dict[str, None] = {}
    for place in trip.places:
        words = (place.name, place.region, place.country)
        keys = [*keys_around(place)]
        levels = zip(words if len(keys) == len(words) else (place.name, place.country), keys, strict=True)
        named.update((key, None) for word, key in levels if word and word in trip.title)
    return tuple(named)


def _make_idea(trip: Trip, ids: tuple[int, ...]) -> Idea:
    days = (trip.ends_on - trip.starts_on).days + 1
    strength = _LEAST_STRENGTH + (1.0 - _LEAST_STRENGTH) * min(days / _LONG_DAYS, 1.0)
    return Idea(
        key=f"trip:{trip.id}",
        kind=MemoryKind.TRIP,
        photo_ids=ids,
        reason=trip.reason if trip.reason.endswith(".") else f"{trip.reason}.",
        strength=strength,
        title=trip.title,
        places=name_in_title(trip),
    )
