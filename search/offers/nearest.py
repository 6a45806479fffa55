"""The concepts of a library that are nearest to a query by what their names mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.encoder import ImageTextEncoder
from models.taxonomy import load_taxonomy
from search.chips import Chip, ChipKind
from search.parse.terms import write_field
from search.query import Offer, OfferKind

VECTORS_FILE = Path(__file__).with_name("concept_vectors.npz")

# Below, a concept has little to do with the query. With 250 concepts drawn to be there, 98 of 100 absent ones have an offer above,
# and seven of ten offers are of the absent one's own group.
LEAST_COSINE = 0.35
MOST_OFFERS = 3

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ConceptVectors:
    """The names of all concepts as vectors (C, D), without their mean, unit rows; `mean` (D,) is taken from queries too."""

    ids: tuple[str, ...]
    vectors: Floats
    mean: Floats

    def compare(self, query: Floats) -> Floats:
        """Give the cosine of a query (D,) with each concept, (C,)."""
        centred = query - self.mean
        return self.vectors @ (centred / max(float(np.linalg.norm(centred)), 1e-9))

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each concept."""
        return {concept: row for row, concept in enumerate(self.ids)}


def offer_nearest(
    query: Floats,
    counts: Mapping[str, int],
    concepts: ConceptVectors,
    *,
    filters: Collection[Chip] = (),
    unwanted: Collection[str] = (),
    limit: int = MOST_OFFERS,
) -> tuple[Offer, ...]:
    """Offer the nearest concepts that there are photos of, nearest first.

    Args:
        query: (D,), unit: the words' vector.
        counts: How many of the photos that pass the filters show each concept, by id.
        concepts: All of them.
        filters: Chips that stay in the offered query.
        unwanted: Concepts that the query names already, by id.
        limit: At most so many.
    """
    known = [concept for concept, photos in counts.items() if photos and concept in concepts.rows]
    known = [concept for concept in known if concept not in unwanted]
    cosines = concepts.compare(query)
    near = sorted(known, key=lambda concept: (-float(cosines[concepts.rows[concept]]), concept))
    return tuple(
        _offer(concept, counts[concept], filters)
        for concept in near[:limit]
        if cosines[concepts.rows[concept]] >= LEAST_COSINE
    )


def load_concept_vectors(encoder: ImageTextEncoder, path: Path = VECTORS_FILE) -> ConceptVectors:
    """Load the vectors of the concepts' names; with other weights than they were made with, the encoder makes them anew.

    832 short texts take about two seconds of one core: keep what is returned.
    """
    ids = tuple(concept.id for concept in load_taxonomy().concepts)
    with np.load(path) as table:
        if str(table["weights_sha256"]) == encoder.weights_sha256 and tuple(table["ids"].tolist()) == ids:
            return centre(ids, table["vectors_int8"].astype(np.float32))
    return centre(ids, encode_names(encoder))


def encode_names(encoder: ImageTextEncoder) -> Floats:
    """Encode the names of all concepts, (C, D)."""
    return encoder.encode_texts([concept.name for concept in load_taxonomy().concepts])


def centre(ids: tuple[str, ...], vectors: Floats) -> ConceptVectors:
    """Take the mean of unit rows, at any scale, out of them."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    return ConceptVectors(ids, centred / np.linalg.norm(centred, axis=1, keepdims=True), mean)


def _offer(concept_id: str, photos: int, filters: Collection[Chip]) -> Offer:
    name = load_taxonomy().get_concept(concept_id).name
    terms = [write_field(ChipKind.CONCEPT.value, name), *(chip.term for chip in filters)]
    return Offer(OfferKind.NEAREST, " ".join(terms), name, photos)
