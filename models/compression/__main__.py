"""`python -m models.compression --data DIR`: what each kind of int8 costs and saves, for the shipped towers.

Rows: fp32 (the shipped weights made float), weight-only int8 (what ships), static int8 (QDQ, calibrated on train
photos). Columns: megabytes, milliseconds of one input (best of rounds), worst cosine distance to fp32.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from albumen.errors import AlbumenError
from models.ansa.encoder import IMAGE_FILE, TEXT_FILE, TOKENIZER_FILE
from models.ansa.export import MAX_TOKENS, SIDE_PX
from models.ansa.wordpiece import WordPiece
from models.catalog import DEFAULT_ENCODER
from models.compression.int8 import restore_weights
from models.compression.static_int8 import quantise_activations
from models.evaluation.photos import LabelledPhoto, load_photos
from models.image_input import centre_square
from models.registry import WEIGHTS_DIR
from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

_CALIBRATION = 64
_PROBES = 64
_ROUNDS = 3


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.compression", description="Compare int8 variants.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/train-*.tar.gz")
    parser.add_argument("--threads", type=int, default=2)
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


def _compare(bundle: WeightBundle, name: str, inputs: list[dict[str, np.ndarray]], *, threads: int) -> None:
    import onnx

    shipped = onnx.load_from_string(bundle.read(name))
    floating = restore_weights(shipped)
    calibration, probes = inputs[:_CALIBRATION], inputs[_CALIBRATION:]
    variants = {"fp32": floating, "int8 weights": shipped, "static int8": quantise_activations(floating, calibration)}
    reference: list[np.ndarray] = []
    for kind, model in variants.items():
        session = open_session(model.SerializeToString(), threads=threads, folds_int8=kind != "static int8")
        vectors = [session.run(None, probe)[0] for probe in probes]
        reference = reference or vectors
        distance = max(1.0 - float((a * b).sum()) for a, b in zip(vectors, reference, strict=True))
        seconds = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            for probe in probes:
                session.run(None, probe)
            seconds.append((time.perf_counter() - start) / len(probes))
        megabytes = model.ByteSize() / 1e6
        sys.stdout.write(f"{name}  {kind:<12}  {megabytes:5.1f} MB  {1e3 * min(seconds):6.2f} ms  {distance:.4f}\n")


def _image_inputs(photos: list[LabelledPhoto]) -> list[dict[str, np.ndarray]]:
    return [{"pixels": centre_square(photo.decode_image(), SIDE_PX)[None]} for photo in photos]


def _text_inputs(bundle: WeightBundle, photos: list[LabelledPhoto]) -> list[dict[str, np.ndarray]]:
    tokenizer = WordPiece.from_json(bundle.read(TOKENIZER_FILE).decode())
    texts = [photo.captions[0] if photo.captions else f"a photo of a {photo.label}" for photo in photos]
    pairs = [tokenizer.encode([text], MAX_TOKENS) for text in texts]
    return [{"input_ids": ids, "attention_mask": mask} for ids, mask in pairs]


if __name__ == "__main__":
    raise SystemExit(main())
