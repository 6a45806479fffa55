"""Moments, trips and the graph on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import networkx as nx
import pytest

from albumen.store.curation_records import Target, Verb
from albumen.store.store import Store
from albumen.types import Tag, UtilityKind
from benchmarks.life_library import fill_library
from tests.command import Command
from tests.curation_photos import FIRST_DAY, GRAZ, LISBON, make_photo, make_weeks

HOME = make_weeks(GRAZ, range(12), first_id=1)
AWAY = [
    make_photo(100 + number, FIRST_DAY + timedelta(days=41, hours=12 + 5 * number), LISBON, offset_h=0)
    for number in range(12)
]
SEEN = {"folders": ("/photos/life",), "utility": UtilityKind.NONE, "utility_score": 0.9, "concepts": (Tag("dog", 0.9),)}
PHOTOS = [replace(photo, **SEEN) for photo in (*HOME, *AWAY)]


@pytest.fixture
def albumen(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command over twelve weeks at home and a trip, not curated."""
    fill_library(library, PHOTOS).close()
    return Command(library, tmp_path, capsys)


def test_before_curation_one_line_says_what_to_run(albumen: Command, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("moments", "trips"):
        assert albumen(command) == ""
        assert albumen.json(command) == []
    with pytest.raises(SystemExit):
        _run(albumen, "trips")
    assert capsys.readouterr().err == "Trips have not been looked for yet: run `albumen curate graph`.\n"


def test_moments_and_trips_are_listed_with_their_reasons(albumen: Command) -> None:
    albumen("curate", "graph")
    (trip,) = albumen.json("trips")
    assert trip["photos"] == len(AWAY)
    assert trip["title"] in albumen("trips")
    assert "km from home in Graz" in albumen("trips", "--explain")
    moments = albumen.json("moments")
    assert [moment["photo_ids"] for moment in moments[:2]] == [[1, 2, 3], [4, 5, 6]]
    assert moments[0]["reason"] == "3 photos from 15:00 to 15:02, no pause over 100 minutes"
    assert albumen("moments", "--limit", "1").split("\t")[3:] == ["Graz, Austria", "3\n"]
    assert "apart from others" in albumen("moments", "--explain")


@pytest.mark.parametrize(
    ("target", "value"),
    [
        (Target.PLACE, "Lisbon, Lisbon, PT"),
        (Target.PLACE, "PT"),
        (Target.DATES, "2023-02-01/2023-02-28"),
        (Target.CONCEPT, "dog"),
        (Target.MEMORY, "trip:100"),
    ],
)
def test_what_is_hidden_is_left_out_at_once(albumen: Command, target: Target, value: str) -> None:
    albumen("curate", "graph")
    with Store(albumen.library / "albumen.sqlite3") as store, store.write() as tx:
        tx.feedback.add(Verb.HIDE, target, value)
    assert albumen.json("trips") == []
    shown = {photo_id for moment in albumen.json("moments") for photo_id in moment["photo_ids"]}
    if target is not Target.MEMORY:
        assert shown.isdisjoint(photo.id for photo in AWAY)


def test_the_graph_is_exported_for_other_programs(albumen: Command, tmp_path: Path) -> None:
    graphml, node_link = tmp_path / "graph.graphml", tmp_path / "graph.json"
    said = albumen("graph", "export", str(graphml))
    graph = nx.read_graphml(graphml)
    assert said == f"{graphml}: {graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges\n"
    albumen("graph", "export", str(node_link))
    assert nx.node_link_graph(json.loads(node_link.read_text()), edges="edges").number_of_edges() == len(graph.edges)
    assert (albumen.library / "graph" / "graph.npz").exists()
    assert "--force" in albumen("graph", "export", str(graphml), code=2)
    albumen("graph", "export", str(graphml), "--force")
    assert ".graphml, .json" in albumen("graph", "export", str(tmp_path / "graph.txt"), code=2)


def test_a_photo_is_explained_by_what_joins_it_to_the_rest(albumen: Command) -> None:
    albumen("curate", "graph")
    edges = albumen.json("graph", "explain", "100")
    assert {(edge["kind"], edge["target"]) for edge in edges} >= {
        ("in_moment", "moment:100"),
        ("taken_at", "town:Lisbon, Lisbon, PT"),
        ("shows", "concept:dog"),
    }
    (trip,) = [edge for edge in edges if edge["kind"] == "in_trip"]
    assert (trip["source"], trip["target"]) == ("moment:100", "trip:100")
    assert all(edge["evidence"] for edge in edges)
    assert "shows\tconcept:dog\t0.90" in albumen("graph", "explain", "100")
    assert "there is no photo 4711" in albumen("graph", "explain", "4711", code=2)


def test_a_library_where_home_is_unknown_says_why_there_are_no_trips(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_library(library, [replace(PHOTOS[0], position=None, place=None)]).close()
    albumen = Command(library, tmp_path, capsys)
    albumen("curate", "graph")
    assert len(albumen.json("moments")) == 1
    with pytest.raises(SystemExit):
        _run(albumen, "trips")
    assert "where home is" in capsys.readouterr().err


def _run(albumen: Command, *arguments: str) -> None:
    from albumen.cli.main import main

    main(["--library", str(albumen.library), *arguments])
