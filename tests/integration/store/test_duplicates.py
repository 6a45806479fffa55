"""Groups in the store: answers outlast the making anew, and sets join what shares a photo."""

from __future__ import annotations

from pathlib import Path

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, GroupState
from albumen.store.store import Store
from tests.duplicates import add_photo

KIND = DuplicateKind.SAME_PICTURE


def _photos(store: Store, tmp_path: Path, count: int) -> list[int]:
    (tmp_path / "photos").mkdir()
    return [add_photo(store, tmp_path / f"photos/{at}.jpg", bytes([at])) for at in range(count)]


def _group(key: str, ids: list[int], kind: DuplicateKind = KIND) -> DuplicateGroup:
    members = tuple(DuplicateMember(one, None, 0.9, "because") for one in ids)
    return DuplicateGroup(key, kind, members, 0.9, "alike")


def test_a_group_that_is_found_again_keeps_its_number_and_its_answer(store: Store, tmp_path: Path) -> None:
    a, b, c = _photos(store, tmp_path, 3)
    with store.write() as tx:
        tx.duplicates.replace([_group("x", [a, b]), _group("y", [b, c])])
        first = {group.key: group.id for group in tx.duplicates.find()}
        tx.duplicates.set_state(["x"], GroupState.KEPT)
        tx.duplicates.replace([_group("x", [b, a])])
        assert tx.duplicates.find() == []
        (kept,) = tx.duplicates.find(states=[GroupState.KEPT])
    assert (kept.id, [member.photo_id for member in kept.members]) == (first["x"], [b, a])


def test_an_answer_outlasts_a_time_in_which_the_group_is_not_found(store: Store, tmp_path: Path) -> None:
    a, b = _photos(store, tmp_path, 2)
    with store.write() as tx:
        tx.duplicates.replace([_group("x", [a, b])])
        tx.duplicates.set_state(["x"], GroupState.KEPT)
        tx.duplicates.replace([])
        assert tx.duplicates.find(states=[*GroupState]) == []
        tx.duplicates.replace([_group("x", [a, b])])
        assert [group.state for group in tx.duplicates.find(states=[*GroupState])] == [GroupState.KEPT]


def test_a_group_that_went_to_the_trash_is_open_when_it_is_found_again(store: Store, tmp_path: Path) -> None:
    a, b = _photos(store, tmp_path, 2)
    with store.write() as tx:
        tx.duplicates.replace([_group("x", [a, b])])
        tx.duplicates.set_state(["x"], GroupState.RESOLVED)
        tx.duplicates.replace([])
        assert [group.key for group in tx.duplicates.find(states=[GroupState.RESOLVED])] == ["x"]
        tx.duplicates.replace([_group("x", [a, b])])
        assert [group.key for group in tx.duplicates.find()] == ["x"]


def test_the_strictest_class_comes_first(store: Store, tmp_path: Path) -> None:
    a, b, c = _photos(store, tmp_path, 3)
    with store.write() as tx:
        tx.duplicates.replace([_group("x", [a, b], DuplicateKind.BURST), _group("y", [b, c])])
        assert [group.key for group in tx.duplicates.find()] == ["y", "x"]
        assert [group.key for group in tx.duplicates.find(DuplicateKind.BURST)] == ["x"]


def test_sets_join_groups_that_share_a_photo_but_not_the_similar(store: Store, tmp_path: Path) -> None:
    a, b, c, d = _photos(store, tmp_path, 4)
    burst, similar = _group("y", [a, c], DuplicateKind.BURST), _group("z", [a, d], DuplicateKind.SIMILAR)
    with store.write() as tx:
        assert tx.duplicates.sets() == {}
        tx.duplicates.replace([_group("x", [c, b]), burst, similar, _group("i", [d, d], DuplicateKind.IDENTICAL)])
        assert tx.duplicates.sets() == {a: a, b: a, c: a}
