"""The completer: made once for each lexicon, then asked at every key that is pressed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from search.chips import ChipKind
from search.completion.completion import Completion
from search.completion.entries import Entry, iter_counted, iter_uncounted
from search.completion.prefix_index import PrefixIndex
from search.completion.typed import Typed, iter_typed
from search.lexicon import Lexicon
from search.parse.spelling import fold

DEFAULT_LIMIT = 8
# Places of the list that things which nobody counts (months, kinds, fields) have, however much is counted.
_UNCOUNTED = 2
# A concept has several names that may begin alike ("dog", "doggy"), and is suggested once.
_NAMES_OF_ONE = 3
# Lexicons whose completers are kept: a process searches one library, tests and the command line a few.
_KEPT = 4
_kept: OrderedDict[int, tuple[Lexicon, Completer]] = OrderedDict()
_lock = threading.Lock()


class Completer:
    """Suggests names of one library. Threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Arrange the names of a lexicon, which must not change afterwards."""
        self._entries = [*iter_counted(lexicon)]
        self._uncounted = [*iter_uncounted(lexicon)]
        numbers = range(len(self._entries))
        worth = [entry.photos or 0 for entry in self._entries]
        keys = [(entry.key, number) for number, entry in enumerate(self._entries)]
        self._all = PrefixIndex(keys, worth)
        self._of_field = {
            kind: PrefixIndex([keys[number] for number in numbers if self._entries[number].kind is kind], worth)
            for kind in dict.fromkeys(entry.kind for entry in self._entries)
        }
        # Words within a name ("pool" of "swimming pool"). Names of files are too many, and tell apart by their beginnings.
        inner = (pair for pair in keys if self._entries[pair[1]].kind is not ChipKind.NAME)
        self._inner = PrefixIndex([(part, number) for key, number in inner for part in _parts(key)], worth)

    def complete(self, text: str, cursor: int, limit: int = DEFAULT_LIMIT) -> tuple[Completion, ...]:
        """Suggest names that begin like the words before the cursor, those of most photos first.

        Args:
            text: What stands in the box.
            cursor: Where the cursor stands in it, in characters; beyond the text's end is its end.
            limit: At most so many.

        Returns:
            Names that begin so themselves before those of which a later word does, and things that nobody counts last; none twice,
            and none that would change nothing.
        """
        cursor = max(0, min(cursor, len(text)))
        typed = [*iter_typed(text, cursor)]
        counted = _unique(text, self._iter_counted(typed, limit), limit)
        uncounted = _unique(text, _iter_uncounted(self._uncounted, typed), limit)
        shown = uncounted[: max(_UNCOUNTED, limit - len(counted))][:limit]
        return (*counted[: limit - len(shown)], *shown)

    def _iter_counted(self, typed: Sequence[Typed], limit: int) -> Iterator[tuple[Entry, Typed]]:
        wanted = _NAMES_OF_ONE * limit
        for one in typed:
            if one.field is not None:
                index = self._of_field.get(one.field)
                numbers = index.find(one.prefix, wanted) if index is not None else []
            else:
                numbers = [*self._all.find(one.prefix, wanted), *self._inner.find(one.prefix, wanted)]
            for number in numbers:
                yield self._entries[number], one


def complete(text: str, cursor: int, lexicon: Lexicon, limit: int = DEFAULT_LIMIT) -> tuple[Completion, ...]:
    """Suggest names of a library; see `Completer.complete`. The completers of the last few lexicons are kept.

    Example:
        >>> [one.label for one in complete("photos from ca", 14, Lexicon(cameras={"Canon EOS R5": 3}))]
        ['Canon EOS R5', 'card', 'camera:']
    """
    return completer_of(lexicon).complete(text, cursor, limit)


def completer_of(lexicon: Lexicon) -> Completer:
    """Return the completer of a lexicon, made when it is first asked for."""
    with _lock:
        kept = _kept.pop(id(lexicon), None)
        if kept is None or kept[0] is not lexicon:
            kept = (lexicon, Completer(lexicon))
        _kept[id(lexicon)] = kept  # it holds the lexicon, so the id is not given again meanwhile
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
        return kept[1]


def _iter_uncounted(entries: Sequence[Entry], typed: Sequence[Typed]) -> Iterator[tuple[Entry, Typed]]:
    for one in typed:
        for entry in entries:
            is_meant = entry.key.startswith(one.prefix) and one.field in (None, entry.kind)
            if is_meant or (one.field is entry.kind is not None and fold(entry.value).startswith(one.prefix)):
                yield entry, one


def _unique(text: str, found: Iterable[tuple[Entry, Typed]], limit: int) -> list[Completion]:
    """Keep each meaning once, as it was first found, and none that is typed already."""
    kept: dict[str, Completion] = {}
    for entry, typed in found:
        meaning = entry.field_term
        if meaning not in kept:
            term = entry.term if typed.field is None else meaning
            label = entry.label if typed.prefix else entry.value  # "tag:" lists concepts, not their other names
            kept[meaning] = Completion(entry.kind, label, term, entry.photos, typed.start, typed.end)
    changing = (one for one in kept.values() if text[one.start : one.end] != one.term)
    return [*islice(changing, limit)]


def _parts(key: str) -> Iterator[str]:
    """Yield what begins at the words of a key after its first."""
    at = key.find(" ")
    while at >= 0:
        yield key[at + 1 :]
        at = key.find(" ", at + 1)
