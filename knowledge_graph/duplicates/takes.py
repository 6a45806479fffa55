"""When and with what two photos were taken, in relation to each other: what sets a burst apart from copies of one picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from enum import StrEnum
from pathlib import Path

from albumen.store.curation_records import PhotoFacts
from albumen.types import TimeSource

# Frames of a burst follow each other within this; people who press again take 2 to 4 s.
BURST_GAP_S = 5.0
SCENE_S = 3_600.0  # photos of one scene follow each other within the hour
# Programs that lose the offset move a time by whole quarters of an hour, at most by the widest offset there is.
_OFFSET_STEP_S, _WIDEST_OFFSET_S = 900, 14 * 3_600
_WRITTEN_BY_CAMERA = (TimeSource.XMP_SIDECAR, TimeSource.EXIF, TimeSource.XMP, TimeSource.GPS)
# DSC_0012 and DSC_0013, IMG_20230517_143005 and ..._143006; copies carry more behind: IMG_1 (2), IMG_1-edited.
_NUMBERED = re.compile(r"(?P<name>.*?)(?P<number>\d{3,})")
# Phones name frames so: 00003IMG_00003_BURST20230517120000_COVER, IMG_1_BURST001.
_BURST_NAME = re.compile(r"_BURST\d+", re.ASCII)
_MOST_FRAMES_BETWEEN = 30  # of a long burst, where frames in between were deleted


class Relation(StrEnum):
    """How two photos lie in time."""

    SAME_INSTANT = "same_instant"  # one camera, one second
    SHIFTED = "shifted"  # one camera, and the clocks are apart by a time zone
    SECONDS = "seconds"  # one camera, as frames of a burst follow each other
    APART = "apart"  # two takes: other cameras or another time
    UNKNOWN = "unknown"  # one of them does not know; it may be a copy of the other


def relate(first: PhotoFacts, second: PhotoFacts) -> Relation:
    """Tell how two photos lie in time.

    Only a camera's word makes a photo a take of its own: times of files, or from names, may be those of copying.
    """
    if not (is_take(first) and is_take(second)):
        return Relation.UNKNOWN
    if first.camera != second.camera:
        return Relation.APART
    seconds = seconds_apart(first, second)
    if seconds < 1.0:
        return Relation.SAME_INSTANT
    if seconds <= BURST_GAP_S:
        return Relation.SECONDS
    if seconds % _OFFSET_STEP_S == 0 and seconds <= _WIDEST_OFFSET_S:
        return Relation.SHIFTED
    return Relation.APART


def moment_of(facts: PhotoFacts) -> float | None:
    """Return seconds on the wall clock, for comparing photos that follow each other; None without a time."""
    return facts.taken.local.replace(tzinfo=UTC).timestamp() if facts.taken else None


def seconds_apart(first: PhotoFacts, second: PhotoFacts) -> float:
    """Return the time between two dated photos: of true time where both know their offset, else of the wall clock."""
    assert first.taken is not None
    assert second.taken is not None
    seconds = (first.taken.local - second.taken.local).total_seconds()
    if first.taken.utc_offset_s is not None and second.taken.utc_offset_s is not None:
        seconds -= first.taken.utc_offset_s - second.taken.utc_offset_s
    return abs(seconds)


def follow_each_other(first: Sequence[Path], second: Sequence[Path]) -> bool:
    """Whether two photos lie in one folder under numbers that a camera gave them one after another, or as frames of a burst.

    Example:
        >>> follow_each_other([Path("/a/DSC_0012.JPG")], [Path("/a/DSC_0013.JPG")])
        True
        >>> follow_each_other([Path("/a/DSC_0012.JPG")], [Path("/a/DSC_0012_BURST001.JPG")])
        True
        >>> follow_each_other([Path("/a/DSC_0012.JPG")], [Path("/a/DSC_0012-edited.JPG")])
        False
    """
    return any(
        one.parent == other.parent and (_is_burst_name(one, other) or _are_numbered(one, other))
        for one in first
        for other in second
    )


def share_name(first: Sequence[Path], second: Sequence[Path]) -> bool:
    """Whether two photos are called alike but for what copies carry behind their names.

    Example:
        >>> share_name([Path("/a/Scan_12.png")], [Path("/b/Scan_12-edited.jpg")])
        True
    """
    stems = [(one.stem.lower(), other.stem.lower()) for one in first for other in second]
    return any(_begins(one, other) or _begins(other, one) for one, other in stems)


def is_take(facts: PhotoFacts) -> bool:
    """Whether a camera says that it took this photo, and when."""
    return facts.camera is not None and facts.taken is not None and facts.taken.source in _WRITTEN_BY_CAMERA


def _begins(stem: str, longer: str) -> bool:
    return longer.startswith(stem) and not longer[len(stem) :][:1].isalnum()


def _is_burst_name(one: Path, other: Path) -> bool:
    return one.stem != other.stem and (_BURST_NAME.search(one.stem) or _BURST_NAME.search(other.stem)) is not None


def _are_numbered(one: Path, other: Path) -> bool:
    first, second = _NUMBERED.fullmatch(one.stem), _NUMBERED.fullmatch(other.stem)
    if first is None or second is None or first["name"] != second["name"]:
        return False
    return 0 < abs(int(first["number"]) - int(second["number"])) <= _MOST_FRAMES_BETWEEN
