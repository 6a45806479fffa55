"""A memory laid out as a slideshow: which photo is seen when, how it moves, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from albumen.curation.photo_source import PhotoSource, SeenPhoto
from albumen.curation.slideshow.pans import Pan, PanSubject, choose_pan
from albumen.curation.slideshow.timeline import Slide, Timeline, plan_timeline
from albumen.english import MONTHS
from albumen.errors import UsageError
from albumen.store.curation_records import Memory, PhotoFacts
from knowledge_graph.memories.dating import taken_on


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo in the show: when it is seen, how it moves, and its caption, which may be empty."""

    photo: SeenPhoto
    slide: Slide
    pan: Pan
    caption: str
    description: str


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A slideshow before it is drawn. `cover` is what the title is written over; `notes` say what could not be shown as is."""

    title: str
    subtitle: str
    cover: SeenPhoto
    shots: tuple[Shot, ...]
    timeline: Timeline
    size_px: tuple[int, int]
    notes: tuple[str, ...] = ()


def plan_storyboard(memory: Memory, source: PhotoSource, *, size_px: tuple[int, int], tempo_bpm: float) -> Storyboard:
    """Lay a memory out.

    Args:
        memory: what is shown.
        source: where its photos come from.
        size_px: width and height of the output.
        tempo_bpm: of the music; the memory's own where there is none.

    Raises:
        UsageError: none of its photos can be shown.
    """
    found = source.look_up({memory.cover_id, *(photo.photo_id for photo in memory.photos)})
    photos = [found[one.photo_id] for one in memory.photos if one.photo_id in found]
    shown = [photo for photo in photos if source.has_pixels(photo)]
    if not shown:
        raise UsageError(f"no photo of “{memory.title}” can be shown: mount their disk, or run albumen curate again")
    timeline = plan_timeline(len(shown), tempo_bpm)
    shots = tuple(
        _make_shot(photo, timeline.slides[at + 1], size_px, is_inward=at % 2 == 0) for at, photo in enumerate(shown)
    )
    cover = found.get(memory.cover_id)
    cover = cover if cover is not None and source.has_pixels(cover) else shown[0]
    notes = tuple(_notes(len(memory.photos), shown))
    return Storyboard(memory.title, memory.subtitle, cover, shots, timeline, size_px, notes)


def name_day(day: date) -> str:
    """Write a date as English captions do.

    Example:
        >>> name_day(date(2023, 5, 9))
        '9 May 2023'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def caption_of(facts: PhotoFacts) -> str:
    """Say where and when a photo was taken, as far as is known."""
    where = f"{facts.place.name}, {facts.place.country}" if facts.place is not None else ""
    day = taken_on(facts)
    when = name_day(day) if day is not None else ""
    return " · ".join(part for part in (where, when) if part)


def describe_photo(facts: PhotoFacts) -> str:
    """Describe a photo to those who cannot see it: its title, or what it shows, with place and date."""
    what = facts.title or "A photo"
    if not facts.title and facts.concepts:
        what = f"A photo tagged {facts.concepts[0].concept.replace('_', ' ')}"
    where = f" in {facts.place.name}, {facts.place.country}" if facts.place is not None else ""
    day = taken_on(facts)
    when = f", {name_day(day)}" if day is not None else ""
    return f"{what}{where}{when}"


def _make_shot(photo: SeenPhoto, slide: Slide, size_px: tuple[int, int], *, is_inward: bool) -> Shot:
    subject = PanSubject(photo.size_px, photo.saliency, tuple(person.body for person in photo.people))
    pan = choose_pan(subject, size_px[0] / size_px[1], seconds=slide.seconds, is_inward=is_inward)
    return Shot(photo, slide, pan, caption_of(photo.facts), describe_photo(photo.facts))


def _notes(count: int, shown: list[SeenPhoto]) -> list[str]:
    notes = []
    if len(shown) < count:
        notes.append(
            f"{count - len(shown)} of {count} photos are left out: neither a file nor a preview of them is there"
        )
    offline = sum(photo.is_offline for photo in shown)
    if offline:
        notes.append(f"{offline} of {count} photos are offline, and shown from their small previews")
    return notes
