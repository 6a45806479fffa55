"""`albumen utility`: receipts, screenshots, documents and their like, in a place of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.printable import clean_line, clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.app import Library
    from albumen.curation.utility import UtilityGroup, UtilityPhoto
    from albumen.types import UtilityKind

_NONE_YET = "No receipts, screenshots, documents or the like were found among the photos that have been looked at."


@click.command(short_help="List receipts, screenshots, documents and their like.")
@click.option("--kind", metavar="KIND", help="Only receipt, document, screenshot, notes, code, meme, sign or card.")
@click.option(
    "--limit", "-n", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many of a kind."
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def utility(context: CliContext, kind: str | None, limit: int, as_json: bool) -> None:
    """List receipts, screenshots, documents and their like by kind, the newest first, with the first lines in them.

    They are kept out of memories, featured photos and timelines. `albumen curate text` reads them, and
    `albumen search --text` finds what stands in them.
    """
    from albumen.curation.utility import UTILITY_KINDS, list_utility

    kinds = UTILITY_KINDS if kind is None else _parse_kinds(kind)
    with context.open_library() as library:
        groups = list_utility(library, kinds, limit=limit)
        if as_json:
            click.echo(json.dumps({"groups": [_group_json(library, group) for group in groups]}))
        else:
            _print_groups(groups)


def _parse_kinds(name: str) -> Sequence[UtilityKind]:
    from albumen.curation.utility import UTILITY_KINDS
    from albumen.errors import UsageError
    from albumen.types import UtilityKind
    from search.signal_terms import parse_kind

    kind = parse_kind(name)
    if kind is UtilityKind.NONE:
        raise UsageError("photos are no utility content; albumen search --kind photo lists them")
    return UTILITY_KINDS if kind is None else (kind,)


def _print_groups(groups: Sequence[UtilityGroup]) -> None:
    """Print a table; each kind's rows follow one another, and a kind that has more than the limit says so."""
    if not groups:
        click.echo(_NONE_YET, err=True)
        return
    rows = [(group.kind.value, *_cells(photo)) for group in groups for photo in group.photos]
    print_table(("kind", "taken", "first lines", "photo"), rows)
    for group in groups:
        if group.total > len(group.photos):
            click.echo(f"{group.kind.value}: {len(group.photos)} of {group.total}; --limit shows more.", err=True)


def _cells(photo: UtilityPhoto) -> tuple[str, str, str]:
    taken = photo.hit.taken
    return (
        taken.local.strftime("%Y-%m-%d %H:%M") if taken else "",
        " / ".join(map(clean_line, photo.lines or ())),
        clean_path(photo.hit.paths[0]) + ("" if photo.hit.is_online else " (offline)"),
    )


def _group_json(library: Library, group: UtilityGroup) -> dict[str, Any]:
    return {
        "kind": group.kind.value,
        "total": group.total,
        "photos": [_photo_json(library, photo) for photo in group.photos],
    }


def _photo_json(library: Library, photo: UtilityPhoto) -> dict[str, Any]:
    hit = photo.hit
    return {
        "photo_id": hit.photo_id,
        "paths": [clean_path(path) for path in hit.paths],
        "preview": clean_path(library.previews.path_of(hit.content_hash)),
        "is_online": hit.is_online,
        "taken": hit.taken.local.isoformat() if hit.taken else None,
        "lines": None if photo.lines is None else list(photo.lines),
    }
