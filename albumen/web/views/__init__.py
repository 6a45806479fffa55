"""Pages: one router a view. `ROUTERS` are all that the application has."""

from albumen.web.views import timeline

ROUTERS = (timeline.router,)

__all__ = ["ROUTERS"]
