"""What is learnt from feedback: something where it has a common reason, next to nothing where it has none."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from albumen.store.curation_records import Appeal, PhotoFacts, Target, Verb, Wish
from albumen.types import Place
from knowledge_graph.ranking.appeal import rank_appeal
from knowledge_graph.ranking.features import build_features
from knowledge_graph.ranking.taste import Example, Taste, find_examples, learn_taste
from tests.unit.knowledge_graph.ranking.owners import SUBJECTS, made_library, photo, shows

LIBRARY = made_library(300)
FEATURES = build_features(LIBRARY)
BASE = rank_appeal(LIBRARY)


def _likes(photos: list[PhotoFacts]) -> list[Example]:
    return [Example((facts.id,), is_liked=True) for facts in photos]


def _moves(taste: Taste, library: list[PhotoFacts] = LIBRARY) -> np.ndarray:
    return np.array([taste.move(facts.id) for facts in library])


def _precision(ranking: list[Appeal], concept: str, seen: set[int], top: int = 20) -> float:
    """Return the share of the best photos that show a concept, of those that had no feedback."""
    by_id = {facts.id: facts for facts in LIBRARY}
    unseen = [by_id[appeal.photo_id] for appeal in ranking if appeal.photo_id not in seen]
    return float(np.mean([shows(facts, concept) for facts in unseen[:top]]))


def test_without_feedback_the_ranking_is_exactly_the_base_ranking() -> None:
    assert rank_appeal(LIBRARY, taste=learn_taste(FEATURES, [])) == BASE


@pytest.mark.parametrize("subject", SUBJECTS)
def test_owners_with_a_taste_find_more_of_it_among_photos_they_have_not_judged(subject: str) -> None:
    liked = [facts for facts in LIBRARY if shows(facts, subject)][:8]
    ranking = rank_appeal(LIBRARY, taste=learn_taste(FEATURES, _likes(liked)))
    seen = {facts.id for facts in liked}
    assert _precision(ranking, subject, seen) >= _precision(BASE, subject, seen) + 0.2


def test_hiding_teaches_the_other_way() -> None:
    hidden = [facts for facts in LIBRARY if shows(facts, "car")][:8]
    taste = learn_taste(FEATURES, [Example((facts.id,), is_liked=False) for facts in hidden])
    moves = _moves(taste)
    cars = np.array([shows(facts, "car") for facts in LIBRARY])
    assert moves[cars].max() < 0 < moves[~cars].mean()


def test_one_like_moves_gently_and_more_likes_move_more() -> None:
    dogs = [facts for facts in LIBRARY if shows(facts, "dog")]
    largest = [float(np.abs(_moves(learn_taste(FEATURES, _likes(dogs[:n])))).max()) for n in (1, 3, 8, 20)]
    assert largest[0] <= 0.02
    assert largest[1] <= 0.15
    assert all(few < many for few, many in pairwise(largest))
    assert largest[-1] <= 0.3


def test_feedback_without_a_common_reason_does_little_harm() -> None:
    rng = np.random.default_rng(0)
    best = np.mean([appeal.score for appeal in BASE[:20]])
    scores = {appeal.photo_id: appeal.score for appeal in BASE}
    kept = []
    for _ in range(20):
        judged = rng.choice(LIBRARY, 20, replace=False)
        examples = [Example((facts.id,), is_liked=bool(rng.random() < 0.7)) for facts in judged]
        ranking = rank_appeal(LIBRARY, taste=learn_taste(FEATURES, examples))
        kept.append(np.mean([scores[appeal.photo_id] for appeal in ranking[:20]]) / best)
    assert np.mean(kept) >= 0.97, "of the appeal of the twenty best"


def test_the_photos_of_a_liked_memory_count_as_one_example() -> None:
    dogs = tuple(facts.id for facts in LIBRARY if shows(facts, "dog"))[:12]
    memory = learn_taste(FEATURES, [Example(dogs, is_liked=True)])
    photos = learn_taste(FEATURES, [Example((photo_id,), is_liked=True) for photo_id in dogs])
    assert 0 < memory.trust < photos.trust / 3
    assert memory.likings["concept dog"] == max(memory.likings.values())


def test_places_can_be_liked_too() -> None:
    lisbon = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1)
    library = [photo(n, "street", place=lisbon if n % 5 == 0 else None) for n in range(1, 101)]
    taste = learn_taste(build_features(library), _likes([facts for facts in library if facts.place][:6]))
    there = np.array([facts.place is not None for facts in library])
    moves = _moves(taste, library)
    assert moves[there].min() > moves[~there].max()


def test_learning_is_the_same_each_time() -> None:
    liked = _likes([facts for facts in LIBRARY if shows(facts, "dog")][:5])
    assert learn_taste(FEATURES, liked) == learn_taste(build_features(LIBRARY), liked)


@pytest.mark.parametrize("library", [[], [photo(1)], [photo(1), photo(2)], [photo(1, "dog"), photo(2, "dog")]])
def test_libraries_in_which_nothing_differs_teach_nothing(library: list[PhotoFacts]) -> None:
    taste = learn_taste(build_features(library), [Example((1,), is_liked=True)])
    assert not _moves(taste, library).any()


def test_feedback_about_photos_that_are_gone_teaches_nothing() -> None:
    assert learn_taste(FEATURES, [Example((10_000,), is_liked=True)]) == Taste()


def test_examples_are_photos_and_memories_not_places_nor_concepts() -> None:
    wishes = [
        Wish(Verb.LIKE, Target.PHOTO, "a", 0),
        Wish(Verb.HIDE, Target.PHOTO, "b", 0),
        Wish(Verb.LESS, Target.MEMORY, "trip:1", 0),
        Wish(Verb.LIKE, Target.PHOTO, "gone", 0),
        Wish(Verb.LIKE, Target.CONCEPT, "dog", 0),
        Wish(Verb.HIDE, Target.PLACE, "PT", 0),
    ]
    found = find_examples(wishes, {"a": 1, "b": 2}.get, {"trip:1": [3, 4]}.__getitem__)
    assert found == [Example((1,), True), Example((2,), False, 0.5), Example((3, 4), False)]
