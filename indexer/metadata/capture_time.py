"""When a photo was taken: six sources, asked in one order, each answer with its source.

1. XMP sidecar: a person or their photo manager corrected it.
2. EXIF: the camera's clock.
3. XMP inside the file: what an editor kept when it dropped EXIF.
4. GPS time: exact, but UTC; brought to the position's zone.
5. File name.
6. File time: copying changes it, so it comes last.

The offset from UTC comes from the source itself, else from the position's zone, else from the difference between the
satellites' clock and the camera's, else it stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from albumen.types import CaptureTime, GeoPoint, TimeSource
from indexer.metadata.clock import ClockReading, is_plausible
from indexer.metadata.file_names import parse_file_name
from indexer.metadata.time_zones import bring_to_zone, find_offset, find_zone, offset_from_gps


@dataclass(frozen=True, slots=True)
class TimeEvidence:
    """Everything that may tell when a photo was taken."""

    sidecar: ClockReading | None = None
    exif: ClockReading | None = None
    xmp: ClockReading | None = None
    gps_utc: datetime | None = None
    file_name: str = ""
    modified_at_s: float | None = None
    position: GeoPoint | None = None


def choose_capture_time(evidence: TimeEvidence, *, now: datetime | None = None) -> CaptureTime | None:
    """Take the best source that answers, and find its offset from UTC.

    Args:
        evidence: What the sources say.
        now: Naive UTC, for the check of dates against the future.
    """
    clocks = (
        (evidence.sidecar, TimeSource.XMP_SIDECAR),
        (evidence.exif, TimeSource.EXIF),
        (evidence.xmp, TimeSource.XMP),
    )
    for reading, source in clocks:
        if reading is not None:
            return _place_on_earth(reading, source, evidence)
    if evidence.gps_utc is not None:
        return _bring_home(evidence.gps_utc, TimeSource.GPS, evidence.position)
    named = parse_file_name(evidence.file_name, now=now)
    if named is not None and named.is_utc:
        return _bring_home(named.moment, TimeSource.FILE_NAME, evidence.position)
    if named is not None:
        return _place_on_earth(ClockReading(named.moment), TimeSource.FILE_NAME, evidence)
    return _read_file_time(evidence.modified_at_s, now)


def _place_on_earth(reading: ClockReading, source: TimeSource, evidence: TimeEvidence) -> CaptureTime:
    offset_s = reading.utc_offset_s
    if offset_s is None and evidence.position is not None:
        zone = find_zone(evidence.position)
        offset_s = find_offset(reading.local, zone, gps_utc=evidence.gps_utc) if zone else None
    if offset_s is None and evidence.gps_utc is not None:
        offset_s = offset_from_gps(reading.local, evidence.gps_utc)
    return CaptureTime(reading.local, offset_s, source)


def _bring_home(utc: datetime, source: TimeSource, position: GeoPoint | None) -> CaptureTime:
    """Show a UTC moment as the wall clock of its place; as UTC where the place is unknown."""
    zone = find_zone(position) if position else None
    local, offset_s = bring_to_zone(utc, zone) if zone else (utc, 0)
    return CaptureTime(local, offset_s, source)


def _read_file_time(modified_at_s: float | None, now: datetime | None) -> CaptureTime | None:
    """Take the file's time in this machine's zone."""
    try:
        moment = datetime.fromtimestamp(modified_at_s or 0.0, UTC).astimezone()
        offset = moment.utcoffset()
    except (ValueError, OverflowError, OSError):
        return None
    local = moment.replace(tzinfo=None)
    if modified_at_s is None or not is_plausible(local, now=now):
        return None
    return CaptureTime(local, None if offset is None else round(offset.total_seconds()), TimeSource.FILE_TIME)
