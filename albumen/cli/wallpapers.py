"""`albumen wallpapers`: photos that leave room for a screen's clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.covers import Aspect
from albumen.cli.text import print_table
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.curation.wallpapers import Suggestion, Suggestions


@click.command(short_help="Suggest wallpapers: photos that leave room for a clock.")
@click.option("--aspect", type=Aspect(), default="9:19.5", show_default=True, metavar="W:H", help="The screen's shape.")
@click.option("--limit", "-n", type=click.IntRange(1, 500), default=12, show_default=True, help="At most so many.")
@click.option("--save", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Write them into this folder.")
@click.option("--explain", is_flag=True, help="With the reason for each, and how many photos were looked at.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def wallpapers(
    context: CliContext, aspect: float, limit: int, folder: Path | None, explain: bool, as_json: bool
) -> None:
    """Suggest photos for a screen: sky or a plain area where the clock stands, and nobody's head behind it.

    Upright shapes are phones of 2532 pixels height, others desktops of 2560 pixels width. Receipts, screenshots and what you
    hid are never suggested; of near-duplicates one is.
    """
    from albumen.curation.wallpapers import save_wallpapers, suggest_wallpapers
    from knowledge_graph.wallpapers import screen_of

    screen = screen_of(aspect)
    with context.open_library() as library:
        made = suggest_wallpapers(library, screen, limit=limit)
        written = save_wallpapers(library, made.found, screen, folder) if folder is not None else []
    for target, failure in written:
        if failure is not None:
            click.echo(f"{clean_path(target)} is not written: {failure}", err=True)
    files = [target if failure is None else None for target, failure in written] or [None] * len(made.found)
    if as_json:
        click.echo(json.dumps(_as_json(made, files)))
        return
    _print(made, files, explain=explain)


def _print(made: Suggestions, files: list[Path | None], *, explain: bool) -> None:
    rows = [_row(one, file, explain=explain) for one, file in zip(made.found, files, strict=True)]
    if rows:
        print_table(["photo", "score", "file", *(["why"] if explain else [])], rows)
    else:
        click.echo("No photo leaves room for a clock.", err=True)
    if explain or not rows:
        click.echo(f"{made.measured} of {made.photos} photos were looked at.", err=True)


def _row(one: Suggestion, file: Path | None, *, explain: bool) -> list[str]:
    shown = file if file is not None else next(iter(one.photo.paths), Path(""))
    reason = [one.wallpaper.reason] if explain else []
    return [str(one.photo.facts.id), f"{one.wallpaper.score:.2f}", clean_path(shown), *reason]


def _as_json(made: Suggestions, files: list[Path | None]) -> dict[str, Any]:
    return {
        "photos": made.photos,
        "measured": made.measured,
        "wallpapers": [
            {
                "photo_id": one.photo.facts.id,
                "score": one.wallpaper.score,
                "reason": one.wallpaper.reason,
                "crop_xyxy": [
                    round(edge)
                    for edge in (
                        one.wallpaper.crop.left,
                        one.wallpaper.crop.top,
                        one.wallpaper.crop.right,
                        one.wallpaper.crop.bottom,
                    )
                ],
                "paths": [clean_path(path) for path in one.photo.paths],
                "file": clean_path(file) if file is not None else None,
            }
            for one, file in zip(made.found, files, strict=True)
        ],
    }
