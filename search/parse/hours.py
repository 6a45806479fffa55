"""Hours of the day: "at night", "in the morning", "after 10 pm", "between 18:00 and 20:30".

"night" alone is a thing to see, a concept, as sunset and dawn are always: the clock does not know when the sun sets.
"""

from __future__ import annotations

import re

from search.chips import ChipKind, HoursValue
from search.parse.concepts import is_of_concept
from search.parse.found import Found, Setting
from search.parse.hours_known import NAMED_HOURS
from search.parse.terms import write_field, write_minutes
from search.parse.tokens import Sentence

_MINUTES_A_DAY = 24 * 60
_NAMES = "|".join(sorted(NAMED_HOURS, key=len, reverse=True))
_CLOCK = r"(?:(?:[01]?\d|2[0-4]):[0-5]\d(?: ?[ap]m)?|(?:1[0-2]|0?[1-9]) ?[ap]m|noon|midnight)"
_NAMED = re.compile(
    rf"(?:taken )?(?:(?:in|during) the (?:(?:early|late) )?|at |by )(?P<name>{_NAMES})(?:s|time)?(?!\S)"
)
_BETWEEN = re.compile(rf"(?:between|from) (?P<first>{_CLOCK}) (?:and|to|until|till|-) (?P<last>{_CLOCK})(?!\S)")
_BETWEEN_HALVES = re.compile(
    r"(?:between|from) (?P<first>1[0-2]|0?[1-9]) (?:and|to|until|till|-) (?P<last>1[0-2]|0?[1-9]) ?(?P<half>[ap]m)(?!\S)"
)
_OF_PART = re.compile(
    r"(?:at|around) (?P<hour>1[0-2]|0?[1-9]) (?:in the (?P<part>morning|afternoon|evening)|at (?P<night>night))(?!\S)"
)
_ONE = re.compile(rf"(?P<side>at|around|before|after) (?P<clock>{_CLOCK})(?!\S)")
_CLOCK_PARTS = re.compile(r"(\d{1,2})(?::(\d\d))? ?([ap]m)?")


def find_hours(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find hours with the preposition that makes them such, or after a date: "on Sunday morning"."""
    if matched := sentence.match(_BETWEEN, at):
        first, last = read_clock(matched[0]["first"]), read_clock(matched[0]["last"])
        return None if first is None or last is None else _found(first, last, matched[1])
    if matched := sentence.match(_BETWEEN_HALVES, at):
        ends = [read_clock(f"{matched[0][end]} {matched[0]['half']}") for end in ("first", "last")]
        return None if ends[0] is None or ends[1] is None else _found(ends[0], ends[1], matched[1])
    if matched := sentence.match(_OF_PART, at):
        return _find_hour_of_part(matched[0], matched[1])
    if matched := sentence.match(_ONE, at):
        return _find_one(matched[0], matched[1])
    if (matched := sentence.match(_NAMED, at)) and not is_of_concept(sentence, matched[1], setting):
        name = matched[0]["name"]
        return _found(*NAMED_HOURS[name], matched[1], "at night" if name == "night" else name)
    return None


def find_hours_after_date(sentence: Sentence, at: int) -> Found | None:
    """Find the name of a part of the day that stands right after a date."""
    name = sentence.low(at).removesuffix("s")
    return _found(*NAMED_HOURS[name], at + 1, name) if name in NAMED_HOURS else None


def read_hours(text: str) -> Found | None:
    """Read the value of `time:`: `18:00-06:00`, or the name of a part of the day."""
    words = text.lower().strip()
    if words in NAMED_HOURS:
        return _found(*NAMED_HOURS[words], 0, words)
    first, dash, last = words.replace("–", "-").partition("-")
    ends = read_clock(first.strip()), read_clock(last.strip())
    if not dash or ends[0] is None or ends[1] is None:
        return None
    return _found(ends[0], ends[1], 0)


def read_clock(text: str) -> int | None:
    """Read a time of the clock as minutes after midnight, up to 1,440 for 24:00.

    Example:
        >>> read_clock("6 pm"), read_clock("18:30"), read_clock("25:00")
        (1080, 1110, None)
    """
    if text in ("noon", "midnight"):
        return 12 * 60 if text == "noon" else 0
    match = _CLOCK_PARTS.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour * 60 + minute
    return minutes if minutes <= _MINUTES_A_DAY and minute < 60 else None


def _find_hour_of_part(match: re.Match[str], end: int) -> Found | None:
    """Read "at 4 in the morning": an hour from then; of the night, up to five are after midnight."""
    hour = int(match["hour"]) % 12
    is_early = match["part"] == "morning" or (match["night"] and hour <= 5)
    minutes = 60 * (hour if is_early else hour + 12)
    return _found(minutes, (minutes + 60) % _MINUTES_A_DAY, end)


def _find_one(match: re.Match[str], end: int) -> Found | None:
    """At six is from six to seven."""
    minutes, side = read_clock(match["clock"]), match["side"]
    if minutes is None or (match["clock"] in NAMED_HOURS and side in ("at", "around")):
        return None if minutes is None else _found(*NAMED_HOURS[match["clock"]], end, match["clock"])
    if side == "before":
        return _found(0, minutes, end)
    if side == "after":
        return _found(minutes, _MINUTES_A_DAY, end)
    return _found(minutes, (minutes + 60) % _MINUTES_A_DAY, end)


def _found(first: int, last: int, end: int, label: str | None = None) -> Found | None:
    if first == last:
        return None
    term = f"{write_minutes(first)}-{write_minutes(last)}"
    return Found(
        ChipKind.HOURS, HoursValue(first, last), label or term.replace("-", "–"), write_field("time", term), end
    )
