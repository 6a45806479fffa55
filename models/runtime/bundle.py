"""A folder of weight files with a manifest that says what they are and what their bytes hash to.

`manifest.json` holds the encoder's identity, its dimensions and, for each file, its size and SHA-256. A file is
checked when it is first read, so that a damaged download or a git-lfs pointer is told apart from a bad photo.

A file whose entry says `"packed": "gzip"` lies there as NAME.gz, for an install that takes less room. Its size and digest
are those of what is in it, so packing changes neither the identity of the weights nor that of a library made with them.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from albumen.errors import WeightsError
from albumen.types import EncoderIdentity

MANIFEST_NAME = "manifest.json"
PACKED, GZIP = "packed", "gzip"  # key and only value of an entry
REPAIR_HINT = "Reinstall albumen (`pip install --force-reinstall albumen`)."
_GZIP_WINDOW = 31  # zlib's way to say: gzip's header and checksum around a window of 32 kB


@dataclass(frozen=True, slots=True)
class WeightBundle:
    """A manifest and the folder it describes."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def identity(self) -> EncoderIdentity:
        """Identity of the vectors that these weights make."""
        return EncoderIdentity(
            name=self.manifest["name"], tag=self.manifest["tag"], preprocessing=self.manifest["preprocessing"]
        )

    @property
    def weights_sha256(self) -> str:
        """Digest over the digests of all files, in name order."""
        lines = [f"{name} {entry['sha256']}\n" for name, entry in sorted(self.manifest["files"].items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        """Size of all files that the manifest names, unpacked."""
        return sum(entry["size_bytes"] for entry in self.manifest["files"].values())

    def path_of(self, name: str) -> Path:
        """Return where a file lies on disk, packed or as it is."""
        is_packed = self.manifest["files"][name].get(PACKED) == GZIP
        return self.folder / (f"{name}.gz" if is_packed else name)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, unpacked and checked against the manifest.

        Raises:
            WeightsError: The file is absent, unreadable or not the one that was shipped.
        """
        path, entry = self.path_of(name), self.manifest["files"][name]
        try:
            content = path.read_bytes()
            if path.name != name:
                content = zlib.decompress(content, _GZIP_WINDOW, entry["size_bytes"])
        except OSError as error:
            raise WeightsError(f"The weights file {path} cannot be read ({error.strerror}). {REPAIR_HINT}") from error
        except zlib.error as error:
            raise WeightsError(f"The weights file {path} is damaged ({error}). {REPAIR_HINT}") from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise WeightsError(f"The weights file {path} is damaged (its checksum differs). {REPAIR_HINT}")
        return content


def load_bundle(folder: Path) -> WeightBundle:
    """Read a folder's manifest; the weight files themselves are read when used.

    Raises:
        WeightsError: The manifest is absent, unreadable or incomplete.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsError(
            f"No weights at {folder}: {path} cannot be read ({error.strerror}). {REPAIR_HINT}"
        ) from error
    except ValueError as error:
        raise WeightsError(f"The weights manifest {path} is damaged ({error}). {REPAIR_HINT}") from error
    missing = {"name", "tag", "preprocessing", "dim", "files"} - set(manifest if isinstance(manifest, dict) else ())
    if missing:
        raise WeightsError(f"The weights manifest {path} lacks {', '.join(sorted(missing))}. {REPAIR_HINT}")
    return WeightBundle(folder, manifest)


def dump_manifest(manifest: dict[str, Any]) -> str:
    """Write a manifest as indented JSON, with each list of plain values on one line."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), text) + "\n"
