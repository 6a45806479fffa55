"""Pages: one router a view. `ROUTERS` are all that the application has."""

from albumen.web.views import (
    duplicates,
    featured,
    map,
    memories,
    photo,
    search,
    settings,
    status,
    timeline,
    trash,
    utility,
)

ROUTERS = (
    duplicates.router,
    featured.router,
    map.router,
    memories.router,
    photo.router,
    search.router,
    settings.router,
    status.router,
    timeline.router,
    trash.router,
    utility.router,
)

__all__ = ["ROUTERS"]
