"""Reading clocks: date texts of EXIF, XMP and IPTC to a local time with or without its offset.

Cameras write nonsense when their battery was out; what cannot be a moment of photography is None, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The first photograph that survives, Niepce's view from his window, is of 1826 or 1827.
FIRST_YEAR = 1826
# Cameras ahead of the date line, or set an hour wrong, may seem a little in the future.
_FUTURE_SLACK = timedelta(days=1)
# UTC-12 (Baker Island) to UTC+14 (Line Islands).
MIN_OFFSET_S, MAX_OFFSET_S = -12 * 3600, 14 * 3600
# What a clock shows that was never set: starts of the MacOS, FAT, EXIF-writers' and NTP-less counters.
_COUNTER_STARTS = frozenset({datetime(1904, 1, 1), datetime(1980, 1, 1)})
_UNIX_EPOCH = datetime(1970, 1, 1)

_DATE_TIME = re.compile(
    r"""^[\s\0]*(?P<year>\d{4})
    (?:[:\-/.](?P<month>\d{1,2})
      (?:[:\-/.](?P<day>\d{1,2})
        (?:[T\s:]+(?P<hour>\d{1,2})[:.](?P<minute>\d{1,2})
          (?:[:.](?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?)?
          \s*(?P<offset>Z|[+-]\d{2}:?\d{2})?
        )?
      )?
    )?[\s\0]*$""",
    re.VERBOSE | re.ASCII,
)
_OFFSET = re.compile(r"^[\s\0]*(?:(?P<zulu>Z)|(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)[\s\0]*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock on the wall: naive local time, and its distance from UTC where it is known."""

    local: datetime
    utc_offset_s: int | None = None

    @property
    def utc(self) -> datetime | None:
        """The same moment as naive UTC; None where the offset is unknown."""
        return None if self.utc_offset_s is None else self.local - timedelta(seconds=self.utc_offset_s)


def parse_clock(value: object, *, now: datetime | None = None) -> ClockReading | None:
    """Read a date text in EXIF's or ISO 8601's spelling. A part that is missing counts as its first (January, 1, 0:00).

    Args:
        value: Text such as "2023:05:17 14:30:22" or "2023-05-17T14:30:22.5+02:00"; anything else gives None.
        now: Naive UTC, for the check against the future; the system's clock by default.

    Example:
        >>> parse_clock("2023:05:17 14:30:22").local.isoformat()
        '2023-05-17T14:30:22'
        >>> parse_clock("0000:00:00 00:00:00") is None
        True
    """
    match = _DATE_TIME.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(match[name] or default)
        for name, default in (("year", 0), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    local = make_local(year, month, day, hour, minute, second, now=now)
    if local is None:
        return None
    return ClockReading(local + parse_fraction(match["fraction"]), parse_offset(match["offset"]))


def make_local(*parts: int, now: datetime | None = None) -> datetime | None:
    """Build a local time from year, month, day, hour, minute, second; None where photography cannot have happened then.

    A leap second, or the 60 that some cameras write, becomes 59.
    """
    year, month, day, hour, minute, second = parts
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59) if second <= 60 else second)
    except (ValueError, OverflowError):
        return None
    return local if is_plausible(local, now=now) else None


def is_plausible(local: datetime, *, now: datetime | None = None) -> bool:
    """Say whether a photo can have been taken then: not before photography, not ahead, not an unset clock."""
    if local.year < FIRST_YEAR or local in _COUNTER_STARTS:
        return False
    is_epoch_in_some_zone = abs(local - _UNIX_EPOCH) <= timedelta(hours=14) and local.minute == local.second == 0
    latest = (now or datetime.now(UTC).replace(tzinfo=None)) + _FUTURE_SLACK
    return not is_epoch_in_some_zone and local <= latest


def parse_fraction(value: object) -> timedelta:
    """Read the digits behind the decimal point of a second (EXIF's SubSecTime); zero where there are none.

    Example:
        >>> parse_fraction("25")
        datetime.timedelta(microseconds=250000)
    """
    digits = value.strip(" \0") if isinstance(value, str) else ""
    if not (digits.isascii() and digits.isdigit()):
        return timedelta()
    return timedelta(microseconds=int(digits[:6].ljust(6, "0")))


def parse_offset(value: object) -> int | None:
    """Read an offset such as "+02:00", "-0330" or "Z" in seconds; None where it is absent or impossible.

    Example:
        >>> parse_offset("-03:30")
        -12600
    """
    match = _OFFSET.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    if match["zulu"]:
        return 0
    minutes = int(match["minutes"] or 0)
    seconds = (int(match["hours"]) * 60 + minutes) * 60 * (-1 if match["sign"] == "-" else 1)
    return seconds if minutes < 60 and MIN_OFFSET_S <= seconds <= MAX_OFFSET_S else None
