"""`albumen search`: words or a picture in, photos out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.search_output import print_result, result_json

if TYPE_CHECKING:
    from albumen.store.records import PhotoFilter


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
@click.option("--plus", multiple=True, metavar="WORDS", help="More of this; repeatable.")
@click.option("--minus", multiple=True, metavar="WORDS", help="Less of this; repeatable.")
@click.option(
    "--plain",
    "is_plain",
    is_flag=True,
    help="All words by their meaning: dates, places and the rest of it are not read.",
)
@click.option("--why", is_flag=True, help="What each photo matched.")
@click.option("--no-fold", "is_unfolded", is_flag=True, help="Near-duplicates one by one.")
@click.option("--nearest", "is_unfloored", is_flag=True, help="Photos that may not fit, too; those that do come first.")
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
    plus: tuple[str, ...],
    minus: tuple[str, ...],
    is_plain: bool,
    why: bool,
    is_unfolded: bool,
    is_unfloored: bool,
    include_hidden: bool,
    as_json: bool,
    **networks: Any,
) -> None:
    """Find photos by what they show, in plain words: albumen search "dogs on the beach last summer in Portugal, not Rex".

    Dates, places, cameras, names, kinds, "text in quotes" and counts are read out of the words; docs/query-language.md has
    every form. With a filter, no other words are needed: the newest photos that pass come first, without receipts, screenshots and their like
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
        text=" ".join(text) or None,
        like=like,
        limit=limit,
        filter=_ask_networks(photo_filter, **networks),
        any_kind=networks["kind"] is not None,
        plus=plus,
        minus=minus,
        is_plain=is_plain,
        is_unfolded=is_unfolded,
        is_unfloored=is_unfloored,
    )
    with context.open_library() as library:
        result = library.search_engine().search(query)
        if as_json:
            click.echo(json.dumps(result_json(library, result)))
        else:
            print_result(library, result, with_reasons=why)


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
