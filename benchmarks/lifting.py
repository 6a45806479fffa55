"""What `albumen lift` costs at 12 megapixels: each step's time, and the process's peak memory after it.

    python -m benchmarks.lifting [--weights DIR] [--photos 4] [--rounds 5] [--threads 1]

The photos are crops of the sample photos, enlarged to 4032 x 3024 with noise, as JPEG, of which the lifter is surest. Steps are
timed one after the other on one photo, all photos in each round; a figure is the median over photos and rounds. The floor is
Pillow's plain enlargement of the matte, which leaves a soft edge and a halo. Memory is that of a process which lifts one photo.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from albumen.lifting.cutout import copy_pixels
from albumen.lifting.picture_file import write_cutout
from albumen.lifting.studio import LOOK_PX
from benchmarks.photo_folder import make_photo_folder
from benchmarks.report import save_report
from benchmarks.timing import timed
from indexer.decode import decode_photo
from indexer.geometry import shrink
from models.image_input import whole_square
from models.registry import create_lifter
from models.segmenter import SubjectLifter
from models.subject_lifting.doubts import settle_doubts
from models.subject_lifting.foreground import restore_foreground
from models.subject_lifting.guided_filter import write_alpha
from models.subject_lifting.instances import map_subjects

_FULL_SIDE_PX = 2**31
_MAX_PIXELS = 10**8
_CANDIDATES = 8


class Lift:
    """One photo's way, a step at a time; the network is loaded beforehand."""

    def __init__(self, path: Path, lifter: SubjectLifter, folder: Path) -> None:
        self._path = path
        self._lifter = lifter
        self._folder = folder

    @property
    def steps(self) -> dict[str, Callable[[], None]]:
        """Name the steps in order."""
        return {
            "decode": self.decode,
            "network": self.look,
            "subjects": self.tell_apart,
            "to one array": self.copy,
            "guided upsampling": self.upsample,
            "foreground colours": self.restore,
            "encode PNG": self.write_png,
            "encode WebP": self.write_webp,
            "floor: Pillow's resize of the matte": self.resize_plainly,
        }

    def decode(self) -> None:
        """Decode at full resolution."""
        self.image = decode_photo(self._path, max_side_px=_FULL_SIDE_PX, max_pixels=_MAX_PIXELS).image

    def look(self) -> None:
        """Shrink the photo and run the network."""
        self.matte = self._lifter.lift_image(shrink(self.image, LOOK_PX))

    def tell_apart(self) -> None:
        """Decide the matte's doubts and tell its subjects apart; people who touch would need the segmenter too."""
        self.alpha = settle_doubts(self.matte.alpha)
        map_subjects(self.alpha)

    def copy(self) -> None:
        """Copy the photo into the array that becomes the cut-out."""
        self.pixels = copy_pixels(self.image)
        self.guide = whole_square(self.image, len(self.alpha))
        del self.image

    def upsample(self) -> None:
        """Write alpha into the array."""
        write_alpha(self.pixels, self.alpha, self.guide)

    def restore(self) -> None:
        """Put the foreground's own colours into the array."""
        restore_foreground(self.pixels)

    def write_png(self) -> None:
        """Write the cut-out as PNG."""
        write_cutout(self._folder / "cutout.png", self.pixels)

    def write_webp(self) -> None:
        """Write the cut-out as WebP."""
        write_cutout(self._folder / "cutout.webp", self.pixels)

    def resize_plainly(self) -> None:
        """Enlarge the matte without a guide."""
        matte = Image.fromarray((self.matte.alpha * 255).astype(np.uint8))
        matte.resize((self.pixels.shape[1], self.pixels.shape[0]), Image.Resampling.BILINEAR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, help="folder of weight folders; the shipped ones by default")
    parser.add_argument("--photos", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peak-of", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    lifter = create_lifter(threads=options.threads, weights_dir=options.weights)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.peak_of:
            print(json.dumps(_measure_peaks(Lift(options.peak_of, lifter, folder))))
            return
        paths = _choose_photos(folder / "photos", lifter, options.photos)
        times = _measure_times([Lift(path, lifter, folder) for path in paths], options.rounds)
        peaks = _peaks_in_child(paths[0], options.weights, options.threads)
        rows = [{"step": step, "ms": 1000 * seconds, "peak MB": peaks.get(step, "")} for step, seconds in times.items()]
        settings = {"lifter": str(lifter.identity), "megapixels": 12.2} | {
            name: getattr(options, name) for name in ("photos", "rounds", "threads")
        }
        print(save_report("lifting", "Lifting a 12-megapixel photo", rows, settings))


def _choose_photos(folder: Path, lifter: SubjectLifter, count: int) -> list[Path]:
    """Make photos and return those of which the lifter is surest."""
    make_photo_folder(folder, max(_CANDIDATES, count))
    confidences = {path: _rate(path, lifter) for path in sorted(folder.iterdir())}
    return sorted(confidences, key=lambda path: -confidences[path])[:count]


def _rate(path: Path, lifter: SubjectLifter) -> float:
    return lifter.rate_image(decode_photo(path, max_side_px=LOOK_PX, max_pixels=_MAX_PIXELS).image)


def _measure_times(lifts: list[Lift], rounds: int) -> dict[str, float]:
    """Return each step's median in seconds, and that of the whole up to a PNG."""
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for lift in lifts:
            taken = {step: timed(action) for step, action in lift.steps.items()}
            taken["all, to a PNG"] = sum(list(taken.values())[:7])
            for step, value in taken.items():
                seconds.setdefault(step, []).append(value)
    return {step: statistics.median(values) for step, values in seconds.items()}


def _peaks_in_child(path: Path, weights: Path | None, threads: int) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.lifting", "--threads", str(threads), "--peak-of", str(path)]
    command += ["--weights", str(weights)] if weights else []
    peaks: dict[str, int] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return peaks


def _measure_peaks(lift: Lift) -> dict[str, Any]:
    peaks = {}
    for step, action in list(lift.steps.items())[:7]:
        action()
        peaks[step] = _own_peak_mb()
    return peaks | {"all, to a PNG": peaks["encode PNG"]}


def _own_peak_mb() -> int:
    """Read this process's own peak; `ru_maxrss` would carry that of the process which started it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024 // 1_000_000


if __name__ == "__main__":
    main()
