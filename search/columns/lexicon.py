"""What a parser must know of this library, out of its columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from albumen.calendar.seasons import TROPIC_DEG
from search.columns.paths import Paths
from search.lexicon import Lexicon

if TYPE_CHECKING:
    from search.columns.columns import Columns

# File names that differ by their digits alone are numbered ("IMG_0412"), and nobody's words: from so many on.
_NUMBERED = 5
_WITHOUT_DIGITS = str.maketrans("", "", "0123456789")


def build_lexicon(columns: Columns) -> Lexicon:
    """Collect the names that some photo has."""
    cameras: Counter[str] = Counter()
    for exposure, count in columns.cameras.counts().items():
        cameras[exposure.camera or ""] += count
    dates = columns.taken[~np.isnat(columns.taken)]
    years = np.unique(dates.astype("datetime64[Y]")).astype(int) + 1970
    return Lexicon(
        places=columns.places.counts(),
        cameras={name: count for name, count in cameras.items() if name},
        lenses=columns.lenses.counts(),
        names=count_names(columns.paths),
        concepts=columns.tags.counts(),
        years=tuple(years.tolist()),
        south_share=_south_share(columns),
    )


def count_names(paths: Paths) -> dict[str, int]:
    """Count the files of each folder's name, and those of each file's that is not one of a numbered row; without case."""
    folders: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    for path in paths.text.decode("utf-8", "replace").split("\n")[1:-1]:
        folder, _, name = path.rpartition("/")
        folders[folder] += 1
        stems[name.rpartition(".")[0] or name] += 1
    numbered = Counter(stem.translate(_WITHOUT_DIGITS) for stem in stems)
    named = (stem for stem in stems if stem and numbered[stem.translate(_WITHOUT_DIGITS)] < _NUMBERED)
    names: Counter[str] = Counter({stem: stems[stem] for stem in named})
    for folder, count in folders.items():
        names.update(dict.fromkeys(filter(None, folder.split("/")), count))
    return dict(names)


def _south_share(columns: Columns) -> float:
    latitudes = columns.positions[:, 0]
    placed = latitudes[~np.isnan(latitudes)]
    return float(np.mean(placed < -TROPIC_DEG)) if len(placed) else 0.0
