"""Numbers of people and things. In words they are evidence: masks and the detector miss some. That there is nobody filters.

"2 people", "three or more people", "a group of 4", "nobody"; "two dogs".
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from albumen.errors import UsageError
from albumen.store.records import CountRange
from search.chips import ChipKind, ObjectValue, PeopleValue
from search.object_labels import OBJECT_LABELS
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.number_words import NUMBER, read_number
from search.parse.plurals import pluralise
from search.parse.spelling import fold
from search.parse.terms import write_counts, write_field
from search.parse.tokens import Sentence
from search.signal_terms import parse_count_range, parse_object

_PEOPLE = r"(?:people|persons?|humans?)"
_AMOUNT = (
    rf"(?:(?P<over>more than|over) (?P<n_over>{NUMBER})|(?P<under>fewer than|less than) (?P<n_under>{NUMBER})"
    rf"|(?:at least|minimum) (?P<n_least>{NUMBER})|(?:at most|up to) (?P<n_most>{NUMBER})"
    rf"|(?P<n_from>{NUMBER})(?:-| - | to | or )(?P<n_to>{NUMBER})|(?P<n_open>{NUMBER}) (?:or more|plus)|(?P<n_plus>\d{{1,3}})\+"
    rf"|(?:exactly |just |only )?(?P<n>{NUMBER}))"
)
_COUNTED = re.compile(rf"(?:with |of |showing )?{_AMOUNT} {_PEOPLE}(?!\S)")
_GROUP = re.compile(
    rf"(?:(?:an? )?(?:group|family) of|(?:an? )?(?:photo|portrait|picture)s? of(?: just| only)?) {_AMOUNT}(?: {_PEOPLE})?(?!\S)"
)
_NOBODY = re.compile(r"(?:with )?(?:nobody|no one|noone|zero people|(?:no|without) (?:anyone|anybody))(?!\S)")
_AMOUNT_OF_THINGS = re.compile(_AMOUNT)


def find_people(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find how many people there are to be."""
    del setting
    if matched := sentence.match(_NOBODY, at):
        return found_people(CountRange(0, 0), matched[1])
    for pattern in (_COUNTED, _GROUP):
        if matched := sentence.match(pattern, at):
            if pattern is _GROUP and _is_of_others(sentence, *matched):
                continue
            count = _read_amount(matched[0])
            return None if count is None else _found_in_words(count, matched[1])
    return None


def find_objects(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find a number of things that the detector knows, "two dogs"; one is not told from some."""
    del setting
    matched = sentence.match(_AMOUNT_OF_THINGS, at)
    if matched is None:
        return None
    count, begin = _read_amount(matched[0]), matched[1]
    if count is None or count.at_least < 2:
        return None
    for end in (begin + 2, begin + 1):
        label = _labels().get(" ".join(fold(sentence.low(place)) for place in range(begin, end)))
        if label is not None:
            open_count = CountRange(count.at_least, None if count.at_most == count.at_least else count.at_most)
            value = ObjectValue(label, open_count)
            return _objects(value, end, is_filter=False)
    return None


def read_people(text: str) -> Found | None:
    """Read the value of `people:`: `2`, `2-4`, `3+`."""
    try:
        return found_people(parse_count_range(text.replace("–", "-"), "people"), 0)
    except UsageError:
        return None


def read_object(text: str) -> Found | None:
    """Read the value of `object:`: a label, and after a colon at least how many, or a range of numbers."""
    name, _, amount = text.partition(":")
    try:
        label = parse_object(name).label
        count = parse_count_range(amount, "object") if amount else CountRange(1, None)
    except UsageError:
        return None
    if amount.isdecimal():
        count = CountRange(count.at_least, None)
    if count == CountRange(0, None):
        return None
    return _objects(ObjectValue(label, count), 0, is_filter=True)


def found_people(count: CountRange, end: int) -> Found:
    """Return the chip of a number of people."""
    label = {"0": "no people", "1": "1 person"}.get(write_counts(count), f"{write_counts(count)} people")
    return Found(ChipKind.PEOPLE, PeopleValue(count), label, write_field("people", write_counts(count)), end)


def _found_in_words(count: CountRange, end: int) -> Found:
    return replace(found_people(count, end), is_filter=count.at_most == 0)


def _objects(value: ObjectValue, end: int, *, is_filter: bool) -> Found:
    count = value.count
    amount = f"{count.at_least}" if count.at_most is None else write_counts(count)
    term = write_field("object", f"{value.label}:{amount}")
    return Found(ChipKind.OBJECT, value, f"{amount} × {value.label}", term, end, is_filter)


def _is_of_others(sentence: Sentence, match: re.Match[str], end: int) -> bool:
    """Whether a group of four is one of dogs or mountains."""
    is_named = match[0].endswith(("people", "persons", "person", "humans", "human"))
    return not is_named and sentence.is_word(end) and sentence.low(end) not in FUNCTION_WORDS


def _read_amount(match: re.Match[str]) -> CountRange | None:
    numbers = {name: read_number(word) for name, word in match.groupdict().items() if word and name.startswith("n")}
    name, number = next(iter(numbers.items()))
    if number is None:
        return None
    if name == "n_from":
        most = numbers["n_to"]
        return CountRange(number, most) if most is not None and most >= number else None
    if name == "n_over":
        return CountRange(number + 1, None)
    if name == "n_under":
        return CountRange(0, number - 1) if number else None
    if name == "n_most":
        return CountRange(0, number)
    return CountRange(number, number if name == "n" else None)


@cache
def _labels() -> dict[str, str]:
    """Return the detector's labels by their plurals, and by their own names after a number word; people are counted apart."""
    labels = {label: label for label in OBJECT_LABELS if label != "person"}
    return {pluralise(label): label for label in labels} | {"sheep": "sheep", "skis": "skis", "scissors": "scissors"}
