"""Why photos are a group, in a sentence that is true of them."""

from __future__ import annotations

from collections.abc import Sequence

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.store.duplicates import LiveMovie
from albumen.store.records import LiveBasis
from knowledge_graph.duplicates.takes import is_take, moment_of, seconds_apart

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


def describe_group(kind: DuplicateKind, members: Sequence[PhotoFacts]) -> str:
    """Say what photos have in common, the keeper first; identical files are said by their number instead."""
    match kind:
        case DuplicateKind.SAME_PICTURE:
            return f"one picture, saved {len(members)} times{_sizes(members)}"
        case DuplicateKind.PAIR:
            return _describe_pair(members)
        case DuplicateKind.BURST:
            return f"{len(members)} alike photos by one camera within {_describe_span(_span_s(members))}"
        case _:
            return f"{len(members)} photos that look alike{_describe_distance(members)}"


def describe_movie(movie: LiveMovie) -> str:
    """Say why a movie is a still's other half."""
    length = "" if movie.duration_s is None else f" of {movie.duration_s:.1f} s"
    why = "by the identifier in both" if movie.basis is LiveBasis.IDENTIFIER else "by name and length"
    return f"a still and its movie{length}, {why}"


def _sizes(members: Sequence[PhotoFacts]) -> str:
    different = list(dict.fromkeys(f"{one.width_px} x {one.height_px}" for one in members if one.width_px))
    if len(different) < 2:
        return f": {different[0]} each" if different else ""
    return f": {', '.join(different[:4])}" + (" and others" if len(different) > 4 else "")


def _describe_pair(members: Sequence[PhotoFacts]) -> str:
    formats = list(dict.fromkeys((one.format or "picture").upper() for one in members[1:]))
    return f"a raw picture and its {' and '.join(formats)}, by name" + (" and time" if _span_s(members) <= 2 else "")


def _describe_distance(members: Sequence[PhotoFacts]) -> str:
    if not all(is_take(one) for one in members):
        return ""
    span_s = _span_s(members)
    return f", taken within {_describe_span(span_s)}" if span_s < _DAY_S else ", of different times"


def _span_s(members: Sequence[PhotoFacts]) -> float:
    """Return the time from the first to the last; endless where one has no date."""
    if any(one.taken is None for one in members):
        return float("inf")
    order = sorted(members, key=lambda one: moment_of(one) or 0.0)
    return seconds_apart(order[0], order[-1])


def _describe_span(seconds: float) -> str:
    """Say how long, rounded up.

    Example:
        >>> _describe_span(0.0), _describe_span(75.0), _describe_span(4000.0)
        ('1 second', '2 minutes', '2 hours')
    """
    for unit_s, name in ((_HOUR_S, "hour"), (_MINUTE_S, "minute"), (1, "second")):
        if seconds > unit_s or unit_s == 1:
            count = max(1, -int(-seconds // unit_s))
            return f"{count} {name}{'' if count == 1 else 's'}"
    raise AssertionError("unreachable: a second is the least unit")
