"""Loading from a model hub without its noise, and without waiting for one that is not there.

open_clip logs failures to the root logger and huggingface_hub retries for most of a minute, warning each time. Here a
failure is one exception, for the caller to word; and where the hub's name does not resolve, the hub's client is
told to use its cache alone, so that cached weights load at once and absent ones fail at once.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@contextmanager
def quiet_hub(*, is_needed: bool) -> Iterator[None]:
    """Silence the hub's client and open_clip's root logging, and go offline where the hub cannot be found.

    Args:
        is_needed: False for weights on disk: then the hub is not even looked up.
    """
    from huggingface_hub import constants

    root, client = logging.getLogger(), logging.getLogger("huggingface_hub")
    level, offline = client.level, constants.HF_HUB_OFFLINE
    handler = logging.NullHandler()  # without any handler, logging.error() would install one on stderr
    root.addHandler(handler)
    root.addFilter(_drop)
    client.setLevel(logging.CRITICAL)
    constants.HF_HUB_OFFLINE = offline or not is_needed or not is_hub_found()
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = offline
        client.setLevel(level)
        root.removeFilter(_drop)
        root.removeHandler(handler)


def is_hub_found() -> bool:
    """Return whether the name of the hub's host resolves; behind a proxy it need not, and counts as found."""
    from huggingface_hub import constants

    if any(os.environ.get(name) for name in _PROXY_VARIABLES):
        return True
    address = urlsplit(constants.ENDPOINT)
    try:
        socket.getaddrinfo(address.hostname, address.port or 443)
    except OSError:
        return False
    return True


def _drop(record: logging.LogRecord) -> bool:
    """Reject what is logged on the root logger itself by open_clip; other packages' records never pass here."""
    return f"open_clip{os.sep}" not in record.pathname
