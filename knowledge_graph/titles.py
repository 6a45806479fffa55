"""Titles of trips: "Long weekend in Lisbon, May 2023". They say nothing that dates and places do not support."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from albumen.calendar.spans import name_length, name_months, name_span
from albumen.english import capitalise
from albumen.types import Place
from knowledge_graph.festivals import name_festival
from knowledge_graph.places import name_places


def title_trip(
    starts_on: date,
    ends_on: date,
    places: Sequence[Place] = (),
    weights: Sequence[float] | None = None,
    *,
    is_out_and_back: bool = True,
) -> str:
    """Name a trip after its length, or the festival that it was taken for, its places and its months.

    Args:
        starts_on: The first day.
        ends_on: The last day, not before the first.
        places: By the time spent there, longest first; none where nothing names the positions.
        weights: The share of the time spent at each place.
        is_out_and_back: Whether home was seen right before and after, so that one day is a day trip and not a day of a longer one.

    Example:
        >>> lisbon = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
        >>> title_trip(date(2023, 5, 5), date(2023, 5, 8), [lisbon])
        'Long weekend in Lisbon, May 2023'
    """
    where = name_places(places, weights)
    if starts_on == ends_on and is_out_and_back:
        out = f"Day trip to {where}" if where else "Day trip"
        return f"{out}, {name_span(starts_on, ends_on)}"
    festival = name_festival(starts_on, ends_on, places)
    at = f"in {where}" if where else "away"
    if festival is not None:
        return f"{festival.name} {at}, {festival.years}"
    when = name_months(starts_on, ends_on) if starts_on < ends_on else name_span(starts_on, ends_on)
    return f"{capitalise(name_length(starts_on, ends_on))} {at}, {when}"
