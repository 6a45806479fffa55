"""The columns of one state of the library, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows
from albumen.store.columns import FRACTION_STEPS
from albumen.store.records import TextTerm
from albumen.store.store import Store
from albumen.types import Exposure, Place, UtilityKind
from search.columns.names import NONE, Named
from search.columns.paths import Paths
from search.columns.postings import Postings
from search.lexicon import Lexicon

UNDATED = np.datetime64("NaT", "us")
UNKNOWN = -1  # how many people where nobody has looked


class Columns:
    """What is known of the N photos that have a file, by row; rows are in the order of the photos' ids.

    Each column is read by one query in the store as it is at that moment. Of a photo that came since the ids were read nothing
    is in any column, and one that lost its file since is in all of them: whoever shows a photo asks the store for its file.
    Threads may share it.
    """

    def __init__(self, store: Store) -> None:
        """Take the columns of `store`; nothing is read yet but its version."""
        self._store = store
        self.version = store.version()

    @cached_property
    def ids(self) -> Rows:
        """The photos, ascending. (N,)."""
        with self._store.read() as tx:
            return tx.columns.ids()

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def taken(self) -> npt.NDArray[np.datetime64]:
        """When, by the wall clock, in microseconds; `UNDATED` where nothing tells. (N,)."""
        with self._store.read() as tx:
            return self._spread(*tx.columns.taken(), UNDATED)

    @cached_property
    def positions(self) -> npt.NDArray[np.float32]:
        """Latitude and longitude in degrees; NaN where nothing tells. (N, 2)."""
        with self._store.read() as tx:
            return self._spread(*tx.columns.positions(), np.float32(np.nan))

    @cached_property
    def sizes(self) -> npt.NDArray[np.int32]:
        """Upright width and height in pixels; 0 where the photo was not decoded. (N, 2)."""
        with self._store.read() as tx:
            return self._spread(*tx.columns.sizes(), np.int32(0))

    @cached_property
    def places(self) -> Named[Place]:
        """The nearest named places."""
        with self._store.read() as tx:
            ids, place_ids = tx.columns.place_ids()
            known = tx.columns.places()
        return self._name(ids, [known[place_id] for place_id in place_ids.tolist()])

    @cached_property
    def cameras(self) -> Named[Exposure]:
        """Makes and models."""
        with self._store.read() as tx:
            return self._name(*tx.columns.cameras())

    @cached_property
    def lenses(self) -> Named[str]:
        """Lenses."""
        with self._store.read() as tx:
            return self._name(*tx.columns.lenses())

    @cached_property
    def utility(self) -> Named[UtilityKind]:
        """What pictures are kept for."""
        with self._store.read() as tx:
            ids, values = tx.columns.utility()
        found: Named[str] = self._name(ids, values)
        return Named(found.codes, tuple(map(UtilityKind, found.values)))

    @cached_property
    def people(self) -> npt.NDArray[np.int32]:
        """How many people are told apart; `UNKNOWN` where nobody has looked. (N,)."""
        with self._store.read() as tx:
            ids, counts = tx.columns.people()
        return self._spread(ids, counts.astype(np.int32), np.int32(UNKNOWN))

    @cached_property
    def objects(self) -> Postings:
        """How many objects of each label."""
        with self._store.read() as tx:
            ids, labels = tx.columns.objects()
        numbers: dict[str, int] = {}
        keys = np.fromiter((numbers.setdefault(label, len(numbers)) for label in labels), np.int64, len(labels))
        names = {number: label for label, number in numbers.items()}
        return Postings.build(names, keys, self.rows_of(ids), np.ones(len(ids), np.int64), len(self))

    @cached_property
    def tags(self) -> Postings:
        """Scores of each concept, in steps of `FRACTION_STEPS`."""
        with self._store.read() as tx:
            ids, numbers, steps = tx.columns.tags()
            names = tx.columns.concepts()
        return Postings.build(names, numbers, self.rows_of(ids), steps, len(self))

    def tag_scores(self, concepts: frozenset[str]) -> npt.NDArray[np.float32]:
        """Give each photo's best score of some concepts, in [0, 1]; 0 where it is tagged with none of them. (N,)."""
        return self.tags.largest(concepts).astype(np.float32) / np.float32(FRACTION_STEPS)

    def holds_text(self, terms: tuple[TextTerm, ...]) -> npt.NDArray[np.bool_]:
        """Say in which photos every term stands, as the store's index of words has it now. (N,)."""
        found = np.zeros(len(self), np.bool_)
        with self._store.read() as tx:
            rows = self.rows_of(tx.texts.find_holders(terms))
        found[rows[rows >= 0]] = True
        return found

    @cached_property
    def paths(self) -> Paths:
        """Where the photos lie."""
        with self._store.read() as tx:
            ids, paths = tx.columns.paths()
        return Paths.build(len(self), self.rows_of(ids), paths)

    @cached_property
    def leaders(self) -> npt.NDArray[np.int32]:
        """The row of the photo that stands for each one and its near-duplicates; its own where it has none. (N,)."""
        with self._store.read() as tx:
            sets = tx.duplicates.sets()
        leaders = np.arange(len(self), dtype=np.int32)
        rows = self.rows_of(np.fromiter(sets, np.int64, len(sets)))
        # A leader that has no file any more still names the set: by a number that no row has.
        standing = np.fromiter(sets.values(), np.int64, len(sets))
        firsts = self.rows_of(standing)
        numbers = np.where(firsts >= 0, firsts, len(self) + np.unique(standing, return_inverse=True)[1])
        leaders[rows[rows >= 0]] = numbers[rows >= 0]
        return leaders

    @cached_property
    def unseen(self) -> int:
        """How many photos no analyser has looked at or set aside. Counting takes tens of milliseconds, as the next two do."""
        with self._store.read() as tx:
            return tx.jobs.count_unseen()

    @cached_property
    def unsegmented(self) -> int:
        """How many photos no segmenter has looked at or set aside."""
        with self._store.read() as tx:
            return tx.jobs.count_unsegmented()

    @cached_property
    def unread(self) -> int:
        """How many pictures are to be read that no reader has read or set aside."""
        with self._store.read() as tx:
            return tx.texts.count_unread()

    @cached_property
    def lexicon(self) -> Lexicon:
        """The names that mean something in this library."""
        from search.columns.lexicon import build_lexicon

        return build_lexicon(self)

    @cached_property
    def timeline(self) -> npt.NDArray[np.int64]:
        """The rows in the order of the timeline: the photos taken last first, undated ones at the end. (N,)."""
        dates = self.taken.astype(np.int64)
        dates = np.where(np.isnat(self.taken), np.iinfo(np.int64).min, dates)
        return np.lexsort((self.ids, dates))[::-1]

    def rows_of(self, photo_ids: Rows) -> npt.NDArray[np.int64]:
        """Find the rows of photos, (M,); `NONE` for one that is not among them."""
        if not len(self.ids):
            return np.full(len(photo_ids), NONE, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, photo_ids), len(self.ids) - 1)
        return np.where(self.ids[rows] == photo_ids, rows, NONE)

    def find_rows(self, photo_ids: Iterable[int]) -> dict[int, int]:
        """Find the rows of photos by their ids; those that are not among them are left out."""
        ids = np.fromiter(photo_ids, np.int64)
        rows = self.rows_of(ids)
        return dict(zip(ids[rows >= 0].tolist(), rows[rows >= 0].tolist(), strict=True))

    def find_file(self, name: str) -> int | None:
        """Find the photo that has a file of a name, the newest where several have; its id, or None for none."""
        found = np.isin(self.timeline, self.paths.find_file(name.rpartition("/")[2]))
        return int(self.ids[self.timeline[np.argmax(found)]]) if found.any() else None

    def load_timeline(self) -> None:
        """Read the columns that a timeline asks for, by one query where none of them was read."""
        if self.loaded & {"ids", "taken", "sizes", "places"}:
            return
        with self._store.read() as tx:
            ids, taken, sizes, place_ids = tx.columns.timeline()
            known = tx.columns.places()
        keys, of_photos = np.unique(place_ids, return_inverse=True)
        named: Named[Place] = Named.build(len(keys), np.flatnonzero(keys), [known[key] for key in keys.tolist() if key])
        places = Named(named.codes[of_photos], named.values)
        vars(self).update(ids=ids, taken=taken, sizes=sizes, places=places)

    @property
    def loaded(self) -> frozenset[str]:
        """The names of the columns that were read so far."""
        return frozenset(self.__dict__) & COLUMN_NAMES

    def load(self, names: frozenset[str]) -> None:
        """Read columns before they are asked for."""
        for name in sorted(names):
            getattr(self, name)

    def _spread(self, ids: Rows, values: npt.NDArray[Any], missing: Any) -> npt.NDArray[Any]:
        spread = np.full((len(self), *values.shape[1:]), missing, values.dtype)
        rows = self.rows_of(ids)
        spread[rows[rows >= 0]] = values[rows >= 0]
        return spread

    def _name(self, ids: Rows, values: list[Any]) -> Named[Any]:
        return Named.build(len(self), self.rows_of(ids), values)


COLUMN_NAMES = frozenset(name for name, value in vars(Columns).items() if isinstance(value, cached_property))
