"""`albumen status`: what the library holds, and how far the work on it is."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.english import describe_duration
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.curation.jobs import CurationStanding
    from albumen.store.records import ModelWork


@click.command(short_help="Say what the library holds.")
@click.option("--failures", is_flag=True, help="Name each file that could not be read, and why.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def status(context: CliContext, failures: bool, as_json: bool) -> None:
    """Say what the library holds, how far its indexing is, and whether its curation is up to date."""
    with context.open_library() as library:
        if as_json:
            click.echo(json.dumps(_status(library), default=str))
            return
        _print_status(library)
        if failures:
            rows = [(clean_path(failure.path), failure.reason, failure.error) for failure in library.failures()]
            print_table(("file", "reason", "what happened"), rows)


def _status(library: Library) -> dict[str, object]:
    from albumen.curation.jobs import describe_curation

    return {
        "library": str(library.settings.library),
        "encoder": str(library.models.encoder.identity),
        "is_busy": library.is_busy(),
        "counts": asdict(library.counts()),
        "work": [
            asdict(work) | {"model": str(work.model), "seconds_left": work.seconds_left} for work in library.work()
        ],
        "curation": [asdict(job.state) | {"standing": job.standing.value} for job in describe_curation(library)],
        "roots": [asdict(root) | {"path": clean_path(root.path)} for root in library.roots()],
        "failures": [asdict(failure) | {"path": clean_path(failure.path)} for failure in library.failures()],
    }


def _print_status(library: Library) -> None:
    from albumen.curation.jobs import describe_curation

    counts = library.counts()
    click.echo(f"Library   {library.settings.library}{' (being indexed)' if library.is_busy() else ''}")
    click.echo(f"Photos    {counts.photos} in {counts.files} files, {counts.places} places")
    if counts.earliest and counts.latest:
        click.echo(f"Taken     {counts.earliest:%Y-%m-%d} to {counts.latest:%Y-%m-%d}")
    works = library.work()
    click.echo(f"Search    {describe_readiness(works[0])}")
    for work in works:
        click.echo(f"{work.kind.product.capitalize():<10}{describe_work(work)}")
    for job in describe_curation(library):
        click.echo(f"{'Curated':<10}{describe_standing(job)}")
    if counts.unreadable_files:
        click.echo(f"No photo  {counts.unreadable_files} files that could not be read at all")
    if counts.offline_photos:
        click.echo(f"Offline   {counts.offline_photos} photos on volumes that are not there")
    for root in library.roots():
        click.echo(f"Folder    {clean_path(root.path)} ({'online' if root.is_online else 'offline'})")


def describe_standing(job: CurationStanding) -> str:
    """Say how a curation job stands, what its last run came to, and why it failed where it did.

    Example:
        >>> from albumen.curation.jobs import CurationStanding
        >>> from albumen.store.curation_records import CurationState
        >>> from knowledge_graph.runner import Standing
        >>> describe_standing(CurationStanding(Standing.STALE, CurationState("graph", summary="12 trips")))
        'graph: stale, 12 trips'
        >>> describe_standing(CurationStanding(Standing.NEVER, CurationState("text", error="no memory")))
        'text: never; failed last: no memory'
    """
    text = f"{job.state.name}: {job.standing.value}"
    if job.state.summary:
        text += f", {job.state.summary}"
    return f"{text}; failed last: {job.state.error}" if job.state.error else text


def describe_readiness(work: ModelWork) -> str:
    """Say whether search knows all photos; masks have no part in that.

    Example:
        >>> from albumen.store.records import ModelKind, ModelWork
        >>> from albumen.types import EncoderIdentity
        >>> describe_readiness(ModelWork(ModelKind.ENCODER, EncoderIdentity("a", "1", "p"), 900, 100, 3))
        '900 photos can be found, 100 are to come'
    """
    return (
        f"ready, {work.done} photos"
        if not work.waiting
        else f"{work.done} photos can be found, {work.waiting} are to come"
    )


def describe_work(work: ModelWork) -> str:
    """Say how far a model is, and how long the rest will take if it goes as fast as the last photos did.

    Example:
        >>> from albumen.store.records import ModelKind, ModelWork
        >>> from albumen.types import EncoderIdentity
        >>> describe_work(ModelWork(ModelKind.ENCODER, EncoderIdentity("a", "1", "p"), 900, 100, 3, 50.0))
        '900 done, 100 waiting (about 2.0 s at 50.0 photos/s), 3 failed; by a/1@p'
    """
    left = ""
    if work.seconds_left is not None:
        left = f" (about {describe_duration(work.seconds_left)} at {work.photos_per_s:.1f} photos/s)"
    return f"{work.done} done, {work.waiting} waiting{left}, {work.failed} failed; by {work.model}"
