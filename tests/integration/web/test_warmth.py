"""What a server reads before anybody asks: the timeline, then what searches and suggestions need."""

from __future__ import annotations

import logging
import threading

import pytest

from albumen.errors import StoreError
from albumen.web.search_warmth import warm_search
from search.columns.columns import Columns
from search.completion import completer as completer_module
from tests.fakes import FakeEncoder
from tests.media_library import MediaLibrary


def _wait_for_search() -> None:
    for thread in threading.enumerate():
        if thread.name == "warm-search":
            thread.join()


def test_after_the_timeline_search_and_suggestions_are_read(media: MediaLibrary) -> None:
    vars(media.library.models)["encoder"] = FakeEncoder()
    media.put()
    media.live.warm().join()
    _wait_for_search()
    columns = media.live.engine.columns
    assert {"taken", "lexicon"} <= columns.loaded
    assert id(columns.lexicon) in completer_module._kept


def test_an_empty_library_is_warmed_without_complaint(media: MediaLibrary, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        media.live.warm().join()
        _wait_for_search()
    assert caplog.messages == []


def test_what_fails_is_left_to_the_first_search(
    media: MediaLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Columns) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(Columns, "lexicon", property(fail))
    warm_search(media.live)
    assert "search could not be prepared: the disk is gone" in caplog.text
