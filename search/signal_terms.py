"""Tags, objects, kinds and numbers of people as they are given to `--tag`, `--object`, `--kind` and `--people`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from albumen.errors import UsageError
from albumen.store.records import CountRange, ObjectCount
from albumen.types import UtilityKind
from models.taxonomy import load_taxonomy
from models.taxonomy.concepts import normalise_name
from search.object_labels import OBJECT_LABELS

# `none` is a word of the classifier's; a person asks for photos.
_PHOTO, _ANY = "photo", "any"


def parse_tag(name: str) -> frozenset[str]:
    """Read the name or a synonym of a concept: its id, and those of all its kinds.

    Raises:
        UsageError: there is no such concept; the message names the nearest.

    Example:
        >>> sorted(parse_tag("Puppy") | {"dog"}) == ["dog", "puppy"]
        True
        >>> "dog" in parse_tag("animal")
        True
    """
    taxonomy = load_taxonomy()
    concept = taxonomy.find(name)
    if concept is None:
        known = (word for concept in taxonomy.concepts for word in (concept.name, *concept.synonyms))
        raise _unknown("tag", name, known)
    return taxonomy.descendants(concept.id) | {concept.id}


def parse_object(text: str) -> ObjectCount:
    """Read an object's label, and after a colon how many of it there must be at least.

    Raises:
        UsageError: there is no such label, or no such number.

    Example:
        >>> parse_object("person:2")
        ObjectCount(label='person', at_least=2)
    """
    name, colon, count = text.partition(":")
    label = _find_label(name)
    if label is None:
        raise _unknown("object", name, OBJECT_LABELS)
    if colon and not (count.isdecimal() and int(count) >= 1):
        raise UsageError(f"{text!r} asks for no number of objects; give one of at least 1, as in {label}:2")
    return ObjectCount(label, int(count) if colon else 1)


def parse_kind(name: str) -> UtilityKind | None:
    """Read a kind of picture; `photo` is one that is none of the others, and None, for `any`, is all of them.

    Raises:
        UsageError: there is no such kind.

    Example:
        >>> parse_kind("receipt").value, parse_kind("photo").value, parse_kind("any")
        ('receipt', 'none', None)
    """
    kinds = {kind.value: kind for kind in UtilityKind if kind is not UtilityKind.NONE} | {_PHOTO: UtilityKind.NONE}
    wanted = normalise_name(name)
    if wanted == _ANY:
        return None
    if wanted not in kinds:
        raise UsageError(f"there is no kind {name!r}; the kinds are {', '.join([_PHOTO, *kinds][:-1])} and {_ANY}")
    return kinds[wanted]


def name_kind(kind: UtilityKind) -> str:
    """Write a kind as `parse_kind` reads it."""
    return _PHOTO if kind is UtilityKind.NONE else kind.value


def parse_count_range(text: str, flag: str) -> CountRange:
    """Read a number, a range of numbers, or a number and more: `2`, `2-4`, `3+`.

    Raises:
        UsageError: it is none of these, or a range that nothing lies in.

    Example:
        >>> parse_count_range("3+", "--people")
        CountRange(at_least=3, at_most=None)
    """
    least, dash, most = (part.strip() for part in text.partition("-"))
    is_open = not dash and least.endswith("+")
    least = least.removesuffix("+") if is_open else least
    if not (_is_count(least) and (_is_count(most) or not dash)):
        raise UsageError(f"{flag} is {text!r}; give a number, as in 2, 2-4 or 3+")
    if dash and int(most) < int(least):
        raise UsageError(f"{flag} is {text!r}; nothing is at least {least} and at most {most}")
    return CountRange(int(least), None if is_open else int(most or least))


def parse_share(value: float, flag: str) -> float:
    """Check a least quality or share of the frame.

    Raises:
        UsageError: it is not between 0 and 1.
    """
    if not 0.0 <= value <= 1.0:
        raise UsageError(f"{flag} is {value:g}; it must be between 0 and 1")
    return value


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # larger numbers are no numbers of people


def _find_label(name: str) -> str | None:
    """Find a label by its own name, or by another name of the concept that it stands for."""
    concept = load_taxonomy().find(name)
    others = (concept.id, concept.name, *concept.synonyms) if concept is not None else ()
    return next((label for word in (name, *others) if (label := normalise_name(word)) in OBJECT_LABELS), None)


def _unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    words = list(known)
    near = difflib.get_close_matches(normalise_name(name), words, n=3, cutoff=0.6)
    hint = f"nearest: {', '.join(near)}" if near else f"there are {len(words)} names, as {', '.join(words[:3])}"
    return UsageError(f"there is no {what} {name!r}; {hint}")
