"""Moments, trips and the graph as people ask for them; what they hid is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.english import count_of
from albumen.errors import UsageError
from albumen.output_file import check_target, write_whole
from albumen.store.curation_records import Memory, MemoryKind, Moment, Trip, Verb
from albumen.store.store import Store, Transaction
from knowledge_graph.moments import LONGEST_PAUSE_S
from knowledge_graph.place_keys import key_of
from knowledge_graph.wishes import Wishes
from search.request import get_photo

if TYPE_CHECKING:
    import networkx as nx

    from knowledge_graph.graph.telling import Edge

GRAPH_SUFFIXES = (".graphml", ".json")


@dataclass(frozen=True, slots=True)
class ShownTrip:
    """A trip, and how many photos of it may be shown."""

    trip: Trip
    photos: int


def explain_none(tx: Transaction, noun: str) -> str:
    """Say why there are no moments or trips to list."""
    if tx.curation_jobs.get("graph").finished_at is None:
        return f"{noun} have not been looked for yet: run `albumen curate graph`"
    if noun == "trips" and not tx.timeline.homes():
        return "no trips: too few dated photos with a position to tell where home is"
    return f"no {noun} were found, or all of them are hidden"


def list_moments(tx: Transaction, limit: int | None = None) -> list[Moment]:
    """List the newest moments, oldest first, with those of their photos that are not hidden."""
    moments = _without_hidden(tx, tx.timeline.moments())
    return moments if limit is None else moments[-limit:]


def list_trips(tx: Transaction) -> list[ShownTrip]:
    """List the trips in the order of time, but those that are hidden: themselves, where they went, their days, all their photos."""
    trips = find_trips(tx)
    ids = {moment_id for trip in trips for moment_id in trip.moment_ids}
    moments = [moment for moment in tx.timeline.moments() if moment.id in ids]
    counts = {moment.id: len(moment.photo_ids) for moment in _without_hidden(tx, moments)}
    shown = (ShownTrip(trip, sum(counts.get(one, 0) for one in trip.moment_ids)) for trip in trips)
    return [one for one in shown if one.photos]


def find_trips(tx: Transaction) -> list[Trip]:
    """Find the trips in the order of time, but those that were hidden themselves, by where they went or by their days."""
    wishes = Wishes(tx.feedback.in_force())
    return [trip for trip in tx.timeline.trips() if wishes.hides_memory(_as_memory(trip)) is None]


def find_trip_of(tx: Transaction, photo_id: int) -> Trip | None:
    """Find the trip that a photo is of, unless it was hidden."""
    moment_id = tx.timeline.moment_id_of(photo_id)
    if moment_id is None:
        return None
    return next((trip for trip in find_trips(tx) if moment_id in trip.moment_ids), None)


def explain_moment(moment: Moment) -> str:
    """Say in plain English what makes a moment one."""
    if len(moment.photo_ids) == 1:
        reason = "one photo apart from others in time or place"
    else:
        start, end = moment.starts_at, moment.ends_at
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
        minutes = LONGEST_PAUSE_S // 60
        reason = (
            f"{count_of(len(moment.photo_ids), 'photo')} from {start:%H:%M} to {until}, no pause over {minutes} minutes"
        )
    return reason if moment.evidence else f"{reason}; dated by files alone or no pictures of the world"


def explain_trip(shown: ShownTrip) -> str:
    """Say in plain English what makes a trip one, and what it consists of."""
    moments = count_of(len(shown.trip.moment_ids), "moment")
    return f"{shown.trip.reason}; {moments} with {count_of(shown.photos, 'photo')}"


def export_graph(store: Store, path: Path, *, is_forced: bool = False) -> tuple[int, int]:
    """Write the graph of the library as it is now, hidden photos too; return how many nodes and edges that is.

    It is kept beside the store, in `graph/`, for the next time.

    Raises:
        UsageError: the file must not be written there, or is neither .graphml nor .json.
        OutputError: the file system refused.
    """
    from knowledge_graph.graph.export import iter_graphml, iter_json
    from knowledge_graph.graph.opening import read_graph

    check_target(path, GRAPH_SUFFIXES, originals=(), is_forced=is_forced)
    writers: dict[str, Callable[[nx.DiGraph[str]], Iterator[str]]] = {".graphml": iter_graphml, ".json": iter_json}
    graph = read_graph(store, _graph_file(store))
    lines = writers[path.suffix.lower()](graph)
    write_whole(path, lambda file: file.writelines(line.encode() for line in lines))
    return graph.number_of_nodes(), graph.number_of_edges()


def explain_photo(store: Store, name: str) -> list[Edge]:
    """List what the graph says of a photo, by its path or id, and of the moment that it is in.

    Raises:
        UsageError: the library has no such photo, or no file of it is left.
    """
    from knowledge_graph.graph import telling
    from knowledge_graph.graph.opening import read_graph

    with store.read() as tx:
        photo_id = get_photo(tx, name).id
    try:
        return telling.explain_photo(read_graph(store, _graph_file(store)), photo_id)
    except KeyError:
        raise UsageError(f"no file of photo {photo_id} is left in the library, so the graph does not hold it") from None


def _graph_file(store: Store) -> Path:
    return store.path.parent / "graph" / "graph.npz"


def _without_hidden(tx: Transaction, moments: Sequence[Moment]) -> list[Moment]:
    """Take hidden photos out of moments, and moments that are left without one."""
    in_force = tx.feedback.in_force()
    if all(wish.verb is not Verb.HIDE for wish in in_force):
        return [*moments]  # without looking at each photo, which takes seconds in a large library
    wishes = Wishes(in_force)
    facts = tx.facts.load([photo_id for moment in moments for photo_id in moment.photo_ids])
    shown = {photo.id for photo in facts if wishes.hides(photo) is None}
    left = (replace(one, photo_ids=tuple(at for at in one.photo_ids if at in shown)) for one in moments)
    return [one for one in left if one.photo_ids]


def _as_memory(trip: Trip) -> Memory:
    """Present a trip as the memory of it, which is what wishes are about."""
    return Memory(
        key=f"trip:{trip.id}",
        kind=MemoryKind.TRIP,
        title=trip.title,
        subtitle="",
        cover_id=trip.id,
        photos=(),
        mood="",
        tempo_bpm=0,
        reason=trip.reason,
        score=0.0,
        starts_on=trip.starts_on,
        ends_on=trip.ends_on,
        places=tuple(map(key_of, trip.places)),
    )
