"""From groups of duplicates to what may be done with them: what stays, what goes, and what the one gets from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from albumen.curation.trash import Trash
from albumen.curation.trash_plan import LeavingFile, Removal
from albumen.errors import NotFoundError, OutputError, UsageError
from albumen.store.curation_records import DuplicateGroup, DuplicateKind, GroupState, PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.merges import MergedMetadata
from albumen.store.store import Store, Transaction
from albumen.store.trash import TrashEntry
from knowledge_graph.duplicates.identical import group_files, praise_file
from knowledge_graph.duplicates.job import DuplicatesJob
from knowledge_graph.duplicates.merge import MergePlan, plan_file_merge, plan_merge

# Classes of which one photo is enough; those of a pair, a burst or merely alike are different pictures.
ACTED_ON = (DuplicateKind.IDENTICAL, DuplicateKind.SAME_PICTURE)
KIND_NAMES = {
    DuplicateKind.IDENTICAL: "identical bytes",
    DuplicateKind.SAME_PICTURE: "one picture",
    DuplicateKind.PAIR: "RAW or Live pair",
    DuplicateKind.BURST: "burst",
    DuplicateKind.SIMILAR: "merely similar",
}
# What `--all` takes: below lies what may be a crop, or another frame of a burst whose times were lost.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class ReviewMember:
    """A photo of a group as it now lies, or a file of it where the bytes are identical; `path` is None where it has none.

    `movie` is set where it is the still of a Live photo.
    """

    photo_id: int
    path: Path | None
    is_best: bool
    confidence: float
    reason: str
    movie: Path | None = None


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """What is to happen to one group, its best first. `problem` says why nothing can, and then nothing goes."""

    group: DuplicateGroup
    members: tuple[ReviewMember, ...]
    removal: Removal | None
    merge: MergePlan
    size_bytes: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What a review came to: its number, for undoing it, and one line for each group of which nothing was touched."""

    batch: int | None
    groups: int
    files: int
    size_bytes: int
    problems: tuple[str, ...]


class Review:
    """Plans and carries out answers on duplicate groups of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.trash = Trash(store)

    @property
    def is_done(self) -> bool:
        """Whether duplicates have been looked for at all."""
        with self._store.read() as tx:
            return tx.curation_jobs.get(DuplicatesJob.name).finished_at is not None

    def find(self, kind: str | None = None) -> list[DuplicateGroup]:
        """List the open groups, of one class or all, the strictest class first."""
        with self._store.read() as tx:
            return tx.duplicates.find(DuplicateKind(kind) if kind else None)

    def get(self, group_id: int) -> DuplicateGroup:
        """Find a group, whatever became of it.

        Raises:
            NotFoundError: there is none of this number.
        """
        with self._store.read() as tx:
            return _get(tx, group_id)

    def choose(
        self, group_ids: Sequence[int] = (), *, kind: str | None = None, of_all: bool = False
    ) -> list[DuplicateGroup]:
        """Find the groups that a person means: by number, or all sure ones of a class.

        Without a class, all are those of the same bytes and of one picture. Of a Live photo nothing is to go.

        Raises:
            UsageError: there is no such group, it is settled already, or nothing was named.
        """
        with self._store.read() as tx:
            if group_ids:
                return [_get_open(tx, group_id) for group_id in dict.fromkeys(group_ids)]
            if not of_all:
                raise UsageError("name groups by their numbers, or give --all; `albumen duplicates` lists them")
            kinds = ACTED_ON if kind is None else (DuplicateKind(kind),)
            sure = [group for group in tx.duplicates.find() if group.kind in kinds and group.confidence >= SURE]
            return [group for group in sure if not group.is_live_photo]

    def plan(self, groups: Iterable[DuplicateGroup]) -> list[ReviewPlan]:
        """Say what would happen to groups; nothing is touched."""
        groups = [*groups]
        with self._store.read() as tx:
            ids = {member.photo_id for group in groups for member in group.members}
            facts = {one.id: one for one in tx.facts.load(ids)}
            files = defaultdict(list)
            for file in tx.duplicates.files(ids):
                files[file.photo_id].append(file)
        return [_plan(group, facts, files) for group in groups]

    def carry_out(self, groups: Sequence[DuplicateGroup]) -> ReviewResult:
        """Move what is to go of each group to the trash, one group after another, each planned as things then are."""
        self.trash.recover()
        with self._store.read() as tx:
            batch = tx.trash.next_batch()
        problems: list[str] = []
        done = 0
        moved: list[TrashEntry] = []
        for group in groups:
            (plan,) = self.plan([group])
            if plan.removal is None:
                problems.append(f"group {group.id}: {plan.problem}")
                continue
            try:
                entries = self.trash.move(plan.removal, batch)
            except OutputError as error:
                problems.append(f"group {group.id}: {error}")
                continue
            done += 1
            moved += entries
        files = [entry for entry in moved if not entry.is_sidecar]
        size_bytes = sum(entry.size_bytes for entry in moved)
        return ReviewResult(batch if moved else None, done, len(files), size_bytes, tuple(problems))

    def keep(self, group_id: int) -> DuplicateGroup:
        """Record that a group is fine as it is.

        Raises:
            UsageError: there is no such group, or it is settled already.
        """
        with self._store.write() as tx:
            group = _get_open(tx, group_id)
            tx.duplicates.set_state([group.key], GroupState.KEPT)
        return group

    def reopen(self, group_id: int) -> DuplicateGroup:
        """Take back that a group is fine as it is.

        Raises:
            UsageError: there is no such group, or nobody said so.
        """
        with self._store.write() as tx:
            group = _get(tx, group_id)
            if group.state is not GroupState.KEPT:
                raise UsageError(f"nobody said of group {group_id} that it is fine as it is")
            tx.duplicates.set_state([group.key], GroupState.OPEN)
        return group


def _plan(
    group: DuplicateGroup, facts: Mapping[int, PhotoFacts], files: Mapping[int, Sequence[PhotoFile]]
) -> ReviewPlan:
    """Plan with the files that there are now; those that the group was found with may have moved."""
    if group.kind is DuplicateKind.IDENTICAL:
        return _plan_files(group, facts.get(group.members[0].photo_id), files)
    if group.is_live_photo:
        return _plan_live_photo(group, files)
    at = {photo_id: _order(of_photo)[0] for photo_id, of_photo in files.items()}
    members = tuple(
        _as_member(one.photo_id, at.get(one.photo_id), one is group.members[0], one.confidence, one.reason)
        for one in group.members
    )
    keeper = facts.get(group.members[0].photo_id)
    others = [facts[one.photo_id] for one in group.members[1:] if one.photo_id in facts]
    if keeper is None or not others:
        return _nothing(group, members, "too few of its photos have a file; run `albumen curate duplicates`")
    leaving = [(one, file) for one in others for file in files[one.id]]
    return _as_plan(group, members, keeper, at[keeper.id], leaving, plan_merge(group.kind, keeper, others))


def _plan_live_photo(group: DuplicateGroup, files: Mapping[int, Sequence[PhotoFile]]) -> ReviewPlan:
    """Show the halves; neither is to go without the other."""
    at = {file.id: file for of_photo in files.values() for file in of_photo}
    members = tuple(
        _as_member(one.photo_id, at.get(one.file_id or 0), one is group.members[0], one.confidence, one.reason)
        for one in group.members
    )
    return _nothing(group, members, "the halves of a Live photo belong together; nothing of it is to go")


def _plan_files(
    group: DuplicateGroup, photo: PhotoFacts | None, files: Mapping[int, Sequence[PhotoFile]]
) -> ReviewPlan:
    if photo is None or len(files[photo.id]) < 2:
        return _nothing(group, (), "there is at most one file left of it; run `albumen curate duplicates`")
    kept, *others = _order(files[photo.id])
    members = [_as_member(photo.id, kept, True, 1.0, praise_file(kept, others))]
    members += [_as_member(photo.id, file, False, 1.0, "the same bytes") for file in others]
    leaving = [(photo, file) for file in others]
    return _as_plan(group, tuple(members), photo, kept, leaving, plan_file_merge(photo, kept, others))


def _as_member(photo_id: int, file: PhotoFile | None, is_best: bool, confidence: float, reason: str) -> ReviewMember:
    movie = file.movie.path if file is not None and file.movie is not None else None
    return ReviewMember(photo_id, file.path if file is not None else None, is_best, confidence, reason, movie)


def _as_plan(
    group: DuplicateGroup,
    members: tuple[ReviewMember, ...],
    keeper: PhotoFacts,
    kept: PhotoFile,
    leaving: Sequence[tuple[PhotoFacts, PhotoFile]],
    merge: MergePlan,
) -> ReviewPlan:
    files = tuple(LeavingFile(file.id, file.path, one.content_hash, file.movie) for one, file in leaving)
    removal = Removal(group.key, keeper.id, keeper.content_hash, kept.path, files, merge.merged)
    if kept.movie is None:
        notes = [
            f"the movie {file.movie.path} goes with its still; the best has none" for _, file in leaving if file.movie
        ]
        merge = replace(merge, conflicts=(*merge.conflicts, *notes))
    return ReviewPlan(group, members, removal, merge, sum(one.size_bytes for one, _ in leaving))


def _nothing(group: DuplicateGroup, members: tuple[ReviewMember, ...], problem: str) -> ReviewPlan:
    return ReviewPlan(group, members, None, MergePlan(MergedMetadata()), 0, problem)


def _order(files: Sequence[PhotoFile]) -> Sequence[PhotoFile]:
    """Put the file to keep first."""
    return next(iter(group_files(files).values()), files)


def _get_open(tx: Transaction, group_id: int) -> DuplicateGroup:
    group = _get(tx, group_id)
    if group.state is not GroupState.OPEN:
        what = "is kept as it is" if group.state is GroupState.KEPT else "went to the trash"
        raise UsageError(
            f"group {group_id} {what} already; `albumen duplicates undo` takes back what went to the trash"
        )
    return group


def _get(tx: Transaction, group_id: int) -> DuplicateGroup:
    group = tx.duplicates.get([group_id]).get(group_id)
    if group is None:
        raise NotFoundError(f"there is no duplicate group {group_id}; `albumen duplicates` lists them")
    return group
