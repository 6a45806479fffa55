"""`albumen curate` runs jobs and says what became of them; `albumen status` says how they stand."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from albumen.curation import jobs
from albumen.lock import hold_curation, hold_library
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop
from tests.command import Command, use_networks
from tests.fake_jobs import FakeJob


@pytest.fixture
def graph() -> FakeJob:
    return FakeJob("graph")


@pytest.fixture
def memories() -> FakeJob:
    return FakeJob("memories")


@pytest.fixture
def albumen(
    tmp_path: Path,
    graph: FakeJob,
    memories: FakeJob,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """An empty library with two jobs."""
    use_networks(monkeypatch)
    monkeypatch.setattr(jobs, "_MAKERS", {"graph": lambda library: graph, "memories": lambda library: memories})
    (tmp_path / "photos").mkdir()
    command = Command(tmp_path / "library", tmp_path / "photos", capsys)
    command("index", str(tmp_path / "photos"), "--workers", "1")
    return command


def _standings(albumen: Command) -> dict[str, str]:
    return {job["name"]: job["standing"] for job in albumen.json("status")["curation"]}


def test_all_jobs_run_and_say_what_they_found(albumen: Command) -> None:
    first, second = albumen("curate").splitlines()
    assert first.split(maxsplit=1)[0] == "graph"
    assert first.split(maxsplit=1)[1].startswith("3 pieces (")
    assert second.startswith("memories")


def test_one_job_can_be_named_and_one_that_is_not_there_is_refused(
    albumen: Command, graph: FakeJob, memories: FakeJob
) -> None:
    albumen("curate", "memories")
    assert (graph.runs, memories.runs) == (0, 1)
    assert "the jobs are graph, memories" in albumen("curate", "dreams", code=2)


def test_nothing_runs_twice_for_nothing_unless_it_is_forced(albumen: Command, graph: FakeJob) -> None:
    albumen("curate")
    assert "nothing new; 3 pieces" in albumen("curate")
    assert graph.runs == 1
    albumen("curate", "graph", "--force")
    assert graph.runs == 2


def test_json_has_a_line_a_step_and_the_summary_last(albumen: Command) -> None:
    *steps, summary = (json.loads(line) for line in albumen("curate", "graph", "--json").splitlines())
    assert steps[0] == {"step": "graph", "done": 1, "total": 3, "unit": "photos"}
    assert steps[-1]["done"] == 3
    assert summary["is_finished"]
    (job,) = summary["jobs"]
    assert (job["name"], job["ending"], job["text"]) == ("graph", "finished", "3 pieces")


def test_a_failing_job_gives_one_line_and_exit_code_1_and_the_others_are_done(
    albumen: Command, graph: FakeJob, memories: FakeJob
) -> None:
    graph.fails_with = OSError("the disk is full")
    error = albumen("curate", code=1)
    assert len(error.strip().splitlines()) == 1
    assert "graph: the disk is full" in error
    assert memories.runs == 1
    assert _standings(albumen) == {"graph": "never", "memories": "fresh"}
    assert "failed last: the disk is full" in albumen("status")


def test_status_says_how_each_job_stands(albumen: Command, graph: FakeJob) -> None:
    assert _standings(albumen) == {"graph": "never", "memories": "never"}
    albumen("curate")
    graph.state = "2"
    assert _standings(albumen) == {"graph": "stale", "memories": "fresh"}
    assert "graph: stale, 3 pieces" in albumen("status")


def test_time_that_is_up_is_no_failure(albumen: Command, graph: FakeJob) -> None:
    assert "stopped, run it again to go on" in albumen("curate", "--max-minutes", "0")
    assert graph.runs == 0
    assert not albumen.json("curate", "--max-minutes", "0")["is_finished"]


def test_ctrl_c_ends_in_order_with_130_and_the_next_run_goes_on(albumen: Command, graph: FakeJob) -> None:
    run = graph.run

    def run_until_interrupted(stop: Stop, on_progress: ProgressCallback) -> JobReport:
        def listen(progress: JobProgress) -> None:
            on_progress(progress)
            if progress.done == 2:
                signal.raise_signal(signal.SIGINT)

        return run(stop, listen)

    graph.run = run_until_interrupted  # type: ignore[method-assign]
    albumen("curate", code=130)
    graph.run = run  # type: ignore[method-assign]
    assert graph.done == [0, 1]
    albumen("curate")
    assert graph.done == [0, 1, 2]


def test_curation_goes_on_beside_indexing_and_searching_but_not_beside_curation(albumen: Command) -> None:
    with hold_library(albumen.library):
        albumen("curate")
    with hold_curation(albumen.library):
        assert "is curating" in albumen("curate", code=1)
        albumen("index")
        albumen("status")
        albumen("search", "dog")


def test_a_library_that_is_not_there_is_not_made(albumen: Command, tmp_path: Path) -> None:
    other = Command(tmp_path / "none", albumen.photos, albumen.capture)
    assert "no library" in other("curate", code=1)
