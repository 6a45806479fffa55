"""Pages: one router a view. `ROUTERS` are all that the application has."""

from albumen.web.views import photo, search, timeline

ROUTERS = (photo.router, search.router, timeline.router)

__all__ = ["ROUTERS"]
