"""Roots never nest: an outer one takes the files of the inner ones, and nothing is analysed again."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from albumen.store.store import Store
from tests.shelf import Shelf


def _root_paths(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(str(root.path) for root in tx.roots.all())


def _absolute_paths(store: Store) -> dict[str, int | None]:
    with store.read() as tx:
        return {
            str(root.path / path): record.photo_id
            for root in tx.roots.all()
            for path, record in tx.files.of_root(root.id).items()
        }


def test_adding_a_folder_twice_gives_the_same_root(store: Store) -> None:
    with store.write() as tx:
        assert tx.roots.add(Path("/photos")) == tx.roots.add(Path("/photos"))
    assert _root_paths(store) == ["/photos"]


def test_a_folder_inside_a_root_gives_that_root(store: Store) -> None:
    with store.write() as tx:
        outer = tx.roots.add(Path("/photos"))
        assert tx.roots.add(Path("/photos/2022/05")) == outer
    assert _root_paths(store) == ["/photos"]


def test_an_outer_root_takes_the_files_of_the_inner_ones(shelf: Shelf) -> None:
    first = shelf.put("a.jpg", root=Path("/photos/2021"))
    second = shelf.put("05/b é.jpg", root=Path("/photos/2022"))
    elsewhere = shelf.put("c.jpg", root=Path("/other"))
    with shelf.store.write() as tx:
        tx.roots.add(Path("/photos"))
    assert _root_paths(shelf.store) == ["/other", "/photos"]
    assert _absolute_paths(shelf.store) == {
        "/photos/2021/a.jpg": first,
        "/photos/2022/05/b é.jpg": second,
        "/other/c.jpg": elsewhere,
    }
    assert shelf.visible() == [first, second, elsewhere]


def test_a_folder_whose_name_begins_alike_is_another_root(shelf: Shelf) -> None:
    shelf.put("a.jpg", root=Path("/photos-old"))
    shelf.put("b.jpg", root=Path("/photos"))
    assert _root_paths(shelf.store) == ["/photos", "/photos-old"]


def test_the_file_system_s_own_root_holds_every_other(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", root=Path("/photos"))
    with shelf.store.write() as tx:
        tx.roots.add(Path("/"))
    assert _absolute_paths(shelf.store) == {"/photos/a.jpg": photo}


def test_an_undecodable_folder_keeps_its_name_when_absorbed(shelf: Shelf) -> None:
    shelf.put("a.jpg", root=Path("/photos/caf\udce9"))
    with shelf.store.write() as tx:
        tx.roots.add(Path("/photos"))
    assert list(_absolute_paths(shelf.store)) == ["/photos/caf\udce9/a.jpg"]


def test_the_root_that_holds_a_folder_is_found(store: Store) -> None:
    with store.write() as tx:
        root = tx.roots.add(Path("/photos"))
        assert tx.roots.find_containing(Path("/photos")) == root
        assert tx.roots.find_containing(Path("/photos/2022/a.jpg")) == root
        assert tx.roots.find_containing(Path("/photos2")) is None
        assert tx.roots.find_containing(Path("/")) is None


def test_an_update_leaves_what_is_not_given(store: Store) -> None:
    with store.write() as tx:
        root = tx.roots.add(Path("/photos"))
        tx.roots.update(root.id, is_online=True, device=2**40, scanned_at=1_700_000_000)
        tx.roots.update(root.id, is_online=False, device=None, scanned_at=None)
    with store.read() as tx:
        (seen,) = tx.roots.all()
    assert (seen.is_online, seen.device, seen.scanned_at) == (False, 2**40, 1_700_000_000)


def test_removing_a_root_forgets_its_files_and_keeps_its_photos(shelf: Shelf) -> None:
    kept = shelf.put("a.jpg", root=Path("/one"))
    dropped = shelf.put("b.jpg", root=Path("/two"))
    with shelf.store.write() as tx:
        tx.roots.remove(tx.roots.all()[1].id)
        tx.files.mark_all_orphans()
        assert set(tx.photos.get([kept, dropped])) == {kept, dropped}
    assert shelf.visible() == [kept]
    assert list(_absolute_paths(shelf.store)) == ["/one/a.jpg"]


@given(folders=st.lists(st.lists(st.sampled_from("abc"), max_size=4).map("/".join), max_size=12))
def test_whatever_is_added_no_root_lies_within_another_and_all_are_held(store: Store, folders: list[str]) -> None:
    with store.write() as tx:
        for root in tx.roots.all():
            tx.roots.remove(root.id)
        for folder in folders:
            tx.roots.add(Path("/photos", folder))
        paths = [root.path for root in tx.roots.all()]
        assert all(tx.roots.find_containing(Path("/photos", folder)) for folder in folders)
    assert not any(a != b and a.is_relative_to(b) for a in paths for b in paths)
    assert len(set(paths)) == len(paths)
