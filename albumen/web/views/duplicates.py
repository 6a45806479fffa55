"""Duplicates, side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.store.curation_records import DuplicateKind
from albumen.web.api.duplicates import list_duplicates
from albumen.web.live import Live
from albumen.web.pages import render

router = APIRouter()


@router.get("/duplicates")
def show_duplicates(request: Request, live: Live, kind: DuplicateKind | None = None) -> Response:
    """Show the open groups, of one class or all that a review acts on."""
    found = list_duplicates(live, kind)
    return render(
        request, "duplicates.html", active="duplicates", found=found, kind=kind, data=found.model_dump(mode="json")
    )
