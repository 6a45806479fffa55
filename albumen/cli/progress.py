"""Show a run's progress: a bar on a terminal, one JSON line a step with `--json`, nothing otherwise."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from albumen.cli.bar import show_bar
from albumen.english import describe_duration

if TYPE_CHECKING:
    from indexer.progress import Progress, ProgressListener, Summary

# By the step of a run; at its very end nothing is left to be done.
_DOING = {"scan": "scanning", "index": "indexing", "segment": "segmenting", "done": "done"}


@contextmanager
def show_progress(*, as_json: bool) -> Iterator[ProgressListener]:
    """Give a listener that shows what it is told in the way that fits."""
    if as_json:
        yield lambda progress: click.echo(json.dumps(asdict(progress)))
    elif sys.stderr.isatty():
        with _bar() as listener:
            yield listener
    else:
        yield lambda progress: None


@contextmanager
def _bar() -> Iterator[ProgressListener]:
    with show_bar(_DOING["scan"]) as show:

        def listen(progress: Progress) -> None:
            doing = _DOING[progress.step if progress.total else "scan"]
            rate = f"{progress.per_second:.1f} photos/s" if progress.done else ""
            left = f"{describe_duration(progress.seconds_left)} left" if progress.seconds_left is not None else ""
            show(doing, progress.done, progress.total, "  ".join(filter(None, (rate, left))))

        yield listen


def describe_masks(summary: Summary) -> str:
    """Say in a line what the background pass did.

    Example:
        >>> from indexer.progress import Summary
        >>> describe_masks(Summary(analysed=1, elapsed_s=2.0, is_interrupted=True))
        '1 photo segmented in 2.0 s. Interrupted; run it again to go on.'
    """
    photos = "1 photo" if summary.analysed == 1 else f"{summary.analysed} photos"
    text = f"{photos} segmented in {describe_duration(summary.elapsed_s)}."
    if summary.failed:
        text += " Some could not be; `albumen status --failures` names each file and why."
    return text + (" Interrupted; run it again to go on." if summary.is_interrupted else "")


def describe_summary(summary: Summary) -> str:
    """Say in a line or two what a run did.

    Example:
        >>> from indexer.progress import Summary
        >>> describe_summary(Summary(unchanged=12))
        'Nothing to do: 12 files unchanged.'
    """
    parts = [
        f"{count} {what}"
        for count, what in (
            (summary.analysed, "photo analysed" if summary.analysed == 1 else "photos analysed"),
            (summary.added, "new file" if summary.added == 1 else "new files"),
            (summary.modified, "changed"),
            (summary.deleted, "removed"),
            (summary.unchanged, "unchanged"),
            (summary.failed + summary.unreadable, "could not be read"),
        )
        if count
    ]
    if parts == [f"{summary.unchanged} unchanged"]:
        text = f"Nothing to do: {summary.unchanged} files unchanged."
    else:
        text = f"{', '.join(parts) or 'No photos found'} in {describe_duration(summary.elapsed_s)}."
    if summary.reasons:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(summary.reasons.items()))
        text += f"\nNot read: {reasons}. `albumen status --failures` names each file and why."
    for root in summary.offline_roots:
        text += f"\n{root} is offline; its photos stay in the library."
    return text + ("\nInterrupted; run it again to go on." if summary.is_interrupted else "")
