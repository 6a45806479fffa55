"""Words of the names of cameras and lenses, for finding a part of a name in a query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from search.parse.spelling import fold

_WORD = re.compile(r"[^\s_-]+")
# Makers and lines of cameras that people speak of, whether or not this library has photos of theirs.
KNOWN_CAMERAS = frozenset(
    """
    iphone ipad pixel galaxy samsung huawei xiaomi oneplus nokia motorola oppo vivo canon nikon sony fujifilm fuji leica
    panasonic lumix olympus pentax ricoh hasselblad kodak minolta casio sigma gopro dji insta360 eos coolpix powershot dslr
    """.split()
) | {"google pixel", "samsung galaxy"}


class DeviceNames:
    """Names, and the runs of whole words within them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)

    def find(self, words: str) -> str | None:
        """Return folded words as a name spells them, where they stand in one, whole and one after another."""
        return self._runs.get(words)

    @cached_property
    def _runs(self) -> dict[str, str]:
        runs: dict[str, str] = {}
        for name in self._names:
            words = list(_WORD.finditer(name))
            for at, first in enumerate(words):
                for last in words[at:]:
                    run = name[first.start() : last.end()]
                    runs.setdefault(fold(run), run)
        return runs
