"""The curation jobs of a library in their order, run under its curation lock, and how each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from albumen.config import Settings
from albumen.errors import ModelError, UsageError
from albumen.lock import hold_curation
from albumen.store.curation_records import CurationState
from albumen.store.store import Store
from indexer.decode import decode_photo
from indexer.previews import PreviewStore
from knowledge_graph.jobs import CurationJob, Stop
from knowledge_graph.runner import CurationRunner, JobListener, JobOutcome, Standing, tell_standing
from models.encoder import ImageTextEncoder
from models.text_reader.reader import TextReader

if TYPE_CHECKING:
    from PIL.Image import Image


class CurationModels(Protocol):
    """The networks that curation runs."""

    @property
    def encoder(self) -> ImageTextEncoder:
        """What compares photos with sentences."""

    @property
    def reader(self) -> TextReader | None:
        """What reads text; None where its extra is not installed."""


class CuratedLibrary(Protocol):
    """What curation needs of a library."""

    @property
    def settings(self) -> Settings:
        """Where it lies, and what its owner has set."""

    @property
    def store(self) -> Store:
        """Its database."""

    @property
    def models(self) -> CurationModels:
        """Its networks."""

    @property
    def previews(self) -> PreviewStore:
        """Its previews."""


@dataclass(frozen=True, slots=True)
class CurationStanding:
    """How a job stands, and what is recorded of its last run."""

    standing: Standing
    state: CurationState


def curate(
    library: CuratedLibrary, names: Iterable[str] = (), *, stop: Stop, listener: JobListener, is_forced: bool = False
) -> list[JobOutcome]:
    """Run the jobs of these names, or all, each before those that build on it.

    Raises:
        UsageError: there is no job of a name.
        LibraryBusyError: another process curates this library.
    """
    jobs = choose_jobs(library, names)
    with hold_curation(library.settings.library):
        return CurationRunner(library.store, jobs, listener).run(stop, is_forced=is_forced)


def describe_curation(library: CuratedLibrary) -> list[CurationStanding]:
    """Tell how each job stands, in their order."""
    jobs = choose_jobs(library)
    with library.store.read() as tx:
        return [CurationStanding(tell_standing(tx, job), tx.curation_jobs.get(job.name)) for job in jobs]


def choose_jobs(library: CuratedLibrary, names: Iterable[str] = ()) -> list[CurationJob]:
    """Make the jobs of these names, or all, in the order in which they build on one another.

    Raises:
        UsageError: there is no job of a name.
    """
    wanted = set(names) or set(_MAKERS)
    if unknown := sorted(wanted - set(_MAKERS)):
        raise UsageError(f"there is no curation job {unknown[0]!r}; the jobs are {', '.join(_MAKERS)}")
    return [make(library) for name, make in _MAKERS.items() if name in wanted]


def _make_graph_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.graph.job import GraphJob

    return GraphJob(library.store)


def _make_duplicates_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.duplicates.job import DuplicatesJob

    return DuplicatesJob(library.store)


def _make_text_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.utility.text_job import TextJob

    def load_image(path: Path, max_side_px: int) -> Image:
        return decode_photo(path, max_side_px=max_side_px, max_pixels=library.settings.max_pixels).image

    return TextJob(library.store, reader=library.models.reader, load_image=load_image)


def _make_codes_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.utility.codes import ZxingReader
    from knowledge_graph.utility.codes_job import CodesJob

    return CodesJob(library.store, reader=ZxingReader(), load_preview=library.previews.load)


def _make_featured_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.ranking.job import FeaturedJob

    return FeaturedJob(library.store)


def _make_memories_job(library: CuratedLibrary) -> CurationJob:
    from knowledge_graph.memories.job import MemoriesJob

    encoder: ImageTextEncoder | None = None
    with suppress(ModelError):  # an encoder that is not installed is no reason to have no memories
        encoder = library.models.encoder
    return MemoriesJob(library.store, encoder=encoder)


_MAKERS: dict[str, Callable[[CuratedLibrary], CurationJob]] = {
    "graph": _make_graph_job,
    "duplicates": _make_duplicates_job,
    "text": _make_text_job,
    "codes": _make_codes_job,
    "featured": _make_featured_job,
    "memories": _make_memories_job,
}

JOB_NAMES = tuple(_MAKERS)
