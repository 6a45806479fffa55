"""`albumen curate`: moments, trips, duplicates, texts, featured photos and memories, made or brought up to date."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.bar import show_bar
from albumen.cli.context import CliContext, stop_on_signals
from albumen.english import describe_duration

if TYPE_CHECKING:
    from albumen.curation.background import BackgroundGuard
    from knowledge_graph.jobs import JobProgress, Stop
    from knowledge_graph.runner import JobListener, JobOutcome

# A job may tell of each photo; so many lines a second are enough to see it move.
_LINES_PER_S = 4.0


@click.command(short_help="Find moments, trips, duplicates, texts, featured photos and memories.")
@click.argument("names", nargs=-1, metavar="[JOB]...")
@click.option("--force", is_flag=True, help="From the beginning, though nothing is new.")
@click.option(
    "--max-minutes", metavar="M", type=click.FloatRange(min=0.0), help="Stop after this, and go on next time."
)
@click.option("--background", is_flag=True, help="Give way to everything else; end when standard input does.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a step, the summary last.")
@click.pass_obj
def curate(
    context: CliContext, names: tuple[str, ...], force: bool, max_minutes: float | None, background: bool, as_json: bool
) -> int:
    """Bring moments and trips, duplicates, texts, featured photos and memories up to date.

    The jobs are graph, duplicates, text, codes, featured and memories; without a name all run, those with nothing new excepted.
    Safe to interrupt at any moment: the next run goes on. `albumen watch` does this by itself when it is idle.
    """
    from albumen.curation.jobs import curate as run_jobs

    threads = 1 if background else None
    with context.open_library(inference_threads=threads) as library, stop_on_signals() as stop:
        guard = _guard(stop) if background else None
        with _show_progress(as_json=as_json and not background, is_silent=background) as listener:
            outcomes = run_jobs(library, names, stop=_bound(stop, max_minutes), listener=listener, is_forced=force)
        if as_json or background:
            click.echo(json.dumps(_summary(outcomes, is_interrupted=stop.is_set())))
        else:
            _print_outcomes(outcomes)
    _raise_failures(outcomes, guard)
    return 130 if stop.is_set() else 0


def _guard(stop: threading.Event) -> BackgroundGuard:
    from albumen.curation.background import guard_background

    return guard_background(stop)


def _bound(stop: threading.Event, minutes: float | None) -> Stop:
    from knowledge_graph.jobs import Deadline

    return stop if minutes is None else Deadline.after(60.0 * minutes, stop)


@contextmanager
def _show_progress(*, as_json: bool, is_silent: bool) -> Iterator[JobListener]:
    """Give a listener that shows what it is told in the way that fits."""
    if as_json:
        yield _JsonLines()
    elif sys.stderr.isatty() and not is_silent:
        with _bar() as listener:
            yield listener
    else:
        yield lambda name, progress: None


class _JsonLines:
    """Prints a line for each job's first and last piece, and some between."""

    def __init__(self) -> None:
        self._printed_at = -1.0
        self._name: str | None = None

    def __call__(self, name: str, progress: JobProgress) -> None:
        now = time.monotonic()
        is_due = now - self._printed_at >= 1.0 / _LINES_PER_S
        if is_due or name != self._name or progress.done >= progress.total:
            click.echo(json.dumps({"step": name} | asdict(progress)))
            self._printed_at, self._name = now, name


@contextmanager
def _bar() -> Iterator[JobListener]:
    with show_bar("curating") as show:
        yield lambda name, progress: show(name, progress.done, progress.total, progress.unit)


def _print_outcomes(outcomes: Sequence[JobOutcome]) -> None:
    for outcome in outcomes:
        click.echo(f"{outcome.name:<12}{describe_outcome(outcome)}")


def describe_outcome(outcome: JobOutcome) -> str:
    """Say in a line what became of a job.

    Example:
        >>> from knowledge_graph.runner import Ending, JobOutcome
        >>> describe_outcome(JobOutcome("graph", Ending.FINISHED, "12 trips", 2.0))
        '12 trips (2.0 s)'
        >>> describe_outcome(JobOutcome("graph", Ending.FRESH, "12 trips"))
        'nothing new; 12 trips'
        >>> describe_outcome(JobOutcome("graph", Ending.STOPPED, "4 trips", 1.0))
        '4 trips (1.0 s); stopped, run it again to go on'
    """
    took = f" ({describe_duration(outcome.elapsed_s)})"
    match outcome.ending.value:
        case "finished":
            return outcome.text + took
        case "fresh":
            return f"nothing new; {outcome.text}"
        case "stopped":
            return f"{outcome.text}{took if outcome.elapsed_s >= 0.05 else ''}; stopped, run it again to go on"
        case _:
            return f"failed: {outcome.text}"


def _summary(outcomes: Sequence[JobOutcome], *, is_interrupted: bool) -> dict[str, Any]:
    return {
        "step": "summary",
        "jobs": [asdict(outcome) for outcome in outcomes],
        "is_finished": all(outcome.ending.value in ("finished", "fresh") for outcome in outcomes),
        "is_interrupted": is_interrupted,
    }


def _raise_failures(outcomes: Sequence[JobOutcome], guard: BackgroundGuard | None) -> None:
    """End with exit code 1 and a line where something went wrong.

    Raises:
        CurationError: a job failed, or the guard ended the run.
    """
    from albumen.errors import CurationError

    problems = [f"{outcome.name}: {outcome.text}" for outcome in outcomes if outcome.ending.value == "failed"]
    if guard is not None and guard.problem:
        problems.append(guard.problem)
    if problems:
        raise CurationError(
            f"curation failed in part ({'; '.join(problems)}); the rest is done, and `albumen status` shows it"
        )
