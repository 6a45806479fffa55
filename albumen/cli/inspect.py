"""`albumen doctor`, `config`, `model`: what tells about a library, the settings and the encoders."""

from __future__ import annotations

import click

from albumen.cli.context import CliContext
from albumen.cli.export import export
from albumen.cli.text import print_table


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
