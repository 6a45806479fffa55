"""What to ask instead: words spelled as they usually are, and concepts that this library has photos of."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from models.encoder import ImageTextEncoder
from search.columns.columns import Columns
from search.evidence import iter_concepts
from search.inquiry import Inquiry
from search.lexicon import Lexicon
from search.offers import ConceptVectors, Vocabulary, load_vocabulary, offer_nearest, offer_spelling
from search.offers.nearest import load_concept_vectors
from search.query import Offer
from search.understanding import Asked

Vector = npt.NDArray[np.float32]


class Adviser:
    """Gives offers, as often as it is asked; keeps the words of the library and the vectors of concepts. Threads may share it."""

    def __init__(self) -> None:
        self._vocabulary: tuple[Lexicon, Vocabulary] | None = None
        self._concepts: dict[str, ConceptVectors] = {}
        self._lock = threading.Lock()

    def offer_spelling(self, asked: Asked, columns: Columns) -> tuple[Offer, ...]:
        """Offer a query with words mended that nobody writes so."""
        offer = None if asked.is_plain else offer_spelling(asked.parsed, self._vocabulary_of(columns))
        return () if offer is None else (offer,)

    def knows_any(self, asked: Asked, columns: Columns) -> bool:
        """Say whether something in the words is a word; of letters drawn at random, what they look like says nothing."""
        return self._vocabulary_of(columns).knows_any(asked.words)

    def offer_nearest(self, inquiry: Inquiry, vector: Vector, encoder: ImageTextEncoder) -> tuple[Offer, ...]:
        """Offer concepts that photos of the inquiry show, nearest to the words' vector (D,), of `encoder`."""
        asked, allowed = inquiry.asked, inquiry.allowed()
        unwanted = {concept for _, value in iter_concepts(asked.parsed) for concept in value.ids}
        counts = inquiry.columns.tags.counts_among(allowed)
        return offer_nearest(vector, counts, self._concepts_of(encoder), filters=asked.filters, unwanted=unwanted)

    def _vocabulary_of(self, columns: Columns) -> Vocabulary:
        lexicon = columns.lexicon
        if self._vocabulary is None or self._vocabulary[0] is not lexicon:
            self._vocabulary = (lexicon, load_vocabulary(lexicon))
        return self._vocabulary[1]

    def _concepts_of(self, encoder: ImageTextEncoder) -> ConceptVectors:
        with self._lock:
            if encoder.weights_sha256 not in self._concepts:
                self._concepts[encoder.weights_sha256] = load_concept_vectors(encoder)
            return self._concepts[encoder.weights_sha256]
