"""Serving the application: on which address, with which token, and what is said about it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.errors import UsageError
from albumen.web.access import TOKEN_PARAMETER, Access, is_loopback, load_token

if TYPE_CHECKING:
    from albumen.app import Library

_SHORTEST_TOKEN = 16
_GRACE_S = 3  # for answers that are under way when the server is told to stop
_WARMED_S = 3  # a library of a million photos is read on while pages are served
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # nosec B104


@dataclass(frozen=True, slots=True)
class ServePlan:
    """Where to listen, and who may ask. `certificate` and `key` are PEM files, both or neither."""

    host: str
    port: int
    access: Access
    certificate: Path | None = None
    key: Path | None = None

    def link(self, port: int) -> str:
        """The address to open, with the token."""
        name = "localhost" if self.host in _LOOPBACK_NAMES | _EVERYWHERE else self.host
        scheme = "https" if self.certificate is not None else "http"
        return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}/?{TOKEN_PARAMETER}={self.access.token}"


def plan_serving(
    library: Path,
    host: str,
    port: int,
    *,
    token: str | None = None,
    names: tuple[str, ...] = (),
    certificate: Path | None = None,
    key: Path | None = None,
    behind_tls: bool = False,
) -> ServePlan:
    """Decide how to serve a library.

    Args:
        library: its folder, which keeps the token that is made where none is given.
        host: the address to listen on.
        port: 0 lets the system choose.
        token: a token of the person's own.
        names: further names by which browsers call this machine, without ports.
        certificate: PEM file; needs `key`.
        key: PEM file.
        behind_tls: browsers come by https to a proxy, which asks this server without.

    Raises:
        UsageError: others could reach the server and no token was chosen for it, the token is short, or one of the two
            TLS files is missing.
    """
    if (certificate is None) != (key is None):
        raise UsageError("TLS needs both --certificate and --key")
    if not is_loopback(host) and token is None:
        raise UsageError(
            f"{host} lets other machines reach this library: choose a --token of at least {_SHORTEST_TOKEN} characters, and "
            "give --certificate and --key too unless you trust the network, since without TLS whoever listens can read "
            "photos and token"
        )
    if token is not None and (len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise UsageError(
            f"the token must be at least {_SHORTEST_TOKEN} ASCII characters; leave --token out to have one made"
        )
    known = {
        host,
        *names,
        *(_LOOPBACK_NAMES if is_loopback(host) else {"localhost", "127.0.0.1", socket.gethostname()}),
    }
    access = Access(token or load_token(library), frozenset(known), is_tls=behind_tls or certificate is not None)
    return ServePlan(host, port, access, certificate, key)


def listen(plan: ServePlan) -> socket.socket:
    """Take the port.

    Raises:
        UsageError: it is taken, or there is no such address.
    """
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    try:
        listening = socket.create_server((plan.host, plan.port), family=family)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {plan.host} port {plan.port} ({error.strerror}): choose another --port or --host"
        ) from error
    # asyncio does this for sockets of its own; without it each answer waits 40 ms for the acknowledgement of its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(library: Library, plan: ServePlan, listening: socket.socket, stop: threading.Event) -> None:
    """Serve until `stop` is set, and a little longer for what is under way."""
    from albumen.web.live import LiveLibrary

    live = LiveLibrary(library)
    warming = live.warm()  # while the rest is imported

    import uvicorn

    from albumen.web.server import create_app

    class Server(uvicorn.Server):
        """Leaves the signals to the command."""

        @contextmanager
        def capture_signals(self) -> Generator[None, None, None]:
            yield

    config = uvicorn.Config(
        create_app(live, plan.access),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=plan.certificate,
        ssl_keyfile=plan.key,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = Server(config)

    def end() -> None:
        stop.wait()
        server.should_exit = True

    threading.Thread(target=end, daemon=True).start()
    warming.join(_WARMED_S)  # whoever asks before waits for the same
    try:
        server.run(sockets=[listening])
    finally:
        live.close()
