"""`albumen search`: words or a picture in, photos out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import clean_path, print_table

if TYPE_CHECKING:
    from albumen.app import Library
    from search.query import SearchHit, SearchResult


@click.command(short_help="Find photos by what they show.")
@click.argument("text", nargs=-1)
@click.option("--limit", "-n", type=int, default=20, show_default=True, help="At most so many photos.")
@click.option("--since", metavar="DATE", help="Taken then or later: 2023, 2023-05, 2023-05-17, 2023-05-17T14:30.")
@click.option("--until", metavar="DATE", help="Taken then or earlier; a year, month or day is meant whole.")
@click.option("--in", "folder", type=click.Path(path_type=Path), metavar="PATH", help="Only below this folder.")
@click.option("--camera", metavar="NAME", help="Only from cameras whose make and model contain this.")
@click.option("--like", type=click.Path(path_type=Path), metavar="PHOTO", help="Photos like this picture.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def search(
    context: CliContext,
    text: tuple[str, ...],
    limit: int,
    since: str | None,
    until: str | None,
    folder: Path | None,
    camera: str | None,
    like: Path | None,
    as_json: bool,
) -> None:
    """Find photos by what they show, in plain words: albumen search "a dog on the beach"."""
    from albumen.store.records import PhotoFilter
    from search.dates import parse_since, parse_until
    from search.query import SearchQuery

    query = SearchQuery(
        text=" ".join(text) if text or like is None else None,
        like=like,
        limit=limit,
        filter=PhotoFilter(
            since=parse_since(since) if since else None,
            until=parse_until(until) if until else None,
            folder=folder,
            camera=camera,
        ),
    )
    with context.open_library() as library:
        result = library.search_engine().search(query)
        if as_json:
            click.echo(json.dumps(_result_json(library, result)))
        else:
            print_result(library, result)


def print_result(library: Library, result: SearchResult) -> None:
    """Print the hits as a table, or say why there are none."""
    if result.note:
        click.echo(result.note[:1].upper() + result.note[1:] + ".", err=True)
    if not result.hits:
        return
    separator = "\n" if sys.stdout.isatty() else "\t"  # on a terminal the two long paths stand one below the other
    rows = [
        (
            f"{hit.score:.3f}",
            hit.taken.local.strftime("%Y-%m-%d %H:%M") if hit.taken else "",
            f"{hit.place.name}, {hit.place.country}" if hit.place else "",
            clean_path(hit.paths[0])
            + ("" if hit.is_online else " (offline)")
            + separator
            + clean_path(library.previews.path_of(hit.content_hash)),
        )
        for hit in result.hits
    ]
    print_table(("score", "taken", "place", "photo, and its preview"), rows)


def _result_json(library: Library, result: SearchResult) -> dict[str, Any]:
    return {"note": result.note, "hits": [_hit_json(library, hit) for hit in result.hits]}


def _hit_json(library: Library, hit: SearchHit) -> dict[str, Any]:
    taken, place = hit.taken, hit.place
    return {
        "score": round(hit.score, 4),
        "paths": [clean_path(path) for path in hit.paths],
        "preview": clean_path(library.previews.path_of(hit.content_hash)),
        "is_online": hit.is_online,
        "taken": taken.local.isoformat() if taken else None,
        "utc_offset_s": taken.utc_offset_s if taken else None,
        "time_source": taken.source.value if taken else None,
        "place": {"name": place.name, "region": place.region, "country": place.country} if place else None,
        "camera": hit.camera,
        "photo_id": hit.photo_id,
    }
