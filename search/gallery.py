"""Which vectors a query is compared with: those of the encoder in use, or of the one before while it still serves better.

Versions of an encoder whose vectors share a space are searched together. An encoder of another space takes over when it
has done, or set aside, every photo that the one before has done; until then the one that knows more photos is asked, if it
can still be opened.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from albumen.errors import ModelError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store, Transaction
from albumen.types import EncoderIdentity
from models.encoder import ImageTextEncoder

EncoderOpener = Callable[[EncoderIdentity], ImageTextEncoder | None]
"""Opens an encoder that makes vectors of a model's space, or gives None where there is none any more."""

# Counting photos costs tens of milliseconds at 100k, so the choice stands for so long.
_CHOICE_AGE_S = 1.0


@dataclass(frozen=True, slots=True)
class Gallery:
    """An encoder for queries, and the models whose vectors they are compared with, newest first.

    `note` says why it is not the encoder in use.
    """

    encoder: ImageTextEncoder
    models: tuple[ModelRecord, ...]
    note: str | None = None


class GalleryChooser:
    """Chooses, as often as it is asked."""

    def __init__(self, store: Store, encoder: ImageTextEncoder, open_encoder: EncoderOpener | None = None) -> None:
        self._store = store
        self._encoder = encoder
        self._open_encoder = open_encoder
        self._opened: dict[EncoderIdentity, ImageTextEncoder | None] = {}
        self._chosen: tuple[Gallery, float] | None = None

    def choose(self) -> Gallery:
        """Give the present choice, at most a second behind the store; it has no models where the library has none.

        Raises:
            ModelError: the library has vectors of other encoders only, none of which can be opened, or the weights in
                use are not those that made the library.
        """
        if self._chosen is None or time.monotonic() - self._chosen[1] >= _CHOICE_AGE_S:
            with self._store.read() as tx:
                self._chosen = (self._choose(tx), time.monotonic())
        return self._chosen[0]

    def _choose(self, tx: Transaction) -> Gallery:
        spaces: dict[str, list[ModelRecord]] = {}
        for model in reversed(tx.models.all(ModelKind.ENCODER)):
            self._check_weights(model)
            spaces.setdefault(model.space, []).append(model)
        own = Gallery(self._encoder, tuple(spaces.pop(self._encoder.space, [])))
        return self._choose_better(tx, own, list(spaces.values())) if spaces else own

    def _choose_better(self, tx: Transaction, own: Gallery, spaces: list[list[ModelRecord]]) -> Gallery:
        own_count = tx.embeddings.count_photos(own.models)
        counts = ((tx.embeddings.count_photos(models), models) for models in spaces)
        better = [
            (count, models)
            for count, models in sorted(counts, key=lambda pair: -pair[0])
            if count > own_count and tx.versions.is_behind(own.models, models)
        ]
        for count, models in better:
            encoder = self._open(models[0])
            if encoder is not None:
                note = (
                    f"searched with {encoder.identity}, which knows {count} photos; {self._encoder.identity} knows "
                    f"{own_count} so far: albumen index goes on with it"
                )
                return Gallery(encoder, tuple(models), note)
        if better and not own_count:
            others = ", ".join(str(model.identity) for _, models in better for model in models)
            raise ModelError(
                f"this library's vectors are of {others}, and the encoder in use is "
                f"{self._encoder.identity}: choose that encoder with --encoder, or run `albumen index` to analyse the "
                "photos with this one"
            )
        if better:
            note = f"{self._encoder.identity} knows {own_count} of {better[0][0]} photos so far: albumen index goes on"
            return replace(own, note=note)
        return own

    def _open(self, model: ModelRecord) -> ImageTextEncoder | None:
        if self._open_encoder is None:
            return None
        if model.identity not in self._opened:
            self._opened[model.identity] = self._open_encoder(model.identity)
        encoder = self._opened[model.identity]
        return encoder if encoder is not None and encoder.space == model.space else None

    def _check_weights(self, model: ModelRecord) -> None:
        if model.identity == self._encoder.identity and model.sha256 != self._encoder.weights_sha256:
            raise ModelError(
                f"this library's vectors of {model.identity} come from other weights of the same name: "
                "restore those weights, or give the new ones another tag and run `albumen index`"
            )
