"""`albumen search`: words or a picture in, photos out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import clean_line, clean_path, print_table

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.store.records import PhotoFilter
    from search.query import SearchHit, SearchResult


@click.command(short_help="Find photos by what they show.")
@click.argument("text", nargs=-1)
@click.option("--limit", "-n", type=int, default=20, show_default=True, help="At most so many photos.")
@click.option("--since", metavar="DATE", help="Taken then or later: 2023, 2023-05, 2023-05-17, 2023-05-17T14:30.")
@click.option("--until", metavar="DATE", help="Taken then or earlier; a year, month or day is meant whole.")
@click.option("--in", "folder", type=click.Path(path_type=Path), metavar="PATH", help="Only below this folder.")
@click.option("--camera", metavar="NAME", help="Only from cameras whose make and model contain this.")
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Only with this tag, or a kind of it; repeatable.")
@click.option("--object", "objects", multiple=True, metavar="NAME[:N]", help="Only with (N of) this; repeatable.")
@click.option(
    "--kind", metavar="KIND", help="photo, receipt, document, screenshot, notes, code, meme, sign, card, any."
)
@click.option("--text", "written", metavar="WORDS", help='With this text in it: invoice "May 2023" inv*.')
@click.option("--min-quality", type=float, metavar="Q", help="Technical quality of at least this, 0 to 1.")
@click.option("--min-aesthetics", type=float, metavar="Q", help="Aesthetics of at least this, 0 to 1.")
@click.option("--people", metavar="N", help="With so many people: 2, 2-4, 3+; 0 for none.")
@click.option("--min-person-share", type=float, metavar="S", help="People cover at least this of the frame, 0 to 1.")
@click.option("--sky", is_flag=True, help="With some sky in it.")
@click.option("--min-sky-share", type=float, metavar="S", help="Sky covers at least this of the frame, 0 to 1.")
@click.option("--like", type=click.Path(path_type=Path), metavar="PHOTO", help="Photos like this picture.")
@click.option("--include-hidden", is_flag=True, help="Hidden photos too; see `albumen hide`.")
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
    include_hidden: bool,
    as_json: bool,
    **networks: Any,
) -> None:
    """Find photos by what they show, in plain words: albumen search "a dog on the beach".

    With a filter, no words are needed: the newest photos that pass come first, without receipts, screenshots and their like
    unless --kind, --tag, --object or --text asks for such.
    """
    from albumen.store.records import PhotoFilter
    from search.dates import parse_since, parse_until
    from search.query import SearchQuery

    photo_filter = PhotoFilter(
        since=parse_since(since) if since else None,
        until=parse_until(until) if until else None,
        folder=folder,
        camera=camera,
        include_hidden=include_hidden,
    )
    query = SearchQuery(
        text=" ".join(text) if text or like is None else None,
        like=like,
        limit=limit,
        filter=_ask_networks(photo_filter, **networks),
        any_kind=networks["kind"] is not None,
    )
    with context.open_library() as library:
        result = library.search_engine().search(query)
        if as_json:
            click.echo(json.dumps(_result_json(library, result)))
        else:
            print_result(library, result)


def _ask_networks(
    photo_filter: PhotoFilter,
    *,
    tags: Sequence[str],
    objects: Sequence[str],
    kind: str | None,
    written: str | None,
    people: str | None,
    sky: bool,
    **shares: float | None,
) -> PhotoFilter:
    """Add what the networks have seen; `shares` are parts of the filter that lie in [0, 1]."""
    from albumen.store.records import SMALLEST_SHARE
    from search.signal_terms import parse_count_range, parse_kind, parse_object, parse_share, parse_tag
    from search.text_terms import parse_text

    given = {name: value for name, value in shares.items() if value is not None}
    checked: dict[str, Any] = {name: parse_share(value, f"--{name.replace('_', '-')}") for name, value in given.items()}
    if sky:
        checked["min_sky_share"] = max(checked.get("min_sky_share", 0.0), SMALLEST_SHARE)
    return replace(
        photo_filter,
        tags=tuple(parse_tag(name) for name in tags),
        objects=tuple(parse_object(name) for name in objects),
        kind=parse_kind(kind) if kind is not None else None,
        text=parse_text(written) if written is not None else (),
        people=parse_count_range(people, "--people") if people is not None else None,
        **checked,
    )


def print_result(library: Library, result: SearchResult) -> None:
    """Print the hits as a table, and what there is to say of them."""
    if result.note:
        click.echo(result.note[:1].upper() + result.note[1:] + ".", err=True)
    if not result.hits:
        return
    separator = "\n" if sys.stdout.isatty() else "\t"  # on a terminal the two long paths stand one below the other
    headings = ["score", "taken", "place", *(["text"] if result.query.filter.text else []), "photo, and its preview"]
    rows = [
        (
            "" if hit.score is None else f"{hit.score:.3f}",
            hit.taken.local.strftime("%Y-%m-%d %H:%M") if hit.taken else "",
            f"{hit.place.name}, {hit.place.country}" if hit.place else "",
            *([clean_line(hit.line or "")] if result.query.filter.text else []),
            clean_path(hit.paths[0])
            + ("" if hit.is_online else " (offline)")
            + separator
            + clean_path(library.previews.path_of(hit.content_hash)),
        )
        for hit in result.hits
    ]
    print_table(headings, rows)


def _result_json(library: Library, result: SearchResult) -> dict[str, Any]:
    return {"note": result.note, "hits": [_hit_json(library, hit) for hit in result.hits]}


def _hit_json(library: Library, hit: SearchHit) -> dict[str, Any]:
    taken, place = hit.taken, hit.place
    return {
        "score": None if hit.score is None else round(hit.score, 4),
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
        "photo_id": hit.photo_id,
    }
