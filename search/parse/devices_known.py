"""Words of the names of cameras and lenses, for finding a part of a name in a query."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from search.parse.spelling import fold

# Makers and lines of cameras that people speak of, whether or not this library has photos of theirs.
KNOWN_CAMERAS = frozenset(
    {
        *(
            "iphone",
            "ipad",
            "pixel",
            "galaxy",
            "samsung",
            "huawei",
            "xiaomi",
            "oneplus",
            "nokia",
            "motorola",
            "oppo",
            "vivo",
        ),
        *("canon", "nikon", "sony", "fujifilm", "fuji", "leica", "panasonic", "lumix", "olympus", "pentax", "ricoh"),
        *(
            "hasselblad",
            "kodak",
            "minolta",
            "casio",
            "sigma",
            "gopro",
            "dji",
            "insta360",
            "eos",
            "coolpix",
            "powershot",
        ),
        *("google pixel", "samsung galaxy", "dslr"),
    }
)


class DeviceNames:
    """Names, and the runs of whole words within them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)

    def __contains__(self, words: str) -> bool:
        """Whether folded words stand in a name, one after another and whole."""
        return words in self._runs

    @cached_property
    def _runs(self) -> frozenset[str]:
        parts = [fold(name).split() for name in self._names]
        return frozenset(
            " ".join(words[start:end])
            for words in parts
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        )
