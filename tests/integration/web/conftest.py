"""A small library with a client of its page, into which tests put what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.media_library import MediaLibrary, open_media_library
from tests.shown_library import ShownLibrary


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaLibrary]:
    """An empty library with a client."""
    with open_media_library(tmp_path / "library", tmp_path / "photos") as opened:
        yield opened


@pytest.fixture
def client(media: MediaLibrary) -> TestClient:
    """Asks the library's page."""
    return media.client


@pytest.fixture
def shown(media: MediaLibrary) -> ShownLibrary:
    """Puts photos into the library without pictures of them."""
    return ShownLibrary(media.library.store)
