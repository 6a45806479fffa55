"""What people asked for, ready to be asked of each photo and memory.

Every reader of what curation chose asks here when it reads, so a wish holds from the moment that it is made, whatever the
last curation run had chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from albumen.store.curation_records import Memory, PhotoFacts, Target, Verb, Wish
from knowledge_graph.wish_rules import WishRule, rule_of

# What a wish to see less or more of something makes of a weight. Less of two things that a photo shows is less again,
# but never nothing: that is what hiding is for.
_FACTORS = {Verb.LESS: 0.5, Verb.LIKE: 1.25}
_LEAST_WEIGHT, _MOST_WEIGHT = 0.1, 1.6


class Wishes:
    """The wishes in force."""

    def __init__(self, in_force: Iterable[Wish] = ()) -> None:
        """Take wishes as `tx.feedback` lists them; those that were taken back are left out."""
        rules = [rule_of(wish) for wish in in_force if wish.undone_at is None]
        self._hiding = _Rules(rule for rule in rules if rule.wish.verb is Verb.HIDE)
        self._weighing = _Rules(rule for rule in rules if rule.wish.verb in _FACTORS)

    def hides(self, facts: PhotoFacts) -> str | None:
        """Say which wish hides a photo: "you hid Lisbon, Portugal"; None where none does."""
        return next((rule.say(facts) for rule in self._hiding.about(facts)), None)

    def hides_itself(self, facts: PhotoFacts) -> bool:
        """Tell whether a photo was hidden itself, rather than its place, its days or what it shows."""
        return facts.content_hash in self._hiding.by_photo

    def hides_memory(self, memory: Memory) -> str | None:
        """Say which wish hides a memory: one about it, or about a place, a concept or all the days that it is of."""
        return next((rule.say() for rule in self._hiding.about_memory(memory)), None)

    def weight(self, facts: PhotoFacts) -> float:
        """Weigh a photo by the wishes for less or more of it, its place, its days or what it shows: 1 without any."""
        return _weigh(self._weighing.about(facts))

    def weight_of_memory(self, memory: Memory) -> float:
        """Weigh a memory by the wishes for less or more of it or of what it is of: 1 without any."""
        return _weigh(self._weighing.about_memory(memory))

    def weighing_on(self, facts: PhotoFacts) -> tuple[str, ...]:
        """List what makes a photo's weight: "you asked for less of Lisbon, Portugal"."""
        return tuple(rule.say(facts) for rule in self._weighing.about(facts))


class _Rules:
    """Rules, those about single photos by content: there may be thousands, and each photo asks."""

    def __init__(self, rules: Iterable[WishRule]) -> None:
        self.by_photo: dict[str, list[WishRule]] = defaultdict(list)
        self._wide: list[WishRule] = []
        for rule in rules:
            is_narrow = rule.wish.target is Target.PHOTO
            (self.by_photo[rule.wish.value] if is_narrow else self._wide).append(rule)

    def about(self, facts: PhotoFacts) -> Iterator[WishRule]:
        """Yield the rules that mean a photo, those about itself first."""
        yield from self.by_photo.get(facts.content_hash, ())
        yield from (rule for rule in self._wide if rule.is_about(facts))

    def about_memory(self, memory: Memory) -> Iterator[WishRule]:
        """Yield the rules that mean a memory."""
        return (rule for rule in self._wide if rule.is_about_memory(memory))


def _weigh(rules: Iterable[WishRule]) -> float:
    weight = 1.0
    for rule in rules:
        weight *= _FACTORS[rule.wish.verb]
    return min(max(weight, _LEAST_WEIGHT), _MOST_WEIGHT)
