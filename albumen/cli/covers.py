"""`albumen cover`: a photo, or a memory's cover, cropped to any shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from albumen.cli.context import CliContext
from albumen.printable import clean_path


class Aspect(click.ParamType):
    """Width over height."""

    name = "aspect"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse `16:9`, `9:19.5` or `1.5`."""
        if isinstance(value, float):
            return value
        width, _, height = str(value).partition(":")
        try:
            aspect = float(width) / float(height or 1)
        except (ValueError, ZeroDivisionError):
            aspect = 0.0
        if not 0.01 <= aspect <= 100:
            self.fail(f"{value!r} is no shape; write width and height as in 16:9", param, ctx)
        return aspect


@click.command(short_help="Crop a photo to a shape, where the eye goes.")
@click.argument("photo", required=False)
@click.option("--memory", metavar="ID", help="The cover of this memory, instead of a photo.")
@click.option("--aspect", type=Aspect(), default="16:9", show_default=True, metavar="W:H", help="Width to height.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="A .jpg, .png or .webp file.")
@click.option("--max-side", type=click.IntRange(1, 32768), metavar="PX", help="Reduce to this longest side.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--explain", is_flag=True, help="With the reason for this crop.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def cover(
    context: CliContext,
    photo: str | None,
    memory: str | None,
    aspect: float,
    output: Path | None,
    max_side: int | None,
    force: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Crop a photo of the library, by path or id, or the cover of a memory, to a shape.

    The crop is as large as fits, lies where the eye goes, and keeps heads whole. Writes cover-ID.jpg in the current folder.
    """
    from albumen.curation.covers import write_cover
    from albumen.curation.memories import load_memory
    from albumen.errors import UsageError

    if (photo is None) == (memory is None):
        raise UsageError("name a photo, or a memory with --memory, and not both")
    with context.open_library() as library:
        photo_id = load_memory(library, memory).memory.cover_id if memory else library.describe(str(photo)).photo.id
        target = output or Path(f"cover-{photo_id}.jpg")
        made, size = write_cover(library, photo_id, aspect, target, max_side_px=max_side, is_forced=force)
    if as_json:
        click.echo(json.dumps(_as_json(target, photo_id, size, made.reason, made.is_from_preview)))
        return
    click.echo(
        f"{clean_path(target)}: photo {photo_id}, {size[0]} x {size[1]} pixels"
        + (f"; {made.reason}" if explain else "")
    )
    if made.is_from_preview:
        click.echo("its files are offline: this is cut from its small preview", err=True)


def _as_json(target: Path, photo_id: int, size: tuple[int, int], reason: str, is_from_preview: bool) -> dict[str, Any]:
    return {
        "output": clean_path(target),
        "photo_id": photo_id,
        "width_px": size[0],
        "height_px": size[1],
        "reason": reason,
        "is_from_preview": is_from_preview,
    }
