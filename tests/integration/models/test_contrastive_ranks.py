"""Two processes that exchange gradients over gloo train as one process on both their pairs does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
for package in ("onnx", "open_clip", "timm", "webdataset"):
    pytest.importorskip(package)

from models.training.contrastive.metrics import read_metrics  # noqa: E402 - after the skips
from models.training.contrastive.ranks import Ranks  # noqa: E402
from tests.contrastive import write_shards, write_tokenizer  # noqa: E402
from tests.contrastive_rank import CASES, train  # noqa: E402

ROOT = Path(__file__).parents[3]
TWO_RANKS = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m")
RECIPE = """
name = "two"
dim = 16
precision = "fp32"
image = { backbone = "test_efficientnet_ln", side_px = 32 }
text = { start = "scratch", layers = 1 }
losses = { direction = 1.0, neighbourhood = 1.0 }
batch = { photos = 4, micro_photos = 2, workers = 1, shuffle_photos = 4 }
descent = { steps = 3, warmup_steps = 1 }
report = { log_steps = 1 }
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *TWO_RANKS, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What two ranks' training gave, by case."""
    folder = tmp_path_factory.mktemp("ranks")
    _run("tests.contrastive_rank", str(folder))
    results: dict[str, Any] = torch.load(folder / "results.pt", weights_only=True)
    return results


@pytest.mark.parametrize("case", CASES)
def test_two_ranks_train_as_one_process_on_the_joint_batch(of_two: dict[str, Any], case: str, tmp_path: Path) -> None:
    assert of_two["world"] == 2
    two, one = of_two[case], train(case, Ranks(), write_tokenizer(tmp_path))
    assert torch.equal(two["before"], one["before"])
    for found, expected in zip(two["losses"], one["losses"], strict=True):
        assert found == pytest.approx(expected, rel=1e-4)
    assert _relative(two["gradient"] - one["gradient"], one["gradient"]) < 1e-5
    # Adam turns the rounding of gradients that are 0 in truth (of attention's key biases) into small steps.
    assert _relative(two["after"] - one["after"], one["after"] - one["before"]) < 1e-3


def test_the_command_runs_under_torchrun(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards")
    (tmp_path / "two.toml").write_text(RECIPE, encoding="utf-8")
    places = ("--data", str(tmp_path / "shards"), "--work", str(tmp_path / "work"))
    tokenizer = ("--tokenizer", str(write_tokenizer(tmp_path)))
    done = _run("models.training.contrastive", str(tmp_path / "two.toml"), *places, *tokenizer)
    lines = read_metrics(tmp_path / "work" / "metrics.jsonl")
    assert [line["step"] for line in lines if "loss" in line] == [1, 2, 3]
    assert "flickr" in lines[-1]["validation"]
    assert done.stderr.count("step 3 of 3") == 1  # the second rank is quiet
    state = torch.load(tmp_path / "work" / "checkpoint.pt", weights_only=True)
    assert (state["step"], state["run"]["ranks"]) == (3, 2)
    assert (tmp_path / "work" / "export" / "image.onnx").exists()


def _relative(difference: Any, reference: Any) -> float:
    return float(difference.norm() / reference.norm())
