"""`albumen lift`: a photo's subject, cut out at full resolution."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.lifting.studio import CutOut
    from albumen.lifting.subjects import Choice

SUFFIXES = (".png", ".webp")


class Point(click.ParamType):
    """Two whole numbers with a comma between them."""

    name = "point"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Parse `X,Y`."""
        if isinstance(value, tuple):
            return value
        x, comma, y = str(value).partition(",")
        if not (comma and x.strip().isdecimal() and y.strip().isdecimal()):
            self.fail(f"{value!r} is no point; write it as in 640,480, in pixels from the top left", param, ctx)
        return int(x), int(y)


def choosing_subject(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--at` and `--instance`, and hand it the `choice` that they make.

    Raises:
        UsageError: when it is called with both.
    """

    @click.option("--at", metavar="X,Y", type=Point(), help="The subject at X,Y, in pixels of the upright photo.")
    @click.option("--instance", metavar="N", type=click.IntRange(min=1), help="Subject number N; 1 is largest.")
    @wraps(command)
    def choose(*arguments: Any, at: tuple[int, int] | None, instance: int | None, **named: Any) -> None:
        from albumen.errors import UsageError
        from albumen.lifting.subjects import Choice

        if at is not None and instance is not None:
            raise UsageError("give --at or --instance, not both")
        command(*arguments, choice=Choice(at, instance), **named)

    return choose


@click.command(short_help="Cut the subject out of a photo.")
@click.argument("photo")
@choosing_subject
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="A .png or .webp file.")
@click.option("--crop", is_flag=True, help="Only as large as the subject, rather than the photo's frame.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def lift(
    context: CliContext, photo: str, choice: Choice, output: Path | None, crop: bool, force: bool, as_json: bool
) -> None:
    """Cut the subject out of a photo (a file, or a photo of the library by path or id) at full resolution.

    Writes STEM-lifted.png in the current folder, with alpha, as large as the photo. Where there are several subjects,
    all are lifted, unless --at or --instance names one. Exit code 3: nothing stands out enough.
    """
    from albumen.app import open_studio
    from albumen.lifting.cutout import find_box
    from albumen.lifting.picture_file import write_cutout
    from albumen.output_file import check_target

    with open_studio(context.settings()) as studio:
        original = studio.find_file(photo)
        target = output or Path(f"{original.stem}-lifted.png")
        check_target(target, SUFFIXES, originals=[original], is_forced=force)
        cutout = studio.lift(original, choice)
    pixels = cutout.pixels[find_box(cutout.pixels)] if crop else cutout.pixels
    write_cutout(target, pixels)
    size_px = pixels.shape[1], pixels.shape[0]
    click.echo(json.dumps(_as_json(target, cutout, size_px)) if as_json else _as_text(target, cutout, size_px))


def _as_text(target: Path, cutout: CutOut, size_px: tuple[int, int]) -> str:
    from albumen.lifting.subjects import describe_box

    count = len(cutout.subjects)
    what = f"subject {cutout.chosen} of {count}" if cutout.chosen else f"{count} subject{'s' if count > 1 else ''}"
    lines = [f"{clean_path(target)}: {what}, {size_px[0]} x {size_px[1]} pixels"]
    if count > 1:
        lines += [
            f"{subject.number}: {subject.share:.0%} of the photo, {describe_box(subject.box)}"
            for subject in cutout.subjects
        ]
    if count > 1 and not cutout.chosen:
        lines.append("--instance N or --at X,Y lifts one of them")
    return "\n".join(lines)


def _as_json(target: Path, cutout: CutOut, size_px: tuple[int, int]) -> dict[str, Any]:
    return {
        "output": clean_path(target),
        "width_px": size_px[0],
        "height_px": size_px[1],
        "confidence": cutout.confidence,
        "instance": cutout.chosen,
        "subjects": [asdict(subject) for subject in cutout.subjects],
    }
