"""Featured: the photos of a day, large, with reasons; wallpapers below."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from albumen.calendar.spans import name_span
from albumen.english import capitalise
from albumen.web.api.featured import FIRST_DAY, WantedDay
from albumen.web.featured_answers import load_day
from albumen.web.live import Live
from albumen.web.pages import render, say

router = APIRouter()


@router.get("/featured")
def show_featured(request: Request, live: Live, day: WantedDay = None) -> Response:
    """Show a day's photos, with the ways to the days beside it."""
    today = date.today()
    asked = min(day or today, today)
    with live.library.store.read() as tx:
        found = load_day(tx, asked)
    return render(
        request,
        "featured.html",
        active="featured",
        found=found,
        note=capitalise(found.note) if found.note else None,
        day=asked,
        today=today,
        first_day=FIRST_DAY,
        day_name=say("featured.today") if asked == today else name_span(asked, asked),
        before=max(asked, FIRST_DAY + timedelta(days=1)) - timedelta(days=1),
        after=asked + timedelta(days=1) if asked < today else None,
    )
