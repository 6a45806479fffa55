"""Encode the names of all concepts once: `python -m search.offers.encode_concepts` writes concept_vectors.npz anew."""

from __future__ import annotations

import sys

import numpy as np

from models.catalog import DEFAULT_ENCODER
from models.registry import create_encoder
from models.taxonomy import load_taxonomy
from search.offers.nearest import VECTORS_FILE, encode_names


def main() -> None:
    """Encode, and write the vectors as int8: each row is scaled to its largest value, which its direction does not notice."""
    encoder = create_encoder(DEFAULT_ENCODER, threads=1)
    vectors = encode_names(encoder)
    scaled = np.rint(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127.0).astype(np.int8)
    ids = np.array([concept.id for concept in load_taxonomy().concepts])
    np.savez_compressed(VECTORS_FILE, ids=ids, vectors_int8=scaled, weights_sha256=encoder.weights_sha256)
    sys.stdout.write(f"{len(ids)} names -> {VECTORS_FILE}\n")


if __name__ == "__main__":
    main()
