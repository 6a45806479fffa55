"""What the library holds, how far the work on it is, what failed and why; and starting work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from albumen.curation.jobs import describe_curation
from albumen.printable import clean_line, clean_path
from albumen.web.live import Live
from albumen.web.runs import RunState, Work
from albumen.web.wall_clock import WallClock

router = APIRouter(prefix="/api/status", tags=["status"])


class WorkAnswer(BaseModel):
    """How far a model is with the photos."""

    product: str = Field(description="what comes of it: vectors, signals, masks, subjects")
    model: str
    done: int
    waiting: int
    failed: int
    photos_per_s: float | None
    seconds_left: float | None


class JobAnswer(BaseModel):
    """How a curation job stands: never, stale or fresh; and what it last came to."""

    name: str
    standing: str
    summary: str | None
    error: str | None


class RunAnswer(BaseModel):
    """A run that was started from here: how far it is, or what became of it."""

    model_config = ConfigDict(from_attributes=True)

    work: Work
    step: str
    done: int
    total: int
    per_second: float | None
    seconds_left: float | None
    is_running: bool
    error: str | None


class StatusAnswer(BaseModel):
    """The library in numbers. `is_busy` says that a process indexes or watches it, this server's run or another."""

    photos: int
    files: int
    places: int
    offline_photos: int
    unreadable_files: int
    earliest: WallClock | None
    latest: WallClock | None
    is_busy: bool
    work: list[WorkAnswer]
    curation: list[JobAnswer]
    run: RunAnswer | None


class FailureAnswer(BaseModel):
    """A file that could not be read or analysed: the store's word for why, and what happened."""

    path: str
    reason: str
    error: str


class FailuresAnswer(BaseModel):
    """Failures, by path."""

    total: int
    failures: list[FailureAnswer]


class RunRequest(BaseModel):
    """What to start: indexing of all folders, photos that were set aside too if asked; or curation."""

    model_config = ConfigDict(extra="forbid")

    work: Work
    retry_failed: bool = False


@router.get("")
def get_status(live: Live) -> StatusAnswer:
    """Say what the library holds, and how far the work on it is."""
    library = live.library
    counts = library.counts()
    return StatusAnswer(
        photos=counts.photos,
        files=counts.files,
        places=counts.places,
        offline_photos=counts.offline_photos,
        unreadable_files=counts.unreadable_files,
        earliest=counts.earliest,
        latest=counts.latest,
        is_busy=library.is_busy(),
        work=[
            WorkAnswer(
                product=work.kind.product,
                model=str(work.model),
                done=work.done,
                waiting=work.waiting,
                failed=work.failed,
                photos_per_s=work.photos_per_s,
                seconds_left=work.seconds_left,
            )
            for work in library.work()
        ],
        curation=[
            JobAnswer(
                name=job.state.name, standing=job.standing.value, summary=job.state.summary, error=job.state.error
            )
            for job in describe_curation(library)
        ],
        run=_tell(live.runs.state),
    )


@router.get("/failures")
def list_failures(live: Live, limit: Annotated[int, Query(ge=1, le=1_000)] = 200) -> FailuresAnswer:
    """List files that could not be read or analysed, and why."""
    failures = live.library.failures()
    return FailuresAnswer(
        total=len(failures),
        failures=[
            FailureAnswer(path=clean_path(one.path), reason=one.reason, error=clean_line(one.error))
            for one in failures[:limit]
        ],
    )


@router.post("/run")
def start_run(live: Live, asked: RunRequest) -> RunAnswer:
    """Start indexing or curation."""
    flags = ["--retry-failed"] if asked.retry_failed and asked.work is Work.INDEX else []
    return RunAnswer.model_validate(live.runs.start(asked.work, flags))


@router.post("/stop", status_code=204)
def stop_run(live: Live) -> None:
    """Ask the run to end; what it has done is kept, and the next one goes on."""
    live.runs.stop()


def _tell(state: RunState | None) -> RunAnswer | None:
    return RunAnswer.model_validate(state) if state is not None else None
