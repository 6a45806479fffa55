"""`albumen memories`: photos that belong together, with titles, covers and reasons."""

from __future__ import annotations

import click


@click.group(short_help="Show memories: trips, themes, years and more.")
def memories() -> None:
    """Memories of your library: photos that belong together, in the order of showing."""
