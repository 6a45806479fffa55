"""`albumen index`, `albumen watch`, `albumen forget`: what changes a library."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext, stop_on_signals
from albumen.cli.progress import describe_masks, describe_summary, show_progress

if TYPE_CHECKING:
    from albumen.app import Library
    from indexer.progress import Summary

_FOLDERS = click.Path(path_type=Path)


@click.command(short_help="Add folders and index them.")
@click.argument("folders", nargs=-1, type=_FOLDERS, metavar="[DIR]...")
@click.option("--retry-failed", is_flag=True, help="Try photos again that were set aside.")
@click.option("--workers", "decode_workers", type=int, help="Decoding processes (default: one a core).")
@click.option("--segment/--no-segment", default=None, help="Make masks, too, once search is possible.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a step, the summary last.")
@click.pass_obj
def index(
    context: CliContext,
    folders: tuple[Path, ...],
    retry_failed: bool,
    decode_workers: int | None,
    segment: bool | None,
    as_json: bool,
) -> int:
    """Add folders and index them; without one, bring the whole library up to date.

    First what search needs; then, while photos can be found already, masks of people and sky. Originals are only read.
    Safe to interrupt at any moment: the next run goes on.
    """
    with (
        context.open_library(create=True, decode_workers=decode_workers, segment=segment) as library,
        stop_on_signals() as stop,
    ):
        with show_progress(as_json=as_json) as listener:
            summary = library.index(folders, listener=listener, stop=stop, retry_failed=retry_failed)
        if not as_json:
            click.echo(describe_summary(summary))
        masks = _segment(library, stop, retry_failed=retry_failed, as_json=as_json)
    if as_json:
        click.echo(json.dumps({"step": "summary"} | _jsonable(summary, masks, is_interrupted=stop.is_set())))
    return 130 if stop.is_set() else 0


def _segment(library: Library, stop: threading.Event, *, retry_failed: bool, as_json: bool) -> Summary | None:
    """Make the background pass, and say beforehand that nobody has to wait for it."""
    if stop.is_set():
        return None
    waiting = library.count_unsegmented()
    if waiting:
        ready = {"step": "searchable", "unsegmented": waiting}
        click.echo(json.dumps(ready) if as_json else f"Search is ready. Masks of {waiting} photos are to come.")
    with show_progress(as_json=as_json) as listener:
        masks = library.segment(listener=listener, stop=stop, retry_failed=retry_failed)
    if not as_json and (masks.analysed or masks.failed):
        click.echo(describe_masks(masks))
    return masks


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


def _jsonable(summary: Summary, masks: Summary | None, *, is_interrupted: bool) -> dict[str, Any]:
    """Make one object of what both passes did; the times are their own."""
    roots = [os.fspath(root) for root in summary.offline_roots]
    segmented = {
        "segmented": masks.analysed if masks else 0,
        "not_segmented": masks.failed if masks else 0,
        "segmenting_s": masks.elapsed_s if masks else 0.0,
        "is_interrupted": is_interrupted,
    }
    return asdict(summary) | {"offline_roots": roots} | segmented
