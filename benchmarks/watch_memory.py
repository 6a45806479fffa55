"""What memory `albumen watch` holds on a large library, after it has taken in new photos and segmented them, workers and all.

python -m benchmarks.watch_memory [--files 100000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from albumen.store.store import Store
from benchmarks.photo_folder import make_photo_folder
from benchmarks.report import save_report
from benchmarks.rescan import make_library
from models import create_encoder

_NEW_PHOTOS = 24


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    file_count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new = make_photo_folder(folder / "new", _NEW_PHOTOS)
        photos, store = make_library(folder, file_count, create_encoder("ansa-s"))
        command = [sys.executable, "-m", "albumen", "--library", name, "watch", "--debounce-s", "0.2"]
        alone = os.environ | {"ALBUMEN_CURATE_S": "0"}  # curation has a process, and a limit, of its own
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=alone) as process:
            time.sleep(5)
            new.rename(photos / "new")
            _wait_for(store, _NEW_PHOTOS)
            rows = [
                {"process": what, "peak MB": peak, "now MB": now}
                for what, (peak, now) in zip(("watch", "worker", "worker"), _memory_of_tree(process.pid), strict=False)
            ]
            process.terminate()
        store.close()
    rows.append(
        {"process": "all", "peak MB": sum(r["peak MB"] for r in rows), "now MB": sum(r["now MB"] for r in rows)}
    )
    settings = {"files": file_count, "new 12-megapixel photos": _NEW_PHOTOS}
    print(save_report("watch_memory", "Memory of the daemon", rows, settings))


def _wait_for(store: Store, count: int, timeout_s: float = 120.0) -> None:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        with store.read() as tx:
            is_taken_in = any(tx.embeddings.stamp(model).count >= count for model in tx.models.all())
            if is_taken_in and not tx.jobs.count_unsegmented():
                return
        time.sleep(0.5)
    raise TimeoutError("the daemon did not take in the new photos, or did not segment them")


def _memory_of_tree(pid: int) -> list[tuple[float, float]]:
    """Read peak and present resident memory of a process and its larger children, in MB, the parent first."""
    children = [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and f"PPid:\t{pid}\n" in _read(folder / "status")
    ]
    found = [_memory(child) for child in children]
    return [_memory(pid), *sorted((memory for memory in found if memory[0] > 30), reverse=True)]


def _memory(pid: int) -> tuple[float, float]:
    lines = dict(line.split(":", 1) for line in _read(Path("/proc", str(pid), "status")).splitlines())
    return tuple(int(lines[key].split()[0]) / 1024 for key in ("VmHWM", "VmRSS"))  # type: ignore[return-value]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
