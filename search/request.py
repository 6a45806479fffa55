"""What a request must be before it is searched: sane, in the store's terms, or refused with a clear line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from albumen.errors import NotFoundError, UsageError
from albumen.store.records import PhotoFilter, PhotoRecord, Root
from albumen.store.store import Transaction
from search.query import SearchQuery

DIGITS_OF_IDS = 18  # of SQLite; a longer number is no id


def check_query(query: SearchQuery, *, has_picture: bool = False) -> None:
    """Refuse a query that asks for nothing, or for what cannot be; `has_picture` says that an image comes with it.

    Raises:
        UsageError: neither words nor a picture nor a filter; a limit below 1 or an offset below 0; an empty span of time.
    """
    asks = has_words(query) or has_picture or query.like is not None or query.plus or query.minus
    if not asks and query.filter.is_empty and not query.any_kind:
        raise UsageError('the query is empty: say what to look for, as in albumen search "a dog on a beach"')
    if query.limit < 1:
        raise UsageError(f"the limit is {query.limit}; it must be at least 1")
    if query.offset < 0:
        raise UsageError(f"the offset is {query.offset}; it must be at least 0")
    since, until = query.filter.since, query.filter.until
    if since is not None and until is not None and since >= until:
        raise UsageError(f"nothing lies between since {since:%Y-%m-%d %H:%M} and until {until:%Y-%m-%d %H:%M}")


def has_words(query: SearchQuery) -> bool:
    """Say whether something was written."""
    return query.text is not None and bool(query.text.strip())


def names_content(query: SearchQuery) -> bool:
    """Say whether the options ask by what is in a picture, and not only by when and where it was taken.

    Whoever does may well mean a receipt or a screenshot, which is nothing to see among photos of a day.
    """
    asked = query.filter
    return bool(asked.tags or asked.objects or asked.text or asked.kind is not None or query.any_kind)


def resolve_filter(photo_filter: PhotoFilter, roots: Sequence[Root]) -> PhotoFilter:
    """Put a filter into the store's terms: an absolute folder (none if it holds the whole library), a clean camera.

    Raises:
        UsageError: the folder is neither in one of the library's nor above one.
    """
    if photo_filter.camera is not None:
        photo_filter = replace(photo_filter, camera=clean_text(photo_filter.camera))
    if photo_filter.folder is None or not roots:
        return photo_filter
    for folder in absolute_names(photo_filter.folder):
        if all(root.path.is_relative_to(folder) for root in roots):
            return replace(photo_filter, folder=None)
        if any(folder.is_relative_to(root.path) or root.path.is_relative_to(folder) for root in roots):
            return replace(photo_filter, folder=folder)
    known = ", ".join(str(root.path) for root in roots)
    raise UsageError(f"{photo_filter.folder} is not in this library; its folders are {known}")


def absolute_names(path: Path) -> tuple[Path, Path]:
    """Make a path absolute, as it is written and with its links followed: the store may have either.

    Raises:
        UsageError: no file can have that name.
    """
    expanded = os.path.expanduser(path)
    try:
        return Path(os.path.abspath(expanded)), Path(os.path.realpath(expanded))
    except ValueError as error:
        raise UsageError(f"{str(path)!r} cannot be the name of a file: {error}") from error


def find_photo(tx: Transaction, path: Path) -> int | None:
    """Find the photo that a file of the library holds.

    Raises:
        UsageError: no file can have that name.
    """
    found = (tx.files.find_photo_id(name) for name in absolute_names(path))
    return next((photo_id for photo_id in found if photo_id is not None), None)


def get_photo(tx: Transaction, name: str) -> PhotoRecord:
    """Return a photo by the path of a file of it, or by its id.

    Raises:
        NotFoundError: the library has no such photo.
    """
    photo_id = find_photo(tx, Path(name))
    if photo_id is None and name.isdecimal() and len(name) <= DIGITS_OF_IDS:
        photo_id = int(name)
    photo = tx.photos.get([photo_id]).get(photo_id) if photo_id is not None else None
    if photo is None:
        raise NotFoundError(f"there is no photo {name} in this library: give a path, or a photo_id of search --json")
    return photo


def clean_text(text: str) -> str:
    r"""Replace what is no character, and trim: a command line in another encoding arrives with such.

    Example:
        >>> clean_text(" caf\udce9 ")
        'caf?'
    """
    return text.encode("utf-8", "replace").decode("utf-8").strip()
