"""The `albumen` command: options that all commands share, and what happens to errors.

Exit codes: 0 done, 1 failed, 2 the request was off, 3 no subject to lift, 130 interrupted. Commands import what they need
when they run, so that `albumen --help` is quick.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from albumen import __version__
from albumen.cli.context import CliContext
from albumen.cli.covers import cover
from albumen.cli.curate import curate
from albumen.cli.demo import demo
from albumen.cli.duplicates import duplicates
from albumen.cli.featured import featured
from albumen.cli.feedback import feedback, hide, less, like
from albumen.cli.graph import graph, moments, trips
from albumen.cli.index import forget, index, watch
from albumen.cli.inspect import config, doctor, model
from albumen.cli.lift import lift
from albumen.cli.memories import memories
from albumen.cli.search import search
from albumen.cli.serve import serve
from albumen.cli.show import show
from albumen.cli.slideshow import export_slideshow
from albumen.cli.status import status
from albumen.cli.sticker import sticker
from albumen.cli.trash import trash
from albumen.cli.utility import utility
from albumen.cli.wallpapers import wallpapers
from albumen.errors import AlbumenError
from albumen.log import configure_logging


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="albumen")
@click.option("--library", type=click.Path(path_type=Path), metavar="DIR", help="Library folder [ALBUMEN_LIBRARY].")
@click.option("--encoder", metavar="NAME", help="Image-text encoder; see `albumen model list`.")
@click.option("-v", "--verbose", count=True, help="Say more on stderr; twice says everything.")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.pass_context
def cli(context: click.Context, library: Path | None, encoder: str | None, verbose: int, debug: bool) -> None:
    """Albumen: a photo library that understands itself. Index folders, search them in plain words, offline."""
    configure_logging(verbose)
    context.obj = CliContext(library, encoder, debug)


for command in (
    index,
    search,
    serve,
    show,
    lift,
    sticker,
    utility,
    duplicates,
    trash,
    curate,
    moments,
    trips,
    graph,
    watch,
    status,
    doctor,
    forget,
    config,
    model,
    demo,
    memories,
    cover,
    wallpapers,
    featured,
    hide,
    less,
    like,
    feedback,
):
    cli.add_command(command)
memories.add_command(export_slideshow)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(arguments, prog_name="albumen", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", 130)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except AlbumenError as error:
        if debug:
            raise
        _fail(str(error), error.exit_code)
    except BrokenPipeError:  # the reader of our output has left, as `| head` does
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        _fail(f"{type(error).__name__}: {error} (run again with --debug for the traceback)", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    click.echo(f"albumen: {message}", err=True)
    sys.exit(code)
