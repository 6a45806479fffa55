"""What the plain install takes on disk, by package, in a fresh virtual environment; and that no torch is in it.

python -m benchmarks.install_size
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.report import save_report

_ROOT = Path(__file__).parents[1]
_LIMIT_MB = 400
_SMALL_MB = 2.0

# Runs in the new environment: the size of each distribution's files, as installed.
_LIST_SIZES = """
from importlib.metadata import distributions
for distribution in distributions():
    paths = {path.locate() for path in distribution.files or []}
    size = sum(path.stat().st_size for path in paths if path.is_file())
    print(distribution.name, distribution.version, size)
"""


def install(folder: Path) -> Path:
    """Install what is committed, out of a copy: an older build's leftovers beside the sources would come along."""
    python = folder / "bin" / "python"
    options = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
    with tempfile.TemporaryDirectory() as copy:
        archive = Path(copy) / "sources.tar"
        subprocess.run(["git", "archive", "--output", str(archive), "HEAD"], cwd=_ROOT, check=True)
        with tarfile.open(archive) as sources:
            sources.extractall(Path(copy) / "sources", filter="data")
        subprocess.run([python, "-m", "pip", "install", *options, str(Path(copy) / "sources")], check=True)
    return python


def measure_packages(python: Path) -> list[tuple[str, float]]:
    """List (name and version, MB), largest first."""
    lines = subprocess.run(
        [python, "-I", "-c", _LIST_SIZES], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    sizes = [(f"{name} {version}", int(size) / 1e6) for name, version, size in map(str.split, lines)]
    return sorted(sizes, key=lambda row: -row[1])


def measure_folder(folder: Path) -> float:
    """Measure MB on disk, directories and file system blocks included."""
    return sum(path.lstat().st_blocks * 512 for path in [folder, *folder.rglob("*")]) / 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        bare_mb = measure_folder(Path(name))
        started = time.perf_counter()
        python = install(Path(name))
        wall_s = time.perf_counter() - started
        packages, total_mb = measure_packages(python), measure_folder(Path(name))
    rows = [{"package": package, "MB": size} for package, size in packages if size >= _SMALL_MB]
    rest = [size for _, size in packages if size < _SMALL_MB]
    rows.append({"package": f"{len(rest)} smaller ones", "MB": sum(rest)})
    rows.append({"package": "all that the install adds, in blocks on disk", "MB": total_mb - bare_mb})
    rows.append({"package": "the bare environment beneath it, pip and setuptools", "MB": bare_mb})
    settings = {"command": "pip install . of the commit", "limit MB": _LIMIT_MB, "install s": round(wall_s)}
    print(save_report("install_size", "Disk space of the plain install", rows, settings))
    torch = [package for package, _ in packages if package.startswith(("torch", "nvidia-", "triton", "timm"))]
    if torch or total_mb - bare_mb >= _LIMIT_MB:
        sys.exit(f"the plain install adds {total_mb - bare_mb:.0f} MB and holds {', '.join(torch) or 'no torch'}")


if __name__ == "__main__":
    main()
