"""`albumen index`, `albumen watch`, `albumen forget`: what changes a library."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from albumen.cli.context import CliContext, stop_on_signals
from albumen.cli.progress import describe_summary, show_progress

_FOLDERS = click.Path(path_type=Path)


@click.command(short_help="Add folders and index them.")
@click.argument("folders", nargs=-1, type=_FOLDERS, metavar="[DIR]...")
@click.option("--retry-failed", is_flag=True, help="Try photos again that were set aside.")
@click.option("--workers", "decode_workers", type=int, help="Decoding processes (default: one a core).")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a step, the summary last.")
@click.pass_obj
def index(
    context: CliContext, folders: tuple[Path, ...], retry_failed: bool, decode_workers: int | None, as_json: bool
) -> int:
    """Add folders and index them; without one, bring the whole library up to date.

    Originals are only read. Safe to interrupt at any moment: the next run goes on.
    """
    with (
        context.open_library(create=True, decode_workers=decode_workers) as library,
        stop_on_signals() as stop,
        show_progress(as_json=as_json) as listener,
    ):
        summary = library.index(folders, listener=listener, stop=stop, retry_failed=retry_failed)
    click.echo(json.dumps({"step": "summary"} | _jsonable(asdict(summary))) if as_json else describe_summary(summary))
    return 130 if summary.is_interrupted else 0


@click.command(short_help="Keep the library true to its folders.")
@click.argument("folders", nargs=-1, type=_FOLDERS, metavar="[DIR]...")
@click.option("--debounce-s", type=float, help="Quiet time after the last event of a file.")
@click.option("--rescan-s", type=float, help="Time between two full rescans.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a step.")
@click.pass_obj
def watch(
    context: CliContext,
    folders: tuple[Path, ...],
    debounce_s: float | None,
    rescan_s: float | None,
    as_json: bool,
) -> int:
    """Keep the library true to its folders until stopped (Ctrl-C or SIGTERM)."""
    from albumen.log import configure_logging

    configure_logging(1)
    with (
        context.open_library(create=True, debounce_s=debounce_s, rescan_s=rescan_s) as library,
        stop_on_signals() as stop,
        show_progress(as_json=as_json) as listener,
    ):
        library.watch(folders, listener=listener, stop=stop)
    return 0


@click.command(short_help="Take a folder out of the library.")
@click.argument("folder", type=_FOLDERS, metavar="DIR")
@click.pass_obj
def forget(context: CliContext, folder: Path) -> None:
    """Take a folder out of the library. The photos themselves stay where they are."""
    with context.open_library() as library:
        root = library.remove_root(folder)
    click.echo(f"{root.path} is no longer part of the library; its photos were not touched.")


def _jsonable(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"offline_roots": [os.fspath(root) for root in values["offline_roots"]]}
