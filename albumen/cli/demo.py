"""`albumen demo`: sample photos, indexed and searched, so that a newcomer sees the main job done in a minute."""

from __future__ import annotations

from pathlib import Path

import click

from albumen.cli.context import CliContext, stop_on_signals
from albumen.cli.progress import describe_summary, show_progress


@click.command(short_help="Index and search sample photos.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")
@click.option("--query", default="a cat looking at the camera", show_default=True, help="What to search for.")
@click.pass_obj
def demo(context: CliContext, folder: Path, query: str) -> int:
    """Put sample photos into DIR/photos, index them into DIR/library, and search them."""
    from albumen.app import open_library
    from albumen.cli.search_output import print_result
    from albumen.demo.library import build_demo_library
    from search.query import SearchQuery

    photos = build_demo_library(folder / "photos").folder
    settings = context.settings().model_copy(update={"library": (folder / "library").absolute()})
    click.echo(f"Indexing the sample photos in {photos} ...")
    with open_library(settings, create=True) as library:
        with stop_on_signals() as stop, show_progress(as_json=False) as listener:
            summary = library.index([photos], listener=listener, stop=stop)
        click.echo(describe_summary(summary))
        if summary.is_interrupted:
            return 130
        click.echo(f'\nalbumen --library {folder / "library"} search "{query}"')
        print_result(library, library.search_engine().search(SearchQuery(text=query, limit=5)))
    return 0
