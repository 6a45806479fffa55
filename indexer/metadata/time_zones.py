"""The offset from UTC of a local time: from the position's zone, or from the satellites' clock.

Zones are tzfpy's polygons (timezone-boundary-builder, ODbL) with the rules of the IANA database (`zoneinfo`).
"""

from __future__ import annotations

import functools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from albumen.types import GeoPoint
from indexer.metadata.clock import MAX_OFFSET_S, MIN_OFFSET_S

# Every offset in use since 1972 is a multiple of a quarter of an hour.
_QUARTER_S = 15 * 60
# A camera's clock drifts some minutes a year, and a fix may be some minutes old. More is not an offset but an error.
_MAX_DRIFT_S = 5 * 60


def find_zone(point: GeoPoint) -> ZoneInfo | None:
    """Return the time zone at a position; at sea one of the `Etc/GMT` bands."""
    import tzfpy

    return _load_zone(tzfpy.get_tz(point.lon, point.lat))


def find_offset(local: datetime, zone: ZoneInfo, *, gps_utc: datetime | None = None) -> int | None:
    """Return the zone's offset at a local time, in seconds.

    When clocks go back, one hour happens twice: the satellites' time decides which one it was, and without it the
    first (summer time) is taken. A time that clocks skipped counts as standard time: the camera was not set forward.

    Args:
        local: Naive local time.
        zone: The position's zone.
        gps_utc: Naive UTC of the GPS fix, where the file has it.
    """
    candidates = [_offset_s(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]
    known = [offset for offset in candidates if offset is not None]
    if not known:
        return None
    if gps_utc is None or known[0] == known[-1]:
        return known[0]
    return min(known, key=lambda offset: abs((local - gps_utc).total_seconds() - offset))


def bring_to_zone(utc: datetime, zone: ZoneInfo) -> tuple[datetime, int]:
    """Return the local time and the offset in seconds of a naive UTC moment."""
    local = utc.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    return local.replace(tzinfo=None, fold=0), _offset_s(local) or 0


def offset_from_gps(local: datetime, gps_utc: datetime) -> int | None:
    """Return local minus satellite time, rounded to a quarter of an hour; None where that is no plausible offset.

    Example:
        >>> offset_from_gps(datetime(2023, 5, 17, 16, 30, 40), datetime(2023, 5, 17, 14, 29, 58))
        7200
    """
    difference_s = (local - gps_utc).total_seconds()
    offset_s = round(difference_s / _QUARTER_S) * _QUARTER_S
    is_plausible = abs(difference_s - offset_s) <= _MAX_DRIFT_S and MIN_OFFSET_S <= offset_s <= MAX_OFFSET_S
    return offset_s if is_plausible else None


@functools.cache
def _load_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset_s(moment: datetime) -> int | None:
    try:
        offset: timedelta | None = moment.utcoffset()
    except OverflowError:  # year 1 or 9999
        return None
    return None if offset is None else round(offset.total_seconds())
