"""Photos that a person hid are no answers, from the moment that they are hidden until that is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from albumen.store.curation_records import Target, Verb
from albumen.store.records import PhotoFilter
from albumen.store.store import Store
from search.engine import SearchEngine
from search.notes import UNCALIBRATED
from search.query import SearchQuery, SearchResult
from tests.fakes import COLOURS, FakeEncoder
from tests.shelf import Shelf


class Drawer:
    """A photo of each colour, in a folder named so."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, encoder = store, FakeEncoder()
        self.engine = SearchEngine(store, encoder, folder / "index")
        self.shelf = Shelf(store)
        with store.write() as tx:
            model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim)
        for colour in COLOURS:
            photo_id = self.shelf.put(f"{colour}/1.jpg", colour)
            with store.write() as tx:
                tx.embeddings.save([photo_id], encoder.encode_images([Image.new("RGB", (8, 8), colour)]), model.id)

    def wish(self, verb: Verb, target: Target, colour: str) -> int:
        with self.store.write() as tx:
            wish_id = tx.feedback.add(verb, target, self.shelf.hash_of(colour)).id
        assert wish_id is not None
        return wish_id

    def find(self, text: str | None = None, like: Path | None = None, **parts: object) -> SearchResult:
        return self.engine.search(SearchQuery(text, like, filter=PhotoFilter(**parts)))  # type: ignore[arg-type]

    def names(self, *arguments: str, **parts: object) -> set[str]:
        return {hit.paths[0].parent.name for hit in self.find(*arguments, **parts).hits}


@pytest.fixture
def drawer(store: Store, library: Path) -> Drawer:
    """A photo of each colour."""
    return Drawer(store, library)


def test_a_hidden_photo_is_found_by_words_and_by_a_filter_only_where_it_is_asked_for(drawer: Drawer) -> None:
    drawer.wish(Verb.HIDE, Target.PHOTO, "red")
    assert drawer.names("red") == drawer.names(folder=Path("/photos/red")) | {"green", "blue"} == {"green", "blue"}
    assert drawer.names("red", include_hidden=True) == {"red", "green", "blue"}
    assert drawer.names(folder=Path("/photos/red"), include_hidden=True) == {"red"}


def test_a_hidden_photo_is_no_answer_to_a_picture_and_can_be_asked_by(drawer: Drawer) -> None:
    drawer.wish(Verb.HIDE, Target.PHOTO, "red")
    liking = {hit.paths[0].parent.name for hit in drawer.find(like=Path("/photos/green/1.jpg")).hits}
    assert liking == {"blue"}
    assert {hit.paths[0].parent.name for hit in drawer.find(like=Path("/photos/red/1.jpg")).hits} == {"green", "blue"}


def test_taking_it_back_brings_the_photo_back(drawer: Drawer) -> None:
    wish_id = drawer.wish(Verb.HIDE, Target.PHOTO, "red")
    with drawer.store.write() as tx:
        tx.feedback.undo(wish_id)
    assert drawer.names("red") == {"red", "green", "blue"}


def test_other_wishes_leave_the_search_as_it_is(drawer: Drawer) -> None:
    drawer.wish(Verb.LESS, Target.PHOTO, "red")
    drawer.wish(Verb.LIKE, Target.PHOTO, "green")
    drawer.wish(Verb.HIDE, Target.PLACE, "blue")
    assert drawer.names("red") == {"red", "green", "blue"}


def test_a_photo_that_went_and_came_back_is_still_hidden(drawer: Drawer) -> None:
    drawer.wish(Verb.HIDE, Target.PHOTO, "red")
    with drawer.store.write() as tx:
        root = tx.roots.find_containing(Path("/photos"))
        assert root is not None
        tx.roots.remove(root.id)
        tx.files.mark_all_orphans()
        tx.photos.purge_orphans(days=0)
    for colour in COLOURS:
        drawer.shelf.put(f"moved/{colour}.jpg", colour)
    assert len(drawer.shelf.visible()) == 2


def test_an_empty_answer_says_that_photos_are_hidden(drawer: Drawer) -> None:
    assert "hidden" not in (drawer.find(camera="none").note or "")
    drawer.wish(Verb.HIDE, Target.PHOTO, "red")
    note = drawer.find(camera="none").note
    assert note == "no photo passes --camera: loosen it; 1 hidden photo was left out"
    assert drawer.find("red").note == UNCALIBRATED, "nobody is told again and again of what is hidden"
    assert "hidden" not in (drawer.find(camera="none", include_hidden=True).note or "")
