"""Situations that no tag names: "around the table", "playing in the snow"; found by sentences, as one would describe them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from albumen.english import count_of
from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.background import load_background
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.idea import MIN_PHOTOS, Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.mood import Mood
from knowledge_graph.memories.personal import compare
from knowledge_graph.memories.sentences import SentenceScores
from knowledge_graph.memories.subjects import score_of, shows_people
from knowledge_graph.memories.wording import name_years, over_the_years, subtitle

_FILE = Path(__file__).with_name("situations.toml")
# So far above the threshold a photo is as good an example as any.
_CLEAR = 0.15


@dataclass(frozen=True, slots=True)
class Situation:
    """Wordings of one thing, how well a photo must fit them, and the words for it.

    Where there are `concepts`, a photo must show one of them too: the sentences alone would find its neighbours. Where the
    sentence that is quoted names people, `has_people`, it must show somebody: or snow alone is "children playing in the snow".
    """

    id: str
    title: str
    shows: str
    least: float
    mood: Mood
    sentences: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    has_people: bool = True

    @property
    def key(self) -> str:
        """The key of its memory."""
        return f"situation:{self.id}"


@cache
def load_situations() -> tuple[Situation, ...]:
    """Read the situations, in the order of their file."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Situation(
            id=situation_id,
            title=spec["title"],
            shows=spec["shows"],
            least=spec["least"],
            mood=Mood(spec["mood"]),
            sentences=tuple(spec["sentences"]),
            concepts=tuple(spec.get("concepts", ())),
            has_people=spec.get("people", True),
        )
        for situation_id, spec in read.items()
    )


def shows_what_it_must(facts: PhotoFacts, situation: Situation) -> bool:
    """Tell whether a photo shows one of a situation's concepts, where it names any, and somebody, where it is about people."""
    if situation.has_people and not shows_people(facts):
        return False
    return not situation.concepts or score_of(facts, situation.concepts) > 0.0


class SituationMaker:
    """Makes a memory of each situation that enough photos are of."""

    kind = MemoryKind.SITUATION

    def __init__(self, sentences: SentenceScores | None) -> None:
        """Take what compares photos with sentences; without it there are no situations."""
        self._sentences = sentences

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the situations that enough photos are of."""
        vectors = material.vectors
        if self._sentences is None or vectors.space != self._sentences.space:
            return
        situations = load_situations()
        scores = self._sentences.score_all(vectors.matrix, [situation.sentences for situation in situations])  # (N, T)
        for situation, column in zip(situations, scores.T, strict=True):
            rows = np.flatnonzero(column >= situation.least)
            found = dict(zip(vectors.ids[rows].tolist(), column[rows].tolist(), strict=True))
            members = [
                photo_id
                for photo_id in material.in_order(found)
                if shows_what_it_must(material.photos[photo_id], situation)
            ]
            if len(members) >= MIN_PHOTOS:
                yield _make_idea(material, situation, {photo_id: found[photo_id] for photo_id in members})

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos over all the years."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Say what photos are; a situation that is shipped no more makes no memory."""
        situation = next((situation for situation in load_situations() if situation.key == key), None)
        if situation is None:
            return None
        return Words(over_the_years(situation.title, photos), subtitle(name_years(photos), photos))


def _make_idea(material: Material, situation: Situation, scores: dict[int, float]) -> Idea:
    background = load_background()
    usual = background.situations.get(situation.id, 0)
    lift = compare(material.count_moments(scores), len(material.moment_sizes), usual, background.photos)
    wording = f'"{situation.sentences[0]}"'
    return Idea(
        key=situation.key,
        kind=MemoryKind.SITUATION,
        photo_ids=tuple(scores),
        reason=f"{count_of(len(scores), 'photo')} of yours fit the words {wording}{lift.say()}.",
        strength=lift.strength,
        fit={photo_id: _fit(score, situation.least) for photo_id, score in scores.items()},
        whys={photo_id: f"fits {wording} ({score:.2f})" for photo_id, score in scores.items()},
        concepts=situation.concepts,
        mood=situation.mood,
    )


def _fit(score: float, least: float) -> float:
    return 0.5 + 0.5 * min((score - least) / _CLEAR, 1.0)
