"""Memories: those of a day, one with its photos, and one as a slideshow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from albumen.curation.memories import list_memories, load_memory
from albumen.store.curation_records import MemoryKind
from albumen.web.api.featured import WantedDay
from albumen.web.live import Live
from albumen.web.memory_answers import MemoryAnswer, MemoryDetails, answer_memory, load_details
from albumen.web.shows import Show, plan_show
from knowledge_graph.memories.reading import OFFERED

router = APIRouter(prefix="/api/memories", tags=["memories"])

MemoryName = Annotated[str, Path(max_length=200, description="its id, or its key, as on_this_day:2026-11-20")]
_NO_SUCH: dict[int | str, dict[str, Any]] = {404: {"description": "there is no such memory to show"}}


@router.get("")
def show_list(
    live: Live,
    day: WantedDay = None,
    kind: Annotated[MemoryKind | None, Query(description="only this kind, and all of it")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = OFFERED,
) -> list[MemoryAnswer]:
    """List the memories of a day, the best first."""
    return [
        answer_memory(memory) for memory in list_memories(live.library, day or date.today(), kind=kind, limit=limit)
    ]


@router.get("/{name}", responses=_NO_SUCH)
def show_memory(live: Live, name: MemoryName) -> MemoryDetails:
    """Tell of a memory, with its photos in the order of showing."""
    card = load_memory(live.library, name)
    with live.library.store.read() as tx:
        return load_details(tx, card)


@router.get("/{name}/show", responses=_NO_SUCH | {400: {"description": "no photo of it can be shown"}})
def show_slideshow(
    live: Live,
    name: MemoryName,
    width: Annotated[int, Query(ge=100, le=10_000, description="of the screen, in pixels")],
    height: Annotated[int, Query(ge=100, le=10_000)],
) -> Show:
    """Lay a memory out as a slideshow for a screen, each photo moving towards what matters in it."""
    return plan_show(live, name, (width, height))
