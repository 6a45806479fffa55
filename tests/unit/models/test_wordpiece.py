"""Our WordPiece cuts text exactly as Hugging Face's tokenizers does, from the same file."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ansa.wordpiece import WordPiece

tokenizers = pytest.importorskip("tokenizers")

FILE = files("models") / "weights" / "ansa-s" / "tokenizer.json"
MAX_TOKENS = 32


@pytest.fixture(scope="module")
def ours() -> WordPiece:
    return WordPiece.from_json(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def theirs():  # type: ignore[no-untyped-def]  # the library has no types
    tokenizer = tokenizers.Tokenizer.from_str(FILE.read_text(encoding="utf-8"))
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


# Characters that newer Unicode versions than the library's added may differ; Python 3.11 knows 14.0. Below 0x0800 two do.
NEWER = "\u061d\u07fd"  # Arabic end of text mark (14.0), N'Ko dantayalan (11.0)
texts = st.text(
    st.characters(max_codepoint=0x07FF, exclude_categories=["Cn", "Cs"], exclude_characters=NEWER), max_size=60
)


@given(batch=st.lists(texts, min_size=1, max_size=4))
def test_any_text_is_cut_alike(ours: WordPiece, theirs, batch: list[str]) -> None:  # type: ignore[no-untyped-def]
    ids, mask = ours.encode(batch, MAX_TOKENS)
    wanted = theirs.encode_batch(batch)
    np.testing.assert_array_equal(ids, [encoding.ids for encoding in wanted])
    np.testing.assert_array_equal(mask, [encoding.attention_mask for encoding in wanted])


@pytest.mark.parametrize(
    "text",
    ["", "  ", "Crème brûlée", "北京 temple", "don't", "x" * 101, "[MASK] it", "ΣΊΣΥΦΟΣ", "İstanbul", "a\u200db", "😀"],
)
def test_odd_texts_are_cut_alike(ours: WordPiece, theirs, text: str) -> None:  # type: ignore[no-untyped-def]
    assert ours.encode([text], MAX_TOKENS)[0][0].tolist() == theirs.encode(text).ids


def test_no_texts_give_no_rows(ours: WordPiece) -> None:
    assert ours.encode([], MAX_TOKENS)[0].shape == (0, 0)
