"""The truth about a made library, as a JSON file beside its photos: what each file tells, and what really happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from albumen.store.curation_records import PhotoFacts
from albumen.types import CaptureTime, GeoPoint, PhotoKind, Place, TimeSource, UtilityKind


@dataclass(frozen=True, slots=True)
class TruePhoto:
    """A file. What it tells of itself: `taken`, `position`, `place`, `camera`; what is true of it: the rest.

    `path` is relative to the photos' folder; files of equal `content` have the same bytes. `moment` names the occasion,
    None where nobody could tell it from the file; `trip` and `birthday` are named likewise. `town` is where it really was
    taken. `picture` names the original that it was made of.
    """

    path: str
    content: str
    picture: str
    scene: str
    format: str
    kind: PhotoKind
    taken: CaptureTime | None
    position: GeoPoint | None
    place: Place | None
    camera: str | None
    moment: str | None = None
    trip: str | None = None
    birthday: str | None = None
    town: Place | None = None
    utility: UtilityKind | None = None


@dataclass(frozen=True, slots=True)
class TrueTrip:
    """A trip: its first and last day with a photo, by the clock of the place, and the places at which photos were taken."""

    name: str
    starts_on: date
    ends_on: date
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TrueHome:
    """A home, and the days from which and until which it was one; None while it lasts."""

    place: Place
    position: GeoPoint
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is known. `duplicates` holds pairs of paths by class; pairs in `unsure` count neither for nor against."""

    seed: int
    split: str
    photos: tuple[TruePhoto, ...]
    trips: tuple[TrueTrip, ...]
    homes: tuple[TrueHome, ...]
    birthdays: dict[str, tuple[date, ...]]
    duplicates: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    unsure: tuple[tuple[str, str], ...] = ()


def save_truth(truth: Truth, path: Path) -> None:
    """Write the truth as JSON, one photo a line."""
    document = asdict(truth)
    photos = ",\n".join(json.dumps(photo, default=str, ensure_ascii=False) for photo in document.pop("photos"))
    rest = json.dumps(document, default=str, ensure_ascii=False)
    path.write_text(f'{rest[:-1]}, "photos": [\n{photos}\n]}}\n', encoding="utf-8")


def load_truth(path: Path) -> Truth:
    """Read what `save_truth` wrote."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Truth(
        seed=document["seed"],
        split=document["split"],
        photos=tuple(_photo(photo) for photo in document["photos"]),
        trips=tuple(_trip(trip) for trip in document["trips"]),
        homes=tuple(_home(home) for home in document["homes"]),
        birthdays={who: tuple(date.fromisoformat(day) for day in days) for who, days in document["birthdays"].items()},
        duplicates={kind: _pairs(pairs) for kind, pairs in document["duplicates"].items()},
        unsure=_pairs(document["unsure"]),
    )


def build_facts(photos: Sequence[TruePhoto]) -> list[PhotoFacts]:
    """Return the facts that an indexer would have stored from the files' metadata alone, nothing of their pixels.

    Ids count from 1 in the order of the photos; files of the same bytes are one photo.
    """
    firsts: dict[str, TruePhoto] = {}
    folders: dict[str, list[str]] = {}
    for photo in photos:
        firsts.setdefault(photo.content, photo)
        folders.setdefault(photo.content, []).append(str(Path("/photos") / Path(photo.path).parent))
    return [
        PhotoFacts(
            id=number,
            content_hash=content,
            size_bytes=100_000,
            format=photo.format,
            kind=photo.kind,
            taken=photo.taken,
            position=photo.position,
            place=photo.place,
            camera=photo.camera,
            folders=tuple(dict.fromkeys(folders[content])),
            utility=photo.utility or UtilityKind.NONE,
            utility_score=1.0,
        )
        for number, (content, photo) in enumerate(firsts.items(), 1)
    ]


def _photo(document: dict[str, Any]) -> TruePhoto:
    return TruePhoto(
        **{
            **document,
            "kind": PhotoKind(document["kind"]),
            "taken": _taken(document["taken"]),
            "position": GeoPoint(**document["position"]) if document["position"] else None,
            "place": Place(**document["place"]) if document["place"] else None,
            "town": Place(**document["town"]) if document["town"] else None,
            "utility": UtilityKind(document["utility"]) if document["utility"] else None,
        }
    )


def _taken(document: dict[str, Any] | None) -> CaptureTime | None:
    if document is None:
        return None
    local = datetime.fromisoformat(document["local"])
    return CaptureTime(local, document["utc_offset_s"], TimeSource(document["source"]))


def _trip(document: dict[str, Any]) -> TrueTrip:
    days = date.fromisoformat(document["starts_on"]), date.fromisoformat(document["ends_on"])
    return TrueTrip(document["name"], *days, tuple(Place(**place) for place in document["places"]))


def _home(document: dict[str, Any]) -> TrueHome:
    until = date.fromisoformat(document["until"]) if document["until"] else None
    since = date.fromisoformat(document["since"])
    return TrueHome(Place(**document["place"]), GeoPoint(**document["position"]), since, until)


def _pairs(document: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in document)
