"""JSON and pictures: one router a topic. `ROUTERS` are all that the application has."""

from albumen.web.api import feedback, media, photos, timeline

ROUTERS = (feedback.router, media.router, photos.router, timeline.router)

__all__ = ["ROUTERS"]
