"""The networks that search needs: each photo gets the vector and the signals that it lacks, in as few passes as can be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from albumen.errors import ModelError
from albumen.store.records import ModelKind
from albumen.types import EncoderIdentity, PhotoSignals
from indexer.findings import Findings, NetworkCard
from models.analyser import PhotoAnalyser
from models.encoder import ImageTextEncoder

if TYPE_CHECKING:
    from PIL.Image import Image

Result = TypeVar("Result")


class Networks:
    """An encoder, and an analyser where there is one. Where both share a backbone, it runs once for both."""

    def __init__(self, encoder: ImageTextEncoder, analyser: PhotoAnalyser | None = None) -> None:
        self.encoder = encoder
        self.analyser = analyser

    @property
    def identities(self) -> dict[ModelKind, EncoderIdentity]:
        """Name the networks, without loading one."""
        identities = {ModelKind.ENCODER: self.encoder.identity}
        if self.analyser is not None:
            identities[ModelKind.ANALYSER] = self.analyser.signals_identity
        return identities

    @property
    def cards(self) -> list[NetworkCard]:
        """Say which networks they are, one of a kind."""
        encoder, analyser = self.encoder, self.analyser
        cards = [
            NetworkCard(ModelKind.ENCODER, encoder.identity, encoder.weights_sha256, encoder.dim, encoder.space),
        ]
        if analyser is not None:
            cards.append(NetworkCard(ModelKind.ANALYSER, analyser.signals_identity, analyser.weights_sha256))
        return cards

    def look(self, images: Sequence[Image], wants: Sequence[frozenset[ModelKind]]) -> list[Findings]:
        """Look at images, each for what it wants; one that a network refuses spoils no other.

        Raises:
            ModelError: a network cannot be loaded.
        """
        found = [Findings() for _ in images]
        if self.analyser is not None:
            self._analyse(self.analyser, images, wants, found)
        self._encode(images, wants, found)
        return found

    def _analyse(
        self,
        analyser: PhotoAnalyser,
        images: Sequence[Image],
        wants: Sequence[frozenset[ModelKind]],
        found: Sequence[Findings],
    ) -> None:
        def analyse(batch: Sequence[Image]) -> list[tuple[np.ndarray, PhotoSignals]]:
            analyses = analyser.analyse_images(batch)
            _check(analyses.signals)
            return list(zip(analyses.embeddings, analyses.signals, strict=True))

        gives_vectors = analyser.embeddings_identity == self.encoder.identity
        at = [position for position, kinds in enumerate(wants) if ModelKind.ANALYSER in kinds]
        for position, result in zip(at, _iter_results(analyse, [images[i] for i in at]), strict=True):
            if isinstance(result, Exception):
                found[position].error = f"the analyser failed on it: {result}"
                continue
            vector, found[position].signals = result
            if gives_vectors and ModelKind.ENCODER in wants[position]:
                found[position].vector = vector

    def _encode(
        self, images: Sequence[Image], wants: Sequence[frozenset[ModelKind]], found: Sequence[Findings]
    ) -> None:
        at = [i for i, kinds in enumerate(wants) if ModelKind.ENCODER in kinds and found[i].vector is None]

        def encode(batch: Sequence[Image]) -> list[np.ndarray]:
            return list(self.encoder.encode_images(batch))

        for position, result in zip(at, _iter_results(encode, [images[i] for i in at]), strict=True):
            if isinstance(result, Exception):
                found[position].error = f"the encoder failed on it: {result}"
            else:
                found[position].vector = result


def _iter_results(
    run: Callable[[Sequence[Image]], Sequence[Result]], images: Sequence[Image]
) -> Iterator[Result | Exception]:
    """Run a batch; where that fails, each image alone, so that the one at fault is known."""
    if not images:
        return
    try:
        yield from run(images)
    except ModelError:
        raise
    except Exception as error:
        if len(images) == 1:
            yield error
            return
        for image in images:
            yield from _iter_results(run, [image])


def _check(signals: Sequence[PhotoSignals]) -> None:
    """Refuse what no database can hold.

    Raises:
        ValueError: a number is not finite.
    """
    for one in signals:
        quality = one.quality
        numbers = [quality.aesthetics, quality.technical, quality.blur, quality.exposure, quality.noise]
        numbers += [tag.score for tag in one.tags] + [found.score for found in one.objects] + [*one.utility.values()]
        boxes = [one.saliency.box, *(found.box for found in one.objects)]
        numbers += [side for box in boxes for side in (box.left, box.top, box.right, box.bottom)]
        if not all(map(math.isfinite, numbers)):
            raise ValueError("it gave a number that is none")
