"""The trash: what reviews of duplicates moved there, bringing it back, and deleting it for good."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from albumen.curation.trash import Trash
from albumen.lock import hold_library
from albumen.printable import clean_line, clean_path
from albumen.store.trash import TrashEntry
from albumen.web.api.photos import LARGEST_ID
from albumen.web.live import Live

router = APIRouter(prefix="/api/trash", tags=["trash"])

_HUNDRED_YEARS_S = 3_155_760_000


class TrashFile(BaseModel):
    """A file in the trash. `photo_id` is set while the library still knows its photo."""

    path: str = Field(description="where it was")
    size_bytes: int
    photo_id: int | None
    is_beside: bool = Field(description="whether it lay beside a photo and went along: XMP, or a Live photo's movie")


class TrashBatch(BaseModel):
    """What one review moved."""

    batch: int
    moved_at: datetime
    size_bytes: int
    files: list[TrashFile]


class RestoreAnswer(BaseModel):
    """What came back, and a line for each file that could not."""

    files: int
    problems: list[str]


class EmptyRequest(BaseModel):
    """What is to be deleted for good: files that have been in the trash for so long."""

    model_config = ConfigDict(extra="forbid")

    older_than_s: Annotated[int, Field(ge=0, le=_HUNDRED_YEARS_S)]


class EmptyAnswer(BaseModel):
    """What was deleted for good."""

    files: int
    size_bytes: int


@router.get("")
def list_trash(live: Live) -> list[TrashBatch]:
    """List what is in the trash by review, the last one first."""
    with live.library.store.read() as tx:
        entries = tx.trash.present()
        ids = tx.photos.find_ids({entry.content_hash for entry in entries})
    batches = groupby(sorted(entries, key=lambda entry: -entry.batch), key=lambda entry: entry.batch)
    return [_describe(number, list(files), ids) for number, files in batches]


@router.post("/{batch}/restore")
def restore_batch(live: Live, batch: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> RestoreAnswer:
    """Bring back what a review moved, and take back what the best photos got from it."""
    trash = Trash(live.library.store)
    with hold_library(live.library.settings.library):
        trash.recover()
        restored = trash.restore(batch)
    return RestoreAnswer(files=len(restored.paths), problems=[clean_line(problem) for problem in restored.problems])


@router.post("/empty")
def empty_trash(live: Live, asked: EmptyRequest) -> EmptyAnswer:
    """Delete for good what has been in the trash for so long: the only request that deletes originals."""
    trash = Trash(live.library.store)
    with hold_library(live.library.settings.library):
        trash.recover()
        due = trash.find_due(asked.older_than_s)
        trash.empty(asked.older_than_s)
    return EmptyAnswer(files=len(due), size_bytes=sum(entry.size_bytes for entry in due))


def _describe(batch: int, entries: list[TrashEntry], ids: dict[str, int]) -> TrashBatch:
    return TrashBatch(
        batch=batch,
        moved_at=datetime.fromtimestamp(max(entry.moved_at or 0 for entry in entries), UTC),
        size_bytes=sum(entry.size_bytes for entry in entries),
        files=[
            TrashFile(
                path=clean_path(entry.path),
                size_bytes=entry.size_bytes,
                photo_id=None if entry.is_sidecar else ids.get(entry.content_hash),
                is_beside=entry.is_sidecar,
            )
            for entry in entries
        ],
    )
