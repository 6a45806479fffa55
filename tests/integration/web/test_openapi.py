"""Whatever is asked within the OpenAPI document, the server does not fail, and says what the document says it would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.media_library import MediaLibrary, open_media_library
from tests.shown_library import Shot, ShownLibrary

_EXAMPLES = 12  # of each operation
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """The document of a library with some photos, whose runs do nothing."""
    folder = tmp_path_factory.mktemp("api")
    with open_media_library(folder / "library", folder / "photos") as media:
        fill(media)
        headers = {"Authorization": media.client.headers["Authorization"], "Host": "localhost"}
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", media.client.app, headers=headers)
        schema.config.headers = headers
        yield schema


def fill(media: MediaLibrary) -> None:
    """Put in photos with pictures, and some that curation has looked at."""
    media.put("a.jpg")
    shown = ShownLibrary(media.library.store)
    shown.put_beaches()
    shown.put(Shot())
    shown.curate()
    vars(media.live.runs)["_prefix"] = [sys.executable, "-c", ""]


def test_no_request_makes_the_server_fail(api: schemathesis.BaseSchema) -> None:
    for found in api.get_all_operations():
        ask(found.ok())


def ask(operation: schemathesis.APIOperation) -> None:
    """Ask for one thing in many ways."""

    @given(case=operation.as_strategy())
    @settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck))
    def ask_once(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    ask_once()


def test_hostile_paths_name_no_file(tmp_path: Path) -> None:
    with open_media_library(tmp_path / "library", tmp_path / "photos") as media:
        for path in (
            "/media/../../etc/passwd",
            "/media/%2e%2e%2fetc/thumb",
            "/static/../pages.py",
            "/photo/%00",
            "//etc/passwd",
        ):
            assert media.client.get(path).status_code in (404, 422), path
