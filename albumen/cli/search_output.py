"""What a search prints: how the query was understood, a table of hits, why each is one, and what else could be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.text import print_table
from albumen.printable import clean_line, clean_path

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.types import Box
    from search.chips import Chip
    from search.query import Offer, Reason, SearchHit, SearchResult

# Chips whose label says by itself what it is: "summer 2026", "2 people".
_PLAIN_KINDS = ("date", "time", "people", "object", "like")


def print_result(library: Library, result: SearchResult, *, with_reasons: bool = False) -> None:
    """Print the hits as a table, and what there is to say of them."""
    understood = describe_parse(result)
    if understood:
        click.echo(f"understood: {understood}", err=True)
    if result.note:
        click.echo(result.note[:1].upper() + result.note[1:] + ".", err=True)
    for offer in result.offers:
        if line := describe_offer(offer, has_hits=bool(result.hits)):
            click.echo(line, err=True)
    if result.hits:
        has_line = any(hit.line is not None for hit in result.hits)
        print_table(
            _headings(has_line, with_reasons), [_row(library, hit, has_line, with_reasons) for hit in result.hits]
        )


def describe_offer(offer: Offer, *, has_hits: bool) -> str:
    """Write an offer with how to take it; nothing for further photos that may not fit, where some do.

    Example:
        >>> from search.query import Offer, OfferKind
        >>> describe_offer(Offer(OfferKind.LOOSER, "dogs", "without Lisbon", 1), has_hits=False)
        "without Lisbon: albumen search 'dogs' (1 photo)"
        >>> describe_offer(Offer(OfferKind.CLOSEST, "dogs", "the closest photos"), has_hits=False)
        'the closest photos: the same with --nearest'
    """
    if offer.kind.value == "closest":
        return "" if has_hits else f"{offer.label}: the same with --nearest"
    photos = "" if offer.photos is None else f" ({offer.photos:,} {'photo' if offer.photos == 1 else 'photos'})"
    return f"{offer.label}: albumen search '{clean_line(offer.query)}'{photos}"


def describe_parse(result: SearchResult) -> str:
    """Write how a query was understood, its words first; nothing where all of it is words."""
    parsed = result.parsed
    chips = [] if parsed is None else [chip for chip in parsed.chips if chip.is_filter or chip.is_negated]
    if parsed is None or not chips:
        return ""
    words = [clean_line(parsed.words)] if parsed.words else []
    return " | ".join([*words, *(describe_chip(chip) for chip in chips)])


def describe_chip(chip: Chip) -> str:
    """Write a chip with what it speaks of, unless its label says that."""
    is_plain = chip.kind.value in _PLAIN_KINDS or chip.is_negated
    return clean_line(chip.label if is_plain else f"{chip.kind.value} {chip.label}")


def describe_reason(reason: Reason) -> str:
    """Write a reason in a few words.

    Example:
        >>> from search.chips import ChipKind
        >>> from search.query import Reason
        >>> describe_reason(Reason(ChipKind.CONCEPT, "dog", 0.914)), describe_reason(Reason(ChipKind.WORDS, "red", 0.5))
        ('tag dog 0.91', 'looks like red 0.50')
    """
    what = {"words": "looks like ", "date": "", "time": "at ", "people": "", "object": "", "like": ""}
    score = "" if reason.score is None else f" {reason.score:.2f}"
    return what.get(reason.kind.value, f"{reason.kind.value} ") + clean_line(reason.text) + score


def result_json(library: Library, result: SearchResult) -> dict[str, Any]:
    """Write a result as it is given to programs."""
    parsed = result.parsed
    return {
        "note": result.note,
        "words": parsed.words if parsed is not None else result.query.text,
        "chips": [_chip_json(chip) for chip in parsed.chips] if parsed is not None else [],
        "total": result.total,
        "offers": [
            {"kind": offer.kind.value, "query": offer.query, "label": offer.label, "photos": offer.photos}
            for offer in result.offers
        ],
        "hits": [_hit_json(library, hit) for hit in result.hits],
    }


def _headings(has_line: bool, with_reasons: bool) -> list[str]:
    optional = [*(["text"] if has_line else []), *(["why"] if with_reasons else [])]
    return ["score", "taken", "place", *optional, "photo, and its preview"]


def _row(library: Library, hit: SearchHit, has_line: bool, with_reasons: bool) -> list[str]:
    separator = "\n" if sys.stdout.isatty() else "\t"  # on a terminal the two long paths stand one below the other
    folded = f" (+{hit.folded} alike)" if hit.folded else ""
    return [
        "" if hit.score is None else f"{hit.score:.3f}",
        hit.taken.local.strftime("%Y-%m-%d %H:%M") if hit.taken else "",
        f"{hit.place.name}, {hit.place.country}" if hit.place else "",
        *([clean_line(hit.line or "")] if has_line else []),
        *(["; ".join(map(describe_reason, hit.reasons))] if with_reasons else []),
        clean_path(hit.paths[0])
        + ("" if hit.is_online else " (offline)")
        + folded
        + separator
        + clean_path(library.previews.path_of(hit.content_hash)),
    ]


def _chip_json(chip: Chip) -> dict[str, Any]:
    return {
        "kind": chip.kind.value,
        "label": chip.label,
        "term": chip.term,
        "start": chip.start,
        "end": chip.end,
        "is_negated": chip.is_negated,
        "is_filter": chip.is_filter,
    }


def _hit_json(library: Library, hit: SearchHit) -> dict[str, Any]:
    taken, place = hit.taken, hit.place
    return {
        "score": None if hit.score is None else round(hit.score, 4),
        "probability": None if hit.probability is None else round(hit.probability, 4),
        "paths": [clean_path(path) for path in hit.paths],
        "preview": clean_path(library.previews.path_of(hit.content_hash)),
        "is_online": hit.is_online,
        "taken": taken.local.isoformat() if taken else None,
        "utc_offset_s": taken.utc_offset_s if taken else None,
        "time_source": taken.source.value if taken else None,
        "place": {"name": place.name, "region": place.region, "country": place.country} if place else None,
        "camera": hit.camera,
        "line": hit.line,
        "tags": [{"concept": tag.concept, "score": tag.score} for tag in hit.tags],
        "reasons": [_reason_json(reason) for reason in hit.reasons],
        "folded": hit.folded,
        "photo_id": hit.photo_id,
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    score = None if reason.score is None else round(reason.score, 4)
    return {"kind": reason.kind.value, "text": reason.text, "score": score, "box_xyxy": _box_json(reason.box)}


def _box_json(box: Box | None) -> list[float] | None:
    return None if box is None else [box.left, box.top, box.right, box.bottom]
