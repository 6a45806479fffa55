"""`albumen memories export`: a memory as a slideshow."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.bar import show_bar
from albumen.cli.context import CliContext
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.curation.slideshow.export import Exported


class Size(click.ParamType):
    """Width and height in pixels, even both, as video codecs need them."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Parse `1920x1080`."""
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (width.isdecimal() and height.isdecimal()):
            self.fail(f"{value!r} is no size; write it as in 1920x1080", param, ctx)
        size = int(width), int(height)
        if not all(64 <= side <= 7680 and side % 2 == 0 for side in size):
            self.fail(f"{value!r} is no size for a video: both sides are even, from 64 to 7680", param, ctx)
        return size


@click.command("export", short_help="Write a memory as a slideshow: a video or a web page.")
@click.argument("memory", metavar="ID")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--music", metavar="DIR", type=click.Path(path_type=Path), help="Choose a track from this folder.")
@click.option("--size", type=Size(), default="1920x1080", show_default=True, metavar="WxH", help="Of the picture.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def export_slideshow(
    context: CliContext,
    memory: str,
    target: Path,
    music: Path | None,
    size: tuple[int, int],
    force: bool,
    as_json: bool,
) -> None:
    """Write a memory, by its id or key, as a slideshow: FILE.html is one web page that holds everything, FILE.mp4 a video.

    A video is written by PyAV, ffmpeg or OpenCV, the first of them that is installed; a page needs none of them. Choosing
    music by its tags needs `pip install 'albumen[music]'`.
    """
    from albumen.curation.slideshow.export import SlideshowOrder, export_memory

    order = SlideshowOrder(target, size, music, is_forced=force)
    with context.open_library() as library, _ending_in_order(), _show_frames() as on_frame:
        made = export_memory(library, memory, order, on_frame=on_frame)
    click.echo(json.dumps(_as_json(made)) if as_json else _as_text(made))


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Take SIGTERM like Ctrl-C, so that a half-written file is removed and ffmpeg ended."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _show_frames() -> Iterator[Callable[[int, int], None]]:
    """Give a listener that draws a bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with show_bar("frames") as show:
        yield lambda done, total: show("frames", done, total, "")


def _as_text(made: Exported) -> str:
    lines = [
        f"{clean_path(made.path)}: {made.title}, {made.photos} photos, {made.seconds:.0f} s, "
        f"{made.size_bytes / 1e6:.1f} MB, {made.made_by}"
    ]
    if made.music is not None:
        lines.append(f"Music: {clean_path(made.music.track.path)}: {made.music.reason}")
    return "\n".join([*lines, *(f"Note: {note}" for note in made.notes)])


def _as_json(made: Exported) -> dict[str, Any]:
    music = made.music
    return {
        "output": clean_path(made.path),
        "title": made.title,
        "photos": made.photos,
        "seconds": made.seconds,
        "size_bytes": made.size_bytes,
        "made_by": made.made_by,
        "music": {"path": clean_path(music.track.path), "reason": music.reason} if music is not None else None,
        "notes": list(made.notes),
    }
