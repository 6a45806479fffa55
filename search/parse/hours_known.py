"""Parts of the day by name, as minutes of the wall clock; there is no rule for them, so they are wide."""

from __future__ import annotations

# From one minute to another, half open; the night goes over midnight.
NAMED_HOURS: dict[str, tuple[int, int]] = {
    "morning": (5 * 60, 12 * 60),
    "noon": (11 * 60 + 30, 13 * 60 + 30),
    "midday": (11 * 60, 14 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (17 * 60, 22 * 60),
    "night": (20 * 60, 6 * 60),
    "midnight": (23 * 60, 1 * 60),
}
