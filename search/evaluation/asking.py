"""Ask every query, of the engine and of an embedding alone, and follow the engine's offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.taxonomy import load_taxonomy
from search.chips import ParsedQuery
from search.engine import SearchEngine
from search.evaluation.embedding_alone import EmbeddingSearch
from search.evaluation.judging import FULLY, NOT, judge, mentions, shows
from search.evaluation.measures import CUT, condense
from search.evaluation.pictures import MadeLibrary, TruePicture
from search.evaluation.queries import LIKE, JudgedQuery
from search.evaluation.wording import Part
from search.query import Offer, OfferKind, SearchHit, SearchQuery

# So many are asked for that ten are left when repeats and pictures that nobody judged are gone.
_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's answers: `whole` and `plain` are pictures in order, judged ones only; `is_empty` tells of the whole's hits.

    `offers` are the other queries that were offered, `useful` those of them that find something fitting.
    """

    query: JudgedQuery
    parsed: ParsedQuery
    whole: tuple[str, ...]
    plain: tuple[str, ...]
    is_empty: bool
    offers: tuple[Offer, ...]
    useful: tuple[Offer, ...]


class Asker:
    """Asks one engine about one made library."""

    def __init__(self, engine: SearchEngine, alone: EmbeddingSearch, library: MadeLibrary) -> None:
        self._engine = engine
        self._alone = alone
        self._root = library.root
        self._pictures = {name: picture for picture in library.pictures for name in picture.names}

    def ask_all(self, queries: Sequence[JudgedQuery]) -> Iterator[Asked]:
        """Yield each query's answers."""
        for query in queries:
            yield self._ask(query)

    def _ask(self, query: JudgedQuery) -> Asked:
        whole = self._engine.search(SearchQuery(query.text, limit=_DEPTH, asked_on=query.asked_on))
        plain = self._alone.search(query.text, _DEPTH)
        assert whole.parsed is not None
        return Asked(
            query,
            whole.parsed,
            tuple(condense(self._names(whole.hits), query.unknown)),
            tuple(condense(self._names(plain), query.unknown)),
            is_empty=not whole.hits,
            offers=whole.offers,
            useful=tuple(offer for offer in whole.offers if self._is_useful(query, offer)),
        )

    def _is_useful(self, query: JudgedQuery, offer: Offer) -> bool:
        """Say whether an offer finds, among its first ten, what was meant or what the offer says.

        A mended slip must find what was meant, a nearest concept a picture that shows it by the truth, and any other
        offer a picture that fits all the parts that it keeps.
        """
        found = self._engine.search(SearchQuery(offer.query, limit=CUT, asked_on=query.asked_on))
        pictures = [self._pictures[name] for name in self._names(found.hits)]
        if query.mended is not None:
            return any(picture.names[0] in query.grades for picture in pictures)
        if offer.kind is OfferKind.NEAREST:
            return any(_shows_offered(picture, offer) for picture in pictures)
        kept = [part for part in query.entities if part.typed.strip().casefold() in offer.query.casefold()]
        return bool(kept) and any(all(_fits(picture, part) for part in kept) for picture in pictures)

    def _names(self, hits: Sequence[SearchHit]) -> Iterator[str]:
        for hit in hits:
            name = self._name(hit.paths)
            if name is not None:
                yield self._pictures[name].names[0]

    def _name(self, paths: Sequence[Path]) -> str | None:
        below = (path.relative_to(self._root).as_posix() for path in paths if path.is_relative_to(self._root))
        return next((name for name in below if name in self._pictures), None)


def _shows_offered(picture: TruePicture, offer: Offer) -> bool:
    concept = load_taxonomy().find(offer.label)
    return bool(concept and shows(picture, [concept.id])) or mentions(picture, [offer.label])


def _fits(picture: TruePicture, part: Part) -> bool:
    meaning = part.meanings[0]
    grade = judge(picture, meaning) if meaning.field != LIKE else None
    return grade is not None and grade != (FULLY if meaning.is_negated else NOT)
