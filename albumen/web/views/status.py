"""How the library is: what it holds, what is being done, what failed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.web.api.status import get_status, list_failures
from albumen.web.live import Live
from albumen.web.pages import render

router = APIRouter()


@router.get("/status")
def show_status(request: Request, live: Live) -> Response:
    """Show the page; its script asks again while something is at work."""
    return render(
        request,
        "status.html",
        active="status",
        status=get_status(live).model_dump(mode="json"),
        failures=list_failures(live),
    )
