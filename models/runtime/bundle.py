"""A folder of weight files with a manifest that says what they are and what their bytes hash to.

`manifest.json` holds the encoder's identity, its dimensions and, for each file, its size and SHA-256. A file is
checked when it is first read, so that a damaged download or a git-lfs pointer is told apart from a bad photo.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from albumen.errors import WeightsError
from albumen.types import EncoderIdentity

MANIFEST_NAME = "manifest.json"
REPAIR_HINT = "Reinstall albumen (`pip install --force-reinstall albumen`), or choose another encoder."


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
        """Size of all files that the manifest names."""
        return sum(entry["size_bytes"] for entry in self.manifest["files"].values())

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, checked against the manifest.

        Raises:
            WeightsError: The file is absent, unreadable or not the one that was shipped.
        """
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise WeightsError(f"The weights file {path} cannot be read ({error.strerror}). {REPAIR_HINT}") from error
        if hashlib.sha256(content).hexdigest() != self.manifest["files"][name]["sha256"]:
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
