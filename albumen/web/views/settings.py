"""Folders, encoder and settings."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.web.api.settings import get_settings
from albumen.web.live import Live
from albumen.web.pages import render

router = APIRouter()


@router.get("/settings")
def show_settings(request: Request, live: Live) -> Response:
    """Show the page."""
    return render(request, "settings.html", active="settings", found=get_settings(live))
