"""The whole library: every file that is to be, and the truth about it; nothing is drawn or written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations

from albumen.types import CaptureTime, PhotoKind, TimeSource
from indexer.metadata.file_names import parse_file_name
from indexer.places import find_place
from knowledge_graph.evaluation.truth import TrueHome, TruePhoto, TrueTrip, Truth
from tests.made_library.copies import SAME_PICTURE, Copy, Make, plan_copies
from tests.made_library.movies import LIVE, Movie, plan_movies
from tests.made_library.occasions import Story
from tests.made_library.scraps import Scrap, plan_scraps
from tests.made_library.shots import Shot, iter_shots
from tests.made_library.story import Scale, build_story

_WITHOUT_EXIF = frozenset({Make.MESSENGER, Make.PNG})
# Programs write their copies some days later; a file without EXIF tells nothing but that.
COPIED_AFTER = timedelta(days=2, hours=3)
_LIVED_WITHIN_KM = 20.0


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file to write, and the truth about it. `source` is the shot or the scrap that it is of.

    `identifier` is what the halves of a Live photo share, as the still says it; None where it says none.
    """

    true: TruePhoto
    make: Make
    source: Shot | Scrap
    taken: datetime
    identifier: str | None = None

    @property
    def changed_at(self) -> datetime:
        """When the file was last changed."""
        return self.taken + COPIED_AFTER if self.make in _WITHOUT_EXIF else self.taken

    @property
    def has_exif(self) -> bool:
        """Whether a camera's tags are in it."""
        return self.make not in _WITHOUT_EXIF and (isinstance(self.source, Shot) or self.source.near is not None)


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """A story with its files, and the movies beside some of them."""

    story: Story
    files: tuple[MadeFile, ...]
    movies: tuple[Movie, ...] = ()


def plan_library(seed: int, scale: Scale = Scale()) -> MadeLibrary:  # noqa: B008 - it is frozen
    """Invent a library; the same one for the same seed and scale."""
    story = build_story(seed, scale)
    shots = [*iter_shots(story)]
    movies = plan_movies(shots, seed)
    identifiers = {movie.still.path: movie.still_identifier for movie in movies}
    originals = [_of_copy(Copy(shot.path, shot, Make.ORIGINAL, shot.taken)) for shot in shots]
    copies = [_of_copy(copy) for copy in plan_copies(shots, seed)]
    scraps = [_of_scrap(scrap) for scrap in plan_scraps(shots, seed)]
    files = {file.true.path: file for file in (*originals, *copies, *scraps)}  # a name is given once
    named = (replace(file, identifier=identifiers.get(file.true.content)) for file in files.values())
    return MadeLibrary(story, tuple(named), tuple(movies))


def describe(library: MadeLibrary, split: str) -> Truth:
    """Tell the truth about a library's files."""
    return Truth(
        seed=library.story.seed,
        split=split,
        photos=tuple(file.true for file in library.files),
        trips=tuple(_iter_trips(library.files)),
        homes=tuple(_iter_homes(library)),
        birthdays=library.story.birthdays,
        duplicates=_find_pairs(library),
    )


def _of_copy(copy: Copy) -> MadeFile:
    shot = copy.of
    is_shot = copy.make not in _WITHOUT_EXIF
    knows = is_shot and shot.knows_position and copy.make is not Make.RAW
    taken = _tell_time(copy) if is_shot else _tell_name(copy)
    true = TruePhoto(
        path=copy.path,
        content=shot.path if copy.make is Make.SAME_BYTES else copy.path,
        picture=shot.path,
        scene=shot.scene,
        format=copy.path.rpartition(".")[2].lower().replace("jpg", "jpeg"),
        kind=PhotoKind.RAW if copy.make is Make.RAW else PhotoKind.STILL,
        taken=taken,
        position=shot.position if knows else None,
        place=_find_place(shot.position) if knows else None,
        camera=shot.camera.exposure.camera if is_shot else None,
        moment=shot.occasion.name if is_shot else None,
        trip=shot.occasion.trip,
        birthday=shot.occasion.birthday,
        town=_find_place(shot.position),
    )
    return MadeFile(true, copy.make, shot, copy.taken)


_find_place = cache(find_place)  # copies are where their originals are


def _tell_time(copy: Copy) -> CaptureTime:
    offset = copy.taken.utcoffset() if copy.of.camera.has_offset else None
    offset_s = None if offset is None else round(offset.total_seconds())
    return CaptureTime(copy.taken.replace(tzinfo=None, fold=0), offset_s, TimeSource.EXIF)


def _tell_name(copy: Copy | Scrap) -> CaptureTime:
    named = parse_file_name(copy.path.rpartition("/")[2])
    if named is not None:
        return CaptureTime(named.moment, None, TimeSource.FILE_NAME)
    moment = copy.taken + COPIED_AFTER if isinstance(copy, Copy) else copy.saved_at
    return CaptureTime(moment.astimezone(UTC).replace(tzinfo=None), 0, TimeSource.FILE_TIME)


def _of_scrap(scrap: Scrap) -> MadeFile:
    near = scrap.near
    knows = near is not None and near.knows_position
    if near is None:
        taken = _tell_name(scrap)
    else:
        offset = scrap.saved_at.utcoffset() or timedelta()
        taken = CaptureTime(scrap.saved_at.replace(tzinfo=None), round(offset.total_seconds()), TimeSource.EXIF)
    true = TruePhoto(
        path=scrap.path,
        content=scrap.path,
        picture=scrap.path,
        scene=scrap.scene,
        format=scrap.path.rpartition(".")[2].lower().replace("jpg", "jpeg"),
        kind=PhotoKind.STILL,
        taken=taken,
        position=near.position if near is not None and knows else None,
        place=_find_place(near.position) if near is not None and knows else None,
        camera=near.camera.exposure.camera if near else None,
        trip=near.occasion.trip if near else None,
        town=_find_place(near.position) if near else None,
        utility=scrap.utility,
    )
    return MadeFile(true, Make.ORIGINAL, scrap, scrap.saved_at)


def _iter_trips(files: tuple[MadeFile, ...]) -> Iterator[TrueTrip]:
    shots: dict[str, list[MadeFile]] = defaultdict(list)
    for file in files:
        if file.true.trip and isinstance(file.source, Shot):
            shots[file.true.trip].append(file)
    for name, of_trip in shots.items():
        days = sorted(file.taken.date() for file in of_trip)
        places = dict.fromkeys(file.true.town for file in of_trip)
        yield TrueTrip(name, days[0], days[-1], tuple(place for place in places if place is not None))


def _iter_homes(library: MadeLibrary) -> Iterator[TrueHome]:
    """Yield homes with the first and the last day on which a photo shows somebody living there."""
    for dwelling in library.story.dwellings:
        place = find_place(dwelling.spot.point)
        assert place is not None
        days = [
            file.taken.date()
            for file in library.files
            if isinstance(file.source, Shot)
            and file.true.trip is None
            and file.source.occasion.spot.km_to(dwelling.spot) <= _LIVED_WITHIN_KM
        ]
        until = max(days, default=dwelling.since) if dwelling.until else None
        yield TrueHome(place, dwelling.spot.point, min(days, default=dwelling.since), until)


def _find_pairs(library: MadeLibrary) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the pairs of each class: all of a picture's versions, all of a burst's frames, stills and movies, and so on."""
    families: dict[str, list[MadeFile]] = defaultdict(list)
    for file in library.files:
        families[file.true.picture].append(file)
    pairs: dict[str, list[tuple[str, str]]] = {
        name: [] for name in ("identical", "same_picture", "pair", "burst", "similar")
    }
    for family in families.values():
        for one, other in combinations(family, 2):
            pairs[_class_of(one.make, other.make)].append((one.true.path, other.true.path))
    pairs["pair"] += [(movie.still.path, movie.path) for movie in library.movies if movie.make in LIVE]
    return {name: tuple(found) for name, found in pairs.items()}


def _class_of(one: Make, other: Make) -> str:
    makes = {one, other}
    if Make.SAME_BYTES in makes:
        return "identical"
    if makes <= SAME_PICTURE:
        return "same_picture"
    return "pair" if Make.RAW in makes else "burst" if Make.BURST in makes else "similar"
