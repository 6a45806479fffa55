"""From ranked photos to an answer: hits with what a person wants to see of each and why, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import isnan

from albumen.store.records import PhotoFilter
from albumen.store.store import Transaction
from search.advice import Adviser
from search.chips import Chip, ChipKind
from search.columns.columns import Columns
from search.comparison import Comparison
from search.elsewhere import offer_elsewhere
from search.gallery import Gallery
from search.hits import add_lines, add_tags, describe_hits
from search.inquiry import Inquiry, Mask
from search.loosening import explain_list, explain_nothing, loosen, offer_closest, offer_looser
from search.notes import (
    CLOSEST,
    CLOSEST_TOO,
    NO_MASKS,
    NO_SIGNALS,
    NO_TEXTS,
    count_hidden,
    count_left_out,
    count_unseen,
    explain_no_hits,
)
from search.parse.removal import remove_chip
from search.query import Offer, SearchHit, SearchQuery, SearchResult
from search.ranked import Ranked, Rows, rank_newest
from search.reasons import Grounds, add_reasons
from search.request import names_content
from search.understanding import Asked

_Ranker = Callable[[Chip | None], Ranked]


def explain_blindness(tx: Transaction, photo_filter: PhotoFilter, asked: Asked) -> str | None:
    """Say why filters can let nothing through, whatever the photos show."""
    if (photo_filter.asks_signals or asked.asks_signals) and tx.signals.is_empty():
        return NO_SIGNALS
    if (photo_filter.text or asked.asks(ChipKind.TEXT)) and tx.texts.is_empty():
        return NO_TEXTS
    asks_masks = photo_filter.asks_masks or asked.asks(ChipKind.PEOPLE)
    return NO_MASKS if asks_masks and tx.segmentations.is_empty() else None


def list_newest(tx: Transaction, query: SearchQuery, inquiry: Inquiry, adviser: Adviser) -> SearchResult:
    """Answer with the newest photos that pass, without utility content unless something of content was asked for."""
    is_timeline = not (names_content(query) or inquiry.asked.names_content)
    left_out = inquiry.allowed() & inquiry.is_utility if is_timeline else None

    def rank(without: Chip | None) -> Ranked:
        allowed = inquiry.allowed(without)
        if is_timeline:
            allowed &= ~inquiry.is_utility
        return rank_newest(inquiry.columns, allowed, is_unfolded=query.is_unfolded)

    utility = None if left_out is None else count_left_out(int(left_out.sum()))
    return _answer(
        tx,
        query,
        inquiry,
        rank,
        ground=lambda _: Grounds(inquiry.asked.parsed.chips),
        offer=lambda looser: offer_looser(looser, lambda chip: _remove(query, inquiry, chip)),
        spelling=adviser.offer_spelling(inquiry.asked, inquiry.columns),
        extra=utility,
    )


def find_best(
    tx: Transaction, query: SearchQuery, inquiry: Inquiry, comparison: Comparison, gallery: Gallery, adviser: Adviser
) -> SearchResult:
    """Answer with the photos that fit best."""
    columns, asked = inquiry.columns, inquiry.asked
    # The text tower makes something of letters drawn at random too: of such, only texts and names count, unless it is asked for.
    has_floor = comparison.scorer is not None and not query.is_unfloored
    is_gibberish = has_floor and not adviser.knows_any(asked, columns)

    def rank(without: Chip | None) -> Ranked:
        allowed = inquiry.allowed(without)
        if is_gibberish:
            return comparison.rank(columns, allowed & comparison.evidence.holders(len(columns)))
        ranked = comparison.rank(columns, allowed)
        if len(ranked.rows) or without is not None or not (has_floor and asked.leaves_a_list):
            return ranked
        listed = allowed if asked.names_content else allowed & ~inquiry.is_utility
        return replace(comparison, is_unfloored=True).rank(columns, listed)

    def offer(looser: Sequence[tuple[Chip, int]]) -> tuple[Offer, ...]:
        nearest: tuple[Offer, ...] = ()
        if asked.words and comparison.scorer is not None and not is_gibberish:
            nearest = adviser.offer_nearest(inquiry, comparison.vector, gallery.encoder)
        return (*nearest, *offer_looser(looser, lambda chip: _remove(query, inquiry, chip)))

    def ground(ranked: Ranked) -> Grounds:
        evidence = comparison.evidence
        rows = ranked.rows[query.offset : query.offset + query.limit]
        return Grounds(
            asked.parsed.chips,
            asked.words,
            evidence.words,
            comparison.find_likely(columns, ranked),
            *(_ids_of(columns, rows, hits) for hits in (evidence.text_hits, evidence.name_hits, evidence.day_hits)),
        )

    result = _answer(
        tx,
        query,
        inquiry,
        rank,
        ground=ground,
        offer=offer,
        spelling=adviser.offer_spelling(asked, columns),
        extra=gallery.note,
        has_floor=has_floor,
    )
    doubt = None if comparison.scorer is None else _explain_doubt(result.hits, comparison.scorer.floor)
    if doubt == CLOSEST and not query.is_unfloored:
        doubt = explain_list(asked.words, asked.filters)
    return result if doubt is None else replace(result, note="; ".join(filter(None, [doubt, result.note])))


def _answer(
    tx: Transaction,
    query: SearchQuery,
    inquiry: Inquiry,
    rank: _Ranker,
    *,
    ground: Callable[[Ranked], Grounds],
    offer: Callable[[Sequence[tuple[Chip, int]]], tuple[Offer, ...]],
    spelling: tuple[Offer, ...],
    extra: str | None = None,
    has_floor: bool = False,
) -> SearchResult:
    asked, ranked = inquiry.asked, rank(None)
    hits = add_tags(tx, _describe(tx, inquiry.columns, ranked, query))
    hits = add_reasons(tx, inquiry.columns, add_lines(tx, hits, query.filter.text), ground(ranked))
    notes = [note for note in (_count_unseen(inquiry.columns, query.filter, asked), extra) if note is not None]
    closest = offer_closest(asked.parsed.text) if ranked.is_cut else ()
    offers = (*spelling, *closest)
    result = SearchResult(query, hits, "; ".join(notes) or None, asked.shown, offers, ranked.total)
    if hits or query.offset:
        return result
    if inquiry.base.any() and (asked.filters or has_floor):
        looser = loosen(asked.filters, lambda chip: _count(rank(chip)))
        reason = explain_nothing(asked.words, asked.filters, looser) + count_hidden(_hidden(tx, query.filter))
        offers = (*spelling, *offer_elsewhere(inquiry), *offer(looser), *closest)
        return replace(result, note="; ".join([reason, *notes]), offers=offers)
    return result if notes else replace(result, note=explain_no_hits(query.filter, _hidden(tx, query.filter)))


def _remove(query: SearchQuery, inquiry: Inquiry, chip: Chip) -> str:
    return remove_chip(inquiry.asked.parsed, chip, inquiry.columns.lexicon, query.asked_on or date.today())


def _ids_of(columns: Columns, rows: Rows, hits: Mask | None) -> frozenset[int]:
    return frozenset() if hits is None else frozenset(columns.ids[rows[hits[rows]]].tolist())


def _explain_doubt(hits: Sequence[SearchHit], floor: float) -> str | None:
    """Say which photos may not fit; None where all of them probably do."""
    fits = [hit.probability is not None and hit.probability >= floor for hit in hits]
    return None if all(fits) else CLOSEST_TOO if any(fits) else CLOSEST


def _describe(tx: Transaction, columns: Columns, ranked: Ranked, query: SearchQuery) -> tuple[SearchHit, ...]:
    """Describe photos that still have a file, from the query's offset on, at most as many as its limit."""
    hits: list[SearchHit] = []
    at, limit = query.offset, query.limit
    while len(hits) < limit and at < len(ranked.rows):
        part = slice(at, at + limit - len(hits))
        cosines = [None] * len(ranked.rows[part]) if ranked.cosines is None else ranked.cosines[part].tolist()
        scores = [None if one is None or isnan(one) else one for one in cosines]
        described = {hit.photo_id: hit for hit in describe_hits(tx, scores, columns.ids[ranked.rows[part]])}
        for offset, photo_id in enumerate(columns.ids[ranked.rows[part]].tolist(), at):
            if photo_id in described:
                hits.append(_with_rank(described[photo_id], ranked, offset))
        at = part.stop
    return tuple(hits)


def _with_rank(hit: SearchHit, ranked: Ranked, at: int) -> SearchHit:
    probability = None if ranked.probabilities is None else float(ranked.probabilities[at])
    return replace(hit, probability=probability, folded=int(ranked.folded[at]))


def _count(ranked: Ranked) -> int:
    return len(ranked.rows) if ranked.total is None else ranked.total


def _count_unseen(columns: Columns, photo_filter: PhotoFilter, asked: Asked) -> str | None:
    asks_masks = photo_filter.asks_masks or asked.asks(ChipKind.PEOPLE)
    unseen = columns.unseen if photo_filter.asks_signals or asked.asks_signals else 0
    unsegmented = columns.unsegmented if asks_masks else 0
    unread = columns.unread if photo_filter.text or asked.asks(ChipKind.TEXT) else 0
    return count_unseen(unseen, unsegmented, unread)


def _hidden(tx: Transaction, photo_filter: PhotoFilter) -> int:
    return 0 if photo_filter.include_hidden else len(tx.feedback.hidden_ids())
