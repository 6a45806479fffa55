"""The trash."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.english import count_of, describe_bytes
from albumen.web.api.trash import list_trash
from albumen.web.live import Live
from albumen.web.pages import render

router = APIRouter()


@router.get("/trash")
def show_trash(request: Request, live: Live) -> Response:
    """Show what each review moved there."""
    batches = list_trash(live)
    files = sum(len(batch.files) for batch in batches)
    size = describe_bytes(sum(batch.size_bytes for batch in batches))
    return render(
        request,
        "trash.html",
        active="trash",
        batches=batches,
        count_of=count_of,
        describe_bytes=describe_bytes,
        total=f"{count_of(files, 'file')}, {size}",
    )
