"""Work as rows: each (photo, model) has a state, failed attempts, a lease and an error."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.records import Failure, Job, ModelKind, ModelRecord, ModelWork
from albumen.store.results import RESULT_TABLES
from albumen.store.segmentation_tables import SegmentationRow
from albumen.store.signal_filter import utility_ids
from albumen.store.signal_tables import SignalsRow
from albumen.store.tables import FileRow, JobRow, JobState, ModelRow, PhotoRow, RootRow
from albumen.types import EncoderIdentity

# Far longer than any photo takes; a crash gives its leases back at once, when the next run opens the library.
LEASE_S = 3_600


def is_due(kind: ModelKind) -> ColumnElement[bool]:
    """Match the photos that a kind of model is to look at: those that have a file and, in the background, a picture.

    A reader is to look at utility content only.
    """
    has_file, has_picture = PhotoRow.orphaned_at.is_(None), PhotoRow.width_px.is_not(None)
    if kind is ModelKind.READER:
        return and_(has_file, has_picture, PhotoRow.id.in_(utility_ids()))
    return and_(has_file, has_picture) if kind.is_background else has_file


class Jobs:
    """The jobs table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_missing(self, model_id: int) -> int:
        """Add a pending job for every photo that is due and has none of this model; return how many."""
        kind = self._session.get_one(ModelRow, model_id).kind
        has_job = exists().where(JobRow.photo_id == PhotoRow.id, JobRow.model_id == model_id)
        query = select(PhotoRow.id).where(~has_job, is_due(kind)).order_by(PhotoRow.id)
        values = {"model_id": model_id, "state": JobState.PENDING, "attempts": 0}
        rows = [values | {"photo_id": photo_id} for photo_id in self._session.scalars(query)]
        for chunk in iter_chunks(rows):
            self._session.execute(insert(JobRow), chunk)
        return len(rows)

    def claim(self, model_ids: Collection[int], limit: int) -> list[Job]:
        """Lease the pending jobs, or ones whose lease ran out, of up to `limit` photos that have a file.

        A photo that waits for several of the models comes once, with all of them.
        """
        now = int(time.time())
        is_free = or_(
            JobRow.state == JobState.PENDING, (JobRow.state == JobState.RUNNING) & (JobRow.leased_until < now)
        )
        first = (
            select(JobRow.photo_id)
            .join(PhotoRow, PhotoRow.id == JobRow.photo_id)
            .where(JobRow.model_id.in_(model_ids), is_free, PhotoRow.orphaned_at.is_(None))
            .order_by(JobRow.id)
            .limit(limit)
        )
        photo_ids = list(dict.fromkeys(self._session.scalars(first)))
        models: defaultdict[int, set[int]] = defaultdict(set)
        free = select(JobRow).where(JobRow.photo_id.in_(photo_ids), JobRow.model_id.in_(model_ids), is_free)
        for job in self._session.scalars(free):
            job.state, job.leased_until = JobState.RUNNING, now + LEASE_S
            models[job.photo_id].add(job.model_id)
        return self._describe(photo_ids, models)

    def give_back(self, model_id: int) -> None:
        """Return every lease: only one indexer works on a library, so at its start all leases are a dead one's."""
        statement = update(JobRow).where(JobRow.model_id == model_id, JobRow.state == JobState.RUNNING)
        self._session.execute(statement.values(state=JobState.PENDING, leased_until=None))

    def finish(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Mark work as done, whether or not a row was waiting for it."""
        for job in self._get_or_add(photo_ids, model_id):
            job.state, job.leased_until, job.reason, job.error = JobState.DONE, None, None, None

    def fail(self, photo_id: int, model_id: int, *, reason: str, error: str, retries: int = 0) -> None:
        """Record a failed attempt: the job waits for another try at most `retries` times, then it is set aside."""
        (job,) = self._get_or_add([photo_id], model_id)
        job.attempts += 1
        job.state = JobState.PENDING if job.attempts <= retries else JobState.FAILED
        job.leased_until, job.reason, job.error = None, reason, error

    def retry_failed(self, model_ids: Collection[int]) -> int:
        """Give failed jobs of some models a fresh start; return of how many photos."""
        of_models = (JobRow.model_id.in_(model_ids), JobRow.state == JobState.FAILED)
        count = self._session.scalar(select(func.count(JobRow.photo_id.distinct())).where(*of_models))
        self._session.execute(update(JobRow).where(*of_models).values(state=JobState.PENDING, attempts=0))
        return count or 0

    def reopen(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Ask for work again, as when its result was lost."""
        for job in self._get_or_add(photo_ids, model_id):
            job.state = JobState.PENDING

    def find_done_without_result(self, model: ModelRecord) -> list[int]:
        """List photos whose work is marked done but whose embedding, signals, masks or matte are absent."""
        table = RESULT_TABLES[model.kind][0]
        has_result = exists().where(table.photo_id == JobRow.photo_id, table.model_id == model.id)
        query = select(JobRow.photo_id).where(JobRow.model_id == model.id, JobRow.state == JobState.DONE, ~has_result)
        return list(self._session.scalars(query))

    def counts(self, model_id: int) -> dict[str, int]:
        """Count the work on photos that have a file, by state."""
        query = select(JobRow.state, func.count()).join(PhotoRow, PhotoRow.id == JobRow.photo_id)
        query = query.where(JobRow.model_id == model_id, PhotoRow.orphaned_at.is_(None)).group_by(JobRow.state)
        found = dict(self._session.execute(query).all())
        return {state.value: found.get(state, 0) for state in JobState}

    def count_waiting(self, model_ids: Collection[int]) -> int:
        """Count the photos that have a file and wait for any of the models."""
        query = select(func.count(JobRow.photo_id.distinct())).join(PhotoRow, PhotoRow.id == JobRow.photo_id)
        query = query.where(JobRow.model_id.in_(model_ids), JobRow.state == JobState.PENDING)
        return self._session.scalar(query.where(PhotoRow.orphaned_at.is_(None))) or 0

    def describe_work(self, kind: ModelKind, identity: EncoderIdentity, model: ModelRecord | None) -> ModelWork:
        """Tell how far a model is; `model` None is one that has not begun. A photo without a job waits too."""
        photos = self._session.scalar(select(func.count()).where(is_due(kind))) or 0
        counts = self.counts(model.id) if model is not None else {"done": 0, "failed": 0}
        waiting = photos - counts["done"] - counts["failed"]
        rate = model.photos_per_s if model is not None else None
        return ModelWork(kind, identity, counts["done"], waiting, counts["failed"], rate)

    def count_unseen(self) -> int:
        """Count the photos that have a file, wait for an analyser, and have no signals of an older one either."""
        analysers = self._session.scalars(select(ModelRow.id).where(ModelRow.kind == ModelKind.ANALYSER)).all()
        waits = (JobRow.model_id.in_(analysers), JobRow.state.in_([JobState.PENDING, JobState.RUNNING]))
        waiting = select(JobRow.photo_id).where(*waits)  # an index answers it; joined, SQLite began with the photos
        query = select(func.count()).where(PhotoRow.id.in_(waiting), PhotoRow.orphaned_at.is_(None))
        return self._session.scalar(query.where(~exists().where(SignalsRow.photo_id == PhotoRow.id))) or 0

    def count_unsegmented(self) -> int:
        """Count the photos that are due to be segmented, have not been, and are not set aside by a segmenter."""
        segmenters = self._session.scalars(select(ModelRow.id).where(ModelRow.kind == ModelKind.SEGMENTER)).all()
        is_failed = JobRow.model_id.in_(segmenters) & (JobRow.state == JobState.FAILED)
        query = select(func.count()).where(
            is_due(ModelKind.SEGMENTER),
            ~exists().where(SegmentationRow.photo_id == PhotoRow.id),
            ~exists().where(JobRow.photo_id == PhotoRow.id, is_failed),
        )
        return self._session.scalar(query) or 0

    def iter_failures(self, model_ids: Collection[int]) -> Iterator[Failure]:
        """Yield each file whose photo was set aside by any of the models, once, with the first one's reason."""
        query = (
            select(RootRow.path, FileRow.path, JobRow.reason, JobRow.error)
            .join(FileRow, FileRow.root_id == RootRow.id)
            .join(JobRow, JobRow.photo_id == FileRow.photo_id)
            .where(JobRow.model_id.in_(model_ids), JobRow.state == JobState.FAILED)
            .order_by(RootRow.path, FileRow.path, JobRow.model_id)
        )
        last = None
        for root, path, reason, error in self._session.execute(query):
            if (root, path) != last:
                yield Failure(Path(root, path), reason or "unreadable", error or "")
            last = (root, path)

    def _get_or_add(self, photo_ids: Iterable[int], model_id: int) -> list[JobRow]:
        wanted = set(photo_ids)
        query = select(JobRow).where(JobRow.model_id == model_id)
        found = [
            job
            for chunk in iter_chunks(wanted)
            for job in self._session.scalars(query.where(JobRow.photo_id.in_(chunk)))
        ]
        absent = wanted - {job.photo_id for job in found}
        new = [JobRow(photo_id=id_, model_id=model_id, state=JobState.PENDING, attempts=0) for id_ in sorted(absent)]
        self._session.add_all(new)
        return found + new

    def _describe(self, photo_ids: list[int], models: dict[int, set[int]]) -> list[Job]:
        paths = self._online_paths(photo_ids)
        columns = (PhotoRow.id, PhotoRow.content_hash, PhotoRow.width_px, PhotoRow.height_px)
        rows = self._session.execute(select(*columns).where(PhotoRow.id.in_(photo_ids)))
        jobs = {
            photo_id: Job(
                photo_id,
                content_hash,
                frozenset(models[photo_id]),
                (width, height) if width and height else None,
                paths.get(photo_id),
            )
            for photo_id, content_hash, width, height in rows
        }
        return [jobs[photo_id] for photo_id in photo_ids]

    def _online_paths(self, photo_ids: list[int]) -> dict[int, Path]:
        query = (
            select(FileRow.photo_id, RootRow.path, FileRow.path)
            .join(RootRow, RootRow.id == FileRow.root_id)
            .where(FileRow.photo_id.in_(photo_ids), RootRow.is_online)
        )
        return {photo: Path(root, path) for photo, root, path in self._session.execute(query) if photo}
