"""The curation job that finds duplicates. It looks at the whole library each time, which takes seconds."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from albumen.store.curation_records import DuplicateGroup, DuplicateKind
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store, Transaction
from knowledge_graph.duplicates.find import Material, find_groups
from knowledge_graph.duplicates.pairing import Pause
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop

_VERSION = 2  # goes up whenever the same library would have other groups
# Likeness was fitted on its vectors; cosines of other encoders lie elsewhere.
FITTED_ENCODER = "ansa-s"
_STEPS = 100  # of progress, until the groups are saved; the pieces differ too little in length to be told apart
_NAMES = {
    DuplicateKind.IDENTICAL: "identical",
    DuplicateKind.SAME_PICTURE: "of one picture",
    DuplicateKind.PAIR: "RAW or Live",
    DuplicateKind.BURST: "bursts",
    DuplicateKind.SIMILAR: "similar",
}


class _Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """It was time to stop."""


class DuplicatesJob:
    """Finds duplicate groups anew and puts them in the place of the old ones; people's answers stay.

    It keeps nothing of a run that is stopped: what it finds depends on all photos, and a run over 100,000 takes seconds.
    """

    name = "duplicates"

    def __init__(self, store: Store) -> None:
        self._store = store

    def stamp(self, tx: Transaction) -> str:
        """Tell the state of photos, files, prints and metadata."""
        return repr((_VERSION, tx.duplicates.material_stamp()))

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Find the groups and save them."""
        with self._store.read() as tx:
            material = self._load(tx)
            try:
                groups = find_groups(material, _pause_for(stop, on_progress))
            except _Stopped:
                return JobReport(is_finished=False, summary="stopped")
        with self._store.write() as tx:
            tx.duplicates.replace(groups)
        on_progress(JobProgress(_STEPS, _STEPS, "steps"))
        return JobReport(is_finished=True, summary=_summarise(groups))

    def _load(self, tx: Transaction) -> Material:
        encoder = _find_encoder(tx)

        def load_vectors(photo_ids: set[int]) -> Mapping[int, NDArray[np.float16]]:
            if encoder is None:
                return {}
            return {
                photo_id: vector.copy()  # a view would keep the whole batch
                for ids, vectors in tx.embeddings.iter_batches(encoder)
                for photo_id, vector in zip(ids.tolist(), vectors, strict=True)
                if photo_id in photo_ids
            }

        return Material(tx.facts.load(), tx.prints.load(), tx.duplicates.files(), load_vectors)


def _find_encoder(tx: Transaction) -> ModelRecord | None:
    """Find the newest encoder whose cosines likeness was fitted on."""
    fitted = [model for model in tx.models.all(ModelKind.ENCODER) if model.identity.name == FITTED_ENCODER]
    return max(fitted, key=lambda model: model.id, default=None)


def _pause_for(stop: Stop, on_progress: ProgressCallback) -> Pause:
    """Tell progress by the pieces done, nearing the end without reaching it, and end the search when it is time."""
    pieces = itertools.count(1)

    def pause() -> None:
        if stop.is_set():
            raise _Stopped
        on_progress(JobProgress(min(next(pieces), _STEPS - 1), _STEPS, "steps"))

    return pause


def _summarise(groups: Sequence[DuplicateGroup]) -> str:
    counts = Counter(group.kind for group in groups)
    parts = [f"{counts[kind]} {name}" for kind, name in _NAMES.items() if counts[kind]]
    return f"{len(groups)} duplicate groups: {', '.join(parts)}" if parts else "no duplicates"
