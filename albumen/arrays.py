"""Array types that public functions name: one alias for each meaning, so that shapes are written once."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from jaxtyping import Float16, Float32, Int64

Embeddings: TypeAlias = Float32[np.ndarray, "N D"]
"""Unit rows; row i belongs to input i."""

StoredEmbeddings: TypeAlias = Float16[np.ndarray, "N D"]
"""Unit rows as the store keeps them."""

Rows: TypeAlias = Int64[np.ndarray, " N"]
"""Row ids (photo ids in the vector index)."""

Scores: TypeAlias = Float32[np.ndarray, "Q K"]
"""Cosine scores, best first."""
