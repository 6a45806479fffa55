"""Train photos with what is known of them, and with what the shipped networks and the teacher see in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.ansa.image_graph import EMBEDDINGS
from models.encoder import ImageTextEncoder
from models.evaluation.outputs import Network, open_network
from models.evaluation.photos import LabelledPhoto, load_photos
from models.evaluation.tag_truth import tag_truth
from models.taxonomy import load_taxonomy
from models.training.teacher import load_teacher, split_photos
from search.scoring.background import Background, measure_background

ENCODER = "ansa-s"
_SEEN_FILE = "seen.npz"
_BATCH = 16

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """N train photos.

    `unseen` (N,) are those that no training of the networks saw: only they can say how well something is found. `vectors` and
    `teacher` (N, D) are unit rows in the encoder's space, by the encoder and by its teacher. `tags` (N, T) are probabilities as a
    library stores them: 0 where a photo is not tagged so. `truth` (N, T) is 1, 0 or -1 where nobody knows.
    """

    photos: list[LabelledPhoto]
    unseen: npt.NDArray[np.bool_]
    vectors: Floats
    teacher: Floats
    tags: npt.NDArray[np.float16]
    truth: npt.NDArray[np.int8]
    concepts: list[str]
    encoder: ImageTextEncoder

    def levels(self, queries: Floats, background: Background) -> Floats:
        """Give the levels (Q, N) of queries (Q, D) as the encoder sees the photos."""
        return _levels(queries, self.vectors, background)

    def teacher_levels(self, queries: Floats, background: Background) -> Floats:
        """Give them as the teacher sees the photos."""
        return _levels(queries, self.teacher, background)


def load_material(data_dir: Path, work_dir: Path) -> Material:
    """Look at every train photo once (seven minutes of one core), or read what an earlier run saw from `work_dir`."""
    photos = load_photos(data_dir, "train")
    network = open_network(ENCODER, threads=1)
    vectors, probabilities = _look(photos, network, work_dir / _SEEN_FILE)
    split = split_photos(photos)
    unseen = np.zeros(len(photos), bool)
    unseen[np.concatenate([split.flickr, split.others])] = True
    teacher = load_teacher(data_dir, photos).photos
    concepts, truth = tag_truth(photos)
    light = [replace(photo, content=b"") for photo in photos]
    tags = _as_stored(probabilities, network.heads["tags"])
    return Material(light, unseen, vectors, teacher, tags, truth, concepts, network.encoder)


def measure_teacher_background(material: Material) -> Background:
    """Measure how the teacher's vectors of the photos lie, in all directions."""
    return measure_background(material.teacher, material.teacher.shape[1])


def _levels(queries: Floats, vectors: Floats, background: Background) -> Floats:
    return np.stack(
        [background.standardise(query, row) for query, row in zip(queries, queries @ vectors.T, strict=True)]
    )


def _look(photos: list[LabelledPhoto], network: Network, path: Path) -> tuple[Floats, Floats]:
    if not path.is_file():
        parts: list[tuple[npt.NDArray[Any], npt.NDArray[Any]]] = []
        for start in range(0, len(photos), _BATCH):
            outputs = network.run([photo.decode_image() for photo in photos[start : start + _BATCH]])
            parts.append((outputs[EMBEDDINGS], outputs["tags"]))
        vectors, tags = (np.concatenate(rows).astype(np.float16) for rows in zip(*parts, strict=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, vectors=vectors, tags=tags)
    with np.load(path) as seen:
        return seen["vectors"].astype(np.float32), seen["tags"].astype(np.float32)


def _as_stored(probabilities: Floats, facts: dict[str, Any]) -> npt.NDArray[np.float16]:
    """Keep what reaches its threshold, and the ancestors of that; see `models.ansa.heads.tags.decode_tags`."""
    column = {concept: number for number, concept in enumerate(facts["concepts"])}
    reached = probabilities >= np.asarray(facts["thresholds"], np.float32)
    kept = reached.copy()
    for concept, number in column.items():
        for above in load_taxonomy().ancestors(concept) & column.keys():
            kept[:, column[above]] |= reached[:, number]
    return np.where(kept, probabilities, 0.0).astype(np.float16)
