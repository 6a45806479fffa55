"""The photos of a library that may be shown, ranked, and the sets of days chosen among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import Appeal, FeaturedPhoto, PhotoFacts
from albumen.store.records import PhotoFilter
from albumen.store.store import Transaction
from knowledge_graph.eligibility import why_not
from knowledge_graph.memories.vectors import load_vectors
from knowledge_graph.ranking.appeal import rank_appeal
from knowledge_graph.ranking.featured import Candidate, Vectors, choose_day, choose_pool, deal
from knowledge_graph.ranking.featured_reasons import FeaturedReasons
from knowledge_graph.ranking.features import build_features
from knowledge_graph.ranking.paced import Paced, Pause
from knowledge_graph.ranking.taste import Example, Taste, find_examples, learn_taste
from knowledge_graph.wishes import Wishes

# So many photos load within half a second.
_AT_A_TIME = 4_000

VectorLoader = Callable[[Sequence[int]], Mapping[int, Vectors]]


@dataclass(frozen=True)
class Showcase:
    """Appeals of all photos, and those that may be featured, the best first. `taste` was learnt from `examples`."""

    library: Sequence[PhotoFacts]
    wishes: Wishes
    examples: Sequence[Example]
    taste: Taste
    appeals: Sequence[Appeal]
    pool: Sequence[Candidate]
    reasons: FeaturedReasons

    def choose(self, day: date, load: VectorLoader) -> list[FeaturedPhoto]:
        """Choose a day's set, with what is kept in spare behind it."""
        dealt = deal(self.pool, day)
        vectors = load([candidate.facts.id for candidate in dealt])
        chosen = choose_day(dealt, day, vectors)
        reasons = [self.reasons.say(one.facts, day) for one in chosen]
        return [
            FeaturedPhoto(day, one.facts.id, reason.text, reason.evidence)
            for one, reason in zip(chosen, reasons, strict=True)
        ]


def open_showcase(tx: Transaction, pause: Pause = lambda: None) -> Showcase:
    """Rank the photos of a library as it is now.

    Args:
        tx: the store.
        pause: called a few times each second; it raises to end the work.
    """
    library, in_force = Paced(_load_facts(tx, pause), pause), tx.feedback.in_force()
    ids = {facts.content_hash: facts.id for facts in library}

    def find_memory(key: str) -> list[int]:
        memory = tx.memories.find_by_key(key)
        return [photo.photo_id for photo in memory.photos] if memory is not None else []

    examples = find_examples(in_force, ids.get, find_memory)
    return make_showcase(library, Wishes(in_force), examples, tx.duplicates.sets())


def _load_facts(tx: Transaction, pause: Pause) -> list[PhotoFacts]:
    library: list[PhotoFacts] = []
    for ids in iter_chunks(tx.photos.filtered_ids(PhotoFilter(include_hidden=True)).tolist(), _AT_A_TIME):
        pause()
        library += tx.facts.load(ids)
    return library


def make_showcase(
    library: Sequence[PhotoFacts], wishes: Wishes, examples: Sequence[Example], pictures: Mapping[int, int]
) -> Showcase:
    """Rank the photos of a library.

    Args:
        library: all photos.
        wishes: those in force.
        examples: what was liked, and what was not.
        pictures: the near-duplicate set of each photo that has one; what is like a hidden photo is not featured either.
    """
    taste = learn_taste(build_features(library), examples) if examples else Taste()
    appeals = rank_appeal(library, taste=taste)
    hidden = {pictures.get(facts.id, facts.id) for facts in library if wishes.hides_itself(facts)}
    score_of = {appeal.photo_id: appeal.score for appeal in appeals}
    shown = [
        Candidate(facts, score_of[facts.id] * wishes.weight(facts), picture)
        for facts in library
        if (picture := pictures.get(facts.id, facts.id)) not in hidden and why_not(facts, wishes) is None
    ]
    worth = {candidate.facts.id: candidate.worth for candidate in shown}
    liked = {photo_id for example in examples if example.is_liked for photo_id in example.photo_ids}
    reasons = FeaturedReasons(library, worth, wishes, taste=taste, liked_ids=liked)
    return Showcase(library, wishes, examples, taste, appeals, choose_pool(shown), reasons)


def vectors_of(tx: Transaction) -> VectorLoader:
    """Load vectors of the space that knows most photos."""

    def load(photo_ids: Sequence[int]) -> Mapping[int, Vectors]:
        found = load_vectors(tx, photo_ids)
        return dict(zip(found.ids.tolist(), found.matrix, strict=True))

    return load
