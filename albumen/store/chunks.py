"""Long lists in parts that fit one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

# SQLite's default limit on bound variables in one statement is 32,766 since 3.32 (https://sqlite.org/limits.html).
CHUNK_SIZE = 10_000

T_ = TypeVar("T_")


def iter_chunks(values: Iterable[T_], size: int = CHUNK_SIZE) -> Iterator[list[T_]]:
    """Yield the values in lists of at most `size`.

    Example:
        >>> list(iter_chunks("abcde", 2))
        [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk
