"""`albumen sticker`: a subject with a border, still or moving."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.lift import SUFFIXES, choosing_subject
from albumen.printable import clean_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumen.lifting.frames import Frame
    from albumen.lifting.sticker import StickerStyle
    from albumen.lifting.studio import Studio
    from albumen.lifting.subjects import Choice

# Frames of an animation are this many times the sticker's size: the subject may fill half of them and stays sharp.
_FRAME_SCALE = 2


class Colour(click.ParamType):
    """A colour by name or as #rrggbb."""

    name = "colour"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int, int]:
        """Parse what CSS calls a colour."""
        from PIL import ImageColor

        if isinstance(value, tuple):
            return value
        try:
            red, green, blue = ImageColor.getrgb(str(value))[:3]
        except ValueError:
            self.fail(f"{value!r} is no colour; write it as in white or #ffcc00", param, ctx)
        return red, green, blue


@click.command(short_help="Make a sticker of a photo's subject; animated, of a burst or video.")
@click.argument("photos", nargs=-1, required=True, metavar="PHOTO...")
@choosing_subject
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help=".png, .webp; animated .gif too.")
@click.option("--size", "size_px", metavar="PX", type=click.IntRange(32, 4096), default=512, help="Long side [512].")
@click.option("--outline-px", metavar="PX", type=click.IntRange(min=0), help="Width of the border; 0 for none.")
@click.option("--outline-colour", metavar="COLOUR", type=Colour(), default="white", help="Name or #rrggbb [white].")
@click.option(
    "--frame-ms", metavar="MS", type=click.IntRange(20, 5000), default=120, help="Time a burst's photo is shown."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def sticker(
    context: CliContext,
    photos: tuple[str, ...],
    choice: Choice,
    output: Path | None,
    size_px: int,
    outline_px: int | None,
    outline_colour: tuple[int, int, int],
    frame_ms: int,
    force: bool,
    as_json: bool,
) -> None:
    """Make a sticker: the subject of a photo, cropped, with a border.

    Several photos, an animated picture or a short video make an animated sticker: the subject is chosen in the first
    frame and followed. Writes STEM-sticker.png, or .webp when it moves, in the current folder. Videos need
    `pip install 'albumen[video]'`. Exit code 3: nothing stands out enough.
    """
    from albumen.app import open_studio
    from albumen.lifting.frames import count_frames
    from albumen.lifting.sticker import StickerStyle

    with open_studio(context.settings()) as studio:
        originals = [studio.find_file(photo) for photo in photos]
        style = StickerStyle(size_px, outline_px, outline_colour)
        order = _Order(originals, output, choice, style, frame_ms, is_forced=force)
        is_still = len(originals) == 1 and count_frames(originals[0]) == 1
        facts = _make_still(studio, order) if is_still else _make_animated(studio, order)
    click.echo(json.dumps(facts) if as_json else _as_text(facts))


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked for."""

    originals: list[Path]
    output: Path | None
    choice: Choice
    style: StickerStyle
    frame_ms: int
    is_forced: bool

    def check_target(self, suffix: str, suffixes: Sequence[str]) -> Path:
        """Return the file to write, unless it must not be written."""
        from albumen.output_file import check_target

        target = self.output or Path(f"{self.originals[0].stem}-sticker{suffix}")
        check_target(target, suffixes, originals=self.originals, is_forced=self.is_forced)
        return target


def _make_still(studio: Studio, order: _Order) -> dict[str, Any]:
    from albumen.lifting.cutout import find_box
    from albumen.lifting.picture_file import write_cutout
    from albumen.lifting.sticker import make_sticker

    target = order.check_target(".png", SUFFIXES)
    pixels = studio.lift(order.originals[0], order.choice).pixels
    made = make_sticker(pixels[find_box(pixels)], order.style)
    write_cutout(target, made)
    return _facts(target, [made], lost=0)


def _make_animated(studio: Studio, order: _Order) -> dict[str, Any]:
    from albumen.lifting.animation import animate
    from albumen.lifting.animation_file import SUFFIXES as ANIMATED_SUFFIXES
    from albumen.lifting.animation_file import write_animation

    target = order.check_target(".webp", ANIMATED_SUFFIXES)
    made = animate(studio, _iter_frames(studio, order), order.choice, order.style)
    write_animation(target, made.frames, made.durations_ms)
    return _facts(target, made.frames, lost=made.lost)


def _iter_frames(studio: Studio, order: _Order) -> Iterator[Frame]:
    from albumen.lifting.frames import count_frames, iter_animation, iter_burst
    from albumen.lifting.video import iter_video

    side_px, first = _FRAME_SCALE * order.style.size_px, order.originals[0]
    if len(order.originals) > 1:
        return iter_burst(order.originals, partial(studio.decode, max_side_px=side_px), duration_ms=order.frame_ms)
    if count_frames(first) is None:
        return iter_video(first, max_side_px=side_px)
    return iter_animation(first, max_side_px=side_px, max_pixels=studio.max_pixels)


def _facts(target: Path, frames: Sequence[NDArray[np.uint8]], *, lost: int) -> dict[str, Any]:
    height, width = frames[0].shape[:2]
    return {
        "output": clean_path(target),
        "width_px": width,
        "height_px": height,
        "frames": len(frames),
        "lost_frames": lost,
    }


def _as_text(facts: dict[str, Any]) -> str:
    frames = f"{facts['frames']} frames, " if facts["frames"] > 1 else ""
    text = f"{facts['output']}: {frames}{facts['width_px']} x {facts['height_px']} pixels"
    return text + (
        f"\nthe subject is gone in the last {facts['lost_frames']} frames, which were left out"
        if facts["lost_frames"]
        else ""
    )
