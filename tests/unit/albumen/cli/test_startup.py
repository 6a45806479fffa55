"""`albumen --help` answers at once: what is heavy is imported by the command that needs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("torch", "torchvision", "onnxruntime", "faiss", "coremltools", "open_clip", "timm", "onnx", "tokenizers"),
    *(
        "sklearn",
        "skimage",
        "scipy",
        "numpy",
        "PIL",
        "rawpy",
        "pi_heif",
        "sqlalchemy",
        "alembic",
        "pydantic",
        "tabulate",
        "tqdm",
    ),
}


def _modules_after(code: str) -> set[str]:
    report = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    assert _modules_after("import albumen.cli.main") & HEAVY == set()


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["search", "--help"], ["show", "--help"], ["index", "--help"], ["sticker", "--help"]],
)
def test_asking_for_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
from albumen.cli.main import main
try:
    main({arguments!r})
except SystemExit as exit:
    assert exit.code == 0, exit.code
"""
    assert _modules_after(code) & HEAVY == set()


@pytest.mark.parametrize("package", ["albumen", "indexer", "models", "search", "knowledge_graph", "migrations"])
def test_importing_a_package_imports_no_framework(package: str) -> None:
    assert _modules_after(f"import {package}") & {"torch", "open_clip", "coremltools", "faiss", "sklearn"} == set()
