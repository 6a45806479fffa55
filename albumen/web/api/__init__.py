"""JSON and pictures: one router a topic. `ROUTERS` are all that the application has."""

from albumen.web.api import photos

ROUTERS = (photos.router,)

__all__ = ["ROUTERS"]
