"""Names of files and folders, and photos that others should be like: "in folder Holidays", "like IMG_1234.jpg"."""

from __future__ import annotations

import re

from search.chips import ChipKind, ContainsValue, LikeValue
from search.parse.common_words import is_common
from search.parse.devices_known import KNOWN_CAMERAS
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS, PICTURES
from search.parse.places_known import aliases, names_of_world
from search.parse.spelling import fold
from search.parse.terms import clean, write_field
from search.parse.tokens import Sentence, TokenKind

_FILE = re.compile(r"[\w@+.-]*\w\.(?:jpe?g|png|heic|heif|tiff?|webp|gif|avif|bmp|dng|cr[23]|nef|arw|raf|orf|rw2)")
_CAMERA_FILE = re.compile(r"_?(?:(?:img|dsc|dscf|dscn|pxl|dji|gopr|mvi|pict)[-_]*\d|(?:p|sam|wa)[-_]*\d{3})[\w-]*")
_NAMED = re.compile(
    r"(?:(?:file ?|folder |album |directory )?(?:named|called)|with (?:the )?file ?name|"
    r"(?:in|from|inside) (?:the |my )?(?:folder|album|directory|file)(?: named| called)?|folder|album)(?!\S)"
)
_LIKE = re.compile(
    r"(?:(?:more )?(?:photos? |pictures? )?(?:that )?(?:looks? like|similar to|like)|more like)(?: photo| picture)?"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # "Christmas 2022" is a date before it is a folder
_FOLDER_NOUNS = ("folder", "album", "directory")
_LONGEST = 8  # words


def find_like(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the photo that others should be like: a file's name, `#12`, or the name of one in the library."""
    matched = sentence.match(_LIKE, at)
    if matched is None:
        return None
    begin = matched[1]
    name = _name_at(sentence, begin)
    is_photo = (
        _is_file(name) or fold(name) in setting.index.names or (sentence.low(begin - 1) == "photo" and name.isdigit())
    )
    return found_like(name, begin + 1) if name and is_photo else None


def find_name(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find a file's name as cameras give them, or what follows "named" or "in folder"."""
    name = _name_at(sentence, at)
    if sentence.is_word(at) and (_is_file(name) or (_is_name_like(name) and fold(name) in setting.index.names)):
        return found_name(name, at + 1)
    if matched := sentence.match(_NAMED, at):
        return _find_known(sentence, matched[1], setting)
    return _find_before_noun(sentence, at, setting) or _find_own(sentence, at, setting)


def found_like(photo: str, end: int) -> Found | None:
    """Return the chip of a photo to be like."""
    photo = clean(photo)
    if not photo:
        return None
    return Found(ChipKind.LIKE, LikeValue(photo), f"like {photo}", write_field("like", photo), end)


def found_name(text: str, end: int) -> Found | None:
    """Return the chip of a part of a path."""
    text = clean(text)
    if not text:
        return None
    return Found(ChipKind.NAME, ContainsValue(text), text, write_field("name", text), end)


def _find_known(sentence: Sentence, begin: int, setting: Setting) -> Found | None:
    """Find the longest name of the library, or else take one word or quote."""
    for end in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if end - begin > 1 and all(sentence.is_word(place) for place in range(begin, end)):
            name = _raw(sentence, begin, end)
            if fold(name) in setting.index.names:
                return found_name(setting.index.names[fold(name)], end)
    return None if sentence.low(begin) in FUNCTION_WORDS else found_name(_name_at(sentence, begin), begin + 1)


def _find_before_noun(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find "in the Holidays folder", or "the Holidays folder" where there is such a one."""
    has_lead = sentence.low(at) in ("in", "from")
    has_article = sentence.low(at + has_lead) in ("the", "my")
    begin = at + has_lead + has_article
    for end in range(begin + 1, min(begin + _LONGEST, len(sentence))):
        if sentence.low(end) in _FOLDER_NOUNS and all(sentence.is_word(place) for place in range(begin, end)):
            name = _raw(sentence, begin, end)
            known = setting.index.names.get(fold(name))
            return found_name(known or name, end + 1) if known or has_lead else None
    return None


def _find_own(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find a name of the library by itself: with its capital, of several words or unlike a word, or before "photos"."""
    if not (sentence.is_word(at) and sentence.is_capital(at)):
        return None
    for end in range(min(at + _LONGEST, len(sentence)), at, -1):
        if all(sentence.is_word(place) for place in range(at, end)):
            name = _raw(sentence, at, end)
            if fold(name) in setting.index.names and _is_own(sentence, at, end) and not _is_other(fold(name), setting):
                return found_name(name, end)
    return None


def _is_other(name: str, setting: Setting) -> bool:
    """Whether a folder has the name of a place or camera: that is what is meant."""
    is_place = name in setting.index.places or name in names_of_world() or name in aliases()
    return is_place or name in KNOWN_CAMERAS or setting.index.cameras.find(name) is not None


def _is_own(sentence: Sentence, begin: int, end: int) -> bool:
    name = _raw(sentence, begin, end)
    if not name[:1].isalpha() or is_common(fold(name)) or _YEAR.search(name):
        return False
    is_odd = end - begin > 1 or any(sign.isdigit() or sign.isupper() for sign in name[1:])
    is_alone = len(sentence) == 1
    return is_odd or is_alone or sentence.low(end) in PICTURES


def _name_at(sentence: Sentence, at: int) -> str:
    if at >= len(sentence) or sentence.tokens[at].kind not in (TokenKind.WORD, TokenKind.QUOTED):
        return ""
    return sentence.tokens[at].text


def _is_name_like(name: str) -> bool:
    """Whether a word is one that people give to files and say nowhere else: "rome_2019", "DSCN77"."""
    return "_" in name or (name[:1].isalpha() and name[-1:].isdigit())


def _is_file(name: str) -> bool:
    low = name.lower()
    return bool(_FILE.fullmatch(low) or _CAMERA_FILE.fullmatch(low))


def _raw(sentence: Sentence, begin: int, end: int) -> str:
    return " ".join(token.text for token in sentence.tokens[begin:end])
