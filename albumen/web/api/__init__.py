"""JSON and pictures: one router a topic. `ROUTERS` are all that the application has."""

from albumen.web.api import complete, feedback, media, photos, search, timeline

ROUTERS = (complete.router, feedback.router, media.router, photos.router, search.router, timeline.router)

__all__ = ["ROUTERS"]
