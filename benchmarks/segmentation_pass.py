"""Photos per second of the background pass, its floors, and whether it holds up what search needs.

    python -m benchmarks.segmentation_pass [--photos 60]

The pass reads previews, and runs both networks on each. Its floors are the networks alone on the same previews, one
after the other, and reading the previews alone. Indexing is timed until search is ready, with the pass and without.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.photo_folder import SIZE_PX, make_photo_folder
from benchmarks.report import save_report
from benchmarks.timing import timed
from indexer.previews import PreviewStore
from models.registry import create_lifter, create_segmenter

if TYPE_CHECKING:
    from PIL.Image import Image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=60)
    count = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as name:
        folder = make_photo_folder(Path(name) / "photos", count)
        without = _index(folder, Path(name) / "without", "--no-segment")
        with_masks = _index(folder, Path(name) / "with", "--segment")
        previews = PreviewStore(Path(name) / "with" / "previews")
        images = [previews.load(content_hash) for content_hash in previews.iter_hashes()]
        people = _count_people(Path(name) / "with")
        rows = [
            _rate("indexing until search is ready, without the pass", count / without["elapsed_s"]),
            _rate("indexing until search is ready, the pass to follow", count / with_masks["elapsed_s"]),
            _rate("the pass, both networks, read and written", count / with_masks["segmenting_s"]),
            *_measure_floors(previews, images),
        ]
    ours = rows[2]["photos/s"]
    rows = [row | {"the pass / this": ours / row["photos/s"]} for row in rows]
    settings = {
        "photos": count,
        "pixels": f"{SIZE_PX[0]} x {SIZE_PX[1]}",
        "preview": f"{max(images[0].size)} px",
        "with people": people,
    }
    print(save_report("segmentation_pass", "The background pass, photos per second", rows, settings))


def _rate(what: str, photos_per_s: float) -> dict[str, Any]:
    print(f"{what}: {photos_per_s:.2f} photos/s", file=sys.stderr)
    return {"what": what, "photos/s": photos_per_s}


def _index(folder: Path, library: Path, flag: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "albumen", "--library", str(library), "index", str(folder), flag, "--json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(output.splitlines()[-1]))


def _count_people(library: Path) -> int:
    """Count the photos with people: on the others the transformer does not run."""
    command = [sys.executable, "-m", "albumen", "--library", str(library), "search", "--people", "1+", "--json"]
    output = subprocess.run([*command, "--limit", "1000000"], check=True, capture_output=True, text=True).stdout
    return len(json.loads(output)["hits"])


def _measure_floors(previews: PreviewStore, images: Sequence[Image]) -> list[dict[str, Any]]:
    segmenter, lifter = create_segmenter(), create_lifter()

    def run(*networks: Callable[[Image], object]) -> float:
        for network in networks:
            network(images[0])  # loads it
        return len(images) / timed(lambda: [network(image) for image in images for network in networks])

    hashes = list(previews.iter_hashes())
    return [
        _rate("both networks alone", run(segmenter.segment_image, lifter.rate_image)),
        _rate("the segmenter alone", run(segmenter.segment_image)),
        _rate("the lifter's confidence alone", run(lifter.rate_image)),
        _rate("reading previews alone", len(hashes) / timed(lambda: [previews.load(one) for one in hashes])),
    ]


if __name__ == "__main__":
    main()
