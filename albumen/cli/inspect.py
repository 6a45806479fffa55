"""`albumen status`, `doctor`, `config`, `model`: what tells about a library."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from albumen.cli.context import CliContext
from albumen.cli.export import export
from albumen.cli.text import clean_path, print_table

if TYPE_CHECKING:
    from albumen.app import Library


@click.command(short_help="Say what the library holds.")
@click.option("--failures", is_flag=True, help="Name each file that could not be read, and why.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def status(context: CliContext, failures: bool, as_json: bool) -> None:
    """Say what the library holds and how far its indexing is."""
    with context.open_library() as library:
        if as_json:
            click.echo(json.dumps(_status(library), default=str))
            return
        _print_status(library)
        if failures:
            rows = [(clean_path(failure.path), failure.reason, failure.error) for failure in library.failures()]
            print_table(("file", "reason", "what happened"), rows)


def _status(library: Library) -> dict[str, object]:
    return {
        "library": str(library.settings.library),
        "encoder": str(library.encoder.identity),
        "is_busy": library.is_busy(),
        "counts": asdict(library.counts()),
        "roots": [asdict(root) | {"path": clean_path(root.path)} for root in library.roots()],
        "failures": [asdict(failure) | {"path": clean_path(failure.path)} for failure in library.failures()],
    }


def _print_status(library: Library) -> None:
    counts = library.counts()
    jobs = counts.jobs
    waiting = jobs.get("pending", 0) + jobs.get("running", 0)
    failed = jobs.get("failed", 0) + counts.unreadable_files
    click.echo(f"Library   {library.settings.library}{' (being indexed)' if library.is_busy() else ''}")
    click.echo(f"Encoder   {library.encoder.identity}")
    click.echo(f"Photos    {counts.photos} in {counts.files} files, {counts.places} places")
    if counts.earliest and counts.latest:
        click.echo(f"Taken     {counts.earliest:%Y-%m-%d} to {counts.latest:%Y-%m-%d}")
    click.echo(f"Analysed  {jobs.get('done', 0)}, {waiting} waiting, {failed} failed")
    if counts.offline_photos:
        click.echo(f"Offline   {counts.offline_photos} photos on volumes that are not there")
    for root in library.roots():
        click.echo(f"Folder    {clean_path(root.path)} ({'online' if root.is_online else 'offline'})")


@click.command(short_help="Check the library and repair it.")
@click.option("--dry-run", is_flag=True, help="Only look, repair nothing.")
@click.pass_obj
def doctor(context: CliContext, dry_run: bool) -> int:
    """Check store, vector index, previews and weights against each other; repair what can be made again."""
    with context.open_library() as library:
        findings = library.diagnose(repair=not dry_run, listener=lambda progress: None)
    for finding in findings:
        done = "to be repaired" if dry_run else "repaired"
        click.echo(f"{finding.part}: {finding.problem} ({done if finding.is_repairable else 'cannot be repaired'})")
    if not findings:
        click.echo("All is well: store, vector index, previews and weights agree.")
    return 1 if (dry_run and findings) or any(not finding.is_repairable for finding in findings) else 0


@click.group(short_help="Show the settings.")
def config() -> None:
    """Settings: flag > ALBUMEN_... > albumen.toml in the library > default."""


@config.command("show")
@click.pass_obj
def show(context: CliContext) -> None:
    """Print every setting, its value and what it means."""
    settings = context.settings()
    fields = type(settings).model_fields
    print_table(
        ("setting", "value", "meaning"),
        [(name, str(getattr(settings, name)), field.description or "") for name, field in fields.items()],
    )


@click.group(short_help="List the encoders; export them.")
def model() -> None:
    """Encoders that turn photos and words into vectors."""


@model.command("list")
@click.pass_obj
def list_models(context: CliContext) -> None:
    """List the encoders there are; only those with a licence for commercial use are offered."""
    from models import list_encoders

    chosen = context.settings().encoder
    rows = [
        (
            f"{info.name}{' *' if info.name == chosen else ''}",
            str(info.dim),
            f"{info.size_mb:.0f} MB",
            "bundled" if info.is_bundled else "needs albumen[torch] and a network",
            info.licence,
            info.description,
        )
        for info in list_encoders()
        if info.allows_commercial_use
    ]
    print_table(("encoder", "dim", "size", "where", "licence", "what"), rows)
    click.echo("* chosen. Any OpenCLIP name works: --encoder ARCH/PRETRAINED_TAG")


model.add_command(export)
