"""Fixtures for every test: a library of its own, untouched by the machine's settings, and an open store."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.curated_library import make_curated_library

# Examples share one store where that changes nothing that they assert; a slow machine is no failure.
settings.register_profile("albumen", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("albumen")


@pytest.fixture(autouse=True, scope="session")  # so that it comes before what modules set up
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.upper().startswith("ALBUMEN_")]:
            environment.delenv(name)
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "xdg-data"))
        yield


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    """Commands that run in this process configure it; the next test starts as this one did."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """An empty library folder."""
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


@pytest.fixture
def store(library: Path) -> Iterator[Store]:
    """An open, empty store in the library folder."""
    with Store(library / DATABASE_FILE) as opened:
        yield opened


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Torch on one thread: sums come out in one order, and small networks wait for no second core."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def curated_library(_no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 360 files with memories, duplicates, masks and all; who changes it takes a copy."""
    return make_curated_library(tmp_path_factory.mktemp("curated"))
