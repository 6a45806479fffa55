"""`albumen featured`: the photos of the day."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.curation.featured import ShownPhoto
    from albumen.store.curation_records import Appeal

_LEAST_TOLD = 0.005  # parts of an appeal below this round to nothing


@click.command(short_help="Show the featured photos of a day.")
@click.option("--date", "day", metavar="DATE", help="Of this day, as 2026-11-20; today unless given.")
@click.option(
    "--explain", is_flag=True, help="The figures behind each reason, and what each photo's appeal consists of."
)
@click.option("--why", "photo", metavar="PHOTO", help="Whether this photo may be proposed, and if not, why.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def featured(context: CliContext, day: str | None, explain: bool, photo: str | None, as_json: bool) -> None:
    """Show a day's featured photos: some of your best, other ones each day, with the reason why each was chosen.

    Hidden things are left out at once: see `albumen hide`. Nothing but photos is shown: no receipts, no screenshots.
    """
    from albumen.curation.featured import explain_nothing, load_featured

    if photo is not None:
        _print_standing(context, photo, as_json=as_json)
        return
    asked = _parse_day(day) if day is not None else date.today()
    with context.open_library() as library, library.store.read() as tx:
        photos = load_featured(tx, asked)
        note = None if photos else explain_nothing(tx)
    if as_json:
        listed = [_photo_json(library, photo) for photo in photos]
        click.echo(json.dumps({"date": asked.isoformat(), "note": note, "photos": listed}))
        return
    if note:
        click.echo(f"{note[:1].upper()}{note[1:]}.", err=True)
    if photos:
        _print(library, photos, explain=explain)


def _print_standing(context: CliContext, photo: str, *, as_json: bool) -> None:
    from albumen.curation.featured import tell_standing

    with context.open_library() as library, library.store.read() as tx:
        standing = tell_standing(tx, photo)
    if as_json:
        days = [day.isoformat() for day in standing.days]
        click.echo(json.dumps({"why_not": standing.why_not, "days": days, "appeal": _appeal_json(standing.appeal)}))
        return
    click.echo(f"Not proposed: {standing.why_not}." if standing.why_not else "May be proposed.")
    told = _explain(standing.appeal, standing.asked)
    click.echo(f"{told[:1].upper()}{told[1:]}.")
    if standing.days and not standing.why_not:
        click.echo(f"Featured on {', '.join(day.isoformat() for day in standing.days)}, or in spare for it.")


def _parse_day(text: str) -> date:
    from albumen.errors import UsageError
    from search.dates import parse_since, parse_until

    since, until = parse_since(text), parse_until(text)
    if until - since != timedelta(days=1):
        raise UsageError(f"{text!r} is no single day; give one as in 2026-11-20")
    return since.date()


def _print(library: Library, photos: list[ShownPhoto], *, explain: bool) -> None:
    separator = "\n" if sys.stdout.isatty() else "\t"  # on a terminal the two long paths stand one below the other
    rows = []
    for photo in photos:
        taken = photo.facts.taken
        when = f"{taken.local:%Y-%m-%d}" if taken else ""
        where = f"{photo.facts.place.name}, {photo.facts.place.country}" if photo.facts.place else ""
        told = f"{_explain(photo.appeal, photo.asked)}{f'; {photo.evidence}' if photo.evidence else ''}"
        why = f"{photo.reason} ({told})" if explain else photo.reason
        files = clean_path(photo.paths[0]) + separator + clean_path(library.previews.path_of(photo.facts.content_hash))
        rows.append((when, where, why, files))
    print_table(("taken", "place", "why", "photo, and its preview"), rows)


def _explain(appeal: Appeal | None, asked: Sequence[str]) -> str:
    """Write what an appeal consists of, the largest parts first: "appeal 0.71 = aesthetics 0.36 + technical 0.14"."""
    if appeal is None:
        return "not ranked yet: `albumen curate featured`"
    parts = sorted(appeal.parts.items(), key=lambda part: -abs(part[1]))
    parts = [(name, value) for name, value in parts if abs(value) >= _LEAST_TOLD]
    told = " ".join(f"{'-' if value < 0 else '+'} {name} {abs(value):.2f}" for name, value in parts)
    wishes = "".join(f"; {wish}" for wish in asked)
    return f"appeal {appeal.score:.2f} = {told.removeprefix('+ ')}{wishes}"


def _photo_json(library: Library, photo: ShownPhoto) -> dict[str, Any]:
    facts = photo.facts
    return {
        "photo_id": facts.id,
        "paths": [clean_path(path) for path in photo.paths],
        "preview": clean_path(library.previews.path_of(facts.content_hash)),
        "reason": photo.reason,
        "evidence": photo.evidence,
        "appeal": _appeal_json(photo.appeal),
        "asked": list(photo.asked),
    }


def _appeal_json(appeal: Appeal | None) -> dict[str, Any] | None:
    return None if appeal is None else {"score": appeal.score, "parts": appeal.parts}
