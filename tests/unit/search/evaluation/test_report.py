"""The report's figures, of answers that are given by hand."""

from __future__ import annotations

from datetime import date

from models.evaluation.table import Line
from search.chips import ParsedQuery
from search.evaluation.asking import Asked
from search.evaluation.queries import JudgedQuery
from search.evaluation.report import iter_emptiness, iter_ranking, iter_suggestions
from search.query import Offer, OfferKind


def _asked(
    section: str,
    whole: tuple[str, ...] = (),
    plain: tuple[str, ...] = (),
    *,
    offers: tuple[Offer, ...] = (),
    useful: bool = False,
    mended: str | None = None,
) -> Asked:
    grades = {} if section.startswith("null") else {"a": 2}
    query = JudgedQuery(section, section, date(2024, 1, 20), (), grades, frozenset(), mended)
    parsed = ParsedQuery(section, (), section)
    return Asked(query, parsed, whole, plain, not whole, offers, offers if useful else ())


def _figures(line: Line) -> dict[str, float]:
    return {figure.name: figure.value for figure in line.figures}


def test_both_searches_are_measured_on_the_same_queries() -> None:
    rows = [_asked("concept", ("a",), ("b", "a")), _asked("null: place"), _asked("typo", mended="a")]
    whole, section = iter_ranking(rows)
    assert _figures(whole)["nDCG@10"] == 1.0
    assert _figures(whole)["embedding alone"] < 1.0
    assert (section.what, section.note) == ("concept", "queries: 1")


def test_an_empty_answer_to_a_good_query_costs_precision_and_an_answer_to_a_null_query_recall() -> None:
    rows = [_asked("null: place"), _asked("null: place", ("b",)), _asked("concept"), _asked("concept", ("a",))]
    line = next(iter(iter_emptiness(rows)))
    assert _figures(line) == {"precision": 0.5, "recall": 0.5}
    assert line.details == {"wrongly empty": ["concept"], "wrongly answered": ["null: place"]}


def test_a_slip_is_mended_when_all_of_it_is() -> None:
    def mend(query: str) -> Asked:
        return _asked("typo", offers=(Offer(OfferKind.SPELLING, query, query),), mended="Budapest buildings")

    line = list(iter_suggestions([mend("budapest buildings"), mend("budapest bulidings")]))[1]
    assert _figures(line) == {"mended as meant": 0.5, "finds what was meant, itself or by an offer": 0.0}


def test_an_offer_beside_an_empty_answer_counts_when_it_is_useful() -> None:
    offer = (Offer(OfferKind.NEAREST, "tag:dog", "dog"),)
    rows = [_asked("null: place", offers=offer, useful=True), _asked("null: place", offers=offer), _asked("null: date")]
    figures = _figures(next(iter(iter_suggestions(rows))))
    assert round(figures["useful"], 3) == 0.333
    assert round(figures["any offer"], 3) == 0.667
