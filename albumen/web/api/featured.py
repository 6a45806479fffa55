"""The featured photos of a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from albumen.web.featured_answers import FeaturedDay, load_day
from albumen.web.live import Live

router = APIRouter(prefix="/api/featured", tags=["featured"])

# Days beside which there are others.
FIRST_DAY, LAST_DAY = date(1826, 1, 1), date(2999, 12, 31)

WantedDay = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="today unless given")]


@router.get("")
def show_day(live: Live, day: WantedDay = None) -> FeaturedDay:
    """Show a day's photos: some of the best, other ones each day, with the reason why each was chosen."""
    with live.library.store.read() as tx:
        return load_day(tx, day or date.today())
