"""`albumen trash`: what reviews of duplicates moved away, and the one command that deletes it for good."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from typing import Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.english import describe_bytes
from albumen.printable import clean_path

_DAY_S = 86_400
_UNITS_S = {"h": 3_600, "d": _DAY_S, "w": 7 * _DAY_S}


class Age(click.ParamType):
    """A length of time: a whole number of hours, days or weeks."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse `30d` to seconds."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,5})([hdw])", str(value).strip())
        if match is None:
            self.fail(f"{value!r} is no age; write it as in 12h, 30d or 8w", param, ctx)
        return int(match[1]) * _UNITS_S[match[2]]


@click.group(invoke_without_command=True, short_help="List what is in the trash, or empty it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a file.")
@click.pass_context
def trash(click_context: click.Context, as_json: bool) -> None:
    """List what reviews of duplicates moved to the trash. `albumen duplicates undo` brings it back."""
    if click_context.invoked_subcommand is not None:
        return
    from albumen.curation.trash import Trash

    with click_context.obj.open_library() as library:
        shelf = Trash(library.store)
        with library.store.read() as tx:
            entries = tx.trash.present()
        rows = [
            {
                "batch": entry.batch,
                "path": clean_path(entry.path),
                "in_trash": clean_path(shelf.path_of(entry)),
                "size_bytes": entry.size_bytes,
                "moved_at": datetime.fromtimestamp(entry.moved_at or 0).isoformat(),
                "is_sidecar": entry.is_sidecar,
            }
            for entry in entries
        ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    if not rows:
        click.echo("the trash is empty")
        return
    cells = [
        [str(row["batch"]), str(row["moved_at"])[:16], describe_bytes(int(str(row["size_bytes"]))), str(row["path"])]
        for row in rows
    ]
    print_table(("Review", "Moved", "Size", "From"), cells)


@trash.command(short_help="Delete what has been in the trash for long.")
@click.option("--older-than", metavar="AGE", type=Age(), required=True, help="As in 12h, 30d or 8w; 0d is all.")
@click.option("--yes", is_flag=True, help="Do it; without this it is only said how much that is.")
@click.pass_obj
def empty(context: CliContext, older_than: int, yes: bool) -> None:
    """Delete for good what has been in the trash for so long: the only command of Albumen that deletes originals."""
    from albumen.curation.trash import Trash
    from albumen.lock import hold_library

    with context.open_library() as library:
        shelf = Trash(library.store)
        due = shelf.find_due(older_than)
        size = describe_bytes(sum(entry.size_bytes for entry in due))
        what = f"{len(due)} file{'' if len(due) == 1 else 's'}, {size}"
        if not due:
            click.echo("nothing in the trash is so old")
            return
        if not (yes or (sys.stdin.isatty() and click.confirm(f"Delete {what} for good?"))):
            click.echo(f"to delete for good: {what}; --yes deletes")
            return
        with hold_library(library.settings.library):
            shelf.recover()
            shelf.empty(older_than)
        click.echo(f"deleted {what}")
