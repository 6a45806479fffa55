"""Memories: all of them by kind, and one with its photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from albumen.curation.memories import explain_none, list_memories, load_memory, name_of
from albumen.english import capitalise
from albumen.store.curation_records import Memory, MemoryKind, Target
from albumen.web.live import Live
from albumen.web.memory_answers import load_details
from albumen.web.pages import render
from albumen.web.standing_wishes import find_standing
from knowledge_graph.memories.listing import pick_for_day
from knowledge_graph.memories.reading import OFFERED

router = APIRouter()

# In the order of the page. A day has one memory, which is among those of today.
_KINDS = (
    MemoryKind.TRIP,
    MemoryKind.THEME,
    MemoryKind.SEASON,
    MemoryKind.THEN_AND_NOW,
    MemoryKind.SITUATION,
    MemoryKind.YEAR,
)
# Of a kind on the page that shows all kinds; two rows of a wide one.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shelf:
    """Memories under one heading. `name` is a kind or "today", `count` is how many there are in all, shown or not."""

    name: str
    memories: tuple[Memory, ...]
    count: int


@router.get("/memories")
def show_memories(request: Request, live: Live, kind: Annotated[MemoryKind | None, Query()] = None) -> Response:
    """Show the memories of today and then those of each kind, or all of one kind."""
    today = date.today()
    every = list_memories(live.library, today, limit=None)
    shelves = _fill_shelves(pick_for_day(every, today, OFFERED), every, kind)
    counts = Counter(memory.kind for memory in every)
    return render(
        request,
        "memories.html",
        active="memories",
        shelves=shelves,
        kinds=[(one.value, counts[one]) for one in _KINDS if counts[one]],
        kind=kind,
        name_of=name_of,
        note=None if shelves else capitalise(explain_none(live.library, kind)),
    )


@router.get("/memories/{name}")
def show_memory(request: Request, live: Live, name: Annotated[str, Path(max_length=200)]) -> Response:
    """Show one memory with its photos, and play it."""
    card = load_memory(live.library, name)
    with live.library.store.read() as tx:
        details = load_details(tx, card)
        standing = find_standing(tx, Target.MEMORY, [details.key])[details.key]
    return render(
        request,
        "memory.html",
        active="memories",
        memory=details,
        standing=standing,
        data=[chosen.model_dump(mode="json") for chosen in details.photos],
    )


def _fill_shelves(offered: Sequence[Memory], every: Sequence[Memory], kind: MemoryKind | None) -> list[Shelf]:
    """Put memories under headings; what is offered today is not shown again below."""
    if kind is not None:
        found = tuple(memory for memory in every if memory.kind is kind)
        return [Shelf(kind.value, found, len(found))] if found else []
    today = {memory.key for memory in offered}
    shelves = [Shelf("today", tuple(offered), len(offered))]
    for one in _KINDS:
        of_kind = [memory for memory in every if memory.kind is one]
        rest = [memory for memory in of_kind if memory.key not in today]
        shelves.append(Shelf(one.value, tuple(rest[:_SHOWN]), len(of_kind)))
    return [shelf for shelf in shelves if shelf.memories]
