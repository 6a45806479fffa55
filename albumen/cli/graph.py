"""`albumen moments`, `albumen trips` and `albumen graph`: what the knowledge graph made of dates and places."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table

if TYPE_CHECKING:
    from albumen.curation.timeline import ShownTrip
    from albumen.store.curation_records import Moment
    from albumen.types import Place


@click.command(short_help="List moments: photos close in time and place.")
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="Only so many, the newest.")
@click.option("--explain", is_flag=True, help="With what makes each a moment.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_obj
def moments(context: CliContext, limit: int | None, explain: bool, as_json: bool) -> None:
    """List moments, the newest last: photos close in time and place. Photos without a date are in none.

    `albumen curate graph` finds them; what you hide is left out at once.
    """
    from albumen.curation.timeline import explain_moment, explain_none, list_moments

    with context.open_library() as library, library.store.read() as tx:
        found = list_moments(tx, limit)
        note = None if found else explain_none(tx, "moments")
    if as_json:
        click.echo(json.dumps([_moment_json(moment) | {"reason": explain_moment(moment)} for moment in found]))
    elif found:
        rows = [_moment_row(moment) + ((explain_moment(moment),) if explain else ()) for moment in found]
        print_table(("id", "from", "to", "place", "photos", *(("why",) if explain else ())), rows)
    _tell(note)


@click.command(short_help="List trips: stretches away from home.")
@click.option("--explain", is_flag=True, help="With what makes each a trip.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_obj
def trips(context: CliContext, explain: bool, as_json: bool) -> None:
    """List trips, the newest last: stretches away from where most weeks are spent.

    `albumen curate graph` finds them; what you hide is left out at once.
    """
    from albumen.curation.timeline import explain_none, explain_trip, list_trips

    with context.open_library() as library, library.store.read() as tx:
        found = list_trips(tx)
        note = None if found else explain_none(tx, "trips")
    if as_json:
        click.echo(json.dumps([_trip_json(shown) | {"reason": explain_trip(shown)} for shown in found]))
    elif found:
        rows = [_trip_row(shown) + ((explain_trip(shown),) if explain else ()) for shown in found]
        print_table(("id", "title", "from", "to", "places", "photos", *(("why",) if explain else ())), rows)
    _tell(note)


@click.group(short_help="Export the knowledge graph, or ask what it says of a photo.")
def graph() -> None:
    """The knowledge graph: photos, moments, days, places, trips, concepts, and what joins them."""


@graph.command(short_help="Write the graph as GraphML or JSON.")
@click.argument("output", metavar="OUT.graphml|OUT.json", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def export(context: CliContext, output: Path, force: bool) -> None:
    """Write the whole graph, for Gephi and other programs (.graphml) or as networkx's node-link JSON (.json)."""
    from albumen.curation.timeline import export_graph

    with context.open_library() as library:
        nodes, edges = export_graph(library.store, output, is_forced=force)
    click.echo(f"{output}: {nodes:,} nodes, {edges:,} edges")


@graph.command(short_help="Say what joins a photo to the rest.")
@click.argument("photo")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_obj
def explain(context: CliContext, photo: str, as_json: bool) -> None:
    """Say what joins a photo, by its path or id, to the rest: each edge with its weight and what shows it."""
    from albumen.curation.timeline import explain_photo

    with context.open_library() as library:
        edges = explain_photo(library.store, photo)
    if as_json:
        click.echo(json.dumps([asdict(edge) for edge in edges]))
    else:
        rows = [(edge.source, edge.kind.value, edge.target, f"{edge.weight:.2f}", edge.evidence) for edge in edges]
        print_table(("from", "is", "to", "weight", "evidence"), rows)


def _moment_row(moment: Moment) -> tuple[str, ...]:
    times = (f"{time:%Y-%m-%d %H:%M}" for time in (moment.starts_at, moment.ends_at))
    return (str(moment.id), *times, _name(moment.place) if moment.place else "", str(len(moment.photo_ids)))


def _trip_row(shown: ShownTrip) -> tuple[str, ...]:
    trip = shown.trip
    places = "; ".join(_name(place) for place in trip.places)
    return (str(trip.id), trip.title, str(trip.starts_on), str(trip.ends_on), places, str(shown.photos))


def _name(place: Place) -> str:
    return f"{place.name}, {place.country}"


def _moment_json(moment: Moment) -> dict[str, Any]:
    return {
        "id": moment.id,
        "starts_at": moment.starts_at.isoformat(),
        "ends_at": moment.ends_at.isoformat(),
        "position": asdict(moment.position) if moment.position else None,
        "place": asdict(moment.place) if moment.place else None,
        "photo_ids": list(moment.photo_ids),
    }


def _trip_json(shown: ShownTrip) -> dict[str, Any]:
    trip = shown.trip
    return {
        "id": trip.id,
        "title": trip.title,
        "starts_on": trip.starts_on.isoformat(),
        "ends_on": trip.ends_on.isoformat(),
        "places": [asdict(place) for place in trip.places],
        "moment_ids": list(trip.moment_ids),
        "photos": shown.photos,
    }


def _tell(note: str | None) -> None:
    if note:
        click.echo(f"{note[0].upper()}{note[1:]}.", err=True)
