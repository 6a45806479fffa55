"""Wallpapers out of a library: the photos that may be shown are measured by their previews, the best are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from albumen.curation.clock_area import measure_crops
from albumen.curation.covers import save_picture
from albumen.curation.photo_source import LibraryPhotos, PhotoLibrary, SeenPhoto, open_photos
from albumen.errors import OutputError, PhotoError
from albumen.store.curation_records import PhotoFacts
from knowledge_graph.eligibility import why_not
from knowledge_graph.hidden_pictures import find_hidden
from knowledge_graph.wallpapers import MEASURED_PX, Screen, Wallpaper, suggest
from knowledge_graph.wishes import Wishes

# So many of the most appealing photos are measured, at 6 ms each: more than anyone will look through.
MOST_MEASURED = 600

# Loaded at twice of what is measured, so that the reduction begins from enough.
_LOOK_PX = 4 * MEASURED_PX


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wallpaper, and the photo that it is of."""

    wallpaper: Wallpaper
    photo: SeenPhoto


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Wallpapers, best first, and how many photos of how many were measured for them."""

    found: tuple[Suggestion, ...]
    measured: int
    photos: int


def suggest_wallpapers(library: PhotoLibrary, screen: Screen, *, limit: int) -> Suggestions:
    """Find the photos that leave room for a screen's clock; of near-duplicates one.

    Args:
        library: whose photos.
        screen: to be filled.
        limit: at most so many.
    """
    with library.store.read() as tx:
        wishes, hidden = Wishes(tx.feedback.in_force()), find_hidden(tx)
        facts = tx.facts.load()
        appeals, sets = tx.appeals.scores(), tx.duplicates.sets()
    shown = [one for one in facts if one.id not in hidden and why_not(one, wishes) is None]
    chosen = sorted(shown, key=lambda one: (-_worth(one, appeals) * wishes.weight(one), one.id))[:MOST_MEASURED]
    source = open_photos(library)
    found = _measure(source, chosen, screen, appeals)
    found.sort(key=lambda one: (-one.wallpaper.score * wishes.weight(one.photo.facts), one.photo.facts.id))
    return Suggestions(tuple(_leave_out_copies(found, sets)[:limit]), len(chosen), len(facts))


def draw_wallpaper(library: PhotoLibrary, suggestion: Suggestion, screen: Screen) -> Image.Image:
    """Draw a wallpaper from the original: as many pixels as the screen has, fewer where the photo has fewer.

    Raises:
        PhotoError: nothing of the photo can be read.
    """
    source = open_photos(library)
    crop, photo = suggestion.wallpaper.crop, suggestion.photo
    reduction = min(1.0, screen.height_px / (crop.bottom - crop.top))
    image = source.load(photo, max_side_px=max(1, round(max(photo.size_px) * reduction)))
    box = crop.scaled(image.width / photo.size_px[0], image.height / photo.size_px[1])
    size = max(1, round(box.right - box.left)), max(1, round(box.bottom - box.top))
    edges = (box.left, box.top, min(box.right, image.width), min(box.bottom, image.height))
    return image.resize(size, Image.Resampling.LANCZOS, box=edges)


def save_wallpapers(
    library: PhotoLibrary, suggestions: Sequence[Suggestion], screen: Screen, folder: Path
) -> list[tuple[Path, str | None]]:
    """Write wallpapers as `wallpaper-ID-for-WxH.jpg`, after the screen's size; return each file, and why it is not there, if so.

    A file of that name that is there already is left as it is.

    Raises:
        OutputError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be made: {error.strerror}; choose another") from error
    written: list[tuple[Path, str | None]] = []
    for one in suggestions:
        target = folder / f"wallpaper-{one.photo.facts.id}-for-{screen.width_px}x{screen.height_px}.jpg"
        try:
            if not target.exists():
                save_picture(target, draw_wallpaper(library, one, screen))
            written.append((target, None))
        except PhotoError as error:
            written.append((target, str(error)))
    return written


def _measure(
    source: LibraryPhotos, facts: Sequence[PhotoFacts], screen: Screen, appeals: dict[int, float]
) -> list[Suggestion]:
    seen = source.look_up([one.id for one in facts])
    found = []
    for photo in seen.values():
        try:
            image = source.load_small(photo, max_side_px=_LOOK_PX)
        except PhotoError:
            continue  # neither preview nor file: nothing to look at, and nothing to show
        wallpaper = suggest(
            photo.facts, measure_crops(photo, image, screen), screen, appeal=appeals.get(photo.facts.id)
        )
        if wallpaper is not None:
            found.append(Suggestion(wallpaper, photo))
    return found


def _worth(facts: PhotoFacts, appeals: dict[int, float]) -> float:
    return appeals.get(facts.id, facts.aesthetics or 0.0)


def _leave_out_copies(found: Iterable[Suggestion], sets: dict[int, int]) -> list[Suggestion]:
    kept: dict[int, Suggestion] = {}
    for one in found:
        kept.setdefault(sets.get(one.photo.facts.id, one.photo.facts.id), one)
    return list(kept.values())
