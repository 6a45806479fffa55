"""Pages: one router a view. `ROUTERS` are all that the application has."""

from albumen.web.views import photo, timeline

ROUTERS = (photo.router, timeline.router)

__all__ = ["ROUTERS"]
