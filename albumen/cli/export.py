"""`albumen model export`: a bundled model for another runtime."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export", short_help="Write a bundled model for another runtime.")
@click.option("--format", "target", type=click.Choice(["onnx", "torch", "coreml"]), required=True, help="The runtime.")
@click.option("--model", "name", metavar="NAME", help="ansa-s, hyperdetr-s or lift-s; the first where none is named.")
@click.option("--part", default="all", show_default=True, metavar="PART", help="One of its graphs, such as image.")
@click.option(
    "--weights",
    type=click.Choice(["linear", "palettised", "float"]),
    default="linear",
    show_default=True,
    help="8 bits with a scale for each channel, 8 bits by a palette (Core ML alone), or floats.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to make, refused if there."
)
@click.option(
    "--size",
    metavar="HEIGHTxWIDTH",
    help="Core ML: sides of hyperdetr-s's photos, multiples of 32; 384x512 where none are named.",
)
@click.option("--force", is_flag=True, help="Replace an earlier export.")
def export(target: str, name: str | None, part: str, weights: str, output: Path, size: str | None, force: bool) -> None:
    """Write a bundled model into a folder that another runtime reads; export.json in it says what is what.

    Needs `pip install 'albumen[torch]'`, but for a plain copy of the ONNX files.
    """
    from models.catalog import DEFAULT_ENCODER
    from models.export import ExportFormat, ExportPlan, WeightKind, export_bundle
    from models.export.open_sizes import LANDSCAPE
    from models.export.plan import find_parts, open_exportable

    bundle = open_exportable(name or DEFAULT_ENCODER)
    image_size = _parse_size(size) if size else LANDSCAPE
    plan = ExportPlan(ExportFormat(target), WeightKind(weights), find_parts(bundle, part), image_size)
    for written in export_bundle(bundle, plan, output.absolute(), replaces=force):
        click.echo(f"{written.path}  {written.size_bytes / 1e6:.1f} MB")


def _parse_size(text: str) -> tuple[int, int]:
    sides = text.lower().split("x")
    if len(sides) != 2 or not all(side.isdigit() for side in sides):
        raise click.BadParameter(f"{text!r} is no size; write it as 384x512.", param_hint="--size")
    return int(sides[0]), int(sides[1])
