"""What curation takes from the store and gives to it: facts of photos, and what the knowledge graph makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from albumen.types import CaptureTime, GeoPoint, PhotoKind, Place, Tag, UtilityKind


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """All that curation asks of one photo with a file; what was not seen or said is None or empty.

    `folders` are the folders of its files, absolute, in order. `concepts` are tags, best first; `objects` counts the objects
    of each label. `utility` is the likeliest kind and `utility_score` its probability, None before the photo was looked at.
    `code` is the kind of QR or bar code that can be read in it ("QR Code"), None where there is none or nobody looked for one.
    `people`, `person_share` and `sky_share` come from its masks, and `subject` is the lifter's confidence: None before them.
    Scores and shares are in [0, 1]. `has_movie` says that it is the still of a Live photo, `is_truncated` that a part of the
    picture is lost.
    """

    id: int
    content_hash: str
    size_bytes: int
    format: str | None = None
    kind: PhotoKind | None = None
    width_px: int | None = None
    height_px: int | None = None
    taken: CaptureTime | None = None
    position: GeoPoint | None = None
    place: Place | None = None
    camera: str | None = None
    title: str | None = None
    keywords: tuple[str, ...] = ()
    has_movie: bool = False
    folders: tuple[str, ...] = ()
    concepts: tuple[Tag, ...] = ()
    objects: tuple[tuple[str, int], ...] = ()
    utility: UtilityKind | None = None
    utility_score: float | None = None
    code: str | None = None
    aesthetics: float | None = None
    technical: float | None = None
    people: int | None = None
    person_share: float | None = None
    sky_share: float | None = None
    subject: float | None = None
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Photos close in time and place. `id` is that of its earliest photo; times are of the wall clock there.

    `photo_ids` are in the order of time; `position` is the middle of those that have one. `evidence` counts the photos that
    can tell where somebody was: of the world rather than utility content, and dated by better than their file's time.
    """

    id: int
    photo_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    position: GeoPoint | None = None
    place: Place | None = None
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Home:
    """An area in which most days of a stretch of time were spent. `until` is None while it lasts; `days` is the evidence."""

    position: GeoPoint
    radius_km: float
    place: Place | None
    since: date
    until: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A stretch away from home, or a journey where no home is known. `id` is that of its first moment; both days are included; places by the time spent there."""

    id: int
    moment_ids: tuple[int, ...]
    starts_on: date
    ends_on: date
    places: tuple[Place, ...]
    title: str
    reason: str


class MemoryKind(StrEnum):
    """What brings the photos of a memory together."""

    ON_THIS_DAY = "on_this_day"
    TRIP = "trip"
    THEME = "theme"
    SEASON = "season"
    THEN_AND_NOW = "then_and_now"
    SITUATION = "situation"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class MemoryPhoto:
    """A photo of a memory, and why it was chosen."""

    photo_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Memory:
    """Photos that belong together, in the order of showing, with all that is shown and played beside them.

    `key` names the same memory again when it is made anew (`trip:812`, `year:2023`). `id` is None before it was saved.
    `places` (as `town, region, country code`) and `concepts` say what it is of: hiding one of them hides the memory.
    `score` ranks memories, higher first. `mood` and `tempo_bpm` are for music. Both days are None where no photo of it has a date.
    """

    key: str
    kind: MemoryKind
    title: str
    subtitle: str
    cover_id: int
    photos: tuple[MemoryPhoto, ...]
    mood: str
    tempo_bpm: int
    reason: str
    score: float
    starts_on: date | None
    ends_on: date | None
    places: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    id: int | None = None


class Verb(StrEnum):
    """What a person asks of Albumen's choices."""

    HIDE = "hide"
    LESS = "less"
    LIKE = "like"


class Target(StrEnum):
    """What a wish is about."""

    PHOTO = "photo"
    MEMORY = "memory"
    PLACE = "place"
    CONCEPT = "concept"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Wish:
    """Feedback in force or taken back. `value` is a photo's content hash, a memory's key, a place's or concept's name, or
    `2023-05-01/2023-05-14` (both days included). `undone_at` and `made_at` are seconds since 1970.
    """

    verb: Verb
    target: Target
    value: str
    made_at: int
    undone_at: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """How much a photo is worth showing, in [0, 1], and what that consists of, by the name of each part."""

    photo_id: int
    score: float
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeaturedPhoto:
    """A photo of one day's featured set, why it is in it, and the figures that the reason rests on."""

    day: date
    photo_id: int
    reason: str
    evidence: str = ""


class DuplicateKind(StrEnum):
    """How photos of a group are alike; the classes are kept apart, the strictest first."""

    IDENTICAL = "identical"  # the same bytes in several files
    SAME_PICTURE = "same_picture"  # re-encoded, resized or lightly edited
    PAIR = "pair"  # RAW and JPEG of one shot, or a Live pair
    BURST = "burst"
    SIMILAR = "similar"


class GroupState(StrEnum):
    """What became of a duplicate group."""

    OPEN = "open"
    KEPT = "kept"  # a person said that it is fine as it is
    RESOLVED = "resolved"  # the others went to the trash


@dataclass(frozen=True, slots=True)
class DuplicateMember:
    """A photo of a group, or one file of it where the group is of identical bytes; `reason` is why it stays or may go."""

    photo_id: int
    file_id: int | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Photos that are alike; the keeper comes first. `key` names the same group again: the members' hashes, digested."""

    key: str
    kind: DuplicateKind
    members: tuple[DuplicateMember, ...]
    confidence: float
    reason: str
    state: GroupState = GroupState.OPEN
    id: int | None = None

    @property
    def is_live_photo(self) -> bool:
        """Whether it is a still with its movie: one photo, of which nothing is to go."""
        return self.kind is DuplicateKind.PAIR and len({member.photo_id for member in self.members}) == 1


@dataclass(frozen=True, slots=True)
class CurationState:
    """Where a curation job stands. `stamp` is the state of the library that it last finished with; `cursor` where to go on.

    `summary` says what the last run came to, for people.
    """

    name: str
    stamp: str | None = None
    cursor: str | None = None
    done: int = 0
    total: int = 0
    finished_at: int | None = None
    error: str | None = None
    summary: str | None = None
