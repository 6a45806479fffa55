"""A made library that was indexed: which photo in the store is which file of the truth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from albumen.errors import UsageError
from albumen.store.store import Transaction
from knowledge_graph.evaluation.truth import TruePhoto, Truth, load_truth

PHOTOS_FOLDER, TRUTH_FILE = "photos", "truth.json"


@dataclass(frozen=True, slots=True)
class Made:
    """The truth by photo id: `photos` has the first of a photo's files, `paths` all of them; `movies` goes by a file's id."""

    folder: Path
    truth: Truth
    photos: dict[int, TruePhoto]
    paths: dict[int, list[str]]
    movies: dict[int, str] = field(default_factory=dict)

    def photos_of(self, photo_ids: set[int]) -> list[TruePhoto]:
        """Return the truth of some photos."""
        return [self.photos[photo_id] for photo_id in sorted(photo_ids)]


def open_made(folder: Path, tx: Transaction) -> Made:
    """Join the truth and the store by the paths of files.

    Raises:
        UsageError: the folder holds no truth, or the library does not hold all of its photos.
    """
    if not (folder / TRUTH_FILE).exists():
        raise UsageError(f"{folder} holds no {TRUTH_FILE}; make it with `python -m tests.made_library {folder}`")
    truth = load_truth(folder / TRUTH_FILE)
    by_path = {photo.path: photo for photo in truth.photos}
    root = (folder / PHOTOS_FOLDER).resolve()
    paths: dict[int, list[str]] = defaultdict(list)
    movies: dict[int, str] = {}
    for file in tx.duplicates.files():
        if file.path.is_relative_to(root):
            paths[file.photo_id].append(file.path.relative_to(root).as_posix())
            if file.movie is not None:
                movies[file.id] = file.movie.path.relative_to(root).as_posix()
    missing = by_path.keys() - {path for found in paths.values() for path in found}
    if missing:
        raise UsageError(f"{len(missing)} of {len(by_path)} photos are not in the library; run: albumen index {root}")
    order = {path: number for number, path in enumerate(by_path)}
    ordered = {photo_id: sorted(found, key=order.__getitem__) for photo_id, found in paths.items()}
    return Made(folder, truth, {photo_id: by_path[found[0]] for photo_id, found in ordered.items()}, ordered, movies)
