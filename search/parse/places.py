"""Places: those of the library by any spelling, those of the world by a capital or a preposition.

A word that is also an ordinary one (Nice, Reading, Turkey, Orange) is a place after in, near, from or to and with its capital,
or with its country behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from search.chips import ChipKind, PlaceLevel, PlaceValue
from search.parse.common_words import is_common, is_concept
from search.parse.concepts import is_of_concept
from search.parse.country_names import CAPITAL_ALIASES, US_STATES
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.places_known import PlaceName, aliases, common_name, country_names, names_of_world, towns_of
from search.parse.spelling import fold
from search.parse.terms import clean, write_field
from search.parse.tokens import Sentence

_LEADS = ("in", "near", "from", "to", "at", "around", "outside", "inside", "of")
_SURE_LEADS = ("in", "near", "from", "to", "around", "outside")
# Of so many people a town needs neither a capital nor a preposition.
_KNOWN_EVERYWHERE = 1_000_000
# Of so many, one that is named as a thing is, is meant where its country follows: Reading, Bath and Orange are, Sunset is not.
_MORE_THAN_A_THING = 100_000
_LONGEST = 6  # words: "Saint Vincent and the Grenadines"


def find_place(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the longest name of a place, with its preposition and its country."""
    lead = sentence.low(at) if sentence.low(at) in _LEADS else ""
    begin = at + 1 if lead else at
    for end in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if all(sentence.is_word(place) for place in range(begin, end)):
            known = _lookup(_name(sentence, begin, end), _raw(sentence, begin, end), setting)
            if known and (found := _accept(_Candidate(sentence, begin, end, lead, known, setting))):
                return found
    return None


def read_place(text: str, setting: Setting) -> Found:
    """Read the value of `place:`; a name that is known nowhere is still a place, which no photo was taken at."""
    text = clean(text)
    if known := _lookup(fold(text), text, setting):
        return _found(known, None, 0)
    name, country = _split_country(text, setting)
    return _found(_lookup(fold(name), name, setting) or PlaceName(name, frozenset(PlaceLevel)), country, 0)


def _split_country(text: str, setting: Setting) -> tuple[str, str | None]:
    """Split "Lisbon, Portugal" at the comma behind which a country or region stands."""
    for at in (at for at, sign in enumerate(text) if sign == ","):
        name = text[:at].strip()
        known = _lookup(fold(name), name, setting) or PlaceName(name, frozenset(PlaceLevel), frozenset(country_names()))
        if code := _code_of(text[at + 1 :].strip(), known, setting):
            return name, code
    return text, None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words from `begin` to `end`, exclusive, that name `known`, after the preposition `lead` or none."""

    sentence: Sentence
    begin: int
    end: int
    lead: str
    known: PlaceName
    setting: Setting

    @property
    def name(self) -> str:
        return _name(self.sentence, self.begin, self.end)

    @property
    def is_capital(self) -> bool:
        return self.sentence.is_capital(self.begin)

    @property
    def is_country(self) -> bool:
        return PlaceLevel.COUNTRY in self.known.levels

    @property
    def is_of_library(self) -> bool:
        places = self.setting.index.places
        return self.name in places or fold(self.known.name) in places

    @property
    def stands_apart(self) -> bool:
        """Whether a capital tells something: not that of the first word of a sentence that goes on."""
        after = self.sentence.low(self.end)
        goes_on = self.sentence.is_word(self.end) and after not in FUNCTION_WORDS and not after[:1].isdigit()
        return self.is_capital and (self.begin > 0 or not goes_on)

    @property
    def is_of_a_name(self) -> bool:
        """Whether a word with a capital stands right before it: "Mount Fuji"."""
        before = self.begin - 1
        return self.sentence.is_word(before) and self.sentence.is_capital(before) and not self.lead


def _accept(candidate: _Candidate) -> Found | None:
    sentence, end, known = candidate.sentence, candidate.end, candidate.known
    code, after = _country_behind(candidate)
    if code and _may_have_country(candidate):
        return _found(known, code, after)
    if is_of_concept(sentence, end, candidate.setting) or not _is_meant(candidate):
        return None
    return _found(known, None, end)


def _may_have_country(candidate: _Candidate) -> bool:
    """Whether a country makes it a place: "Reading, England" is one, "Sunset, Florida" is a sunset."""
    name = candidate.name
    is_expected = bool(candidate.lead) or candidate.is_of_library or name in towns_of(_MORE_THAN_A_THING)
    return not candidate.is_country and (not is_concept(name) or (candidate.is_capital and is_expected))


def _is_meant(candidate: _Candidate) -> bool:
    """Whether a name is one here: by what stands before it, its capital, and how ordinary a word it is."""
    name, is_led, is_country = candidate.name, candidate.lead in _SURE_LEADS, candidate.is_country
    raw = _raw(candidate.sentence, candidate.begin, candidate.end)
    if is_common(name) and raw not in CAPITAL_ALIASES and not (is_country and name in aliases()):
        if is_led and (candidate.is_capital or (is_country and not is_concept(name))):
            return True
        return candidate.stands_apart and (candidate.is_of_library or is_country) and not is_concept(name)
    is_known = candidate.is_of_library or is_country or fold(candidate.known.name) in towns_of(_KNOWN_EVERYWHERE)
    return is_known or is_led or _is_long(name) or (candidate.stands_apart and not candidate.is_of_a_name)


def _is_long(name: str) -> bool:
    """Whether a name has several words, one of them no ordinary one: "san francisco", unlike "long beach"."""
    return " " in name and not all(is_common(word) for word in name.split())


def _country_behind(candidate: _Candidate) -> tuple[str | None, int]:
    """Return the code of the country or region that follows a name, with or without a comma, and the place after it."""
    sentence, known, begin = candidate.sentence, candidate.known, candidate.end
    has_comma = sentence.low(begin) == ","
    begin += has_comma
    for after in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if all(sentence.is_word(place) for place in range(begin, after)):
            raw = _raw(sentence, begin, after)
            if len(raw) == 2 and not has_comma and (sentence.is_shouted or raw.lower() in FUNCTION_WORDS):
                continue  # "PORTLAND OR LISBON" is not in Oregon
            if raw.replace(".", "") in US_STATES and "US" in known.country_codes:
                return "US", after
            if code := _code_of(raw, known, candidate.setting):
                return code, after
    return None, candidate.end


def _code_of(name: str, town: PlaceName, setting: Setting) -> str | None:
    """Return the code of the country of that name, or of the region's, that a town of its name lies in."""
    if name in country_names():
        return name if name in town.country_codes else None
    known = _lookup(fold(name), name, setting)
    if known is None or not known.levels & {PlaceLevel.COUNTRY, PlaceLevel.REGION}:
        return None
    codes = known.country_codes & town.country_codes
    if PlaceLevel.COUNTRY in known.levels:
        codes = frozenset(code for code in codes if country_names()[code] == known.name)
    elif PlaceLevel.TOWN in known.levels:  # "Lisbon, Porto" are two; but there is a town of Oregon, in Ohio
        codes &= {"US"}
    return min(codes) if len(codes) == 1 else None


def _lookup(name: str, raw: str, setting: Setting) -> PlaceName | None:
    """Return what a name stands for in the library or the world; other names stand for what they are other names of."""
    if raw in CAPITAL_ALIASES:
        name = fold(country_names()[CAPITAL_ALIASES[raw]])
    if name in aliases() and name not in setting.index.places:
        formal = aliases()[name]
        return _lookup(fold(formal), formal, setting)
    known = [names[name] for names in (setting.index.places, names_of_world()) if name in names]
    return reduce(PlaceName.merge, known) if known else None


def _found(known: PlaceName, code: str | None, end: int) -> Found:
    value = PlaceValue(known.name, known.levels, None if code is None else frozenset({code}))
    country = "" if code is None else f", {country_names()[code]}"
    label = f"{common_name(known.name, known.country_codes)}{country}"
    return Found(ChipKind.PLACE, value, label, write_field("place", f"{known.name}{country}"), end)


def _name(sentence: Sentence, begin: int, end: int) -> str:
    return fold(_raw(sentence, begin, end))


def _raw(sentence: Sentence, begin: int, end: int) -> str:
    return " ".join(token.text for token in sentence.tokens[begin:end])
