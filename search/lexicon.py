"""What a parser must know of a library to understand a query: the names that mean something in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from albumen.types import Place


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names of one library, each with the number of photos that have it.

    `names` are those of folders and files without endings, below the roots. `concepts` are the taxonomy's ids. `years` are
    those that photos were taken in, ascending. `south_share` is the part of the placed photos that lie south of the tropics,
    in [0, 1]: it decides which months are summer.
    """

    places: Mapping[Place, int] = field(default_factory=dict)
    cameras: Mapping[str, int] = field(default_factory=dict)
    lenses: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    concepts: Mapping[str, int] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    south_share: float = 0.0
