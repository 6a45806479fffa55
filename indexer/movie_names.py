"""Which movie lies beside a still under its name, as the two halves of a Live photo do: `IMG_1.HEIC` and `IMG_1.MOV`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.formats import is_candidate

_STILL_EXTENSIONS = frozenset({"heic", "heif", "jpe", "jpeg", "jpg", "png"})
_MOVIE_EXTENSIONS = (".mov", ".mp4")  # in the order in which they are preferred


def is_movie(name: str) -> bool:
    """Say whether a file of this name may be a Live photo's movie.

    Example:
        >>> [is_movie(name) for name in ("IMG_1.MOV", "._IMG_1.MOV", "IMG_1.avi")]
        [True, False, False]
    """
    return name[-4:].lower() in _MOVIE_EXTENSIONS and not name.startswith(".")


def list_movies(names: Iterable[str]) -> dict[str, str]:
    """Return a folder's movies by their stems in lower case; `.mov` comes before `.mp4`.

    Example:
        >>> list_movies(["IMG_1.mp4", "IMG_1.MOV", "IMG_1.HEIC"])
        {'img_1': 'IMG_1.MOV'}
    """
    found = sorted((name for name in names if is_movie(name)), key=_preference, reverse=True)
    return {_stem(name): name for name in found}  # the last of a stem holds


def find_movie(still: str, movies: Mapping[str, str]) -> str | None:
    """Find the movie that has a still's name, in a folder's movies by stem; None for what is no still.

    Example:
        >>> [find_movie(name, {"img_1": "IMG_1.MOV"}) for name in ("img_1.jpg", "IMG_1.DNG", "IMG_2.jpg")]
        ['IMG_1.MOV', None, None]
    """
    if not movies or os.path.splitext(still)[1][1:].lower() not in _STILL_EXTENSIONS:
        return None
    return movies.get(_stem(still))


def photos_of_movie(root: Path, path: str) -> list[str]:
    """Name the photo files that have the name of a movie at this relative path, whether it exists or not; raw ones too."""
    folder, name = os.path.split(path)
    try:
        siblings = os.listdir(os.path.join(root, folder))
    except OSError:
        return []
    owners = (other for other in siblings if is_candidate(other) and _stem(other) == _stem(name))
    return [f"{folder}/{owner}" if folder else owner for owner in owners]


def _stem(name: str) -> str:
    return os.path.splitext(name)[0].lower()


def _preference(name: str) -> tuple[int, str]:
    return (_MOVIE_EXTENSIONS.index(name[-4:].lower()), name)
