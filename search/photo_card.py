"""All that is known of one photo, by its path or its id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from albumen.store.duplicates import LiveMovie
from albumen.store.records import PhotoRecord
from albumen.store.store import Transaction
from albumen.types import EncoderIdentity, PhotoSignals, Segmentation, TextLine
from search.request import get_photo


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """A photo, where it lies (online paths first), and what the models saw in it, as far as they have looked.

    `signals` are by `seen_by`, `segmentation` by `segmented_by`, `lines` by `read_by`, None where nobody has read it;
    `confidence` is how sure the lifter is of a subject; `movies` are those beside its files, where it is a Live photo.
    """

    photo: PhotoRecord
    paths: tuple[Path, ...]
    seen_by: EncoderIdentity | None
    signals: PhotoSignals | None
    segmented_by: EncoderIdentity | None = None
    segmentation: Segmentation | None = None
    confidence: float | None = None
    read_by: EncoderIdentity | None = None
    lines: tuple[TextLine, ...] | None = None
    movies: tuple[LiveMovie, ...] = ()


def load_photo_card(tx: Transaction, name: str) -> PhotoCard:
    """Find a photo by the path of a file of it, or by its id.

    Raises:
        UsageError: the library has no such photo.
        StoreError: its signals are damaged.
    """
    return load_card(tx, get_photo(tx, name))


def load_card(tx: Transaction, photo: PhotoRecord) -> PhotoCard:
    """Tell what is known of a photo.

    Raises:
        StoreError: its signals are damaged.
    """
    signals, segmentation, text = tx.signals.find(photo.id), tx.segmentations.find(photo.id), tx.texts.find(photo.id)
    models = {model.id: model.identity for model in tx.models.all()}
    return PhotoCard(
        photo,
        tuple(tx.files.paths_of([photo.id])[photo.id]),
        models[signals[0]] if signals else None,
        signals[1] if signals else None,
        models[segmentation[0]] if segmentation else None,
        segmentation[1] if segmentation else None,
        tx.mattes.find_confidence(photo.id),
        models[text[0]] if text else None,
        text[1] if text else None,
        tuple(file.movie for file in tx.duplicates.files([photo.id]) if file.movie is not None),
    )
