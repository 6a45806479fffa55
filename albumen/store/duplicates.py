"""Groups of photos that are alike, and what people said of them: an answer outlives the making of the groups anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, GroupState
from albumen.store.curation_tables import DuplicateGroupRow, DuplicateMemberRow
from albumen.store.records import LiveBasis
from albumen.store.signal_tables import PrintRow
from albumen.store.tables import EmbeddingRow, FileRow, MovieRow, PhotoRow, RootRow

# Photos of these classes show one and the same moment; those that are merely similar do not.
_NEAR = (DuplicateKind.IDENTICAL, DuplicateKind.SAME_PICTURE, DuplicateKind.PAIR, DuplicateKind.BURST)


@dataclass(frozen=True, slots=True)
class LiveMovie:
    """The moving half of a Live photo as it was last seen, and why it is taken for that."""

    path: Path
    size_bytes: int
    mtime_ns: int
    duration_s: float | None
    basis: LiveBasis


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file of a photo: where it lies, whether its disk was there when it was last looked for, and what lies beside it.

    `has_sidecar` says that this is XMP; `movie` is set where the file is the still of a Live photo.
    """

    id: int
    photo_id: int
    path: Path
    is_online: bool = True
    has_sidecar: bool = False
    movie: LiveMovie | None = None


class DuplicateTable:
    """The duplicate_groups and duplicate_members tables."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, groups: Sequence[DuplicateGroup]) -> None:
        """Put newly found groups in the place of the old ones.

        A group that is found again, by its key, keeps its id, and stays `KEPT` if a person said so. One that went to the
        trash stays for the record; one found again after that is open, for its files have come back.
        """
        known = {row.key: row for row in self._session.scalars(select(DuplicateGroupRow))}
        found = {group.key for group in groups}
        renewed = [row.id for row in known.values() if row.state is not GroupState.RESOLVED or row.key in found]
        gone = [row.id for row in known.values() if row.state is GroupState.OPEN and row.key not in found]
        for chunk in iter_chunks(renewed):
            self._session.execute(delete(DuplicateMemberRow).where(DuplicateMemberRow.group_id.in_(chunk)))
        for chunk in iter_chunks(gone):
            self._session.execute(delete(DuplicateGroupRow).where(DuplicateGroupRow.id.in_(chunk)))
        self._insert([group for group in groups if group.key not in known])
        for group in groups:
            if (row := known.get(group.key)) is not None:
                row.confidence, row.reason = group.confidence, group.reason
                row.state = GroupState.KEPT if row.state is GroupState.KEPT else GroupState.OPEN
        self._session.flush()
        self._insert_members(groups)

    def find(
        self, kind: DuplicateKind | None = None, *, states: Iterable[GroupState] = (GroupState.OPEN,)
    ) -> list[DuplicateGroup]:
        """Load the groups of a class, or of all, the strictest class first; groups without members are left out."""
        query = select(DuplicateGroupRow).where(DuplicateGroupRow.state.in_([*states])).order_by(DuplicateGroupRow.id)
        if kind is not None:
            query = query.where(DuplicateGroupRow.kind == kind)
        groups = self._load(self._session.scalars(query).all())
        strictness = [*DuplicateKind]
        return sorted(groups, key=lambda group: strictness.index(group.kind))

    def get(self, group_ids: Iterable[int]) -> dict[int, DuplicateGroup]:
        """Load groups by id, whatever became of them; an id that the store lacks is left out."""
        rows = [
            row
            for chunk in iter_chunks(group_ids)
            for row in self._session.scalars(select(DuplicateGroupRow).where(DuplicateGroupRow.id.in_(chunk)))
        ]
        return {group.id: group for group in self._load(rows) if group.id is not None}

    def holding(self, photo_id: int) -> list[DuplicateGroup]:
        """Load the open groups that a photo is of, the strictest class first."""
        held = select(DuplicateMemberRow.group_id).where(DuplicateMemberRow.photo_id == photo_id)
        groups = self.get(self._session.scalars(held.distinct().order_by(DuplicateMemberRow.group_id)))
        strictness = [*DuplicateKind]
        found = [group for group in groups.values() if group.state is GroupState.OPEN]
        return sorted(found, key=lambda group: strictness.index(group.kind))

    def set_state(self, keys: Iterable[str], state: GroupState) -> None:
        """Record what became of groups."""
        statement = update(DuplicateGroupRow).values(state=state)
        for chunk in iter_chunks(keys):
            self._session.execute(statement.where(DuplicateGroupRow.key.in_(chunk)))

    def sets(self) -> dict[int, int]:
        """Map each photo that has near-duplicates to the one that stands for them all, itself or another.

        Photos that are identical, one picture, a pair or a burst are of one set, also by way of a third; those that are
        merely similar are not. Photos that are alone in this are left out.
        """
        query = select(DuplicateMemberRow.group_id, DuplicateMemberRow.photo_id)
        query = query.join(DuplicateGroupRow).where(DuplicateGroupRow.kind.in_(_NEAR))
        query = query.order_by(DuplicateMemberRow.group_id, DuplicateMemberRow.position)
        members: dict[int, list[int]] = defaultdict(list)
        for group_id, photo_id in self._session.execute(query):
            members[group_id].append(photo_id)
        return _merge_sets(ids for ids in members.values() if len(set(ids)) > 1)

    def files(self, photo_ids: Collection[int] | None = None) -> list[PhotoFile]:
        """List the files of all photos, or of some, in the order in which they were found."""
        columns = (
            FileRow.id,
            FileRow.photo_id,
            RootRow.path,
            FileRow.path,
            RootRow.is_online,
            FileRow.sidecar_mtime_ns,
        )
        query = select(*columns).join(RootRow).where(FileRow.photo_id.is_not(None)).order_by(FileRow.id)
        parts = [None] if photo_ids is None else [*iter_chunks(photo_ids)]
        movies = self._movies(photo_ids)
        return [
            PhotoFile(file_id, photo_id, Path(root, path), is_online, sidecar is not None, movies.get(file_id))
            for part in parts
            for file_id, photo_id, root, path, is_online, sidecar in self._session.execute(
                query if part is None else query.where(FileRow.photo_id.in_(part))
            )
            if photo_id is not None
        ]

    def _movies(self, photo_ids: Collection[int] | None) -> dict[int, LiveMovie]:
        """Load the moving halves of Live photos by the id of the still's file."""
        query = select(MovieRow, RootRow.path, FileRow.path).join(FileRow, FileRow.id == MovieRow.file_id).join(RootRow)
        query = query.where(MovieRow.basis.is_not(None))
        parts = [None] if photo_ids is None else [*iter_chunks(photo_ids)]
        return {
            row.file_id: LiveMovie(
                Path(root, path).with_name(row.name), row.size_bytes, row.mtime_ns, row.duration_s, row.basis
            )
            for part in parts
            for row, root, path in self._session.execute(
                query if part is None else query.where(FileRow.photo_id.in_(part))
            )
            if row.basis is not None
        }

    def file_ids_at(self, paths: Iterable[Path]) -> list[int]:
        """Find the rows of files by their absolute paths; a path that the store lacks is left out."""
        roots = [(row.id, Path(row.path)) for row in self._session.scalars(select(RootRow))]
        found: list[int] = []
        for path in paths:
            for root_id, root in roots:
                if path.is_relative_to(root):
                    query = select(FileRow.id).where(FileRow.root_id == root_id)
                    found += self._session.scalars(query.where(FileRow.path == path.relative_to(root).as_posix()))
        return found

    def photo_stamp(self) -> tuple[int, int]:
        """Tell the state of the photos that have a file: how many there are, and the largest id."""
        query = select(func.count(), func.max(PhotoRow.id)).where(PhotoRow.orphaned_at.is_(None))
        count, last_id = self._session.execute(query).one()
        return count, last_id or 0

    def material_stamp(self) -> tuple[int, ...]:
        """Tell the state of what duplicates are found in: photos, files (and when one was last read), prints and vectors."""
        files = self._session.execute(select(func.count(), func.max(FileRow.id), func.max(FileRow.checked_ns))).one()
        prints = self._session.execute(select(func.count(), func.max(PrintRow.model_id))).one()
        vectors = self._session.execute(select(func.count(), func.max(EmbeddingRow.id))).one()
        return (*self.photo_stamp(), *(value or 0 for value in (*files, *prints, *vectors)))

    def _load(self, rows: Sequence[DuplicateGroupRow]) -> list[DuplicateGroup]:
        members: dict[int, list[DuplicateMember]] = defaultdict(list)
        for chunk in iter_chunks(row.id for row in rows):
            query = select(DuplicateMemberRow).where(DuplicateMemberRow.group_id.in_(chunk))
            query = query.order_by(DuplicateMemberRow.group_id, DuplicateMemberRow.position)
            for row in self._session.scalars(query):
                member = DuplicateMember(row.photo_id, row.file_id, row.confidence, row.reason)
                members[row.group_id].append(member)
        return [
            DuplicateGroup(row.key, row.kind, tuple(members[row.id]), row.confidence, row.reason, row.state, row.id)
            for row in rows
            if members[row.id]
        ]

    def _insert(self, groups: Sequence[DuplicateGroup]) -> None:
        rows = [
            {
                "key": group.key,
                "kind": group.kind,
                "confidence": group.confidence,
                "reason": group.reason,
                "state": group.state,
            }
            for group in groups
        ]
        if rows:
            self._session.execute(insert(DuplicateGroupRow), rows)

    def _insert_members(self, groups: Sequence[DuplicateGroup]) -> None:
        ids = dict(self._session.execute(select(DuplicateGroupRow.key, DuplicateGroupRow.id)).all())
        rows = [
            {
                "group_id": ids[group.key],
                "position": position,
                "photo_id": member.photo_id,
                "file_id": member.file_id,
                "confidence": member.confidence,
                "reason": member.reason,
            }
            for group in groups
            for position, member in enumerate(group.members)
        ]
        for chunk in iter_chunks(rows):
            self._session.execute(insert(DuplicateMemberRow), chunk)


def _merge_sets(groups: Iterable[Sequence[int]]) -> dict[int, int]:
    """Join groups that share a photo; a set is named by the first photo of the first group that it came from."""
    leaders: dict[int, int] = {}

    def leader_of(photo_id: int) -> int:
        while leaders.setdefault(photo_id, photo_id) != photo_id:
            photo_id = leaders[photo_id]
        return photo_id

    for ids in groups:
        first = leader_of(ids[0])
        for other in ids[1:]:
            leaders[leader_of(other)] = first
    return {photo_id: leader_of(photo_id) for photo_id in leaders}
