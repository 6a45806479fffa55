"""Cameras and lenses: "taken with iPhone", "Canon EOS R5", "with the 50mm lens"."""

from __future__ import annotations

import re

from search.chips import ChipKind, ContainsValue
from search.parse.devices_known import KNOWN_CAMERAS, DeviceNames
from search.parse.found import Found, Setting
from search.parse.function_words import PICTURES
from search.parse.spelling import fold
from search.parse.terms import clean, write_field
from search.parse.tokens import Sentence

_SURE_LEAD = re.compile(
    r"(?:(?:taken|shot|captured|made|photographed) (?:with|on|by|using)|using)(?: an?| the| my| our)?"
)
_LEAD = re.compile(r"(?:with|on|by|from)(?: an?| the| my| our)?")
_LENS_SIZE = re.compile(r"\d{1,4}(?:[-.]\d{1,4})?(?:mm)?|f/?\d{1,2}(?:\.\d)?")
_FILMS = {"videos", "video", "footage", "selfies", "portraits"}
_LONGEST = 6  # words


def find_camera(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find a part of a camera's name: after "taken with", or where it can be nothing else."""
    cameras = setting.index.cameras
    if matched := sentence.match(_SURE_LEAD, at):
        return _find_device(sentence, matched[1], ChipKind.CAMERA, cameras, is_sure=True)
    if matched := sentence.match(_LEAD, at):
        return _find_device(sentence, matched[1], ChipKind.CAMERA, cameras, is_sure=False)
    is_name = sentence.is_capital(at) and sentence.low(at + 1) in PICTURES  # "Apple pictures"
    found = _find_device(sentence, at, ChipKind.CAMERA, cameras, is_sure=is_name)
    if found is None or sentence.low(at - 1) in ("of", "an", "a", "the", "my"):
        return None
    is_named = sentence.low(found.end) in PICTURES | _FILMS
    is_alone = sentence.low(at - 1) in ("", ",") and sentence.low(found.end) in ("", ",")
    is_own = cameras.find(fold(sentence.low(at))) is not None
    return found if found.end - at > 1 or is_named or (is_alone and is_own and sentence.is_word(at)) else None


def find_lens(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find a part of a lens's name before the word "lens", or one that only a lens has."""
    lead = sentence.match(_SURE_LEAD, at) or sentence.match(_LEAD, at)
    begin = lead[1] if lead else at
    for end in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if not all(sentence.is_word(place) for place in range(begin, end)):
            continue
        words = fold(" ".join(sentence.low(place) for place in range(begin, end)))
        has_noun = sentence.low(end) == "lens"
        known = setting.index.lenses.find(words)
        if (has_noun and (known or _LENS_SIZE.match(words))) or (known and _is_lens_like(words)):
            return _found(ChipKind.LENS, known or _raw(sentence, begin, end), end + has_noun)
    return None


def read_device(kind: ChipKind, text: str) -> Found | None:
    """Read the value of `camera:` or `lens:`, any text that stands in the name."""
    return _found(kind, text, 0) if clean(text) else None


def _find_device(sentence: Sentence, begin: int, kind: ChipKind, names: DeviceNames, *, is_sure: bool) -> Found | None:
    for end in range(min(begin + _LONGEST, len(sentence)), begin, -1):
        if not all(sentence.is_word(place) for place in range(begin, end)):
            continue
        words = fold(" ".join(sentence.low(place) for place in range(begin, end)))
        if _is_camera(words, names, is_sure=is_sure):
            text = names.find(words) or _raw(sentence, begin, end)
            return _found(kind, text, end + (sentence.low(end) == "camera"))
    return None


def _is_camera(words: str, names: DeviceNames, *, is_sure: bool) -> bool:
    first, _, others = words.partition(" ")
    if words in KNOWN_CAMERAS or (first in KNOWN_CAMERAS and others and all(map(_has_digit, others.split()))):
        return True
    if names.find(words) is None:
        return False
    return is_sure or first in KNOWN_CAMERAS or (_has_digit(words) and not words[0].isdigit())


def _is_lens_like(words: str) -> bool:
    return "mm" in words and _has_digit(words)


def _has_digit(words: str) -> bool:
    return any(sign.isdigit() for sign in words)


def _found(kind: ChipKind, text: str, end: int) -> Found:
    text = clean(text)
    return Found(kind, ContainsValue(text), text, write_field(kind.value, text), end)


def _raw(sentence: Sentence, begin: int, end: int) -> str:
    return " ".join(token.text for token in sentence.tokens[begin:end])
