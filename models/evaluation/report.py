"""One encoder measured on the test photos: retrieval, zero-shot, speed and size."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.evaluation.retrieval import recall_at_k
from models.evaluation.zero_shot import class_vectors, load_class_names, top_k_accuracy

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from models.encoder import ImageTextEncoder
    from models.evaluation.photos import LabelledPhoto

RETRIEVAL_SOURCE = "flickr8k"
ZERO_SHOT_SOURCE = "nips2017_imagenet1000"
UTILITY_NAMES = {
    "screenshot": "a screenshot of an app",
    "receipt": "a paper receipt",
    "meme": "a meme with text",
    "code": "a qr code or barcode",
    "document": "a scanned document",
}
_BATCH = 64
_SPEED_IMAGES = 64


@dataclass(frozen=True, slots=True)
class Report:
    """Figures in percent, unless the name says otherwise; keys of the dictionaries are k."""

    encoder: str
    photos: dict[str, int]
    text_to_image: dict[int, float]
    image_to_text: dict[int, float]
    zero_shot: dict[int, float]
    zero_shot_one_prompt: dict[int, float]
    utility_top_1: dict[str, float]
    photos_per_s: float
    text_ms: float

    def to_json(self) -> dict[str, Any]:
        """Return plain dictionaries."""
        return asdict(self)


def evaluate(encoder: ImageTextEncoder, photos: Sequence[LabelledPhoto]) -> Report:
    """Measure an encoder on test photos.

    Args:
        encoder: Any encoder.
        photos: Photos of the test split; sources that are not measured are skipped.
    """
    captioned = [photo for photo in photos if photo.source == RETRIEVAL_SOURCE]
    labelled = [photo for photo in photos if photo.source == ZERO_SHOT_SOURCE]
    gallery = encode_photos(encoder, captioned)  # (G, D)
    captions = [(row, text) for row, photo in enumerate(captioned) for text in photo.captions]
    queries = encoder.encode_texts([text for _, text in captions])  # (Q, D)
    relevant = np.array([row for row, _ in captions])[:, None] == np.arange(len(captioned))  # (Q, G)
    images = encode_photos(encoder, labelled)
    truth = np.array([photo.imagenet_index for photo in labelled], dtype=np.int64)
    names = load_class_names()
    return Report(
        encoder=str(encoder.identity),
        photos={RETRIEVAL_SOURCE: len(captioned), ZERO_SHOT_SOURCE: len(labelled)},
        text_to_image=recall_at_k(queries, gallery, relevant),
        image_to_text=recall_at_k(gallery, queries, relevant.T),
        zero_shot=top_k_accuracy(images, class_vectors(encoder, names), truth),
        zero_shot_one_prompt=top_k_accuracy(images, class_vectors(encoder, names, prompts=["a photo of a {}."]), truth),
        utility_top_1=_utility_accuracy(encoder, photos),
        photos_per_s=_photos_per_s(encoder, [photo.decode_image() for photo in captioned[:_SPEED_IMAGES]]),
        text_ms=_text_ms(encoder, [text for _, text in captions[:_SPEED_IMAGES]]),
    )


def encode_photos(encoder: ImageTextEncoder, photos: Sequence[LabelledPhoto]) -> Embeddings:
    """Decode and embed photos in batches, so that memory stays bounded, (N, D)."""
    rows = [encoder.encode_images([])]
    for start in range(0, len(photos), _BATCH):
        rows.append(encoder.encode_images([photo.decode_image() for photo in photos[start : start + _BATCH]]))
    return np.concatenate(rows)


def _utility_accuracy(encoder: ImageTextEncoder, photos: Sequence[LabelledPhoto]) -> dict[str, float]:
    """Return, for each kind of utility picture, how often its own name is the nearest of all kinds' names."""
    kinds = list(UTILITY_NAMES)
    classes = encoder.encode_texts(list(UTILITY_NAMES.values()))
    result = {}
    for kind in kinds:
        own = [photo for photo in photos if photo.utility == kind]
        if own:
            truth = np.full(len(own), kinds.index(kind), dtype=np.int64)
            result[kind] = top_k_accuracy(encode_photos(encoder, own), classes, truth, ks=(1,))[1]
    return result


def _photos_per_s(encoder: ImageTextEncoder, images: Sequence[Image]) -> float:
    """Return decoded photos embedded per second, one at a time, preprocessing included: best of three rounds."""
    encoder.encode_images(images[:1])
    seconds = min(_seconds(lambda: [encoder.encode_images([image]) for image in images]) for _ in range(3))
    return round(len(images) / seconds, 1)


def _text_ms(encoder: ImageTextEncoder, texts: Sequence[str]) -> float:
    """Return milliseconds for one caption, one at a time: best of three rounds."""
    encoder.encode_texts(texts[:1])
    seconds = min(_seconds(lambda: [encoder.encode_texts([text]) for text in texts]) for _ in range(3))
    return round(1000.0 * seconds / len(texts), 2)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
