"""From an idea to a memory: photos are chosen, and the rest follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import numpy as np

from albumen.store.curation_records import Memory, MemoryKind, PhotoFacts
from knowledge_graph.memories.choosing import value_of
from knowledge_graph.memories.idea import MAX_PHOTOS, MIN_PHOTOS, Idea, MemoryMaker
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.mood import feel
from knowledge_graph.memories.subjects import is_of_food
from knowledge_graph.memories.wording import span_of

# How much more a cover counts that looks just like the mean of its memory.
_TYPICAL = 0.3
# How much less one counts that stands for another memory already.
_USED = 0.7
# How much less a photo of food counts as the cover of a time or a place. Plates are sharp, well lit and taken often, so that
# of the travel photos in docs/curation-gallery.md they stood for two of four seasons and years; people and places say more.
_FOOD = 0.6
_OF_TIME_OR_PLACE = frozenset(MemoryKind) - {MemoryKind.THEME, MemoryKind.SITUATION}
# What a memory's score consists of: how much its idea matters here, how good its photos are, and how many there are.
_STRENGTH, _WORTH, _FULLNESS = 0.6, 0.25, 0.15


def compose(
    material: Material, maker: MemoryMaker, idea: Idea, *, used_covers: Set[int] = frozenset()
) -> Memory | None:
    """Make the memory of an idea; None where too few different photos are left, or they do not bear it out.

    Args:
        material: What it is made from.
        maker: Of the idea's kind.
        idea: What it is of.
        used_covers: Photos that stand for other memories; they stand for this one only if they are far better than others.
    """
    photos = tuple(maker.choose(material, idea))
    facts = material.facts_of(photo.photo_id for photo in photos)
    words = maker.describe(idea.key, idea.title, facts) if len(photos) >= MIN_PHOTOS else None
    if words is None:
        return None
    mood = idea.mood or feel(facts)
    starts_on, ends_on = span_of(facts)
    return Memory(
        key=idea.key,
        kind=maker.kind,
        title=words.title,
        subtitle=words.subtitle,
        cover_id=pick_cover(maker.kind, facts, _weigh_covers(material, idea, facts, used_covers)),
        photos=photos,
        mood=mood.value,
        tempo_bpm=mood.tempo_bpm,
        reason=idea.reason,
        score=_score(idea, material, facts),
        starts_on=starts_on,
        ends_on=ends_on,
        places=idea.places,
        concepts=idea.concepts,
    )


def recompose(
    memory: Memory, maker: MemoryMaker, facts: Mapping[int, PhotoFacts], worth: Mapping[int, float]
) -> Memory | None:
    """Make a memory anew of those of its photos that may still be shown; None where they are none any more.

    Args:
        memory: As it was made.
        maker: Of its kind.
        facts: The photos that may be shown, among them all of the memory's that may.
        worth: How good each is to look at, for a new cover.
    """
    photos = tuple(photo for photo in memory.photos if photo.photo_id in facts)
    left = [facts[photo.photo_id] for photo in photos]
    words = maker.describe(memory.key, memory.title, left) if len(photos) >= MIN_PHOTOS else None
    if words is None:
        return None
    starts_on, ends_on = span_of(left)
    cover_id = memory.cover_id if memory.cover_id in facts else pick_cover(memory.kind, left, worth)
    return replace(
        memory,
        title=words.title,
        subtitle=words.subtitle,
        photos=photos,
        cover_id=cover_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def pick_cover(kind: MemoryKind, photos: Sequence[PhotoFacts], worth: Mapping[int, float]) -> int:
    """Return the photo that is best to look at, food only where the rest is far worse; ties go to the one that is shown first."""

    def value(facts: PhotoFacts) -> float:
        return worth[facts.id] * (_FOOD if kind in _OF_TIME_OR_PLACE and is_of_food(facts) else 1.0)

    return max(photos, key=value).id


def _weigh_covers(material: Material, idea: Idea, photos: Sequence[PhotoFacts], used: Set[int]) -> dict[int, float]:
    """Weigh photos for a cover: good ones, such as are typical of the memory, and stand for no other one."""
    vectors = material.vectors.rows_of([facts.id for facts in photos])
    mean = vectors.mean(axis=0)
    typical = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-9))
    return {
        facts.id: value_of(material, idea, facts.id) * (1.0 + _TYPICAL * like) * (_USED if facts.id in used else 1.0)
        for facts, like in zip(photos, typical.tolist(), strict=True)
    }


def _score(idea: Idea, material: Material, photos: Sequence[PhotoFacts]) -> float:
    mean_worth = sum(material.worth[facts.id] for facts in photos) / len(photos)
    return _STRENGTH * idea.strength + _WORTH * min(mean_worth, 1.0) + _FULLNESS * len(photos) / MAX_PHOTOS
