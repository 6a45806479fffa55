"""The text vector of a concept: a name put into several sentences, and their mean.

A name alone is short, and a text tower places it by chance a little off; the mean over prompts takes some of that
away. It costs a run of the text tower for each prompt, so it is for names that are encoded once and kept (class names,
tags), not for what a person types: there it finds nothing better (docs/models/ansa-s-text.md). Source: Radford and
others, "Learning Transferable Visual Models From Natural Language Supervision", 2021, section 3.1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from albumen.arrays import Embeddings

CONCEPT_PROMPTS = ("{}", "a photo of a {}.")


class TextEncoder(Protocol):
    """Whatever puts texts into a space, an `ImageTextEncoder` for one."""

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Return unit rows, (N, D)."""


def encode_concepts(
    encoder: TextEncoder, names: Sequence[str], *, prompts: Sequence[str] = CONCEPT_PROMPTS
) -> Embeddings:
    """Return one unit row for each concept: the mean over the prompts, normalised.

    Args:
        encoder: Any text encoder.
        names: Names as they stand in a sentence, such as "hot air balloon".
        prompts: Sentences with one `{}`; one at least.

    Returns:
        (C, D) float32.
    """
    rows = encoder.encode_texts([prompt.format(name) for prompt in prompts for name in names])
    mean = rows.reshape(len(prompts), len(names), -1).mean(axis=0)  # (C, D)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)
