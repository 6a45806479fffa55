"""BERT's uncased WordPiece, in plain Python: text to the token ids that the text tower reads.

Reads the `tokenizer.json` of Hugging Face's tokenizers. That library would bring 40 MB and a network client to cut a
query of ten words (docs/decisions/0003-wordpiece.md); a test holds the two equal. Source: Devlin and others, "BERT"
(arXiv 1810.04805), section 3, and Schuster and Nakajima, "Japanese and Korean Voice Search" (2012).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

# The ranges that BERT's code spaces out, so that each character is a word.
_CJK = re.compile(
    "([\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002a6df\U0002a700-\U0002b73f\U0002b740-\U0002b81f"
    "\U0002b920-\U0002ceaf\uf900-\ufaff\U0002f800-\U0002fa1f])"
)


class WordPiece:
    """A vocabulary and how text is cut by it."""

    def __init__(self, vocabulary: dict[str, int], specials: dict[str, int], *, longest_word: int) -> None:
        self._vocabulary = vocabulary
        self._specials = specials
        self._longest_word = longest_word
        self._split_specials = re.compile("(" + "|".join(map(re.escape, specials)) + ")").split

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a `tokenizer.json`."""
        document = json.loads(text)
        specials = {token["content"]: token["id"] for token in document["added_tokens"]}
        model = document["model"]
        return cls(model["vocab"], specials, longest_word=model["max_input_chars_per_word"])

    def encode(self, texts: Sequence[str], max_tokens: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cut texts into tokens.

        Returns:
            ids and mask, both (N, L), L the longest text's tokens, at most `max_tokens`; the rest is padding, mask 0.
        """
        rows = [self._encode_one(text, max_tokens) for text in texts]
        width = max(map(len, rows), default=0)
        ids = np.full((len(rows), width), self._specials["[PAD]"], dtype=np.int64)  # (N, L)
        mask = np.zeros_like(ids)  # (N, L)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return ids, mask

    def _encode_one(self, text: str, max_tokens: int) -> list[int]:
        tokens: list[int] = []
        for part in self._split_specials(text):
            if part in self._specials:
                tokens.append(self._specials[part])
            else:
                tokens += (token for word in _words(part) for token in self._cut(word))
        return [self._specials["[CLS]"], *tokens[: max_tokens - 2], self._specials["[SEP]"]]

    def _cut(self, word: str) -> list[int]:
        """Take the longest known piece from the left, again and again; a word with an unknown rest is unknown."""
        if len(word) > self._longest_word:
            return [self._specials["[UNK]"]]
        pieces: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self._vocabulary), None)
            if end is None:
                return [self._specials["[UNK]"]]
            pieces.append(self._vocabulary[prefix + word[start:end]])
            start = end
        return pieces


def _words(text: str) -> Iterator[str]:
    word = ""
    for char in _normalise(text):
        if char.isspace() or _is_punctuation(char):
            if word:
                yield word
            word = ""
            if not char.isspace():
                yield char
        else:
            word += char
    if word:
        yield word


def _normalise(text: str) -> str:
    """Drop control characters and accents, space out CJK, lower the case: each character by itself."""
    clean = "".join(" " if char in "\t\n\r" else char for char in text if char in "\t\n\r" or not _is_control(char))
    parts = unicodedata.normalize("NFD", _CJK.sub(r" \1 ", clean))
    return "".join(char.lower() for char in parts if unicodedata.category(char) != "Mn")


def _is_control(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")


def _is_punctuation(char: str) -> bool:
    is_ascii_symbol = char.isascii() and not char.isalnum() and char.isprintable() and char != " "
    return is_ascii_symbol or unicodedata.category(char).startswith("P")
