"""What the keeper of a group gets from the others before they go: dates, places, titles, keywords and albums that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TypeVar

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.merges import MergedMetadata
from albumen.types import CaptureTime, GeoPoint, TimeSource

_TRUST = [*TimeSource]  # the most trusted first
_KM_PER_DEGREE = 111.2  # of latitude, on the mean sphere
_FAR_KM = 1.0  # nearer, two positions say the same place
_SECONDS_APART = 2.0  # FAT keeps times to two seconds

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a keeper gets, in words for each part, and what the others say otherwise and is left aside."""

    merged: MergedMetadata
    gains: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def plan_merge(kind: DuplicateKind, keeper: PhotoFacts, others: Sequence[PhotoFacts]) -> MergePlan:
    """Plan what a keeper gets.

    Of copies of one picture it gets all that it lacks, and the time of a better source. Frames of a burst are other photos:
    only their position, keywords and albums pass on. What is merely similar passes on nothing.
    """
    if kind is DuplicateKind.SIMILAR:
        return MergePlan(MergedMetadata())
    is_one_shot = kind is not DuplicateKind.BURST
    taken = _better_time(keeper, others) if is_one_shot else None
    giver = next((one for one in others if one.position is not None), None) if keeper.position is None else None
    title = _first(others, lambda one: one.title) if is_one_shot and keeper.title is None else None
    merged = MergedMetadata(
        taken,
        giver.position if giver else None,
        giver.place if giver else None,
        title,
        _more(keeper.keywords, [one.keywords for one in others]),
        _more(keeper.folders, [one.folders for one in others]),
    )
    conflicts = [*_time_conflicts(keeper, others, taken), *_place_conflicts(keeper, others)] if is_one_shot else []
    conflicts += _title_conflicts(keeper, others) if is_one_shot else []
    return MergePlan(merged, tuple(_gains(merged)), tuple(conflicts))


def _better_time(keeper: PhotoFacts, others: Sequence[PhotoFacts]) -> CaptureTime | None:
    times = sorted((one.taken for one in others if one.taken is not None), key=_distrust)
    if not times or (keeper.taken is not None and _distrust(keeper.taken) <= _distrust(times[0])):
        return None
    return times[0]


def _distrust(taken: CaptureTime) -> int:
    return _TRUST.index(taken.source)


def _first(others: Sequence[PhotoFacts], part: Callable[[PhotoFacts], Value | None]) -> Value | None:
    return next((value for one in others if (value := part(one)) is not None), None)


def _more(own: Sequence[str], others: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in others for word in words if word not in own))


def _gains(merged: MergedMetadata) -> list[str]:
    gains = []
    if merged.taken is not None:
        gains.append(f"date {merged.taken.local:%Y-%m-%d %H:%M:%S} ({merged.taken.source.value})")
    if merged.position is not None:
        gains.append(f"place {merged.place.name if merged.place else _describe_point(merged.position)}")
    if merged.title is not None:
        gains.append(f"title {merged.title!r}")
    if merged.keywords:
        gains.append(f"keywords {', '.join(merged.keywords)}")
    if merged.albums:
        gains.append(f"albums {', '.join(merged.albums)}")
    return gains


def _time_conflicts(keeper: PhotoFacts, others: Sequence[PhotoFacts], taken: CaptureTime | None) -> list[str]:
    """Tell of times as well sourced as the one that holds, that differ from it."""
    holds = taken or keeper.taken
    if holds is None or holds.source is TimeSource.FILE_TIME:  # every copy has a time of its own
        return []
    rivals = [one.taken for one in others if one.taken is not None and one.taken.source is holds.source]
    return [
        f"date {rival.local:%Y-%m-%d %H:%M:%S} is left aside for {holds.local:%Y-%m-%d %H:%M:%S}"
        for rival in rivals
        if abs((rival.local - holds.local).total_seconds()) > _SECONDS_APART
    ]


def _place_conflicts(keeper: PhotoFacts, others: Sequence[PhotoFacts]) -> list[str]:
    holds = keeper.position or _first(others, lambda one: one.position)
    rivals = [one.position for one in others if one.position is not None and holds is not None]
    return [
        f"position {_describe_point(rival)} is left aside for {_describe_point(holds)}"
        for rival in rivals
        if holds is not None and _km_between(rival, holds) > _FAR_KM
    ]


def _title_conflicts(keeper: PhotoFacts, others: Sequence[PhotoFacts]) -> list[str]:
    holds = keeper.title or _first(others, lambda one: one.title)
    rivals = dict.fromkeys(one.title for one in others if one.title not in (None, holds))
    return [f"title {rival!r} is left aside for {holds!r}" for rival in rivals]


def _describe_point(point: GeoPoint) -> str:
    return f"{point.lat:.4f}, {point.lon:.4f}"


def _km_between(first: GeoPoint, second: GeoPoint) -> float:
    """Return the distance as on a plane, which does for telling near from far."""
    east = (first.lon - second.lon + 180) % 360 - 180
    return _KM_PER_DEGREE * hypot(first.lat - second.lat, east * cos(radians(first.lat)))


def plan_file_merge(photo: PhotoFacts, keeper: PhotoFile, leaving: Sequence[PhotoFile]) -> MergePlan:
    """Plan what a photo keeps when files of its bytes go: their folders as albums, and what only their sidecars told."""
    own = str(keeper.path.parent)
    albums = tuple(dict.fromkeys(str(file.path.parent) for file in leaving if str(file.path.parent) != own))
    if keeper.has_sidecar or not any(file.has_sidecar for file in leaving):
        merged = MergedMetadata(albums=albums)
    else:
        merged = MergedMetadata(photo.taken, photo.position, photo.place, photo.title, photo.keywords, albums)
    return MergePlan(merged, tuple(_gains(merged)))
