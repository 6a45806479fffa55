"""The models' half of the composition root: which ones the settings choose, and which of them are installed."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from albumen.config import Settings
from albumen.errors import ModelError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Transaction
from albumen.types import EncoderIdentity
from indexer.mask_networks import MaskNetworks
from indexer.networks import Networks
from models import ImageTextEncoder, PhotoAnalyser, create_analyser, create_encoder
from models.catalog import DEFAULT_ENCODER
from models.registry import LIFTER, SEGMENTER, create_lifter, create_segmenter, create_text_reader, is_installed
from models.segmenter import PhotoSegmenter, SubjectLifter
from models.text_reader.reader import TextReader


class ModelsInUse:
    """The models of some settings; each is opened when it is first asked for, its networks when they first run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def encoder(self) -> ImageTextEncoder:
        """The encoder of the settings."""
        return create_encoder(self._settings.encoder, threads=self._threads)

    @cached_property
    def analyser(self) -> PhotoAnalyser | None:
        """What makes tags and the other signals; None where no heads are installed. It comes with Albumen only."""
        is_bundled = "/" not in self._settings.encoder
        return create_analyser(self._settings.encoder if is_bundled else DEFAULT_ENCODER, threads=self._threads)

    @cached_property
    def segmenter(self) -> PhotoSegmenter | None:
        """What makes masks; None where its weights are not installed."""
        return create_segmenter(threads=self._threads) if is_installed(SEGMENTER) else None

    @cached_property
    def lifter(self) -> SubjectLifter | None:
        """What tells subjects from what lies behind them; None where its weights are not installed."""
        return create_lifter(threads=self._threads) if is_installed(LIFTER) else None

    @cached_property
    def reader(self) -> TextReader | None:
        """What reads text; None where its extra is not installed."""
        return create_text_reader(threads=self._threads)

    def get_lifter(self) -> SubjectLifter:
        """Return the lifter.

        Raises:
            WeightsError: its weights are not installed.
        """
        return self.lifter or create_lifter(threads=self._threads)  # which says what is absent

    @cached_property
    def networks(self) -> Networks:
        """What search needs."""
        return Networks(self.encoder, self.analyser)

    @cached_property
    def mask_networks(self) -> MaskNetworks | None:
        """What works in the background; None where that is switched off, or no weights for it are installed."""
        is_any = self.segmenter is not None or self.lifter is not None
        return MaskNetworks(self.segmenter, self.lifter) if is_any and self._settings.segment else None

    @property
    def identities(self) -> list[tuple[ModelKind, EncoderIdentity]]:
        """Name those that work on photos, the ones that search needs first."""
        sets = (self.networks, self.mask_networks)
        return [pair for networks in sets if networks is not None for pair in networks.identities.items()]

    def find(self, tx: Transaction) -> list[ModelRecord]:
        """Find those that have begun."""
        found = (tx.models.find(identity, kind) for kind, identity in self.identities)
        return [model for model in found if model is not None]

    def open_encoder(self, identity: EncoderIdentity) -> ImageTextEncoder | None:
        """Open an encoder that has made vectors of a library; another version of a bundled one may be all there is."""
        for name in (identity.name, f"{identity.name}/{identity.tag}"):
            with suppress(ModelError):
                encoder = create_encoder(name, threads=self._threads)
                _ = encoder.space  # for which an OpenCLIP encoder loads its weights
                return encoder
        return None

    @property
    def _threads(self) -> int:
        return self._settings.inference_threads
