"""`python -m models.export --data DIR`: ansa-s in every format and kind of weights, its size and how far its outputs stray.

Rows: a format and its weights. Columns: megabytes, and for each output the largest distance to what the shipped graph
gives for train photos and their captions: cosine distance of embeddings, share of the range of all others. Core ML is run
by `mil_runner`, so that no Mac is needed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import AlbumenError
from models.ansa.encoder import TOKENIZER_FILE
from models.ansa.export import MAX_TOKENS, SIDE_PX
from models.ansa.wordpiece import WordPiece
from models.catalog import DEFAULT_ENCODER
from models.evaluation.photos import load_photos
from models.export.exported import Arrays, open_exported
from models.export.plan import ExportPlan, find_parts, iter_plans, open_exportable
from models.export.write import export_bundle
from models.image_input import whole_square
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.runtime.bundle import WeightBundle

_PHOTOS = 12


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.export", description="Compare exported models.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/train-*.tar.gz")
    options = parser.parse_args(arguments)
    try:
        bundle = open_exportable(DEFAULT_ENCODER)
        probes = _probes(bundle, options.data)
        for plan in iter_plans(find_parts(bundle)):
            _compare(bundle, plan, probes)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _compare(bundle: WeightBundle, plan: ExportPlan, probes: dict[str, list[Arrays]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        for part in export_bundle(bundle, plan, Path(name) / "export"):
            shipped = open_session(bundle.read(f"{part.name}.onnx"), threads=1)
            outputs = [output.name for output in shipped.get_outputs()]
            exported = open_exported(part.path, outputs, max_tokens=MAX_TOKENS)
            pairs = [
                (dict(zip(outputs, shipped.run(outputs, probe), strict=True)), exported(probe))
                for probe in probes[part.name]
            ]
            strays = [
                f"{output} {max(_stray(output, one[output], other[output]) for one, other in pairs):.5f}"
                for output in outputs
            ]
            row = f"{plan.format:<6}  {plan.weights:<10}  {part.name:<5}  {part.size_bytes / 1e6:5.1f} MB"
            sys.stdout.write(f"{row}  {'  '.join(strays)}\n")


def _stray(output: str, expected: NDArray[Any], got: NDArray[Any]) -> float:
    if output == "embeddings":
        return float(1.0 - (expected * got).sum() / np.linalg.norm(expected) / np.linalg.norm(got))
    return float(np.abs(got - expected).max() / max(np.ptp(expected), 1e-6))


def _probes(bundle: WeightBundle, data: Path) -> dict[str, list[Arrays]]:
    photos = load_photos(data, "train")
    photos = [photo for photo in photos if photo.captions][:: len(photos) // (2 * _PHOTOS)][:_PHOTOS]
    tokenizer = WordPiece.from_json(bundle.read(TOKENIZER_FILE).decode())
    tokens = [tokenizer.encode([photo.captions[0]], MAX_TOKENS) for photo in photos]
    return {
        "image": [{"pixels": whole_square(photo.decode_image(), SIDE_PX)[None]} for photo in photos],
        "text": [{"input_ids": ids, "attention_mask": mask} for ids, mask in tokens],
    }


if __name__ == "__main__":
    raise SystemExit(main())
