"""`python -m models.compression.pack FOLDER`: store a bundle's files as gzip where that takes a tenth off them.

The plain install has little room, and weights that are pruned, or int8 with a scale for each channel, hold less than their
bytes do. What a file is stays the same: its size and digest in the manifest are those of its content.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path

from albumen.errors import AlbumenError
from models.runtime.bundle import GZIP, MANIFEST_NAME, PACKED, dump_manifest, load_bundle

MIN_GAIN = 0.1  # unpacking takes time at every start, so it must be worth it
_LEVEL = 9


def main(arguments: list[str] | None = None) -> int:
    """Pack a folder; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.compression.pack", description="Pack a weights folder.")
    parser.add_argument("folder", type=Path, help="folder with manifest.json")
    parser.add_argument("--only", nargs="+", metavar="FILE", help="files of the manifest; all of them by default")
    options = parser.parse_args(arguments)
    try:
        for name in options.only or load_bundle(options.folder).manifest["files"]:
            pack_file(options.folder, name)
            path = load_bundle(options.folder).path_of(name)
            sys.stdout.write(f"{path}  {path.stat().st_size} bytes\n")
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def pack_file(folder: Path, name: str) -> None:
    """Pack one file and say so in the manifest, or leave both alone where it gains too little.

    The same content gives the same bytes with one version of zlib: gzip's time stamp is left out.

    Raises:
        WeightsError: The file is absent or damaged.
    """
    bundle = load_bundle(folder)
    content, source = bundle.read(name), bundle.path_of(name)
    packed = gzip.compress(content, _LEVEL, mtime=0)
    if source.name != name or len(packed) > (1.0 - MIN_GAIN) * len(content):
        return
    bundle.manifest["files"][name][PACKED] = GZIP
    bundle.path_of(name).write_bytes(packed)
    (folder / MANIFEST_NAME).write_text(dump_manifest(bundle.manifest), encoding="utf-8")
    source.unlink()


if __name__ == "__main__":
    raise SystemExit(main())
