"""A library's names, arranged for looking up: made once for each lexicon, not for each query."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from functools import cached_property

from search.lexicon import Lexicon
from search.parse.devices_known import DeviceNames
from search.parse.periods import Calendar
from search.parse.places_known import PlaceNames, names_of_library
from search.parse.spelling import fold

# A process searches one library; tests and the command line may hold a few.
_KEPT = 4
_kept: OrderedDict[int, ParserIndex] = OrderedDict()
_lock = threading.Lock()


class ParserIndex:
    """The names of one lexicon. Each part is made when a query first needs it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def places(self) -> PlaceNames:
        """Places by their folded names."""
        return names_of_library(self.lexicon.places)

    @cached_property
    def cameras(self) -> DeviceNames:
        """The words of the cameras' names."""
        return DeviceNames(self.lexicon.cameras)

    @cached_property
    def lenses(self) -> DeviceNames:
        """The words of the lenses' names."""
        return DeviceNames(self.lexicon.lenses)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of files and folders as they are, by their folded forms."""
        return {fold(name): name for name in self.lexicon.names}

    @cached_property
    def calendar(self) -> Calendar:
        """The years, the hemisphere and the countries of the library's photos."""
        photos: Counter[str] = Counter()
        for place, count in self.lexicon.places.items():
            photos[place.country_code] += count
        countries = tuple(code for code, _ in photos.most_common())
        return Calendar(self.lexicon.years, self.lexicon.south_share > 0.5, countries)


def index_of(lexicon: Lexicon) -> ParserIndex:
    """Return the index of a lexicon, which must not change afterwards; the last few are kept."""
    with _lock:
        index = _kept.pop(id(lexicon), None)
        if index is None or index.lexicon is not lexicon:
            index = ParserIndex(lexicon)
        _kept[id(lexicon)] = index  # it holds the lexicon, so the id is not given again meanwhile
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
        return index
