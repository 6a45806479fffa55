"""The training command as a person runs it: from a recipe to towers, killed on its way and called again."""

from __future__ import annotations

import os
import signal
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
from models.training.contrastive.recipe import load_recipe  # noqa: E402
from models.training.contrastive.run import Folders, Run  # noqa: E402
from tests.contrastive import write_shards, write_tokenizer  # noqa: E402
from tests.waiting import wait_until  # noqa: E402

ROOT = Path(__file__).parents[3]
STEPS = 30
RECIPE = f"""
name = "killed"
dim = 16
image = {{ backbone = "mobilenetv3_small_050", side_px = 32, dropout = 0.1 }}
text = {{ start = "scratch", layers = 1 }}
losses = {{ direction = 1.0 }}
batch = {{ photos = 4, micro_photos = 2, shuffle_photos = 4 }}
descent = {{ steps = {STEPS}, warmup_steps = 1 }}
report = {{ log_steps = 1, validate_steps = 20, checkpoint_steps = 5 }}
"""


pytestmark = pytest.mark.usefixtures("one_thread")


def _start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "models.training.contrastive", str(folder.parent / "killed.toml")]
    command += ["--data", str(folder.parent / "shards"), "--work", str(folder), "--threads", "1"]
    command += ["--tokenizer", str(folder.parent / "tokenizer.json")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def _finish(process: subprocess.Popen[str]) -> str:
    errors = process.communicate(timeout=300)[1]
    assert process.returncode == 0, errors
    return errors


def _steps(folder: Path) -> list[int]:
    return [line["step"] for line in read_metrics(folder / "metrics.jsonl") if "loss" in line]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


def test_a_killed_run_goes_on_to_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards")
    tokenizer = write_tokenizer(tmp_path)
    (tmp_path / "killed.toml").write_text(RECIPE, encoding="utf-8")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    process = _start(killed)
    wait_until(lambda: len(_steps(killed)) > 7, timeout_s=200, step_s=0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(_steps(killed)) < STEPS, "it was over before it could be killed"
    assert "going on from step" in _finish(_start(killed))
    Run(load_recipe(tmp_path / "killed.toml"), Folders(tmp_path / "shards", whole, tokenizer), Ranks()).train()
    assert _steps(killed) == _steps(whole) == list(range(1, STEPS + 1))
    states = [torch.load(folder / "checkpoint.pt", weights_only=True) for folder in (whole, killed)]
    assert _same(*states)
    for tower in ("image.onnx", "text.onnx"):
        assert (whole / "export" / tower).read_bytes() == (killed / "export" / tower).read_bytes()


def test_a_request_that_is_off_is_one_line_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "killed.toml").write_text(RECIPE.replace("dropout", "drop"), encoding="utf-8")
    process = _start(tmp_path / "work")
    errors = process.communicate(timeout=200)[1]
    assert process.returncode == 2
    assert errors == "The recipe is off. image.drop: Unexpected keyword argument.\n"
