"""The steps of compression: the same network as fp32 and int8 graphs, with all decoder layers or fewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.hyperdetr.config import SMALL
from models.hyperdetr.segmenter import SCENE_FILE, SUBJECTS_FILE
from models.runtime.bundle import load_bundle
from models.runtime.onnx_session import open_session
from models.training.hyperdetr.export import ExportFacts, write_segmenter
from models.training.hyperdetr.validation import Network, Outputs

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from models.hyperdetr.decode import Thresholds
    from models.hyperdetr.network import HyperDetr

LICENCE = "Apache-2.0; part of the training photos (CelebAMask-HQ) is for non-commercial research, see README.md"


@dataclass(frozen=True, slots=True)
class Step:
    """One way to write a network."""

    name: str
    layers: int
    is_int8: bool

    @property
    def folder_name(self) -> str:
        """A folder for it beside the shipped one."""
        return f"{SMALL.name}-{'int8' if self.is_int8 else 'fp32'}-{self.layers}"


def write_step(step: Step, network: HyperDetr, folder: Path, *, tag: str, thresholds: Thresholds) -> Path:
    """Write a bundle and return its folder."""
    facts = ExportFacts(SMALL.name, tag, LICENCE, thresholds)
    write_segmenter(folder, facts, network, layers=step.layers, is_int8=step.is_int8)
    return folder


def open_network(folder: Path) -> Network:
    """Return a bundle's graphs as a function of one image, on one thread."""
    bundle = load_bundle(folder)
    scene = open_session(bundle.read(SCENE_FILE), threads=1, name=SCENE_FILE)
    subjects = open_session(bundle.read(SUBJECTS_FILE), threads=1, name=SUBJECTS_FILE)

    def run(image: NDArray[np.uint8]) -> Outputs:
        features, logits, deep = scene.run(None, {"image": image[None]})
        people, _, masks = subjects.run(None, {"deep": deep, "features": features})
        return Outputs(logits[0], people[0], masks[0])

    return run
