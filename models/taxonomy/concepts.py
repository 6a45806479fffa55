"""Concepts and the graph of their parents.

A parent is what every photo of the child shows too, so the parents form a directed acyclic graph, and tagging a
golden retriever tags a dog and an animal. Synsets are those of WordNet 3.0 (Fellbaum, 1998): `lemma.n.sense`, where
the lemma is the synset's first and the sense is its number under that lemma.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that people photograph.

    `id` never changes and is never given to another concept. `synset` is None where WordNet 3.0 has none that fits.
    """

    id: str
    name: str
    group: str
    synset: str | None = None
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """All concepts, in the order of their files.

    Raises:
        ValueError: Two concepts share an id or a name, a parent is unknown, or parents form a circle.
    """

    concepts: tuple[Concept, ...]

    def __post_init__(self) -> None:
        if len(self._by_id) != len(self.concepts):
            raise ValueError("Two concepts have the same id.")
        for concept in self.concepts:
            if unknown := set(concept.parents) - self._by_id.keys():
                raise ValueError(f"{concept.id} has unknown parents: {', '.join(sorted(unknown))}.")
            if concept.id in self.ancestors(concept.id):
                raise ValueError(f"{concept.id} is its own ancestor.")
        _ = self._by_name  # which names nobody twice

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, in order."""
        return tuple(dict.fromkeys(concept.group for concept in self.concepts))

    def get_concept(self, concept_id: str) -> Concept:
        """Return the concept of that id.

        Raises:
            KeyError: There is none.
        """
        return self._by_id[concept_id]

    def find(self, words: str) -> Concept | None:
        """Return the concept of that name, synonym or id; case, hyphens and underscores do not matter.

        Example:
            >>> load_taxonomy().find("Mobile Phone").id
            'smartphone'
        """
        return self._by_name.get(normalise_name(words))

    def ancestors(self, concept_id: str) -> frozenset[str]:
        """Return the ids of everything that a photo of this concept shows too, without its own."""
        return _reachable(concept_id, self._parents)

    def descendants(self, concept_id: str) -> frozenset[str]:
        """Return the ids of all kinds of this concept, without its own."""
        return _reachable(concept_id, self._children)

    @cached_property
    def _by_id(self) -> dict[str, Concept]:
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        return {concept.id: concept.parents for concept in self.concepts}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, tuple[str, ...]] = {}
        for concept in self.concepts:
            for parent in concept.parents:
                children[parent] = (*children.get(parent, ()), concept.id)
        return children

    @cached_property
    def _by_name(self) -> dict[str, Concept]:
        owners: dict[str, Concept] = {}
        for concept in self.concepts:
            for name in {normalise_name(words) for words in (concept.id, concept.name, *concept.synonyms)}:
                if name in owners:
                    raise ValueError(f"{name!r} names both {owners[name].id} and {concept.id}.")
                owners[name] = concept
        return owners


@cache
def load_taxonomy() -> Taxonomy:
    """Read the shipped concepts, group by group in the order of the file names."""
    return Taxonomy(tuple(concept for path in sorted(_FOLDER.glob("*.toml")) for concept in _iter_group(path)))


def normalise_name(words: str) -> str:
    """Return words in lower case with single blanks, so that `Hot-dog`, `hot_dog` and `hot dog` are one."""
    return " ".join(words.lower().replace("-", " ").replace("_", " ").split())


def _iter_group(path: Path) -> Iterator[Concept]:
    for concept_id, facts in tomllib.loads(path.read_text(encoding="utf-8")).items():
        yield Concept(
            id=concept_id,
            name=facts.get("name", concept_id.replace("_", " ")),
            group=path.stem,
            synset=facts.get("synset"),
            parents=tuple(facts.get("parents", ())),
            synonyms=tuple(facts.get("synonyms", ())),
        )


def _reachable(start: str, edges: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return what can be reached from `start`; it is among them only when it lies on a circle."""
    found: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(edges.get(step, ()))
    return frozenset(found)
