"""Log records go to stderr, so that stdout stays clean for results."""

from __future__ import annotations

import logging
import warnings

import pytest

from albumen.log import configure_logging


@pytest.mark.parametrize(("verbosity", "shown"), [(0, "w"), (1, "iw"), (2, "diw"), (7, "diw")])
def test_verbosity_decides_what_is_shown(capsys: pytest.CaptureFixture[str], verbosity: int, shown: str) -> None:
    configure_logging(verbosity)
    logger = logging.getLogger("albumen.test")
    for letter, level in zip("diw", (logging.DEBUG, logging.INFO, logging.WARNING), strict=True):
        logger.log(level, "<%s>", letter)
    out, err = capsys.readouterr()
    assert out == ""
    assert [letter for letter in "diw" if f"<{letter}>" in err] == sorted(shown)


def test_warnings_of_libraries_become_log_records(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure_logging()
        warnings.warn("old call", stacklevel=1)
    assert "old call" in capsys.readouterr().err
