"""Photos that belong to one press of the button by what they are called: RAW and JPEG, and the two halves of a Live photo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from albumen.store.curation_records import PhotoFacts
from albumen.types import PhotoKind
from knowledge_graph.duplicates.takes import seconds_apart

# A camera writes both within the same second; a phone's raw picture may take one more.
_MOST_SECONDS = 2.0


def find_pairs(facts: Sequence[PhotoFacts], paths: Mapping[int, Sequence[Path]]) -> list[list[PhotoFacts]]:
    """Find raw pictures with the pictures that were written beside them, and Live photos.

    One stem in one folder makes a pair, unless camera or time say otherwise; so does one stem in two folders, such as `raw`
    and `jpg`, where camera and time are known and say the same. A photo is in one pair at most.
    """
    by_id = {one.id: one for one in facts}
    taken: set[int] = set()
    pairs = []
    for members in [*_by_name(facts, paths), *_live(facts, by_id)]:
        free = [one for one in members if one.id not in taken]
        if len(free) > 1:
            pairs.append(free)
            taken |= {one.id for one in free}
    return pairs


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


def _live(facts: Sequence[PhotoFacts], by_id: Mapping[int, PhotoFacts]) -> list[list[PhotoFacts]]:
    return [
        [one, by_id[one.live_pair_id]] for one in facts if one.live_pair_id is not None and one.live_pair_id in by_id
    ]
