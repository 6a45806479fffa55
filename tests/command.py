"""Drive the command line in this process, with stand-ins for the networks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from albumen.cli.main import main
from albumen.errors import UnknownEncoderError
from models.catalog import DEFAULT_ENCODER
from models.registry import LIFTER, SEGMENTER
from tests.fakes import FakeAnalyser, FakeEncoder, FakeLifter, FakeSegmenter, InlineReaders


@dataclass(frozen=True, slots=True)
class Command:
    """The command, bound to one library."""

    library: Path
    photos: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Run, check the exit code, and return what was printed: errors where there was one."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--library", str(self.library), *arguments])
        out, err = self.capture.readouterr()
        assert (ended.value.code or 0) == code, out + err
        return out if code == 0 else err

    def json(self, *arguments: str) -> Any:
        """Run with `--json` and parse the last line."""
        return json.loads(self(*arguments, "--json").splitlines()[-1])


def use_networks(
    monkeypatch: pytest.MonkeyPatch,
    *,
    analyser: FakeAnalyser | None = None,
    segmenter: FakeSegmenter | None = None,
    lifter: FakeLifter | None = None,
) -> None:
    """Put stand-ins in the networks' places; those that are not given are not installed."""
    installed = {SEGMENTER: segmenter, LIFTER: lifter}
    monkeypatch.setattr("albumen.models_in_use.create_encoder", _create_encoder)
    monkeypatch.setattr("albumen.models_in_use.create_analyser", lambda name, threads: analyser)
    monkeypatch.setattr("albumen.models_in_use.is_installed", lambda name: installed[name] is not None)
    monkeypatch.setattr("albumen.models_in_use.create_segmenter", lambda threads: segmenter)
    monkeypatch.setattr("albumen.models_in_use.create_lifter", lambda threads: lifter)


def read_inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read photos in this process, which saves starting others."""
    monkeypatch.setattr("albumen.upkeep.ReaderPool", _InlinePool)


class _InlinePool(InlineReaders):
    def __class_getitem__(cls, task: type) -> type[_InlinePool]:
        return cls

    def __init__(self, worker_count: int, *, timeout_s: float) -> None:
        super().__init__()

    def __enter__(self) -> _InlinePool:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()


def _create_encoder(name: str, threads: int) -> FakeEncoder:
    if "/" in name:
        raise UnknownEncoderError(f"no encoder is called {name}")
    return FakeEncoder("fake" if name == DEFAULT_ENCODER else name)
