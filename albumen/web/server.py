"""The application, and how it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from albumen import __version__
from albumen.web.access import Access, AccessMiddleware
from albumen.web.api import ROUTERS as API_ROUTERS
from albumen.web.headers import HeadersMiddleware
from albumen.web.live import LiveLibrary
from albumen.web.pages import STATIC_FOLDER, static_digest
from albumen.web.problems import Problem, add_handlers
from albumen.web.views import ROUTERS as VIEW_ROUTERS

if TYPE_CHECKING:
    from starlette.responses import Response

# Below this, compressing costs more than it saves.
_GZIP_FROM_BYTES = 1_000
_FOREVER = "public, max-age=31536000, immutable"


class _LastingFiles(StaticFiles):
    """Files whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = _FOREVER
        return answer


def create_app(live: LiveLibrary, access: Access) -> FastAPI:
    """Make the application over an open library."""
    app = FastAPI(
        title="Albumen",
        version=__version__,
        summary="A photo library that understands itself.",
        docs_url=None,  # their pages ask other hosts for script
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses={"4XX": {"model": Problem, "description": "refused; `error` says why"}},
    )
    app.state.live, app.state.access = live, access
    for router in API_ROUTERS:
        app.include_router(router)
    for router in VIEW_ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.mount(f"/static/{static_digest()}", _LastingFiles(directory=STATIC_FOLDER))
    add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM_BYTES)
    app.add_middleware(AccessMiddleware, access=access)
    app.add_middleware(HeadersMiddleware)  # outermost: refusals carry the headers too
    return app
