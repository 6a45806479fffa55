"""Photos per second end to end, beside rclip and beside a plain open_clip loop, and where the time goes.

    python -m benchmarks.indexing [--photos 120] [--rclip-python PATH]

rclip cannot download its model where there is no model hub, so it is given the same architecture (ViT-B-32-256) with
random weights, as ONNX: its speed does not depend on the weights' values. It lives in an environment of its own
(`python -m venv X; X/bin/pip install rclip`), because it pins other versions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from albumen.config import count_cores
from albumen.types import PhotoSignals
from benchmarks.photo_folder import QUALITY, SIZE_PX, make_photo_folder
from benchmarks.report import save_report
from benchmarks.signals import make_signals
from benchmarks.timing import timed

_RCLIP_RUNNER = Path(__file__).with_name("rclip_runner.py")
_ARCHITECTURE = "ViT-B-32-256"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=120)
    parser.add_argument("--rclip-python", help="interpreter of an environment that has rclip")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = make_photo_folder(Path(name) / "photos", arguments.photos)
        paths = sorted(folder.iterdir())
        size_mb = sum(path.stat().st_size for path in paths) / len(paths) / 1e6
        rows = [
            _measure("albumen index", lambda: _run_albumen(folder, Path(name)), len(paths)),
            _measure("decode alone, 2 processes", lambda: _run_decode(folder), len(paths)),
            _measure("inference alone, with all heads", lambda: _run_inference(paths), len(paths)),
            _measure("write alone", lambda: _run_write(len(paths), Path(name) / "vectors.sqlite3"), len(paths)),
            _measure(
                "write alone, with signals",
                lambda: _run_write(len(paths), Path(name) / "signals.sqlite3", signals=make_signals()),
                len(paths),
            ),
        ]
        if arguments.rclip_python:
            rows.append(_measure("rclip", lambda: _run_rclip(arguments.rclip_python, folder, Path(name)), len(paths)))
        rows.append(_measure("open_clip ViT-B-32 loop in torch", lambda: _run_torch(paths[:40]), 40))
    ours = rows[0]["photos/s"]
    rows = [row | {"albumen / this": ours / row["photos/s"]} for row in rows]
    settings = {
        "photos": arguments.photos,
        "pixels": f"{SIZE_PX[0]} x {SIZE_PX[1]}",
        "JPEG quality": QUALITY,
        "MB each": round(size_mb, 2),
    }
    print(save_report("indexing", "Indexing, photos per second", rows, settings))


def _measure(what: str, action: Callable[[], float], count: int) -> dict[str, Any]:
    """Run; `action` returns the seconds that count (without start-up where it can tell them apart)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    seconds = action()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{what}: {count / seconds:.1f} photos/s", file=sys.stderr)
    return {"what": what, "photos/s": count / seconds, "peak MB": round(peak / 1024) if peak > before else ""}


def _run_albumen(folder: Path, scratch: Path) -> float:
    library = ["--library", str(scratch / "library")]
    command = [sys.executable, "-m", "albumen", *library, "index", str(folder), "--no-segment", "--json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    summary = json.loads(output.splitlines()[-1])
    assert summary["analysed"] == len(list(folder.iterdir())), summary
    return float(summary["elapsed_s"])


def _run_decode(folder: Path) -> float:
    """Decode and describe in worker processes, as indexing does, with nothing behind."""
    from indexer.reader_pool import ReaderPool
    from indexer.reading import ReadOptions, read_photo

    paths = sorted(folder.iterdir())
    with tempfile.TemporaryDirectory() as previews, ReaderPool[int](count_cores(), timeout_s=60) as pool:
        options = ReadOptions(Path(previews), 768, 10**9)
        _read_all(pool, paths[:4], read_photo, options)  # starts the processes
        return timed(lambda: _read_all(pool, paths, read_photo, options))


def _read_all(pool: Any, paths: Iterable[Path], function: Callable[..., Any], options: Any) -> None:
    for number, path in enumerate(paths):
        if pool.in_flight > 30:
            pool.next_finished()
        pool.submit(number, function, path, options)
    while pool.in_flight:
        pool.next_finished()


def _run_inference(paths: list[Path]) -> float:
    from indexer.decode import decode_photo
    from models import create_analyser

    analyser = create_analyser("ansa-s")
    assert analyser is not None
    run = analyser.analyse_images
    images = [decode_photo(path, max_side_px=768, max_pixels=10**9).image for path in paths[:32]]
    run(images[:2])
    rounds = -(-len(paths) // len(images))
    seconds = timed(lambda: [run(images[at : at + 16]) for _ in range(rounds) for at in (0, 16)])
    return seconds * len(paths) / (rounds * len(images))


def _run_write(count: int, database: Path, *, signals: PhotoSignals | None = None) -> float:
    import numpy as np

    from albumen.store.records import FileSighting, FileStat, ModelKind
    from albumen.store.store import Store
    from albumen.types import EncoderIdentity, PhotoKind, PhotoMetadata, PixelFacts
    from indexer.findings import Findings
    from indexer.outcomes import Outcome, save_outcomes

    facts = PixelFacts("jpeg", PhotoKind.STILL, *SIZE_PX)
    vector = np.ones(512, np.float32) / np.sqrt(512)
    with Store(database) as store:
        with store.write() as tx:
            root = tx.roots.add(Path("/photos"))
            models = {
                kind: tx.models.add(EncoderIdentity("x", "1", "1"), sha256="0" * 64, dim=512, kind=kind)
                for kind in ModelKind
            }

        def write() -> None:
            for start in range(0, count, 16):
                outcomes = [
                    Outcome(
                        f"{n:064x}",
                        n,
                        FileSighting(root.id, f"{n}.jpg", FileStat(n, n), n, f"{n:064x}"),
                        facts,
                        PhotoMetadata(),
                        Findings(vector, signals),
                    )
                    for n in range(start, min(start + 16, count))
                ]
                with store.write() as tx:
                    save_outcomes(tx, outcomes, models, max_attempts=3)

        return timed(write)


def _run_rclip(python: str, folder: Path, scratch: Path) -> float:
    model = scratch / "visual.onnx"
    _export_visual(model)
    command = [python, str(_RCLIP_RUNNER), str(model), str(folder), str(scratch / "rclip.sqlite3")]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return float(output.splitlines()[-1])


def _export_visual(target: Path) -> None:
    """Export the architecture's image tower with random weights, batch of any size."""
    import open_clip
    import torch

    model = open_clip.create_model(_ARCHITECTURE, pretrained=None).eval()
    torch.onnx.export(
        model.visual,
        (torch.zeros(2, 3, 256, 256),),
        str(target),
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
        dynamo=False,
    )


def _run_torch(paths: list[Path]) -> float:
    import open_clip
    import torch
    from PIL import Image

    model, _, preprocess = open_clip.create_model_and_transforms("ViT-B-32", pretrained=None)
    model.eval()
    with torch.no_grad():
        model.encode_image(torch.zeros(8, 3, 224, 224))

        def loop() -> None:
            for start in range(0, len(paths), 8):
                batch = torch.stack([preprocess(Image.open(path)) for path in paths[start : start + 8]])
                model.encode_image(batch)

        return timed(loop)


if __name__ == "__main__":
    main()
