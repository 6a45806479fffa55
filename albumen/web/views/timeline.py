"""The timeline: all photos by when they were taken."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from albumen.calendar.spans import name_years
from albumen.curation.timeline_sections import Timeline
from albumen.english import count_of
from albumen.web.live import Live
from albumen.web.pages import render, say
from albumen.web.timeline_answers import Beginning, load_part, outline

router = APIRouter()


@router.get("/")
def show_timeline(
    request: Request,
    live: Live,
    at: Annotated[str, Query(max_length=32)] = "9999",
    with_utility: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """Show the page with the outline of all sections and the photos where it begins, so that they come in one round trip.

    `at` is a year, a month or "undated"; the page begins with the newest photos where it is none.
    """
    timeline = live.timelines.get(with_utility=with_utility)
    section, first = timeline.find(at), None
    if section is not None:
        with live.library.store.read() as tx:
            first = load_part(tx, timeline, section, 0)
    return render(
        request,
        "timeline.html",
        active="timeline",
        timeline=timeline,
        with_utility=with_utility,
        summary=_summarise(timeline),
        data=Beginning(outline=outline(timeline), first=first).model_dump(mode="json"),
    )


def _summarise(timeline: Timeline) -> str:
    """Say how many photos there are, and of which years: "1,200 photos from 2011 to 2022"."""
    count = count_of(len(timeline.ids), "photo")
    years = [int(section.key.partition("-")[0]) for section in timeline.sections if section.title is not None]
    return say("timeline.count", count=count, years=name_years(years[-1], years[0])) if years else count
