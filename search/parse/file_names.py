"""Names of files and folders, and photos that others should be like: "in folder Holidays", "like IMG_1234.jpg"."""

from __future__ import annotations

import re

from search.chips import ChipKind, ContainsValue, LikeValue
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.spelling import fold
from search.parse.terms import clean, write_field
from search.parse.tokens import Sentence, TokenKind

_FILE = re.compile(r"[\w@+.-]*\w\.(?:jpe?g|png|heic|heif|tiff?|webp|gif|avif|bmp|dng|cr[23]|nef|arw|raf|orf|rw2)")
_CAMERA_FILE = re.compile(r"_?(?:img|dsc|dscf|dscn|pxl|dji|gopr|mvi|pict|p|sam|wa)_?[-_]?\d{3,}[\w-]*")
_NAMED = re.compile(
    r"(?:(?:file ?|folder |album |directory )?(?:named|called)|with (?:the )?file ?name|"
    r"(?:in|from|inside) (?:the |my )?(?:folder|album|directory|file)(?: named| called)?|folder|album)(?!\S)"
)
_LIKE = re.compile(
    r"(?:(?:more )?(?:photos? |pictures? )?(?:that )?(?:looks? like|similar to|like)|more like)(?: photo| picture)?"
)
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
    return _find_before_noun(sentence, at, setting)


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
    """Find "in the Holidays folder"."""
    if sentence.low(at) not in ("in", "from"):
        return None
    begin = at + 2 if sentence.low(at + 1) in ("the", "my") else at + 1
    for end in range(begin + 1, min(begin + _LONGEST, len(sentence))):
        if sentence.low(end) in _FOLDER_NOUNS and all(sentence.is_word(place) for place in range(begin, end)):
            name = _raw(sentence, begin, end)
            return found_name(setting.index.names.get(fold(name), name), end + 1)
    return None


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
