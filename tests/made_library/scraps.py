"""What is no memory: receipts, screenshots, documents and memes; and scans and old files that nobody dated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from albumen.types import UtilityKind
from tests.made_library.shots import CAMERAS, Shot
from tests.made_library.story import FIRST_DAY, LAST_DAY

SCAN, OLD_FILE = "scan", "old file"
_UTC = ZoneInfo("UTC")
# How often each kind comes in a thousand shots; receipts and codes are photographed, the others are saved.
_PER_THOUSAND = {
    UtilityKind.RECEIPT: 30,
    UtilityKind.SCREENSHOT: 35,
    UtilityKind.DOCUMENT: 8,
    UtilityKind.MEME: 22,
    UtilityKind.CODE: 8,
}
_PHOTOGRAPHED = frozenset({UtilityKind.RECEIPT, UtilityKind.DOCUMENT, UtilityKind.CODE})
_UNDATED_PER_THOUSAND = {SCAN: 10, OLD_FILE: 8}


@dataclass(frozen=True, slots=True)
class Scrap:
    """A file beside the photos. `near` is the shot after which it was photographed, None where it was not by a camera."""

    path: str
    saved_at: datetime
    scene: str
    utility: UtilityKind | None
    near: Shot | None = None


def plan_scraps(shots: list[Shot], seed: int) -> list[Scrap]:
    """Spread scraps over the three years."""
    random = Random(f"scraps {seed}")
    by_phone = [shot for shot in shots if shot.camera is CAMERAS["phone"]]
    scraps = [scrap for kind, share in _PER_THOUSAND.items() for scrap in
              _iter_utility(kind, max(2, round(share * len(shots) / 1000)), by_phone, random)]  # fmt: skip
    for name, share in _UNDATED_PER_THOUSAND.items():
        imported = _any_moment(random)
        for number in range(1, max(1, round(share * len(shots) / 1000)) + 1):
            path = f"Scans/scan{number:03d}.jpg" if name == SCAN else f"Old disk/P{number:05d}.JPG"
            scraps.append(Scrap(path, imported + timedelta(seconds=2 * number), "any", None))
    return scraps


def _iter_utility(kind: UtilityKind, count: int, by_phone: list[Shot], random: Random) -> Iterator[Scrap]:
    for number in range(1, count + 1):
        if kind in _PHOTOGRAPHED:
            near = random.choice(by_phone)
            moment = near.taken + timedelta(seconds=random.randint(30, 240))
            path = f"Phone/{moment:%Y/%m}/IMG_{moment:%Y%m%d_%H%M%S}_{9000 + number}.jpg"
            yield Scrap(path, moment, kind.value, kind, near)
        elif kind is UtilityKind.SCREENSHOT:
            moment = _any_moment(random)
            yield Scrap(f"Screenshots/Screenshot_{moment:%Y%m%d-%H%M%S}.png", moment, kind.value, kind)
        else:
            moment = _any_moment(random)
            yield Scrap(f"WhatsApp/IMG-{moment:%Y%m%d}-WA{20_000 + number}.jpg", moment, kind.value, kind)


def _any_moment(random: Random) -> datetime:
    first = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 9, tzinfo=_UTC)
    days = random.randrange((LAST_DAY - FIRST_DAY).days)
    return first + timedelta(days=days, seconds=random.randrange(12 * 3600))
