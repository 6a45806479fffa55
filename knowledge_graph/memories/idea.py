"""What could become a memory, and what each kind of memory can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.mood import Mood

if TYPE_CHECKING:
    from knowledge_graph.memories.material import Material

MIN_PHOTOS, MAX_PHOTOS = 8, 40


@dataclass(frozen=True, slots=True)
class Words:
    """What stands over a memory. Both are true of the photos that they were made from."""

    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Idea:
    """Photos that could make a memory, before any is chosen.

    `photo_ids` may be shown, and are in the order of time. `strength`, in [0, 1], is how much the idea matters here, whatever
    its photos look like. `fit`, in [0, 1], says how well a photo fits, 1 where it is not said; `whys` says it in words.
    `reason` is true of the library. `mood` None is decided by what the photos show.
    """

    key: str
    kind: MemoryKind
    photo_ids: tuple[int, ...]
    reason: str
    strength: float
    fit: Mapping[int, float] = field(default_factory=dict)
    whys: Mapping[int, str] = field(default_factory=dict)
    title: str = ""
    concepts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    mood: Mood | None = None


class MemoryMaker(Protocol):
    """Makes memories of one kind."""

    @property
    def kind(self) -> MemoryKind:
        """The kind."""

    def find(self, material: Material) -> Iterable[Idea]:
        """Find what could become a memory."""

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose at most MAX_PHOTOS of an idea's photos, in the order of showing; fewer than MIN_PHOTOS make no memory."""

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Say what photos are, in the order of showing; None where they are no memory of that key any more.

        Args:
            key: The memory's, or the idea's.
            title: What the idea or the memory said; kinds whose title follows from the photos pass it over.
            photos: What is shown now: all that was chosen, or what its owner has left of it.
        """
