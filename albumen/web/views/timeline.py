"""The timeline: all photos by when they were taken."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.web.pages import render

router = APIRouter()


@router.get("/")
def show_timeline(request: Request) -> Response:
    """Show the page; its script asks for the photos."""
    return render(request, "timeline.html", active="timeline")
