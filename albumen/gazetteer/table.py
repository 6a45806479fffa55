"""The table of places: columns side by side, names packed, loaded once a process (5 MB of memory)."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from albumen.types import Place

DATA_FILE = Path(__file__).with_name("places.npz")


class PackedTexts(Sequence[str]):
    """A list of texts in one block of UTF-8: a tenth of the memory of as many Python strings."""

    def __init__(self, block: np.ndarray) -> None:
        """Args: block: (B,) uint8, every text followed by a newline."""
        self._block = block
        self._ends = np.flatnonzero(block == ord("\n")).astype(np.uint32)  # (N,)

    @classmethod
    def pack(cls, texts: Sequence[str]) -> PackedTexts:
        """Pack texts that have no newline of their own."""
        block = "".join(f"{text}\n" for text in texts).encode()
        return cls(np.frombuffer(block, np.uint8))

    @property
    def block(self) -> np.ndarray:
        """(B,) uint8, as given."""
        return self._block

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> str:  # type: ignore[override]
        start = int(self._ends[row - 1]) + 1 if row else 0
        return self._block[start : int(self._ends[row])].tobytes().decode()


class PlaceTable:
    """N places, sorted by latitude.

    `lat`, `lon`: (N,) float32 degrees; `population`: (N,) uint32, 0 where unknown; `region`: (N,) uint16, the row of
    `regions`, each "code TAB region TAB country".
    """

    def __init__(
        self,
        *,
        lat: np.ndarray,
        lon: np.ndarray,
        population: np.ndarray,
        region: np.ndarray,
        names: Sequence[str],
        regions: Sequence[str],
    ) -> None:
        self.lat, self.lon, self.population, self.region = lat, lon, population, region
        self.names = names if isinstance(names, PackedTexts) else PackedTexts.pack(names)
        self.regions = regions if isinstance(regions, PackedTexts) else PackedTexts.pack(regions)

    def __len__(self) -> int:
        return len(self.lat)

    def get_place(self, row: int) -> Place:
        """Return one row as a place."""
        code, region, country = self.regions[int(self.region[row])].split("\t")
        lat, lon = round(float(self.lat[row]), 5), round(float(self.lon[row]), 5)
        return Place(self.names[row], region, country, code, lat, lon)

    def save(self, path: Path) -> None:
        """Write the table, compressed, whole or not at all."""
        handle, temporary = tempfile.mkstemp(suffix=".npz", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file,
                lat=self.lat,
                lon=self.lon,
                population=self.population,
                region=self.region,
                names=self.names.block,
                regions=self.regions.block,
            )
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)

    @classmethod
    def load(cls, path: Path) -> PlaceTable:
        """Read a table that `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                lat=arrays["lat"],
                lon=arrays["lon"],
                population=arrays["population"],
                region=arrays["region"],
                names=PackedTexts(arrays["names"]),
                regions=PackedTexts(arrays["regions"]),
            )


@functools.cache
def load_bundled_table() -> PlaceTable:
    """Load the table that ships with Albumen, once a process."""
    return PlaceTable.load(DATA_FILE)
