"""`python -m models.compression --data DIR`: what each kind of int8 costs and saves, for the shipped towers.

Rows: fp32 (the shipped weights made float), weight-only int8 (what ships), and static int8 by several recipes, calibrated
on train photos. Columns: megabytes, milliseconds of processor time for one input (the best of all, kinds taking turns:
what other work leaves as it is), its ratio to fp32, and the worst cosine distance of an embedding to fp32's.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import AlbumenError
from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.ansa.export import MAX_TOKENS, SIDE_PX
from models.ansa.image_graph import IMAGE_FILE
from models.ansa.wordpiece import WordPiece
from models.catalog import DEFAULT_ENCODER
from models.compression.int8 import restore_weights
from models.compression.static_int8 import RECIPES, quantise_activations
from models.evaluation.photos import LabelledPhoto, load_photos
from models.image_input import whole_square
from models.registry import WEIGHTS_DIR
from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from onnx import ModelProto
    from onnxruntime import InferenceSession

_CALIBRATION = 64
_PROBES = 64
_TIMED = 8  # probes of a round: short turns meet other work on the machine alike
_ROUNDS = 12
_FLOAT, _WEIGHT_ONLY = "fp32", "int8 weights"

Inputs = dict[str, np.ndarray]


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.compression", description="Compare int8 variants.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/train-*.tar.gz")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        photos = load_photos(options.data, "train")[:: 5000 // (_CALIBRATION + _PROBES)][: _CALIBRATION + _PROBES]
        bundle = load_bundle(WEIGHTS_DIR / DEFAULT_ENCODER)
        for name, inputs in ((IMAGE_FILE, _image_inputs(photos)), (TEXT_FILE, _text_inputs(bundle, photos))):
            _compare(bundle, name, inputs, threads=options.threads)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _compare(bundle: WeightBundle, name: str, inputs: list[Inputs], *, threads: int) -> None:
    import onnx

    calibration, probes = inputs[:_CALIBRATION], inputs[_CALIBRATION:]
    kinds = _kinds(onnx.load_from_string(bundle.read(name)), calibration)
    sessions = {
        kind: open_session(model.SerializeToString(), threads=threads, folds_int8=kind in (_FLOAT, _WEIGHT_ONLY))
        for kind, model in kinds.items()
    }
    vectors = {kind: _embed(session, probes) for kind, session in sessions.items()}
    best_s = _time(sessions, probes[:_TIMED])
    for kind, model in kinds.items():
        distance = 1.0 - (vectors[kind] * vectors[_FLOAT]).sum(axis=1).min()
        figures = (
            f"{model.ByteSize() / 1e6:5.1f} MB  {1e3 * best_s[kind]:6.2f} ms  {best_s[kind] / best_s[_FLOAT]:5.2f}"
        )
        sys.stdout.write(f"{name}  {kind:<32}  {figures}  {distance:.4f}\n")


def _kinds(shipped: ModelProto, calibration: list[Inputs]) -> dict[str, ModelProto]:
    floating = restore_weights(shipped)
    kinds = {_FLOAT: floating, _WEIGHT_ONLY: shipped}
    for recipe in RECIPES:
        model = quantise_activations(floating, calibration, recipe)
        if model is not None:
            kinds[recipe.name] = model
    return kinds


def _embed(session: InferenceSession, probes: list[Inputs]) -> np.ndarray:
    return np.concatenate([session.run(["embeddings"], probe)[0] for probe in probes])


def _time(sessions: dict[str, InferenceSession], probes: list[Inputs]) -> dict[str, float]:
    """Return the least seconds of processor time, over all threads, of one pass for each session."""
    best = dict.fromkeys(sessions, float("inf"))
    for _ in range(_ROUNDS):
        for kind, session in sessions.items():
            for probe in probes:
                start = time.process_time()
                session.run(None, probe)
                best[kind] = min(best[kind], time.process_time() - start)
    return best


def _image_inputs(photos: list[LabelledPhoto]) -> list[Inputs]:
    return [{"pixels": whole_square(photo.decode_image(), SIDE_PX)[None]} for photo in photos]


def _text_inputs(bundle: WeightBundle, photos: list[LabelledPhoto]) -> list[Inputs]:
    tokenizer = WordPiece.from_json(bundle.read(TOKENIZER_FILE).decode())
    texts = [photo.captions[0] if photo.captions else f"a photo of a {photo.label}" for photo in photos]
    ids, mask = tokenizer.encode(texts, MAX_TOKENS)  # one length for all, which histograms ask for
    return [{"input_ids": ids[row, None], "attention_mask": mask[row, None]} for row in range(len(texts))]


if __name__ == "__main__":
    raise SystemExit(main())
