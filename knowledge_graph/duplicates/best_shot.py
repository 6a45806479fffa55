"""Which photo of a group is the best, and why, in words that are true of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.types import PhotoKind, TimeSource
from knowledge_graph.duplicates.takes import is_take

# A copy with a little fewer pixels, as after a straightening, may still be the original.
_SIZE_STEP = 1.25
# How sharp and well lit a frame is matters more than how pleasing: frames of a burst hardly differ in the latter.
_TECHNICAL_SHARE = 0.75
_CLEAR_LEAD = 0.02  # in quality, below which a difference is the measure's own noise
# What formats keep of a picture; those that are not named lie between.
_FORMATS = {"raw": 4, "tiff": 3, "heic": 3, "png": 2, "jpeg": 2, "avif": 2, "webp": 1, "gif": 0, "bmp": 2}


def rank(facts: PhotoFacts) -> tuple[float, ...]:
    """Order photos of one picture: higher is better; the photo that came first wins among equals.

    A whole picture comes first, then more pixels (in steps of a quarter), then what a camera wrote over what was written
    since, then what has its movie, as a Live photo's still, then the place, the format, the bytes and the quality.
    """
    return (
        not facts.is_truncated,
        facts.kind is PhotoKind.RAW,
        _size_step(facts),
        is_take(facts),
        facts.has_movie,
        facts.position is not None,
        _FORMATS.get((facts.format or "").lower(), 1),
        facts.size_bytes,
        quality(facts),
        -facts.id,
    )


def rank_frame(facts: PhotoFacts) -> tuple[float, ...]:
    """Order frames of a burst: the sharpest and best lit, whatever its bytes."""
    return (not facts.is_truncated, _size_step(facts), quality(facts), facts.has_movie, -facts.id)


def quality(facts: PhotoFacts) -> float:
    """Return technical quality and a little of its looks, in [0, 1]; the middle where nobody looked."""
    technical = 0.5 if facts.technical is None else facts.technical
    aesthetics = 0.5 if facts.aesthetics is None else facts.aesthetics
    return _TECHNICAL_SHARE * technical + (1 - _TECHNICAL_SHARE) * aesthetics


def praise(best: PhotoFacts, others: Sequence[PhotoFacts], kind: DuplicateKind) -> str:
    """Say why a photo is the best of its group, against all others of it."""
    reasons = [reason for reason in _iter_reasons(best, others, kind) if reason]
    return "; ".join(reasons) if reasons else "as good as the others"


def fault(facts: PhotoFacts, best: PhotoFacts, kind: DuplicateKind) -> str:
    """Say in what a photo is behind the best of its group."""
    reasons = [reason for reason in _iter_reasons(best, [facts], kind, owner="the best ") if reason]
    return "; ".join(reasons) if reasons else "hardly different from the best"


def _iter_reasons(
    best: PhotoFacts, others: Sequence[PhotoFacts], kind: DuplicateKind, owner: str = ""
) -> Iterator[str | None]:
    if not best.is_truncated and all(other.is_truncated for other in others):
        yield f"{owner}is whole, where a part of the other{_s(others)} is lost"
    if best.kind is PhotoKind.RAW and all(other.kind is not PhotoKind.RAW for other in others):
        yield f"{owner}is the camera's raw picture"
    yield _praise_size(best, others)
    if kind is DuplicateKind.BURST:
        yield _praise_quality(best, others, owner)
        return
    if kind is DuplicateKind.SAME_PICTURE:
        yield _praise_movie(best, others, owner)
        yield _praise_known(best, others, owner)
        yield _praise_format(best, others, owner)


def _praise_movie(best: PhotoFacts, others: Sequence[PhotoFacts], owner: str) -> str | None:
    return f"{owner}has its movie" if best.has_movie and not any(other.has_movie for other in others) else None


def _praise_size(best: PhotoFacts, others: Sequence[PhotoFacts]) -> str | None:
    largest = max(others, key=_pixels)
    if _pixels(largest) == 0 or _pixels(best) <= _pixels(largest):
        return None
    return f"{best.width_px} x {best.height_px} against {largest.width_px} x {largest.height_px}"


def _praise_quality(best: PhotoFacts, others: Sequence[PhotoFacts], owner: str) -> str | None:
    looked_at = [other.technical for other in others if other.technical is not None]
    if best.technical is None or not looked_at or best.technical <= max(looked_at) + _CLEAR_LEAD:
        return None
    return f"{owner}is sharper or better lit (quality {best.technical:.2f} against {max(looked_at):.2f})"


def _praise_known(best: PhotoFacts, others: Sequence[PhotoFacts], owner: str) -> str | None:
    known = []
    if _has_date(best) and not any(_has_date(other) for other in others):
        known.append("date")
    if best.position is not None and all(other.position is None for other in others):
        known.append("place")
    if best.camera is not None and all(other.camera is None for other in others):
        known.append("camera")
    return f"{owner}has its {_list(known)}" if known else None


def _praise_format(best: PhotoFacts, others: Sequence[PhotoFacts], owner: str) -> str | None:
    if any(_pixels(other) != _pixels(best) for other in others):
        return None
    largest = max(other.size_bytes for other in others)
    if best.size_bytes <= largest or {other.format for other in others} != {best.format}:
        return None
    return f"{owner}is the less compressed file ({_kilobytes(best.size_bytes)} against {_kilobytes(largest)})"


def _has_date(facts: PhotoFacts) -> bool:
    """Whether more than a file's name or its own time tells the date."""
    return facts.taken is not None and facts.taken.source not in (TimeSource.FILE_NAME, TimeSource.FILE_TIME)


def _size_step(facts: PhotoFacts) -> int:
    return round(math.log(_pixels(facts), _SIZE_STEP)) if _pixels(facts) else 0


def _pixels(facts: PhotoFacts) -> int:
    return (facts.width_px or 0) * (facts.height_px or 0)


def _kilobytes(size_bytes: int) -> str:
    return f"{max(1, round(size_bytes / 1000)):,} kB"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _s(others: Sequence[PhotoFacts]) -> str:
    return "" if len(others) == 1 else "s"
