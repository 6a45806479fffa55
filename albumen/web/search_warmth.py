"""What the first search and the first suggestion wait for, read before anybody asks.

Of 100,000 photos the names for the parser and the completer, the gazetteer, the tags, the vectors and the text tower are a second and
a half of work. A search that people might ask reads all of that as theirs will.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from albumen.errors import AlbumenError
from search.completion.completer import completer_of
from search.query import SearchQuery

if TYPE_CHECKING:
    from albumen.web.live import LiveLibrary

# A thing, a place that no preposition leads to, so that the gazetteer is asked, and a date.
_ASKED = "a dog, Paris, last summer"

_log = logging.getLogger(__name__)


def warm_search(live: LiveLibrary) -> None:
    """Search once and make the completer; what fails is tried again, and told, when somebody searches."""
    try:
        live.engine.search(SearchQuery(_ASKED, limit=1))
        completer_of(live.engine.columns.lexicon)
    except AlbumenError as error:
        _log.warning("search could not be prepared: %s", error)
