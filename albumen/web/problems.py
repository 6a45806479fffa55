"""Albumen's errors as answers: a status and one line, JSON for scripts, a page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from albumen.errors import (
    AlbumenError,
    LibraryBusyError,
    MissingExtraError,
    NoSubjectError,
    NotFoundError,
    PhotoError,
    StoreError,
    UsageError,
    WeightsError,
)
from albumen.web.pages import render


class Problem(BaseModel):
    """Why a request was refused, in one line."""

    error: str


_log = logging.getLogger(__name__)

# The first that an error is one of.
_STATUSES: tuple[tuple[type[AlbumenError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (LibraryBusyError, HTTPStatus.CONFLICT),
    (NoSubjectError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PhotoError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (MissingExtraError, HTTPStatus.NOT_IMPLEMENTED),
    (WeightsError, HTTPStatus.NOT_IMPLEMENTED),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)
_SCRIPTED = ("/api/", "/media/")


def add_handlers(app: FastAPI) -> None:
    """Have an application answer errors as this module does."""
    app.add_exception_handler(AlbumenError, _answer_albumen)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_unexpected)


def find_status(error: AlbumenError) -> HTTPStatus:
    """Choose the status for an error; 500 for one that has no other."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer_albumen(request: Request, error: Exception) -> Response:
    assert isinstance(error, AlbumenError)
    return _answer(request, find_status(error), str(error))


def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or "the request"
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, f"{name}: {first['msg']}")


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = _answer(request, HTTPStatus(error.status_code), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _answer_unexpected(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong here; the server's log says what")


def _answer(request: Request, status: HTTPStatus, message: str) -> Response:
    if request.url.path.startswith(_SCRIPTED) or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(Problem(error=message).model_dump(), status)
    return render(request, "problem.html", status_code=status, title=status.phrase, message=message)
