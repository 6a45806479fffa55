"""Dates as a query says them: one, several, from one to another, or open at one end."""

from __future__ import annotations

import re
from functools import cache

from search.parse.concepts import find_concept
from search.parse.date_points import DAY, MONTH, SHORT_YEAR, DatePoint, point_pattern, read_point
from search.parse.date_values import between, bound_by, found_date, with_year
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.hours_known import NAMED_HOURS
from search.parse.tokens import Sentence

_LEAD = re.compile(r"(?:(?:taken|dated) )?(in|on|at|during|over|from|of|around|for|within|between)(?: the)?(?!\S)")
_SIDE = re.compile(
    r"(?:taken )?(before|after|since|until|till|up to|(?:earlier|older|later|newer) than)(?: the)?(?!\S)"
)
_TO = re.compile(r"(?:to|until|till|through|-|and)(?: the)?(?!\S)")
_AND = re.compile(r"(?:, )?(?:and|or|,)(?: in| from| on)?(?: the)?(?!\S)")
_ONWARDS = re.compile(r"(?:on|onwards?)(?: *,|$)")
# Holidays that other things are named after: Easter eggs, a New Year party.
_BEGINNINGS = frozenset({"Easter", "New Year", "Carnival", "Christmas", "Holi"})
_DAYS = re.compile(  # "3-10 June 2022", "June 3 to 10, 2022"
    rf"(?P<d1>{DAY})(?: ?- ?| to | (?P<and>and) )(?P<d2>{DAY}) (?:of )?(?P<m1>{MONTH})(?:(?: ,)? (?P<y1>{SHORT_YEAR}))?(?!\S)"
    rf"|(?P<m2>{MONTH}) (?P<d3>{DAY})(?: ?- ?| to )(?P<d4>{DAY})(?:(?: ,)? (?P<y2>{SHORT_YEAR}))?(?!\S)"
)


def find_date(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the longest date that begins at a place, with its preposition."""
    if matched := sentence.match(_SIDE, at):
        return _find_bound(sentence, matched[1], matched[0][1], setting)
    matched = sentence.match(_LEAD, at)
    lead, begin = (matched[0][1], matched[1]) if matched else ("", at)
    if found := _find_days(sentence, begin, lead, setting):
        return found
    first = _point_at(sentence, begin, setting)
    if first is None:
        return None
    return _find_more(sentence, first, lead, setting) or _find_single(sentence, begin, first, lead, setting)


_Placed = tuple[DatePoint, int]


def _point_at(sentence: Sentence, at: int, setting: Setting) -> _Placed | None:
    """Return the date that begins at a place, and the place after it."""
    matched = sentence.match(_pattern(), at) if at < len(sentence) else None
    point = read_point(matched[0][0], setting) if matched else None
    return (point, matched[1]) if matched and point else None


def _find_bound(sentence: Sentence, begin: int, side: str, setting: Setting) -> Found | None:
    placed = _point_at(sentence, begin, setting)
    bound = bound_by(side, placed[0], setting) if placed else None
    return found_date([bound], placed[1], setting) if placed and bound else None


def _find_days(sentence: Sentence, begin: int, lead: str, setting: Setting) -> Found | None:
    """Find days of one month: its name, and its year, are said once."""
    matched = sentence.match(_DAYS, begin) if begin < len(sentence) else None
    if matched is None:
        return None
    match, end = matched
    if match["and"] and lead != "between":
        return None
    month = f"{match['m1'] or match['m2']} {match['y1'] or match['y2'] or ''}".strip()
    first, last = (
        read_point(f"{day} {month}", setting) for day in (match["d1"] or match["d3"], match["d2"] or match["d4"])
    )
    point = between(first, last, setting) if first and last else None
    return found_date([point], end, setting) if point else None


def _find_more(sentence: Sentence, first: _Placed, lead: str, setting: Setting) -> Found | None:
    """Find what goes on from a date: "2019 to 2021", "2019 and 2021", "2019 onwards"."""
    point, end = first
    if matched := sentence.match(_ONWARDS, end) if end < len(sentence) else None:
        bound = bound_by("since", point, setting)
        return found_date([bound], matched[1], setting) if bound else None
    joined = sentence.match(_TO, end) if end < len(sentence) else None
    if joined and (joined[0][0] != "and" or lead == "between") and (last := _point_at(sentence, joined[1], setting)):
        is_said = lead or not (point.is_weak and last[0].is_weak)
        whole = between(point, last[0], setting) if is_said else None
        return found_date([whole], last[1], setting) if whole else None
    return _find_several(sentence, first, lead, setting)


def _find_several(sentence: Sentence, first: _Placed, lead: str, setting: Setting) -> Found | None:
    points, end = [first[0]], first[1]
    while (matched := sentence.match(_AND, end) if end < len(sentence) else None) and (
        placed := _point_at(sentence, matched[1], setting)
    ):
        points.append(placed[0])
        end = placed[1]
    if points[-1].period is None:
        year = points[-1].spans[0][0].year
        points = [with_year(point, year, setting) for point in points]
    is_said = lead or not any(point.is_weak for point in points)
    return found_date(points, end, setting) if len(points) > 1 and is_said else None


def _find_single(sentence: Sentence, begin: int, first: _Placed, lead: str, setting: Setting) -> Found | None:
    point, end = first
    is_ordinary = point.period is not None and (point.is_weak or lead == "of")
    if lead == "between" or (is_ordinary and not _is_meant(sentence, begin, first, lead, setting)):
        return None
    return found_date([point], end, setting)


def _is_meant(sentence: Sentence, begin: int, first: _Placed, lead: str, setting: Setting) -> bool:
    """Whether a word such as "may" or "winter" is a date here and not part of something else."""
    point, end = first
    after = sentence.low(end)
    is_followed = sentence.is_word(end) and after not in FUNCTION_WORDS and after not in NAMED_HOURS
    if point.period is None or point.period.is_season:
        return lead not in ("", "of", "from", "at", "for") and not is_followed
    if point.period.is_holiday:
        is_concept = find_concept(sentence, end - 1, setting) is not None
        is_of_more = is_followed and (is_concept or point.period.name in _BEGINNINGS)
        return not is_of_more and (lead not in ("", "of", "from") or not is_concept)
    if lead not in ("", "of", "for"):
        return True
    return sentence.is_capital(begin) and end - begin == 1 and not is_followed and (begin > 0 or not after)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(point_pattern())
