"""Whether the movie beside a still is the other half of a Live photo.

Phones write one identifier into both files. What chat programs and exports leave of them may have lost it: then name and
length decide.
"""

from __future__ import annotations

from pathlib import Path

from albumen.errors import PhotoError
from albumen.store.records import LiveBasis, MovieFacts
from indexer.metadata.read import load_tags
from indexer.photo_file import open_photo_file
from indexer.quicktime import read_movie_header

# Phones record from 1.5 s before the shutter to 1.5 s after it (https://support.apple.com/en-us/104966), some a little
# longer. What was filmed on purpose is rarely so short, and even more rarely has the name of a still.
MOST_LIVE_S = 5.0


def judge_movie(movie: Path, still_identifier: str | None) -> MovieFacts:
    """Decide whether a movie that has a still's name is its other half.

    Two identifiers decide by themselves, whatever the length; without one of them the movie must be short.
    """
    try:
        with open_photo_file(movie) as file:
            header = read_movie_header(file)
    except (OSError, PhotoError):
        return MovieFacts()
    if header.content_identifier and still_identifier:
        is_same = header.content_identifier.upper() == still_identifier.upper()
        return MovieFacts(header.duration_s, LiveBasis.IDENTIFIER if is_same else None)
    is_short = header.duration_s is not None and 0 < header.duration_s <= MOST_LIVE_S
    return MovieFacts(header.duration_s, LiveBasis.NAME if is_short else None)


def pair_movie(still: Path, name: str) -> MovieFacts:
    """Decide that for a still of which nothing has been read yet.

    Raises:
        UnreadableFileError: the file system refused to read the still.
        EmptyFileError: the still has no bytes.
    """
    return judge_movie(still.with_name(name), load_tags(still).content_identifier)
