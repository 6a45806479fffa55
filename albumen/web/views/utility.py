"""Utility content in a place of its own, by kind."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.types import UtilityKind
from albumen.web.api.utility import list_kinds
from albumen.web.live import Live
from albumen.web.pages import render

router = APIRouter()

# Of each kind where all kinds are shown, and of one that was asked for.
_SOME, _MANY = 24, 2_000


@router.get("/utility")
def show_utility(request: Request, live: Live, kind: UtilityKind | None = None) -> Response:
    """Show some of each kind, or all of one."""
    groups = list_kinds(live, kind, _SOME if kind is None else _MANY)
    return render(
        request,
        "utility.html",
        active="utility",
        groups=groups,
        kind=kind,
    )
