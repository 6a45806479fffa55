"""The makers of all kinds of memories."""

from __future__ import annotations

from albumen.store.curation_records import MemoryKind
from knowledge_graph.memories.idea import MemoryMaker
from knowledge_graph.memories.kinds.on_this_day import OnThisDayMaker
from knowledge_graph.memories.kinds.seasons import SeasonMaker
from knowledge_graph.memories.kinds.situations import SituationMaker
from knowledge_graph.memories.kinds.themes import ThemeMaker
from knowledge_graph.memories.kinds.then_and_now import ThenAndNowMaker
from knowledge_graph.memories.kinds.trips import TripMaker
from knowledge_graph.memories.kinds.years import YearMaker
from knowledge_graph.memories.sentences import SentenceScores


def stored_makers(sentences: SentenceScores | None = None) -> list[MemoryMaker]:
    """Return the makers of what is kept in the store; `sentences` None finds no situations."""
    return [
        TripMaker(),
        ThemeMaker(sentences),
        SituationMaker(sentences),
        ThenAndNowMaker(),
        YearMaker(),
        SeasonMaker(),
    ]


def maker_of(kind: MemoryKind) -> MemoryMaker:
    """Return a maker of a kind, to describe its memories."""
    return next(maker for maker in (OnThisDayMaker(), *stored_makers()) if maker.kind is kind)
