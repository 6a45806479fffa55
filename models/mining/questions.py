"""What can be asked of unlabelled photos: each question scores a gallery and says why a photo is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import UsageError
from albumen.types import UtilityKind
from models.evaluation.outputs import EMBEDDINGS, Network
from models.evaluation.readings import UTILITY, read_utility, require_head
from models.mining.criteria import entropy, nearness
from models.mining.pictures import Gallery, look_at

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
        probabilities = read_utility(network, gallery.outputs)
        kinds = [kind.value for kind in UtilityKind]
        pairs = np.argsort(-probabilities, axis=1)[:, :2]
        return Answer(entropy(probabilities), [f"{kinds[first]} or {kinds[second]}" for first, second in pairs])

    return Question(answer, (UTILITY,))


def _ask_near(anchors: Embeddings, names: list[str]) -> Question:
    def answer(gallery: Gallery) -> Answer:
        nearest = (gallery.embeddings @ anchors.T).argmax(axis=1)
        return Answer(nearness(gallery.embeddings, anchors), [names[row] for row in nearest])

    return Question(answer)
