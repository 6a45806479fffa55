"""Why nothing is left: each filter left out in turn, and what there would be without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.chips import Chip
from search.query import Offer, OfferKind

_NAMED = 3  # filters in one line of text


def loosen(filters: Sequence[Chip], count: Callable[[Chip], int]) -> tuple[tuple[Chip, int], ...]:
    """List the filters without which there are photos, with how many, most first; `count` counts without one of them."""
    found = [(chip, count(chip)) for chip in filters]
    return tuple(sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1]))


def offer_looser(looser: Sequence[tuple[Chip, int]], remove: Callable[[Chip], str]) -> tuple[Offer, ...]:
    """Offer the query without each of them, as far as something is left of it; `remove` writes it so."""
    shorter = ((remove(chip), chip, photos) for chip, photos in looser)
    return tuple(
        Offer(OfferKind.LOOSER, query, f"without {chip.label}", photos) for query, chip, photos in shorter if query
    )


def offer_closest(text: str) -> tuple[Offer, ...]:
    """Offer the photos that probably do not fit, those first that come closest."""
    return (Offer(OfferKind.CLOSEST, text, "the closest photos, which may not fit"),)


def explain_nothing(words: str, filters: Sequence[Chip], looser: Sequence[tuple[Chip, int]]) -> str:
    """Say what took the last photos, in a line.

    Example:
        >>> from search.chips import ChipKind, ContainsValue
        >>> faro = Chip(ChipKind.CAMERA, ContainsValue("leica"), "Leica", "camera:leica", 0, 5)
        >>> explain_nothing("", [faro], [(faro, 12)])
        'no photo passes "Leica"; without it 12 do'
    """
    if not filters:
        return f'nothing in this library surely looks like "{words}"'
    named = _join([chip.label for chip in filters])
    lacking = f'nothing that passes {named} surely looks like "{words}"' if words else f"no photo passes {named}"
    if not looser:
        return lacking if len(filters) == 1 else f"{lacking}, nor with any one of them left out"
    if len(filters) == 1:
        return f"{lacking}; without it {_do(looser[0][1])}"
    rest = ", ".join(f'without "{chip.label}" {_do(photos)}' for chip, photos in looser[:_NAMED])
    return f"{lacking}; {rest}"


def explain_list(words: str, filters: Sequence[Chip]) -> str:
    """Say that words left nothing over of what filters let through, and that all of it is shown.

    Example:
        >>> from search.chips import ChipKind, ContainsValue
        >>> faro = Chip(ChipKind.CAMERA, ContainsValue("leica"), "Leica", "camera:leica", 0, 5)
        >>> explain_list("funny", [faro])
        'nothing that passes "Leica" surely looks like "funny": all that passes is shown, the likeliest first'
    """
    named = _join([chip.label for chip in filters])
    return f'nothing that passes {named} surely looks like "{words}": all that passes is shown, the likeliest first'


def _do(photos: int) -> str:
    return "1 does" if photos == 1 else f"{photos:,} do"


def _join(labels: Sequence[str]) -> str:
    quoted = [f'"{label}"' for label in labels]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
