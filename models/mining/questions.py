"""What can be asked of unlabelled photos: each question scores a gallery and says why a photo is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import UsageError
from albumen.types import UtilityKind
from models.ansa.image_graph import EMBEDDINGS
from models.evaluation.outputs import Network
from models.evaluation.readings import (
    OBJECTS,
    TAGS,
    UTILITY,
    ConceptReading,
    read_best_objects,
    read_tags,
    require_head,
)
from models.mining.criteria import disagreement, entropy, nearness, nearness_to_boundary
from models.mining.pictures import Gallery, look_at
from models.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings


@dataclass(frozen=True, slots=True)
class Answer:
    """A score for each photo, (N,), higher is worthier, and a few words for each."""

    scores: NDArray[np.floating]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """How it scores a gallery, the outputs that it needs besides the embeddings, and photos that are known already."""

    answer: Callable[[Gallery], Answer]
    outputs: tuple[str, ...] = ()
    known: Embeddings | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """All outputs to keep."""
        return (EMBEDDINGS, *self.outputs)


def ask_like(network: Network, examples: Sequence[Path]) -> Question:
    """Find photos near these pictures, without copies of them.

    Raises:
        UsageError: One of them cannot be read.
    """
    found = look_at(network, examples)
    if found.unreadable:
        path, reason = next(iter(found.unreadable.items()))
        raise UsageError(f"The example {path} cannot be read: {reason}")
    question = _ask_near(found.embeddings, [f"like {path.name}" for path in found.paths])
    return replace(question, known=found.embeddings)


def ask_text(network: Network, texts: Sequence[str]) -> Question:
    """Find photos that fit one of these texts."""
    return _ask_near(network.encoder.encode_texts(texts), list(texts))


def ask_utility(network: Network) -> Question:
    """Find photos of which the utility head cannot tell what kind they are.

    Raises:
        UsageError: The network has no such head.
    """
    require_head(network, UTILITY)

    def answer(gallery: Gallery) -> Answer:
        probabilities = gallery.outputs[UTILITY]
        kinds = [kind.value for kind in UtilityKind]
        pairs = np.argsort(-probabilities, axis=1)[:, :2]
        return Answer(entropy(probabilities), [f"{kinds[first]} or {kinds[second]}" for first, second in pairs])

    return Question(answer, (UTILITY,))


def ask_tag(network: Network, words: str) -> Question:
    """Find photos of which the tags head is unsure whether they show a concept.

    Raises:
        UsageError: The network has no such head, or it does not know the concept.
    """
    require_head(network, TAGS)
    concept = load_taxonomy().find(words)
    if concept is None:
        raise UsageError(f"No concept is called {words!r}; docs/models/taxonomy.md lists them.")

    def answer(gallery: Gallery) -> Answer:
        reading = read_tags(network, gallery.outputs)
        column = reading.concepts.index(concept.id)
        probabilities, threshold = reading.probabilities[:, column], float(reading.thresholds[column])
        reasons = [f"{concept.id} {probability:.2f}, a tag from {threshold:.2f}" for probability in probabilities]
        return Answer(nearness_to_boundary(probabilities, threshold), reasons)

    return Question(answer, (TAGS,))


def ask_disagreement(network: Network) -> Question:
    """Find photos where tags and objects say opposite things of one of COCO's classes.

    Raises:
        UsageError: The network lacks one of the two heads.
    """
    for name in (TAGS, OBJECTS):
        require_head(network, name)

    def answer(gallery: Gallery) -> Answer:
        tags, objects = read_tags(network, gallery.outputs), read_best_objects(network, gallery.outputs)
        pairs = _shared_concepts(tags.concepts, objects.concepts)
        by_pair = np.stack(
            [
                disagreement(
                    tags.probabilities[:, tag],
                    objects.probabilities[:, thing],
                    first_threshold=float(tags.thresholds[tag]),
                    second_threshold=float(objects.thresholds[thing]),
                )
                for tag, thing in pairs
            ]
        )  # (P, N)
        most = by_pair.argmax(axis=0)
        return Answer(by_pair.max(axis=0), [_reason(tags, objects, pairs[pair], row) for row, pair in enumerate(most)])

    return Question(answer, (TAGS, f"{OBJECTS}_scores", f"{OBJECTS}_classes"))


def _shared_concepts(concepts: Sequence[str], labels: Sequence[str]) -> list[tuple[int, int]]:
    """Return the columns of a concept and of the class of the same name, for each class that is a concept."""
    found = [(load_taxonomy().find(label), column) for column, label in enumerate(labels)]
    return [(concepts.index(concept.id), column) for concept, column in found if concept and concept.id in concepts]


def _reason(tags: ConceptReading, objects: ConceptReading, pair: tuple[int, int], row: int) -> str:
    tag, thing = pair
    return f"{tags.concepts[tag]}: tag {tags.probabilities[row, tag]:.2f}, box {objects.probabilities[row, thing]:.2f}"


def _ask_near(anchors: Embeddings, names: list[str]) -> Question:
    def answer(gallery: Gallery) -> Answer:
        nearest = (gallery.embeddings @ anchors.T).argmax(axis=1)
        return Answer(nearness(gallery.embeddings, anchors), [names[row] for row in nearest])

    return Question(answer)
