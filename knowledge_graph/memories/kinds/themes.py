"""Themes over the years: beaches, dogs, birthdays; what is photographed more here than elsewhere comes first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from albumen.english import count_of
from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.background import load_background
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.idea import MIN_PHOTOS, Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.mood import Mood
from knowledge_graph.memories.personal import compare
from knowledge_graph.memories.sentences import SentenceScores
from knowledge_graph.memories.subjects import kinds_of
from knowledge_graph.memories.sureness import rate_sureness
from knowledge_graph.memories.wording import name_years, over_the_years, subtitle

# From this probability of a tag on: docs/decisions/0018 has precision and recall at several.
LEAST_SCORE = 0.7
# A tag that the sentence speaks against is not believed; ones that fit are at their best from the second on.
_LEAST_COSINE, _GOOD_COSINE = 0.1, 0.35
# Of many photos so large a part is chosen among: a photo that hardly fits would else be taken for being the only one of its month.
_KEPT, _LEAST_KEPT = 0.6, 16
_FILE = Path(__file__).with_name("themes.toml")


@dataclass(frozen=True, slots=True)
class Theme:
    """What photos must show, and the words for it."""

    id: str
    title: str
    shows: str
    sentence: str
    concepts: tuple[str, ...]
    mood: Mood
    without: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of its memory."""
        return f"theme:{self.id}"


@cache
def load_themes() -> tuple[Theme, ...]:
    """Read the themes, in the order of their file."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Theme(
            id=theme_id,
            title=spec["title"],
            shows=spec["shows"],
            sentence=spec["sentence"],
            concepts=tuple(spec["concepts"]),
            mood=Mood(spec["mood"]),
            without=tuple(spec.get("without", ())),
        )
        for theme_id, spec in read.items()
    )


def concepts_of(theme: Theme) -> frozenset[str]:
    """Return the concepts that a theme is about, with all their kinds."""
    return kinds_of(theme.concepts)


def find_themes(facts: PhotoFacts) -> list[str]:
    """Return the ids of the themes that a photo shows, by its tags alone."""
    shown = {tag.concept for tag in facts.concepts}
    sure = (tag.concept for tag in facts.concepts if tag.score >= LEAST_SCORE)
    found = (theme for concept in sure for theme in _themes_by_concept().get(concept, ()))
    return list(dict.fromkeys(theme.id for theme in found if shown.isdisjoint(theme.without)))


class ThemeMaker:
    """Makes a memory of each theme that the library has photos of."""

    kind = MemoryKind.THEME

    def __init__(self, sentences: SentenceScores | None = None) -> None:
        """Take what compares photos with the themes' sentences; without it, tags alone decide."""
        self._sentences = sentences

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the themes that enough photos show."""
        members = _gather(material.photos.values())
        for theme in load_themes():
            fits = self._judge(material, theme, members.get(theme.id, ()))
            if len(fits) >= MIN_PHOTOS:
                yield _make_idea(material, theme, fits)

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos over all the years."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Say what photos are; a theme that is shipped no more makes no memory."""
        theme = next((theme for theme in load_themes() if theme.key == key), None)
        if theme is None:
            return None
        return Words(over_the_years(theme.title, photos), subtitle(name_years(photos), photos))

    def _judge(self, material: Material, theme: Theme, tagged: Iterable[int]) -> dict[int, float]:
        """Say how well photos fit: by how sure their tags are, and by what the sentence says of them."""
        fits = {photo_id: rate_sureness(material.photos[photo_id], theme.concepts) for photo_id in tagged}
        if self._sentences is None or material.vectors.space != self._sentences.space or not fits:
            return fits
        ids = list(fits)
        cosines = self._sentences.score(material.vectors.rows_of(ids), [theme.sentence])
        has_vector = material.vectors.knows(ids)
        return {
            photo_id: fits[photo_id] * (_scale(cosine) if known else 1.0)
            for photo_id, cosine, known in zip(ids, cosines.tolist(), has_vector.tolist(), strict=True)
            if cosine >= _LEAST_COSINE or not known
        }


@cache
def _themes_by_concept() -> dict[str, list[Theme]]:
    found: dict[str, list[Theme]] = {}
    for theme in load_themes():
        for concept in concepts_of(theme):
            found.setdefault(concept, []).append(theme)
    return found


def _gather(photos: Iterable[PhotoFacts]) -> dict[str, list[int]]:
    """Map themes to the photos that show them."""
    found: dict[str, list[int]] = {}
    for facts in photos:
        for theme_id in find_themes(facts):
            found.setdefault(theme_id, []).append(facts.id)
    return found


def _make_idea(material: Material, theme: Theme, fits: Mapping[int, float]) -> Idea:
    background = load_background()
    lift = compare(
        material.count_moments(fits),
        len(material.moment_sizes),
        background.themes.get(theme.id, 0),
        background.photos,
    )
    return Idea(
        key=theme.key,
        kind=MemoryKind.THEME,
        photo_ids=_keep_surest(fits),
        reason=f"{count_of(len(fits), 'photo')} of yours show {theme.shows}{lift.say()}.",
        strength=lift.strength,
        fit=fits,
        whys=dict.fromkeys(fits, f"shows {theme.shows}"),
        concepts=theme.concepts,
        mood=theme.mood,
    )


def _keep_surest(fits: Mapping[int, float]) -> tuple[int, ...]:
    """Keep the photos that fit best, in the order of time, where there are more than a memory needs; equally good ones all stay."""
    most = max(_LEAST_KEPT, round(_KEPT * len(fits)))
    least = sorted(fits.values(), reverse=True)[min(most, len(fits)) - 1]
    return tuple(photo_id for photo_id, fit in fits.items() if fit >= least)


def _scale(cosine: float) -> float:
    return 0.5 + 0.5 * min(max(cosine / _GOOD_COSINE, 0.0), 1.0)
