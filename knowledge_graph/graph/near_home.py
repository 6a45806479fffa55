"""Which moments are near a home of their time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from albumen.store.curation_records import Home, Moment
from knowledge_graph.distances import measure_many_km
from knowledge_graph.stays import ordinal_of_moment
from knowledge_graph.whereabouts import HOME_ZONE_KM


def find_near_home(moments: Iterable[Moment], homes: Sequence[Home]) -> dict[int, date]:
    """Map moments to the first day of the home that they are near, as trips see it; those away or without a position are left out.

    All at once and in numpy, because a home moves a little with every photo taken near it.
    """
    fixed = [moment for moment in moments if moment.position is not None]
    if not fixed or not homes:
        return {}
    lat = np.array([moment.position.lat for moment in fixed if moment.position])  # (N,)
    lon = np.array([moment.position.lon for moment in fixed if moment.position])
    days = np.array([ordinal_of_moment(moment.starts_at) for moment in fixed])
    near: dict[int, date] = {}
    for home in homes:
        km = measure_many_km(lat, lon, np.array(home.position.lat), np.array(home.position.lon))
        is_near = (km <= max(HOME_ZONE_KM, home.radius_km)) & (days >= home.since.toordinal())
        if home.until is not None:
            is_near &= days <= home.until.toordinal()
        near.update((fixed[row].id, home.since) for row in np.flatnonzero(is_near).tolist())
    return near
