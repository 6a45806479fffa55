"""The networks of the background pass: a photo's masks, and how sure the lifter is of a subject in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from albumen.errors import ModelError
from albumen.store.records import ModelKind
from albumen.types import EncoderIdentity, Segmentation
from indexer.findings import Findings, NetworkCard
from models.segmenter import PhotoSegmenter, SubjectLifter

if TYPE_CHECKING:
    from PIL.Image import Image

Result = TypeVar("Result")


class MaskNetworks:
    """A segmenter and a lifter; each may be absent. They look at one image at a time, each on its own."""

    def __init__(self, segmenter: PhotoSegmenter | None, lifter: SubjectLifter | None) -> None:
        self._segmenter = segmenter
        self._lifter = lifter

    @property
    def identities(self) -> dict[ModelKind, EncoderIdentity]:
        """Name the networks, without loading one."""
        return {card.kind: card.identity for card in self.cards}

    @property
    def cards(self) -> list[NetworkCard]:
        """Say which networks they are, one of a kind."""
        networks = ((ModelKind.SEGMENTER, self._segmenter), (ModelKind.LIFTER, self._lifter))
        return [
            NetworkCard(kind, network.identity, network.weights_sha256)
            for kind, network in networks
            if network is not None
        ]

    def look(self, images: Sequence[Image], wants: Sequence[frozenset[ModelKind]]) -> list[Findings]:
        """Look at images, each for what it wants; one that a network refuses spoils no other.

        Raises:
            ModelError: a network cannot be loaded.
        """
        return [self._look(image, kinds) for image, kinds in zip(images, wants, strict=True)]

    def _look(self, image: Image, kinds: frozenset[ModelKind]) -> Findings:
        found = Findings()
        if self._segmenter is not None and ModelKind.SEGMENTER in kinds:
            found.segmentation = _ask(self._segmenter.segment_image, image, found, who="segmenter")
            if found.segmentation is not None and not _is_finite(found.segmentation):
                found.segmentation, found.error = None, "the segmenter gave a number that is none"
        if self._lifter is not None and ModelKind.LIFTER in kinds:
            found.confidence = _ask(self._lifter.rate_image, image, found, who="lifter")
            if found.confidence is not None and not math.isfinite(found.confidence):
                found.confidence, found.error = None, "the lifter gave a number that is none"
        return found


def _ask(network: Callable[[Image], Result], image: Image, found: Findings, *, who: str) -> Result | None:
    """Run a network on an image; None, with the error noted, where it fails."""
    try:
        return network(image)
    except ModelError:
        raise
    except Exception as error:
        found.error = f"the {who} failed on it: {error}"
        return None


def _is_finite(found: Segmentation) -> bool:
    """Whether a database can hold it."""
    numbers = [found.person_share, *(number for mask in found.masks for number in (mask.score, mask.share))]
    return all(map(math.isfinite, numbers))
