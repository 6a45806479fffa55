"""The featured photos of a day as they may be shown now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from albumen.curation.wish_targets import name_photo
from albumen.errors import UsageError
from albumen.store.curation_records import Appeal, FeaturedPhoto, PhotoFacts
from albumen.store.store import Transaction
from knowledge_graph.eligibility import why_not
from knowledge_graph.hidden_pictures import find_hidden
from knowledge_graph.ranking.featured import SET_SIZE
from knowledge_graph.ranking.showcase import open_showcase, vectors_of
from knowledge_graph.wishes import Wishes

_TOLD = 3  # reasons why photos are not shown


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A featured photo: where it lies (online paths first), why it was chosen, and what the choice rests on.

    `evidence` are the figures behind the reason. `appeal` is None where the ranking has not seen it yet; `asked` are the wishes that weighed on it.
    """

    facts: PhotoFacts
    paths: tuple[Path, ...]
    reason: str
    evidence: str
    appeal: Appeal | None
    asked: tuple[str, ...]


def load_featured(tx: Transaction, day: date) -> list[ShownPhoto]:
    """Load a day's set: the one that the curation job made, else one chosen now.

    Whatever was chosen when, nothing is in it that may not be shown by the wishes in force now.
    """
    kept = tx.featured.of(day)
    if kept:
        return _describe(tx, kept, {})
    showcase = open_showcase(tx)
    return _describe(tx, showcase.choose(day, vectors_of(tx)), {appeal.photo_id: appeal for appeal in showcase.appeals})


@dataclass(frozen=True, slots=True)
class Standing:
    """What becomes of a photo: why it is not proposed (None where it may be), its appeal, and the days it is featured on."""

    why_not: str | None
    appeal: Appeal | None
    asked: tuple[str, ...]
    days: tuple[date, ...]


def tell_standing(tx: Transaction, photo: str) -> Standing:
    """Tell whether a photo may be proposed, by the path of a file of it or by its id.

    Raises:
        UsageError: the library has no such photo with a file.
    """
    content_hash = name_photo(tx, photo).value
    facts = tx.facts.load(tx.photos.find_ids([content_hash]).values())
    if not facts:
        raise UsageError(f"the photo {photo} has no file any more")
    wishes, (one,) = Wishes(tx.feedback.in_force()), facts
    days = tuple(chosen.day for chosen in tx.featured.all() if chosen.photo_id == one.id)
    appeal = next(iter(tx.appeals.find([one.id])), None)
    return Standing(_why_not(one, wishes, find_hidden(tx)), appeal, wishes.weighing_on(one), days)


def explain_nothing(tx: Transaction) -> str:
    """Say why there is no photo to feature, by how many photos each reason holds for."""
    wishes, hidden = Wishes(tx.feedback.in_force()), find_hidden(tx)
    reasons = Counter(_why_not(facts, wishes, hidden) for facts in tx.facts.load())
    if not reasons:
        return "nothing is indexed yet: run albumen index DIR"
    told = "; ".join(f"{reason} ({count:,})" for reason, count in reasons.most_common(_TOLD))
    return f"no photo may be featured, for these reasons: {told}"


def _describe(tx: Transaction, chosen: Iterable[FeaturedPhoto], known: dict[int, Appeal]) -> list[ShownPhoto]:
    reasons = {photo.photo_id: photo for photo in chosen}
    wishes, hidden = Wishes(tx.feedback.in_force()), find_hidden(tx)
    facts = {one.id: one for one in tx.facts.load(reasons) if _why_not(one, wishes, hidden) is None}
    shown = [one for one in reasons if one in facts][:SET_SIZE]
    paths = tx.files.paths_of(shown)
    appeals = known or {appeal.photo_id: appeal for appeal in tx.appeals.find(shown)}
    return [
        ShownPhoto(
            facts[one],
            tuple(paths[one]),
            reasons[one].reason,
            reasons[one].evidence,
            appeals.get(one),
            wishes.weighing_on(facts[one]),
        )
        for one in shown
    ]


def _why_not(facts: PhotoFacts, wishes: Wishes, hidden: Set[int]) -> str | None:
    """Say why a photo is not proposed; `hidden` are those that were hidden, and their near-duplicates."""
    return why_not(facts, wishes) or ("you hid a near-duplicate of this photo" if facts.id in hidden else None)
