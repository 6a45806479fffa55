"""Who may ask: whoever has the token, from this very page or with no page at all.

A browser gets a cookie for the token in a link. Every other page that it has open could send that cookie along, so what
changes something must also come from the page's own origin and carry a secret that only the page can read (OWASP's
"Cross-Site Request Forgery Prevention", signed double submit). A name that points to this machine but is not known here
is refused, or another site could read the library through its own name (DNS rebinding).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "albumen_session"
CSRF_HEADER = "X-Albumen-CSRF"
TOKEN_PARAMETER = "token"
_TOKEN_FILE = "web.token"
_TOKEN_BYTES = 24
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Needed before anyone is known, and says nothing of the library.
_OPEN_PREFIX = "/static/"


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked of a request. `hosts` are the names by which the server may be called, without ports."""

    token: str
    hosts: frozenset[str]
    is_tls: bool = False

    @property
    def session(self) -> str:
        """The cookie's value: whoever reads it does not learn the token."""
        return self._derive("session")

    @property
    def csrf(self) -> str:
        """The secret that the page sends with what changes something."""
        return self._derive("csrf")

    def _derive(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host's name.

    Example:
        >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
        (True, False)
    """
    return host in _LOOPBACK


def load_token(library: Path) -> str:
    """Return the library's own token, made at the first call; only its owner can read the file."""
    path = library / _TOKEN_FILE
    try:
        token = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        token = ""
    if not token:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(token)
    return token


class AccessMiddleware:
    """Lets a request through that may ask, and answers the others itself."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection; there are no WebSockets."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refuse(scope)
        await (answer or self._app)(scope, receive, send)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self._access.hosts:
            return PlainTextResponse("this server is not known by that name; see albumen serve --host", 421)
        if scope["path"].startswith(_OPEN_PREFIX) and scope["method"] in _SAFE_METHODS:
            return None
        if (bearer := _bearer(headers)) is not None:
            return (
                None if self._is_token(bearer) else _forbid(401, "the token is wrong: see what albumen serve printed")
            )
        if (enter := self._enter(scope)) is not None:
            return enter
        if not self._has_session(headers):
            return _forbid(401, "open the link that albumen serve printed: it holds the token")
        if scope["method"] in _SAFE_METHODS or self._is_own_page(headers):
            return None
        return _forbid(403, "this request does not come from the page itself: reload the page, or send the token")

    def _enter(self, scope: Scope) -> Response | None:
        """Turn a link with a token into a cookie and the same address without it, which nobody copies on by mistake."""
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = [value for name, value in pairs if name == TOKEN_PARAMETER]
        if not tokens or scope["method"] != "GET":
            return None
        if not self._is_token(tokens[0]):
            return _forbid(401, "the token is wrong: open the link that albumen serve printed")
        rest = urlencode([pair for pair in pairs if pair[0] != TOKEN_PARAMETER])
        path = "/" + scope["path"].lstrip("/\\")  # two slashes would name another host
        answer = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
        answer.set_cookie(
            COOKIE, self._access.session, httponly=True, samesite="strict", secure=self._access.is_tls, path="/"
        )
        return answer

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._access.token.encode())

    def _has_session(self, headers: Headers) -> bool:
        cookie = SimpleCookie()
        try:
            cookie.load(headers.get("cookie", ""))
        except Exception:  # http.cookies raises what it likes for a malformed one
            return False
        given = cookie[COOKIE].value if COOKIE in cookie else ""
        return hmac.compare_digest(given.encode(), self._access.session.encode())

    def _is_own_page(self, headers: Headers) -> bool:
        origin = urlsplit(headers.get("origin", ""))
        is_own = origin.netloc == headers.get("host") and origin.scheme == ("https" if self._access.is_tls else "http")
        given = headers.get(CSRF_HEADER, "")
        return is_own and hmac.compare_digest(given.encode(), self._access.csrf.encode())


def _forbid(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status, headers={"WWW-Authenticate": "Bearer"} if status == 401 else None)


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host
