"""Capture times that cameras, phones and chat programs write into file names.

Three facts decide how a name is read. Most programs write local time. Google Camera's `PXL_` names are in UTC (its
older `IMG_` names were local): a photo taken at 23:30 in New York in summer is called PXL_..._0330. And chat programs
write a day without a time, or the milliseconds since 1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from indexer.metadata.clock import is_plausible, make_local

# A day without a time: noon is at most twelve hours wrong, and stays on its day in every zone that is near.
NOON = time(12)
_FIRST_YEAR_OF_DIGITAL_NAMES = 1990

_DATE = r"(?P<year>\d{4})(?P<gap>[-_.]?)(?P<month>\d{2})(?P=gap)(?P<day>\d{2})"
_TIME = r"(?P<hour>\d{2})(?P<mark>[-_.:]?)(?P<minute>\d{2})(?P=mark)(?P<second>\d{2})"
_TAIL = r"(?:[-_.]?(?P<fraction>\d{3}))?(?!\d)"

# Videos have names of the same make; they are not photos.
_VIDEO = re.compile(r"^(VID|MOV|video|WhatsApp Video)[-_ ]", re.I)
# PXL_20230517_123022123.jpg, also PXL_..._NIGHT.jpg and .MP.jpg
_PIXEL = re.compile(rf"^PXL_{_DATE}_{_TIME}{_TAIL}", re.ASCII)
# IMG_20230517_143022, IMG20230517143022, 2023-05-17 14.30.22, Screenshot_20230517-143022, signal-2023-05-17-14-30-22-123
_DATE_TIME = re.compile(rf"(?<!\d){_DATE}[-_ T]?{_TIME}{_TAIL}", re.ASCII)
# Screenshot 2023-05-17 at 2.30.22 PM (with a narrow space since macOS 13), WhatsApp Image 2023-05-17 at 14.30.22
_SPOKEN = re.compile(
    rf"(?<!\d){_DATE}(?:,? at | um | à |, | )(?P<hour>\d{{1,2}})[.:](?P<minute>\d{{2}})[.:](?P<second>\d{{2}})"
    r"(?:[ \u202f]?(?P<half>[AaPp][Mm]))?(?!\d)",
    re.ASCII,
)
# IMG-20230517-WA0001.jpg
_WHATSAPP_DAY = re.compile(rf"^(?:IMG|STK|PHOTO)-{_DATE}-WA\d+", re.ASCII)
# 2023-05-17 Beach.jpg
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)", re.ASCII)
# FB_IMG_1684333822000.jpg (Facebook), mmexport1684333822000.jpg (WeChat)
_MILLISECONDS = re.compile(r"^(?:FB_IMG_|mmexport|received_|Snapchat-)(?P<ms>\d{13})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time read from a file name: local, or UTC where `is_utc`."""

    moment: datetime
    is_utc: bool = False


def parse_file_name(name: str, *, now: datetime | None = None) -> NamedTime | None:
    """Read the capture time that a file name tells; None where it tells none.

    Args:
        name: File name, with or without its extension.
        now: Naive UTC, for the check of dates against the future.

    Example:
        >>> parse_file_name("IMG_20230517_143022.jpg").moment.isoformat()
        '2023-05-17T14:30:22'
        >>> parse_file_name("DSC01234.JPG") is None
        True
    """
    if _VIDEO.match(name):
        return None
    if match := _MILLISECONDS.match(name):
        return _from_milliseconds(int(match["ms"]), now)
    for pattern in (_PIXEL, _WHATSAPP_DAY, _SPOKEN, _DATE_TIME, _ISO_DAY):
        match = pattern.search(name)
        moment = _from_match(match.groupdict(), now) if match else None
        if moment is not None:
            return NamedTime(moment, is_utc=pattern is _PIXEL)
    return None


def _from_match(parts: dict[str, str | None], now: datetime | None) -> datetime | None:
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    if year < _FIRST_YEAR_OF_DIGITAL_NAMES:
        return None
    if parts.get("hour") is None:
        return make_local(year, month, day, NOON.hour, 0, 0, now=now)
    hour = _to_24_hours(int(parts["hour"] or 0), parts.get("half"))
    moment = make_local(year, month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0), now=now)
    return moment and moment.replace(microsecond=int(parts.get("fraction") or 0) * 1000)


def _to_24_hours(hour: int, half: str | None) -> int:
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _from_milliseconds(milliseconds: int, now: datetime | None) -> NamedTime | None:
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
    is_sane = moment.year >= _FIRST_YEAR_OF_DIGITAL_NAMES and is_plausible(moment, now=now)
    return NamedTime(moment, is_utc=True) if is_sane else None
