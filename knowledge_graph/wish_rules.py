"""What one wish is about: which photos and which memories, by the kind of its target."""

from __future__ import annotations

from datetime import date
from functools import cache

from albumen.store.curation_records import Memory, PhotoFacts, Target, Verb, Wish
from albumen.types import Place
from knowledge_graph.place_keys import key_of, keys_around, lies_in
from models.taxonomy import load_taxonomy
from models.taxonomy.concepts import normalise_name

SPAN_SEPARATOR = "/"
_SAID = {Verb.HIDE: "you hid", Verb.LESS: "you asked for less of", Verb.LIKE: "you like"}


class WishRule:
    """A wish, and what it is about. This one is about nothing."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish

    def is_about(self, facts: PhotoFacts) -> bool:
        """Tell whether a photo is meant."""
        return False

    def is_about_memory(self, memory: Memory) -> bool:
        """Tell whether a memory is meant."""
        return False

    def say(self, facts: PhotoFacts | None = None) -> str:
        """Say it to its owner: "you hid Lisbon, Portugal"; with a photo at hand, in its words."""
        return f"{_SAID[self.wish.verb]} {self._name_target(facts)}"

    def _name_target(self, facts: PhotoFacts | None) -> str:
        return f"this {self.wish.target.value}"


class PhotoRule(WishRule):
    """A wish about a photo, by its content: it holds for every copy, and when the photo comes back."""

    def is_about(self, facts: PhotoFacts) -> bool:
        """Tell whether it is this photo."""
        return facts.content_hash == self.wish.value


class MemoryRule(WishRule):
    """A wish about a memory, by its key: it holds when the memory is made anew."""

    def is_about_memory(self, memory: Memory) -> bool:
        """Tell whether it is this memory."""
        return memory.key == self.wish.value


class PlaceRule(WishRule):
    """A wish about a town, a region or a country."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish)
        self._lies_here = cache(lambda place: lies_in(key_of(place), wish.value))

    def is_about(self, facts: PhotoFacts) -> bool:
        """Tell whether a photo was taken there."""
        return facts.place is not None and self._lies_here(facts.place)

    def is_about_memory(self, memory: Memory) -> bool:
        """Tell whether a memory is of there."""
        return any(lies_in(place, self.wish.value) for place in memory.places)

    def _name_target(self, facts: PhotoFacts | None) -> str:
        place: Place | None = facts.place if facts is not None else None
        return keys_around(place).get(self.wish.value, self.wish.value) if place else self.wish.value


class ConceptRule(WishRule):
    """A wish about a concept of the taxonomy and all its kinds, by tag, by object or by the owner's own keyword."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish)
        taxonomy = load_taxonomy()
        known = taxonomy.find(wish.value)
        self._name = known.name if known else wish.value
        self._ids = {known.id, *taxonomy.descendants(known.id)} if known else {wish.value}
        concepts = [taxonomy.get_concept(concept_id) for concept_id in self._ids] if known else []
        words = (word for concept in concepts for word in (concept.id, concept.name, *concept.synonyms))
        self._words = {normalise_name(word) for word in (self._name, *words)}

    def is_about(self, facts: PhotoFacts) -> bool:
        """Tell whether a photo shows it, as far as was seen or said."""
        return (
            any(tag.concept in self._ids for tag in facts.concepts)
            or any(label in self._words for label, _ in facts.objects)
            or any(normalise_name(keyword) in self._words for keyword in facts.keywords)
        )

    def is_about_memory(self, memory: Memory) -> bool:
        """Tell whether a memory is of it."""
        return not self._ids.isdisjoint(memory.concepts)

    def _name_target(self, facts: PhotoFacts | None) -> str:
        return f"photos of {self._name}"


class DatesRule(WishRule):
    """A wish about a stretch of days; a memory is meant where all its days lie within."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish)
        first, _, last = wish.value.partition(SPAN_SEPARATOR)
        self._first, self._last = date.fromisoformat(first), date.fromisoformat(last or first)

    def is_about(self, facts: PhotoFacts) -> bool:
        """Tell whether a photo was taken on one of the days, by the clock on the wall."""
        return facts.taken is not None and self._first <= facts.taken.local.date() <= self._last

    def is_about_memory(self, memory: Memory) -> bool:
        """Tell whether a memory lies within the days."""
        if memory.starts_on is None or memory.ends_on is None:
            return False
        starts_on, ends_on = memory.starts_on, memory.ends_on
        return starts_on is not None and ends_on is not None and self._first <= starts_on and ends_on <= self._last

    def _name_target(self, facts: PhotoFacts | None) -> str:
        if self._first == self._last:
            return f"the photos of {self._first}"
        return f"the photos from {self._first} to {self._last}"


_RULES = {
    Target.PHOTO: PhotoRule,
    Target.MEMORY: MemoryRule,
    Target.PLACE: PlaceRule,
    Target.CONCEPT: ConceptRule,
    Target.DATES: DatesRule,
}


def rule_of(wish: Wish) -> WishRule:
    """Make the rule that a wish asks for."""
    return _RULES[wish.target](wish)
