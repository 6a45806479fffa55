"""The lines of the report: how well queries were understood and answered, beside an embedding alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import numpy as np

from models.evaluation.intervals import bootstrap_mean
from models.evaluation.table import Figure, Line, fraction
from search.evaluation.asking import Asked
from search.evaluation.entities import ChipReader, Understood
from search.evaluation.measures import ndcg, recall, reciprocal_rank, share
from search.evaluation.queries import TYPO
from search.query import OfferKind


def iter_lines(asked: Sequence[Asked], reader: ChipReader) -> Iterator[Line]:
    """Yield all lines."""
    yield from iter_understanding(asked, reader)
    yield from iter_ranking(asked)
    yield from iter_emptiness(asked)
    yield from iter_suggestions(asked)


def iter_understanding(asked: Sequence[Asked], reader: ChipReader) -> Iterator[Line]:
    """Yield the share of entities that were understood, and the share of chips that mean what was meant.

    Queries with slips are left out: what is misspelt is to be offered, not silently understood.
    """
    rows = [(one, reader.compare(one.query, one.parsed.chips)) for one in asked if one.query.section != TYPO]
    yield _understanding("all queries", rows)
    for section, members in groupby(rows, key=lambda row: row[0].query.section):
        yield _understanding(section, list(members))


def _understanding(what: str, rows: Sequence[tuple[Asked, Understood]]) -> Line:
    entities, chips = [], []
    for number, (_, found) in enumerate(rows):
        entities += [(number, 1.0)] * found.right + [(number, 0.0)] * len(found.missed)
        chips += [(number, 1.0)] * found.right + [(number, 0.0)] * len(found.wrong)
    faults = {
        one.query.text: {"missed": found.missed, "wrong": found.wrong}
        for one, found in rows
        if found.missed or found.wrong
    }
    figures = (_mean("found", entities), _mean("precision", chips))
    return Line("entities", what, 0, figures, f"queries: {len(rows)}, entities: {len(entities)}", faults)


def iter_ranking(asked: Sequence[Asked]) -> Iterator[Line]:
    """Yield nDCG@10 of the whole search and of the embedding alone; queries without an answer and slips are left out."""
    rows = [one for one in asked if not one.query.is_null and one.query.section != TYPO]
    yield _ranking("all queries", rows)
    for section, members in groupby(rows, key=lambda one: one.query.section):
        yield _ranking(section, list(members))


def _ranking(what: str, rows: Sequence[Asked]) -> Line:
    whole = [ndcg(one.whole, one.query.grades) for one in rows]
    plain = [ndcg(one.plain, one.query.grades) for one in rows]
    figures = (
        _mean("nDCG@10", list(enumerate(whole))),
        _mean("embedding alone", list(enumerate(plain))),
        _mean(
            "difference", [(number, one - other) for number, (one, other) in enumerate(zip(whole, plain, strict=True))]
        ),
        *_means("MRR", rows, lambda one, found: reciprocal_rank(found, one.query.grades)),
        *_means("recall@10", rows, lambda one, found: recall(found, one.query.grades)),
    )
    scores = {one.query.text: [round(a, 3), round(b, 3)] for one, a, b in zip(rows, whole, plain, strict=True)}
    return Line("ranking", what, 0, figures, f"queries: {len(rows)}", scores)


def _means(name: str, rows: Sequence[Asked], measure: Callable[[Asked, tuple[str, ...]], float]) -> tuple[Figure, ...]:
    whole, plain = ([measure(one, getattr(one, side)) for one in rows] for side in ("whole", "plain"))
    return fraction(name, share(whole)), fraction(f"{name}, embedding alone", share(plain))


def iter_emptiness(asked: Sequence[Asked]) -> Iterator[Line]:
    """Yield how often nothing is said where there is nothing; slips are left out."""
    rows = [one for one in asked if one.query.section != TYPO]
    empty = [one for one in rows if one.is_empty]
    null = [one for one in rows if one.query.is_null]
    figures = (
        _mean("precision", [(number, float(one.query.is_null)) for number, one in enumerate(empty)]),
        _mean("recall", [(number, float(one.is_empty)) for number, one in enumerate(null)]),
    )
    details = {
        "wrongly empty": [one.query.text for one in empty if not one.query.is_null],
        "wrongly answered": [one.query.text for one in null if not one.is_empty],
    }
    yield Line("emptiness", "all queries", 0, figures, f"empty answers: {len(empty)}, due: {len(null)}", details)
    for section, members in groupby(null, key=lambda one: one.query.section):
        values = [(number, float(one.is_empty)) for number, one in enumerate(members)]
        yield Line("emptiness", section, 0, (_mean("recall", values),), f"queries: {len(values)}")


def iter_suggestions(asked: Sequence[Asked]) -> Iterator[Line]:
    """Yield how useful offers are: beside empty answers, and for slips."""
    empty = [one for one in asked if one.is_empty and one.query.section != TYPO]
    useful = [(number, float(bool(one.useful))) for number, one in enumerate(empty)]
    without = {one.query.text: [offer.query for offer in one.offers] for one in empty if not one.useful}
    offered = _mean("any offer", [(number, float(bool(one.offers))) for number, one in enumerate(empty)])
    yield Line("suggestions", "empty answers", 0, (_mean("useful", useful), offered), f"answers: {len(empty)}", without)
    slips = [one for one in asked if one.query.section == TYPO]
    mended = [(number, float(_is_mended(one))) for number, one in enumerate(slips)]
    helped = [(number, float(bool(one.useful) or _is_answered(one))) for number, one in enumerate(slips)]
    figures = (_mean("mended as meant", mended), _mean("finds what was meant, itself or by an offer", helped))
    unmended = {one.query.text: [offer.query for offer in one.offers] for one in slips if not _is_mended(one)}
    yield Line("suggestions", "slips of the keyboard", 0, figures, f"queries: {len(slips)}", unmended)


def _is_mended(one: Asked) -> bool:
    meant = _words(one.query.mended or "")
    return any(offer.kind is OfferKind.SPELLING and _words(offer.query) == meant for offer in one.offers)


def _is_answered(one: Asked) -> bool:
    return reciprocal_rank(one.whole, one.query.grades) > 0.0


def _words(text: str) -> list[str]:
    return text.casefold().replace(",", " ").split()


def _mean(name: str, values: Sequence[tuple[int, float]]) -> Figure:
    """Return a mean with its interval over whole queries."""
    if not values:
        return Figure(name, float("nan"), digits=3)
    queries, scores = np.array([query for query, _ in values]), [score for _, score in values]
    low, high = bootstrap_mean(scores, queries)
    return Figure(name, share(scores), low, high, digits=3)
