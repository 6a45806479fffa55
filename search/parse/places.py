"""Places: those of the library by any spelling, those of the world by a capital or a preposition.

A word that is also an ordinary one (Nice, Reading, Turkey, Orange) is a place after in, near, from or to and with its capital,
or with its country behind it.
"""

from __future__ import annotations

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
            if known and (found := _accept(sentence, begin, end, lead, known, setting)):
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


def _accept(sentence: Sentence, begin: int, end: int, lead: str, known: PlaceName, setting: Setting) -> Found | None:
    code, after = _country_behind(sentence, end, known, setting)
    if code and _may_have_country(sentence, begin, end, lead, known, setting):
        return _found(known, code, after)
    if is_of_concept(sentence, end, setting):
        return None
    is_place = _is_meant(sentence, begin, end, lead, known, setting)
    return _found(known, None, end) if is_place else None


def _may_have_country(sentence: Sentence, begin: int, end: int, lead: str, known: PlaceName, setting: Setting) -> bool:
    """Whether a country makes it a place: "Reading, England" is one, "Sunset, Florida" is a sunset."""
    name = _name(sentence, begin, end)
    if PlaceLevel.COUNTRY in known.levels:
        return False
    is_expected = bool(lead) or name in setting.index.places or name in towns_of(_MORE_THAN_A_THING)
    return not is_concept(name) or (sentence.is_capital(begin) and is_expected)


def _is_meant(sentence: Sentence, begin: int, end: int, lead: str, known: PlaceName, setting: Setting) -> bool:
    """Whether a name is one here: by what stands before it, its capital, and how ordinary a word it is."""
    name = _name(sentence, begin, end)
    is_capital, is_led = sentence.is_capital(begin), lead in _SURE_LEADS
    is_country = PlaceLevel.COUNTRY in known.levels
    is_of_library = name in setting.index.places or fold(known.name) in setting.index.places
    is_alias = (is_country and name in aliases()) or _raw(sentence, begin, end) in CAPITAL_ALIASES
    if is_common(name) and not is_alias:
        if is_led and (is_capital or (is_country and not is_concept(name))):
            return True
        is_expected = (is_of_library or is_country) and not is_concept(name)
        return is_capital and is_expected and (begin > 0 or _is_end(sentence, end))
    if is_of_library or is_country or is_led or _is_long(name) or fold(known.name) in towns_of(_KNOWN_EVERYWHERE):
        return True
    return is_capital and (begin > 0 or _is_end(sentence, end))


def _is_long(name: str) -> bool:
    """Whether a name has several words, one of them no ordinary one: "san francisco", unlike "long beach"."""
    return " " in name and not all(is_common(word) for word in name.split())


def _is_end(sentence: Sentence, end: int) -> bool:
    after = sentence.low(end)
    return not sentence.is_word(end) or after in FUNCTION_WORDS or after[:1].isdigit()


def _country_behind(sentence: Sentence, end: int, known: PlaceName, setting: Setting) -> tuple[str | None, int]:
    """Return the code of the country or region that follows a name, with or without a comma, and the place after it."""
    begin = end + 1 if sentence.low(end) == "," else end
    for after in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if all(sentence.is_word(place) for place in range(begin, after)):
            raw = _raw(sentence, begin, after)
            if len(raw) == 2 and begin == end and (sentence.is_shouted or raw.lower() in FUNCTION_WORDS):
                continue  # "PORTLAND OR LISBON" is not in Oregon
            if raw in US_STATES and "US" in known.country_codes:
                return "US", after
            if code := _code_of(raw, known, setting):
                return code, after
    return None, end


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
