"""Groups as the store takes them: members with their reasons, and a key that names the same group again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.records import LiveBasis
from knowledge_graph.duplicates.best_shot import fault, praise
from knowledge_graph.duplicates.identical import praise_file
from knowledge_graph.duplicates.reasons import describe_group, describe_movie

# How sure it is that a movie is a still's other half: identifiers are made to be unlike any other, a name and a length are
# not. There was nothing to measure the latter on.
_LIVE_CONFIDENCE = {LiveBasis.IDENTIFIER: 1.0, LiveBasis.NAME: 0.95}


def group_photos(kind: DuplicateKind, photos: Sequence[PhotoFacts], confidence: Mapping[int, float]) -> DuplicateGroup:
    """Make a group of photos.

    Args:
        kind: its class.
        photos: the keeper first.
        confidence: of each of the others, by photo id.
    """
    keeper, others = photos[0], photos[1:]
    least = min(confidence[one.id] for one in others)
    members = [DuplicateMember(keeper.id, None, least, praise(keeper, others, kind))]
    members += [DuplicateMember(one.id, None, confidence[one.id], fault(one, keeper, kind)) for one in others]
    key = name_group(kind, [one.content_hash for one in photos])
    return DuplicateGroup(key, kind, tuple(members), least, describe_group(kind, photos))


def group_files_of(photo: PhotoFacts, files: Sequence[PhotoFile]) -> DuplicateGroup:
    """Make a group of the files of one photo, the one to keep first."""
    reasons = [praise_file(files[0], files[1:]), *["the same bytes"] * (len(files) - 1)]
    members = [DuplicateMember(photo.id, file.id, 1.0, reason) for file, reason in zip(files, reasons, strict=True)]
    key = name_group(DuplicateKind.IDENTICAL, [photo.content_hash] * len(files))
    return DuplicateGroup(key, DuplicateKind.IDENTICAL, tuple(members), 1.0, f"the same bytes in {len(files)} files")


def group_live(photo: PhotoFacts, files: Sequence[PhotoFile]) -> DuplicateGroup:
    """Make a group of a Live photo: each file of its still that has its movie beside it."""
    members = tuple(
        DuplicateMember(photo.id, file.id, _LIVE_CONFIDENCE[file.movie.basis], describe_movie(file.movie))
        for file in files
        if file.movie is not None
    )
    least = min(member.confidence for member in members)
    key = name_group(DuplicateKind.PAIR, [photo.content_hash])
    return DuplicateGroup(key, DuplicateKind.PAIR, members, least, f"a Live photo: {members[0].reason}")


def name_group(kind: DuplicateKind, hashes: Sequence[str]) -> str:
    """Return what a group of this class and these contents is called, whatever their order."""
    return hashlib.sha256("\n".join([kind.value, *sorted(hashes)]).encode()).hexdigest()
