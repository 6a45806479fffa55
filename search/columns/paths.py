"""Where photos lie, as one long text: a hundred thousand paths are looked through in two milliseconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

_LETTER = rb"[a-zA-Z\x80-\xff]"  # all that is not ASCII counts as letters
_LETTERS = re.compile(_LETTER + b"+")
_END = "\n"  # of a path; one that stands in a path is written as a blank


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths below their roots in UTF-8, without case, each between ends of lines; path i begins at `starts[i]`.

    `rows` (M,) tells the photo of each path; a photo has one for each of its files and for each folder that a duplicate of it
    lay in.
    """

    text: bytes
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    row_count: int

    @classmethod
    def build(cls, row_count: int, rows: npt.NDArray[np.int64], paths: Sequence[str]) -> Self:
        """Join the paths of photos; a row below 0 is left out."""
        pairs = [(row, fold_name(path)) for row, path in zip(rows.tolist(), paths, strict=True) if row >= 0]
        lengths = np.fromiter((len(path) for _, path in pairs), np.int64, len(pairs)) + 1
        starts = np.concatenate([[1], 1 + np.cumsum(lengths)])[: len(pairs)]
        text = b"\n" + b"".join(path + b"\n" for _, path in pairs)
        return cls(text, starts, np.fromiter((row for row, _ in pairs), np.int32, len(pairs)), row_count)

    def match(self, name: str) -> npt.NDArray[np.bool_]:
        """Say which photos have a path that contains a name, in any case. (N,)."""
        found = np.zeros(self.row_count, np.bool_)
        found[self.rows[self._path_at(self._find(fold_name(name)))]] = True
        return found

    def match_words(self, words: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Say which photos have paths in which each of some words stands by itself, (N,)."""
        return np.all([self.match_word(word) for word in words], axis=0)

    def match_word(self, word: str) -> npt.NDArray[np.bool_]:
        """Say which photos have a path in which a word stands by itself, in any case. (N,).

        Letters and digits part each other: "rex" stands by itself in `rex2019`, "20" does not.
        """
        found = np.zeros(self.row_count, np.bool_)
        folded = fold_name(word)
        if folded and not (_LETTERS.fullmatch(folded) and folded not in self.words):
            found[self.rows[self._path_at([hit.start() for hit in _alone(folded).finditer(self.text)])]] = True
        return found

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every run of letters: most words of a query are in no path, which is cheaper to know than to look for."""
        return frozenset(_LETTERS.findall(self.text))

    def find_file(self, name: str) -> npt.NDArray[np.int32]:
        """List the photos that have a file of a name, given with its ending or without; ascending."""
        folded = fold_name(name)
        forms = [before + folded + after for before in (b"\n", b"/") for after in (b"\n", b".")] if folded else []
        hits = [at + 1 for form in forms for at in self._find(form) if self._is_last(at + 1)]
        return np.unique(self.rows[self._path_at(hits)])

    def _find(self, wanted: bytes) -> list[int]:
        """Find where a text stands, once in each path at most."""
        hits: list[int] = []
        at = self.text.find(wanted) if wanted else -1
        while at != -1:
            hits.append(at)
            at = self.text.find(wanted, self.text.find(b"\n", at + len(wanted) - 1))
        return hits

    def _path_at(self, positions: list[int]) -> npt.NDArray[np.intp]:
        return np.searchsorted(self.starts, np.array(positions, np.int64), side="right") - 1

    def _is_last(self, at: int) -> bool:
        """Say whether what stands there is of a file's name, and not of a folder's."""
        return self.text.find(b"/", at, self.text.find(b"\n", at)) == -1

    def __len__(self) -> int:
        return len(self.rows)


def _alone(word: bytes) -> re.Pattern[bytes]:
    """Match a word that no letter or digit of its own sort goes on from, on either side.

    What comes before is looked at last: so the search can run from one first letter to the next.
    """
    literal = re.escape(word)
    before, after = (_sort_of(byte) for byte in (word[:1], word[-1:]))
    return re.compile(literal + rb"(?<!" + before + literal + rb")(?!" + after + rb")")


def _sort_of(byte: bytes) -> bytes:
    """Return the letters, or the digits, as the pattern of one byte; of other signs nothing."""
    if _LETTERS.match(byte):
        return _LETTER
    return rb"[0-9]" if byte.isdigit() else rb"[^\x00-\xff]"


def fold_name(name: str) -> bytes:
    r"""Write a name as it is compared: without case, whatever bytes it is of.

    Example:
        >>> fold_name("Größe\n2"), fold_name("caf\udce9")
        (b'gr\xc3\xb6sse 2', b'caf\xe9')
    """
    return name.casefold().replace(_END, " ").encode("utf-8", "surrogateescape")
