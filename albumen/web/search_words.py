"""What the search page says about an answer, in words of `strings.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from albumen.english import count_of
from albumen.web.pages import say
from search.chips import ChipKind

if TYPE_CHECKING:
    from albumen.web.search_answers import HitTile, OfferAnswer, ReasonAnswer, SearchAnswer

# Names in `icons.svg`; `search_words.js` has the same.
_ICONS = {
    ChipKind.WORDS: "search",
    ChipKind.CONCEPT: "tag",
    ChipKind.DATE: "calendar",
    ChipKind.HOURS: "clock",
    ChipKind.PLACE: "place",
    ChipKind.CAMERA: "camera",
    ChipKind.LENS: "lens",
    ChipKind.NAME: "folder",
    ChipKind.KIND: "utility",
    ChipKind.TEXT: "text",
    ChipKind.PEOPLE: "people",
    ChipKind.OBJECT: "boxes",
    ChipKind.LIKE: "similar",
}


def icon_of(kind: ChipKind) -> str:
    """Name the icon of a kind of chip."""
    return _ICONS[kind]


def link_to(query: str, *, fold: bool = True, plain: bool = False, floor: bool = True, offset: int = 0) -> str:
    """Give the address of a search."""
    parts = {"q": query} | ({} if fold else {"fold": "0"}) | ({"plain": "1"} if plain else {})
    parts |= {} if floor else {"floor": "0"}
    return f"/search?{urlencode(parts | ({'offset': offset} if offset else {}))}" if query else "/search"


def summarise(answer: SearchAnswer) -> str:
    """Say how many photos there are: "41 photos, best first"."""
    if answer.total is None:
        return say("search.many")
    return say("search.ranked" if answer.words else "search.newest", count=count_of(answer.total, "photo"))


def as_sentence(text: str) -> str:
    """Write a note as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def explain(hit: HitTile) -> str:
    """Say why a photo is a hit, in a line."""
    return " · ".join(map(describe_reason, hit.reasons))


def describe_reason(reason: ReasonAnswer) -> str:
    """Write a reason: "dog 0.93"."""
    score = "" if reason.score is None else f" {reason.score:.2f}"
    return say(f"search.reason_{reason.kind}", text=reason.text) + score


def describe_offer(offer: OfferAnswer) -> str:
    """Write an offer with its number of photos."""
    label = say(f"search.offer_{offer.kind}", label=offer.label)
    return label if offer.photos is None else f"{label} · {count_of(offer.photos, 'photo')}"
