"""`albumen memories`: photos that belong together, with titles, covers and reasons."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.curation.memories import MemoryCard, ShownPhoto
    from albumen.store.curation_records import Memory

# As `MemoryKind` has them; written out, so that help needs no store.
KINDS = ("on-this-day", "trip", "theme", "season", "then-and-now", "situation", "year")


class Day(click.ParamType):
    """A day of the calendar."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse `2026-11-20`."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as in 2026-11-20", param, ctx)


@click.group(short_help="Show memories: trips, themes, years and more.", invoke_without_command=True)
@click.option("--date", "day", type=Day(), metavar="DATE", help="As of this day; today by default.")
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind, and all of it.")
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="At most so many; 12 by default.")
@click.option("--all", "is_all", is_flag=True, help="All there are, those that are told twice too.")
@click.option("--explain", is_flag=True, help="With the reason of each.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_context
def memories(
    click_context: click.Context,
    day: date | None,
    kind: str | None,
    limit: int | None,
    is_all: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Memories of your library: photos that belong together, in the order of showing.

    Without a command, lists those of the day: the best of several kinds, others on other days. `albumen curate` makes them;
    what you hide is out of them at once.
    """
    if click_context.invoked_subcommand is not None:
        return
    from albumen.curation.memories import explain_none, list_memories
    from albumen.store.curation_records import MemoryKind
    from knowledge_graph.memories.reading import OFFERED

    chosen = MemoryKind(kind.replace("-", "_")) if kind else None
    most = limit or (None if is_all or chosen else OFFERED)
    with click_context.obj.open_library() as library:
        found = list_memories(library, day or date.today(), kind=chosen, limit=most)
        note = "" if found else explain_none(library, chosen)
    if as_json:
        click.echo(json.dumps([_memory_json(memory) for memory in found]))
    elif found:
        _print_list(found, explain=explain)
    if note:
        click.echo(note[0].upper() + note[1:] + ".", err=True)


@memories.command("show", short_help="Show one memory and its photos.")
@click.argument("memory", metavar="ID")
@click.option("--explain", is_flag=True, help="With the reason of each photo, and what is behind the memory.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def show(context: CliContext, memory: str, explain: bool, as_json: bool) -> None:
    """Show a memory by its id, or by its key as in on_this_day:2026-11-20, and its photos in the order of showing."""
    from albumen.curation.memories import load_memory

    with context.open_library() as library:
        card = load_memory(library, memory)
    click.echo(json.dumps(_card_json(card)) if as_json else _card_text(card, explain=explain))


def _print_list(found: Sequence[Memory], *, explain: bool) -> None:
    from albumen.curation.memories import name_of

    separator = "\n" if sys.stdout.isatty() else "\t"
    rows = [
        (
            name_of(memory),
            memory.kind.value.replace("_", "-"),
            memory.title,
            memory.subtitle + (separator + memory.reason if explain else ""),
            str(len(memory.photos)),
        )
        for memory in found
    ]
    print_table(("id", "kind", "title", "subtitle", "photos"), rows)


def _card_text(card: MemoryCard, *, explain: bool) -> str:
    memory = card.memory
    lines = [memory.title, memory.subtitle, memory.reason, f"Music: {memory.mood}, {memory.tempo_bpm} beats a minute"]
    if explain:
        lines += [f"Key: {memory.key}", f"Score: {memory.score:.3f}"]
        lines += [f"Of: {'; '.join([*memory.places, *memory.concepts])}"] if memory.places or memory.concepts else []
    return "\n".join([*lines, "", *(_photo_text(card, photo, explain=explain) for photo in card.photos)])


def _photo_text(card: MemoryCard, photo: ShownPhoto, *, explain: bool) -> str:
    taken, place = photo.facts.taken, photo.facts.place
    parts = [
        str(photo.facts.id),
        taken.local.strftime("%Y-%m-%d %H:%M") if taken else "",
        f"{place.name}, {place.country}" if place else "",
        clean_path(photo.paths[0]) if photo.paths else "",
    ]
    if explain:
        parts.append(photo.chosen.reason + (" (cover)" if photo is card.cover else ""))
    return "\t".join(parts)


def _card_json(card: MemoryCard) -> dict[str, Any]:
    photos = [
        {
            "photo_id": photo.facts.id,
            "taken": photo.facts.taken.local.isoformat() if photo.facts.taken else None,
            "place": photo.facts.place.name if photo.facts.place else None,
            "paths": [clean_path(path) for path in photo.paths],
            "reason": photo.chosen.reason,
        }
        for photo in card.photos
    ]
    return {**_memory_json(card.memory), "photos": photos}


def _memory_json(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "key": memory.key,
        "kind": memory.kind.value.replace("_", "-"),
        "title": memory.title,
        "subtitle": memory.subtitle,
        "cover_id": memory.cover_id,
        "photo_ids": [photo.photo_id for photo in memory.photos],
        "mood": memory.mood,
        "tempo_bpm": memory.tempo_bpm,
        "reason": memory.reason,
        "score": round(memory.score, 4),
        "starts_on": memory.starts_on.isoformat() if memory.starts_on else None,
        "ends_on": memory.ends_on.isoformat() if memory.ends_on else None,
        "places": list(memory.places),
        "concepts": list(memory.concepts),
    }
