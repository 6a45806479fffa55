"""The store: one database, opened once, used through transactions that bring every repository."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Executable, func, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from albumen.errors import StoreError
from albumen.store.appeals import AppealTable
from albumen.store.codes import CodeTable
from albumen.store.commits import CommitWatch
from albumen.store.curation_jobs import CurationJobs
from albumen.store.database import open_engine
from albumen.store.duplicates import DuplicateTable
from albumen.store.embeddings import EmbeddingTable
from albumen.store.facts import FactTable
from albumen.store.featured import FeaturedTable
from albumen.store.feedback import FeedbackTable
from albumen.store.files import Files
from albumen.store.jobs import Jobs
from albumen.store.mattes import MatteTable
from albumen.store.memories import MemoryTable
from albumen.store.merges import MergeTable
from albumen.store.models import Models
from albumen.store.photo_columns import ColumnTable
from albumen.store.photos import Photos
from albumen.store.places import PlaceTable
from albumen.store.prints import PrintTable
from albumen.store.records import LibraryCounts
from albumen.store.roots import Roots
from albumen.store.segmentations import SegmentationTable
from albumen.store.signals import SignalTable
from albumen.store.tables import FileRow, PhotoRow, RootRow
from albumen.store.text_tables import INDEX_NAME
from albumen.store.texts import TextTable
from albumen.store.timeline import TimelineTable
from albumen.store.trash import TrashTable
from albumen.store.versions import Versions


class Transaction:
    """The repositories, sharing one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.roots = Roots(session)
        self.files = Files(session)
        self.photos = Photos(session)
        self.models = Models(session)
        self.jobs = Jobs(session)
        self.embeddings = EmbeddingTable(session)
        self.signals = SignalTable(session)
        self.segmentations = SegmentationTable(session)
        self.mattes = MatteTable(session)
        self.texts = TextTable(session)
        self.codes = CodeTable(session)
        self.versions = Versions(session)
        self.facts = FactTable(session)
        self.timeline = TimelineTable(session)
        self.feedback = FeedbackTable(session)
        self.places = PlaceTable(session)
        self.appeals = AppealTable(session)
        self.featured = FeaturedTable(session)
        self.curation_jobs = CurationJobs(session)
        self.prints = PrintTable(session)
        self.duplicates = DuplicateTable(session)
        self.trash = TrashTable(session)
        self.merges = MergeTable(session)
        self.memories = MemoryTable(session)
        self.columns = ColumnTable(session)

    def count(self, model_id: int | None) -> LibraryCounts:
        """Count what the library holds; `model_id` None counts no jobs."""
        has_file = PhotoRow.orphaned_at.is_(None)
        photos, places, earliest, latest = self._session.execute(
            select(
                func.count(),
                func.count(PhotoRow.place_id.distinct()),
                func.min(PhotoRow.taken_at_local),
                func.max(PhotoRow.taken_at_local),
            ).where(has_file)
        ).one()
        online = select(FileRow.photo_id).join(RootRow).where(RootRow.is_online, FileRow.photo_id.is_not(None))
        offline = select(func.count()).select_from(PhotoRow).where(has_file, PhotoRow.id.not_in(online))
        unreadable = select(func.count()).select_from(FileRow).where(FileRow.reason.is_not(None))
        return LibraryCounts(
            files=self._scalar(select(func.count()).select_from(FileRow)),
            photos=photos,
            offline_photos=self._scalar(offline),
            unreadable_files=self._scalar(unreadable),
            jobs={} if model_id is None else self.jobs.counts(model_id),
            places=places,
            earliest=earliest,
            latest=latest,
        )

    def _scalar(self, query: Executable) -> int:
        return int(self._session.scalar(query) or 0)


class Store:
    """An open database. Threads may share it; each transaction has a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Open or create the database file, and migrate it.

        Raises:
            StoreTooNewError: a newer Albumen made it.
            StoreError: it cannot be opened or migrated.
        """
        self.path = path
        self._engine = open_engine(path)
        self._writer = self._engine.execution_options(is_write=True)
        self._commits = CommitWatch(self._engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Give a consistent view that blocks nobody."""
        with self._said_plainly(), Session(self._engine) as session:
            yield Transaction(session)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Commit what is done inside, all or nothing."""
        with self._said_plainly(), Session(self._writer) as session, session.begin():
            yield Transaction(session)

    def version(self) -> int:
        """Tell the state of the database in microseconds: another number after each commit of any process."""
        with self._said_plainly():
            return self._commits.version()

    def analyze(self) -> None:
        """Give the query planner fresh statistics, as after a bulk load."""
        with self._said_plainly(), self._writer.begin() as connection:
            connection.execute(text("ANALYZE"))

    def check(self) -> list[str]:
        """List what SQLite finds wrong with its own file: page damage, broken references."""
        problems: list[str] = []
        try:
            with self._engine.connect() as connection:
                pages = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                # The text index is made anew from the texts: damage to it is none to the store.
                problems = [line for line in pages if line != "ok" and INDEX_NAME not in line]
                references = connection.execute(text("PRAGMA foreign_key_check")).all()
        except DatabaseError as error:  # damage that not even the check gets over
            return [*problems, str(error.orig)]
        return problems + [f"a row of {row[0]} points to a row of {row[2]} that is absent" for row in references]

    def close(self) -> None:
        """Release the database file."""
        self._commits.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if type(error) not in (
                DatabaseError,
                OperationalError,
            ):  # a broken constraint is a bug here, not the disk's
                raise
            raise StoreError(
                f"the database {self.path} cannot be used ({error.orig}); see that its disk is there, writable and not "
                "full and that no other program holds it, then run `albumen doctor`"
            ) from error
