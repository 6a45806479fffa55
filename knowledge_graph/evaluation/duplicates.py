"""Duplicate groups against the truth: pairs of files, class by class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from albumen.store.curation_records import DuplicateGroup, DuplicateKind
from knowledge_graph.evaluation.matches import Matches
from knowledge_graph.evaluation.truth import Truth

Pair = frozenset[str]


def compare_duplicates(
    truth: Truth, groups: Iterable[DuplicateGroup], paths: Mapping[int, Sequence[str]], movies: Mapping[int, str]
) -> dict[DuplicateKind, Matches]:
    """Compare each class's pairs of photos.

    Files of the same bytes are one photo, which counts once; pairs of two scraps (receipts, screenshots and so on) count
    neither for nor against, since two of them may well look alike.

    Args:
        truth: What is true.
        groups: As they were found.
        paths: Each photo's files, by its id, relative to the photos' folder.
        movies: Where the movie of a file lies, by the file's id, likewise.
    """
    found, unsure = found_pairs(groups, paths, movies), _unsure(truth)
    return {kind: _compare(true_pairs(truth, kind), found[kind], unsure) for kind in DuplicateKind}


def compare_live_photos(
    truth: Truth, groups: Iterable[DuplicateGroup], paths: Mapping[int, Sequence[str]], movies: Mapping[int, str]
) -> Matches:
    """Compare the pairs of a still and a movie alone, as `compare_duplicates` does."""
    true, found = true_pairs(truth, DuplicateKind.PAIR), found_pairs(groups, paths, movies)[DuplicateKind.PAIR]
    return _compare(true - _of_photos(truth, true), found - _of_photos(truth, found), _unsure(truth))


def found_pairs(
    groups: Iterable[DuplicateGroup], paths: Mapping[int, Sequence[str]], movies: Mapping[int, str]
) -> dict[DuplicateKind, set[Pair]]:
    """Return the pairs of each class's groups."""
    found: dict[DuplicateKind, set[Pair]] = {kind: set() for kind in DuplicateKind}
    for group in groups:
        found[group.kind] |= _pairs_of(group, paths, movies)
    return found


def true_pairs(truth: Truth, kind: DuplicateKind) -> set[Pair]:
    """Return a class's true pairs; except for identical files, each photo stands in them with its first file, a movie as it is."""
    firsts = first_files(truth)
    pairs = truth.duplicates.get(kind.value, ())
    if kind is DuplicateKind.IDENTICAL:
        return {frozenset(pair) for pair in pairs}
    named = {frozenset((firsts.get(one, one), firsts.get(other, other))) for one, other in pairs}
    return {pair for pair in named if len(pair) == 2}


def first_files(truth: Truth) -> dict[str, str]:
    """Map each file to the first one of the same bytes."""
    firsts: dict[str, str] = {}
    return {photo.path: firsts.setdefault(photo.content, photo.path) for photo in truth.photos}


def scraps_of(truth: Truth) -> set[str]:
    """Return the files of utility content."""
    return {photo.path for photo in truth.photos if photo.utility is not None}


def compare_pairs(truth: Truth, kinds: Collection[DuplicateKind], found: set[Pair]) -> Matches:
    """Compare pairs of photos that somebody else found with the true ones of some classes; movies are left out of both."""
    true = set().union(*(true_pairs(truth, kind) for kind in kinds))
    return _compare(_of_photos(truth, true), _of_photos(truth, found), _unsure(truth))


def _of_photos(truth: Truth, pairs: set[Pair]) -> set[Pair]:
    photos = {photo.path for photo in truth.photos}
    return {pair for pair in pairs if pair <= photos}


def _pairs_of(group: DuplicateGroup, paths: Mapping[int, Sequence[str]], movies: Mapping[int, str]) -> set[Pair]:
    if group.kind is DuplicateKind.IDENTICAL:
        ids = {member.photo_id for member in group.members}
        return {frozenset(pair) for photo_id in ids for pair in combinations(paths[photo_id], 2)}
    if group.is_live_photo:
        halves = ((member.photo_id, member.file_id) for member in group.members)
        return {frozenset((paths[photo_id][0], movies[file_id])) for photo_id, file_id in halves if file_id is not None}
    firsts = dict.fromkeys(paths[member.photo_id][0] for member in group.members)
    return {frozenset(pair) for pair in combinations(firsts, 2)}


def _unsure(truth: Truth) -> tuple[set[Pair], set[str]]:
    return {frozenset(pair) for pair in truth.unsure}, scraps_of(truth)


def _compare(true: set[Pair], found: set[Pair], unsure: tuple[set[Pair], set[str]]) -> Matches:
    pairs, scraps = unsure
    counted = {pair for pair in found if pair not in pairs and not pair <= scraps}
    return Matches(len(true & counted), len(counted), len(true))
