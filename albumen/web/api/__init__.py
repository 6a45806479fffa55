"""JSON and pictures: one router a topic. `ROUTERS` are all that the application has."""

from albumen.web.api import (
    complete,
    duplicates,
    featured,
    feedback,
    media,
    memories,
    photos,
    places,
    search,
    settings,
    status,
    timeline,
    trash,
    utility,
    wallpapers,
)

ROUTERS = (
    complete.router,
    duplicates.router,
    featured.router,
    feedback.router,
    media.router,
    memories.router,
    photos.router,
    places.router,
    search.router,
    settings.router,
    status.router,
    timeline.router,
    trash.router,
    utility.router,
    wallpapers.router,
)

__all__ = ["ROUTERS"]
