from __future__ import annotations

import numpy as np
import pytest

from models.taxonomy import load_taxonomy
from search.chips import Chip, ChipKind, ContainsValue
from search.offers import ConceptVectors, offer_nearest
from search.offers.nearest import VECTORS_FILE, centre, load_concept_vectors
from search.query import Offer, OfferKind
from tests.fakes import FakeEncoder

IDS = ("dog", "cat", "golden_retriever", "beach")
DOG, CAT, BEACH = (np.array(one, np.float32) for one in ([1, 0.2, 0], [0.9, 0.5, 0], [0, 0, 1]))


@pytest.fixture
def concepts() -> ConceptVectors:
    return centre(IDS, np.stack([DOG, CAT, DOG, BEACH]))


def test_the_nearest_concepts_that_have_photos_are_offered_nearest_first(concepts: ConceptVectors) -> None:
    counts = {"cat": 4, "golden_retriever": 2, "dog": 0, "beach": 9}
    offers = offer_nearest(DOG / np.linalg.norm(DOG), counts, concepts)
    assert offers == (
        Offer(OfferKind.NEAREST, 'tag:"golden retriever"', "golden retriever", 2),
        Offer(OfferKind.NEAREST, "tag:cat", "cat", 4),
    )


def test_filters_stay_and_what_was_asked_is_not_offered_again(concepts: ConceptVectors) -> None:
    camera = Chip(ChipKind.CAMERA, ContainsValue("leica"), "Leica", "camera:leica", 0, 5)
    offers = offer_nearest(DOG, {"dog": 3, "cat": 1}, concepts, filters=[camera], unwanted={"dog"})
    assert [offer.query for offer in offers] == ["tag:cat camera:leica"]


@pytest.mark.parametrize("counts", [{}, {"dog": 0}, {"no such concept": 5}])
def test_a_library_without_such_photos_has_no_offers(concepts: ConceptVectors, counts: dict[str, int]) -> None:
    assert offer_nearest(DOG, counts, concepts) == ()


def test_far_concepts_are_not_offered(concepts: ConceptVectors) -> None:
    assert offer_nearest(BEACH, {"dog": 8}, concepts) == ()


def test_other_weights_than_the_shipped_ones_encode_the_names_anew() -> None:
    encoder = FakeEncoder()
    made = load_concept_vectors(encoder)
    assert made.vectors.shape == (len(load_taxonomy().concepts), encoder.dim)


def test_the_shipped_vectors_are_those_of_the_taxonomy() -> None:
    with np.load(VECTORS_FILE) as table:
        assert tuple(table["ids"].tolist()) == tuple(concept.id for concept in load_taxonomy().concepts)
