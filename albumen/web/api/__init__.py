"""JSON and pictures: one router a topic. `ROUTERS` are all that the application has."""

from albumen.web.api import media, photos

ROUTERS = (media.router, photos.router)

__all__ = ["ROUTERS"]
