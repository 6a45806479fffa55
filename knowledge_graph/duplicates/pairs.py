"""What belongs to one press of the button: raw pictures and their JPEG, and stills with their movies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from albumen.store.curation_records import PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.types import PhotoKind
from knowledge_graph.duplicates.takes import seconds_apart

# A camera writes both within the same second; a phone's raw picture may take one more.
_MOST_SECONDS = 2.0


def find_pairs(facts: Sequence[PhotoFacts], paths: Mapping[int, Sequence[Path]]) -> list[list[PhotoFacts]]:
    """Find raw pictures with the pictures that were written beside them.

    One stem in one folder makes a pair, unless camera or time say otherwise; so does one stem in two folders, such as `raw`
    and `jpg`, where camera and time are known and say the same. A photo is in one such pair at most.
    """
    taken: set[int] = set()
    pairs = []
    for members in _by_name(facts, paths):
        free = [one for one in members if one.id not in taken]
        if len(free) > 1:
            pairs.append(free)
            taken |= {one.id for one in free}
    return pairs


def find_live_photos(files: Iterable[PhotoFile]) -> dict[int, list[PhotoFile]]:
    """Return the stills that have their movie beside them, by photo id: whether it is theirs was decided when it was read."""
    found: dict[int, list[PhotoFile]] = defaultdict(list)
    for file in files:
        if file.movie is not None:
            found[file.photo_id].append(file)
    return dict(found)


def _by_name(facts: Sequence[PhotoFacts], paths: Mapping[int, Sequence[Path]]) -> list[list[PhotoFacts]]:
    stills = defaultdict(list)
    for one in facts:
        if one.kind is PhotoKind.STILL:
            for path in paths.get(one.id, ()):
                stills[path.stem.lower()].append((path, one))
    found = []
    for raw in (one for one in facts if one.kind is PhotoKind.RAW):
        beside = {
            still.id: still
            for path in paths.get(raw.id, ())
            for other, still in stills[path.stem.lower()]
            if _fits(raw, still, is_one_folder=path.parent == other.parent)
        }
        found.append([raw, *beside.values()])
    return found


def _fits(raw: PhotoFacts, still: PhotoFacts, *, is_one_folder: bool) -> bool:
    if raw.camera is None or still.camera is None or raw.taken is None or still.taken is None:
        return is_one_folder
    return raw.camera == still.camera and seconds_apart(raw, still) <= _MOST_SECONDS
