"""What a wish is about, from what a person typed: a photo, a memory, a place, a stretch of days, a concept."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from albumen.curation.place_names import find_place
from albumen.errors import UsageError
from albumen.store.curation_records import Target
from albumen.store.store import Transaction
from knowledge_graph.memories.reading import find_memory
from knowledge_graph.wish_rules import SPAN_SEPARATOR
from models.taxonomy import load_taxonomy
from models.taxonomy.concepts import normalise_name
from search.dates import parse_since, parse_until
from search.request import DIGITS_OF_IDS, get_photo


@dataclass(frozen=True, slots=True)
class WishTarget:
    """What a wish is about, as the store keeps it; `label` is for people."""

    target: Target
    value: str
    label: str


def name_photo(tx: Transaction, name: str) -> WishTarget:
    """Name a photo by the path of a file of it, or by its id; it is kept by its content.

    Raises:
        UsageError: the library has no such photo.
    """
    photo = get_photo(tx, name)
    paths = tx.files.paths_of([photo.id]).get(photo.id, ())
    return WishTarget(Target.PHOTO, photo.content_hash, str(paths[0]) if paths else name)


def name_memory(tx: Transaction, name: str) -> WishTarget:
    """Name a memory by its id or its key; the wish is kept by the key, so it is meant when it is made anew too.

    Raises:
        UsageError: there is no such memory.
    """
    is_id = name.isascii() and name.isdigit() and len(name) <= DIGITS_OF_IDS
    stored = tx.memories.find(int(name)) if is_id else tx.memories.find_by_key(name)
    memory = stored or find_memory(tx, name)  # which knows a day's memory, made when it is asked for
    if memory is None:
        raise UsageError(f"there is no memory {name}; `albumen memories` lists them with their ids")
    return WishTarget(Target.MEMORY, memory.key, f"the memory {memory.title!r}")


def name_place(tx: Transaction, name: str) -> WishTarget:
    """Name a town, a region or a country where photos of the library were taken.

    Raises:
        UsageError: there is none of that name, or several.
    """
    place = find_place(tx.places.counts(), name)
    return WishTarget(Target.PLACE, place.key, place.label)


def name_dates(text: str) -> WishTarget:
    """Name a year, month or day, or all from one to another: `2023`, `2023-05`, `2023-05-01..2023-05-14`.

    Raises:
        UsageError: it is none of these, or ends before it begins.

    Example:
        >>> name_dates("2023-02").value
        '2023-02-01/2023-02-28'
    """
    first, _, last = text.partition("..")
    since, until = parse_since(first), parse_until(last or first)
    if since.time() != time.min or until.time() not in (time.min, time.max):
        raise UsageError(f"{text!r} names a time of day; give whole days, as in 2023-05-01..2023-05-14")
    if until <= since:
        raise UsageError(f"{text!r} ends before it begins")
    last_day = (until if until == datetime.max else until - timedelta(days=1)).date()
    label = f"{since.date()}" if since.date() == last_day else f"{since.date()} to {last_day}"
    return WishTarget(Target.DATES, f"{since.date()}{SPAN_SEPARATOR}{last_day}", label)


def name_concept(name: str) -> WishTarget:
    """Name a concept of the taxonomy, or a synonym of one; all its kinds are meant too.

    Raises:
        UsageError: there is no such concept; the message names the nearest.

    Example:
        >>> name_concept("Puppy").value
        'puppy'
    """
    taxonomy = load_taxonomy()
    concept = taxonomy.find(name)
    if concept is None:
        known = [word for concept in taxonomy.concepts for word in (concept.name, *concept.synonyms)]
        near = difflib.get_close_matches(normalise_name(name), known, n=3, cutoff=0.6)
        hint = f"nearest: {', '.join(near)}" if near else f"there are {len(known)} names, as {', '.join(known[:3])}"
        raise UsageError(f"there is no concept {name!r}; {hint}")
    kinds = len(taxonomy.descendants(concept.id))
    label = f"{concept.name}, with {kinds} {'kind' if kinds == 1 else 'kinds'} of it" if kinds else concept.name
    return WishTarget(Target.CONCEPT, concept.id, label)
