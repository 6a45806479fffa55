"""A small library with everything in it: indexed, segmented and curated photos of a made household."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.made_library.library import plan_library
from tests.made_library.pictures import SamplePictures
from tests.made_library.story import SMALL
from tests.made_library.writer import write_library

_SEED = 3


def make_curated_library(folder: Path) -> Path:
    """Write photos to `folder/photos`, and make a library of them as a person would; return the library's folder."""
    photos, library = folder / "photos", folder / "library"
    write_library(plan_library(_SEED, SMALL), SamplePictures(_SEED), photos, "samples")
    for arguments in (["index", str(photos)], ["curate"]):
        command = [sys.executable, "-m", "albumen", "--library", str(library), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
    return library
