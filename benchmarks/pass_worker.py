"""A process that runs one network, a pass whenever it is told, and knows its own peak of memory.

`python -m benchmarks.pass_worker GRAPH THREADS MEMORY_BYTES` reads lines: `pass` answers with milliseconds, `peak` with
megabytes; `nan` is the answer of a network that does not fit into the memory that it may take.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_MB = 1e6
_PASS, _PEAK = "pass", "peak"


class PassWorker:
    """The caller's side of the process."""

    def __init__(self, graph: Path, *, threads: int, memory_bytes: int) -> None:
        command = [sys.executable, "-m", "benchmarks.pass_worker", str(graph), str(threads), str(memory_bytes)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run_pass(self) -> float:
        """Run the network once; return milliseconds, NaN where it does not fit."""
        return self._ask(_PASS)

    def peak_mb(self) -> float:
        """Return how far its passes raised the process above its imports, in megabytes."""
        return self._ask(_PEAK)

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, question: str) -> float:
        if self._process.poll() is not None:
            return float("nan")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline() or "nan")


def main() -> None:
    graph, threads, memory_bytes = sys.argv[1:]
    import onnxruntime  # noqa: F401 - before the first measure, since it is not the network's own memory

    from models.runtime import open_session

    imported_mb = high_water_mb()
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    session = None
    for line in sys.stdin:
        try:
            session = session or open_session(Path(graph).read_bytes(), threads=int(threads))
            answer = _answer(line.strip(), session, imported_mb)
        except Exception as error:  # onnxruntime's own bare classes, of which one stands for want of memory
            print(f"{graph} with {memory_bytes} bytes: {str(error).splitlines()[0]}", file=sys.stderr)
            answer = math.nan
        print(answer, flush=True)


def _answer(question: str, session: InferenceSession, imported_mb: float) -> float:
    if question == _PEAK:
        return high_water_mb() - imported_mb
    (image,) = session.get_inputs()
    pixels = np.random.default_rng(0).integers(0, 256, image.shape, dtype=np.uint8)
    started = time.perf_counter()
    session.run(None, {image.name: pixels})
    return 1e3 * (time.perf_counter() - started)


def high_water_mb() -> float:
    """Read this process's own peak; `ru_maxrss` would carry that of the process which started it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024 / _MB


if __name__ == "__main__":
    main()
