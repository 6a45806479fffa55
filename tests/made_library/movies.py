"""The movies beside the stills of one phone: halves of Live photos, and videos that merely have a still's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from uuid import NAMESPACE_URL, uuid5

from tests.live_photos import quicktime
from tests.made_library.shots import CAMERAS, Shot


class MovieMake(StrEnum):
    """What a movie is to the still of its name."""

    NAMED = "named"  # both halves carry one identifier, as the phone writes them
    STRIPPED = "stripped"  # a program took both identifiers away
    HALF_STRIPPED = "half stripped"  # only the movie kept its own, as where the still was edited
    LONG = "long"  # filmed on purpose; both counters stood at one number
    FOREIGN = "foreign"  # the movie of another Live photo, renamed by an export


LIVE = frozenset({MovieMake.NAMED, MovieMake.STRIPPED, MovieMake.HALF_STRIPPED})
# Of a hundred of the phone's shots, so many have such a movie beside them.
_PER_HUNDRED = {
    MovieMake.NAMED: 25,
    MovieMake.STRIPPED: 8,
    MovieMake.HALF_STRIPPED: 4,
    MovieMake.LONG: 4,
    MovieMake.FOREIGN: 4,
}
_SHORTEST_S, _LONGEST_S = 1.2, 3.4
_FILMED_S = (6.0, 900.0)


@dataclass(frozen=True, slots=True)
class Movie:
    """A movie to write. `still_identifier` is what the still's maker note is to say, None for no note."""

    path: str
    still: Shot
    make: MovieMake
    duration_s: float
    identifier: str | None
    still_identifier: str | None

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return quicktime(self.duration_s, self.identifier)


def plan_movies(shots: list[Shot], seed: int) -> list[Movie]:
    """Choose which of the phone's shots have which movie beside them."""
    random = Random(f"movies {seed}")
    own = [shot for shot in shots if shot.camera is CAMERAS["partner"]]
    order = iter(random.sample(own, len(own)))
    return [
        _film(shot, make, random)
        for make, share in _PER_HUNDRED.items()
        for shot in _take(order, max(1, round(share * len(own) / 100)))
    ]


def _take(order: Iterator[Shot], count: int) -> list[Shot]:
    return [shot for shot, _ in zip(order, range(count), strict=False)]


def _film(shot: Shot, make: MovieMake, random: Random) -> Movie:
    own, other = (str(uuid5(NAMESPACE_URL, f"{shot.path} {which}")).upper() for which in ("own", "other"))
    identifiers = {
        MovieMake.NAMED: (own, own),
        MovieMake.STRIPPED: (None, None),
        MovieMake.HALF_STRIPPED: (own, None),
        MovieMake.LONG: (None, own),
        MovieMake.FOREIGN: (other, own),
    }
    seconds = random.uniform(*_FILMED_S) if make is MovieMake.LONG else random.uniform(_SHORTEST_S, _LONGEST_S)
    return Movie(_name(shot, make, random), shot, make, round(seconds, 1), *identifiers[make])


def _name(shot: Shot, make: MovieMake, random: Random) -> str:
    """Name it as its still, in one of the spellings that phones and programs use."""
    endings = ("MP4", "mp4", "mov") if make is MovieMake.STRIPPED else ("MOV", "MOV", "mov")
    return f"{shot.path.rpartition('.')[0]}.{random.choice(endings)}"
