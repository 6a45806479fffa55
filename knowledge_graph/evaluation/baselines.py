"""What imagehash and imagededup find on the same files: pairs whose hashes are near, whatever the files say of themselves.

imagehash is among the test dependencies; imagededup (Apache-2.0) is not, and is measured where it is installed. Its CNN
downloads weights from the network when it is first used, so only its hashes are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from albumen.store.curation_records import DuplicateKind
from knowledge_graph.evaluation.duplicates import Pair, compare_pairs, first_files
from knowledge_graph.evaluation.made import PHOTOS_FOLDER
from knowledge_graph.evaluation.matches import Matches
from knowledge_graph.evaluation.truth import Truth

Hash = Callable[[Path], NDArray[np.bool_]]
# Up to here of 64 bits every distance is tried; beyond it nothing is alike.
_FARTHEST = 20
# imagededup's own, where none is chosen: https://idealo.github.io/imagededup/methods/hashing/
DEFAULT_DISTANCE = 10


def load_hashes() -> dict[str, Hash]:
    """Return the hashes that are installed, by name, 64 bits each."""
    return {**load_imagehash(), **load_imagededup()}


def measure_distances(truth: Truth, folder: Path, make_hash: Hash) -> dict[Pair, int]:
    """Hash every photo that the library can open, and return the pairs that are near with their distance in bits."""
    hashes = dict(_iter_hashes(sorted(set(first_files(truth).values())), folder / PHOTOS_FOLDER, make_hash))
    names = list(hashes)
    bits = np.array([hashes[name] for name in names], np.float32)  # (N, 64)
    distances = bits @ (1 - bits).T
    distances += distances.T
    rows, columns = np.nonzero(np.triu(distances <= _FARTHEST, k=1))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {frozenset((names[row], names[column])): int(distances[row, column]) for row, column in pairs}


def compare_at(truth: Truth, distances: Mapping[Pair, int], most: int, kinds: frozenset[DuplicateKind]) -> Matches:
    """Compare the pairs within a distance with the true ones of some classes."""
    return compare_pairs(truth, kinds, {pair for pair, distance in distances.items() if distance <= most})


def choose_distance(truth: Truth, distances: Mapping[Pair, int], kinds: frozenset[DuplicateKind]) -> int:
    """Return the distance at which F1 is best: the baseline's best case."""
    return max(range(_FARTHEST + 1), key=lambda most: compare_at(truth, distances, most, kinds).f1)


def _iter_hashes(paths: list[str], root: Path, make_hash: Hash) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    for path in paths:
        try:
            yield path, make_hash(root / path)
        except UnidentifiedImageError:  # camera raw
            continue


def load_imagehash() -> dict[str, Hash]:
    """Return imagehash's, none where it is not installed."""
    try:
        import imagehash
    except ImportError:
        return {}

    def hashed(function: Callable[..., imagehash.ImageHash]) -> Hash:
        def run(path: Path) -> NDArray[np.bool_]:
            with Image.open(path) as image:
                return np.asarray(function(image).hash, bool).ravel()

        return run

    return {"imagehash phash": hashed(imagehash.phash), "imagehash dhash": hashed(imagehash.dhash)}


def load_imagededup() -> dict[str, Hash]:
    """Return imagededup's, none where it is not installed."""
    try:
        methods = import_module("imagededup.methods")  # by name: no extra asks for it, so none may import it
    except ImportError:
        return {}

    def hashed(method: Any) -> Hash:
        def run(path: Path) -> NDArray[np.bool_]:
            with Image.open(path) as image:
                digits = method.encode_image(image_array=np.asarray(image.convert("RGB")))
            return np.unpackbits(np.frombuffer(bytes.fromhex(digits), np.uint8)).astype(bool)

        return run

    return {
        "imagededup PHash": hashed(methods.PHash(verbose=False)),
        "imagededup DHash": hashed(methods.DHash(verbose=False)),
    }
