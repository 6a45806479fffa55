from __future__ import annotations

import json
from typing import Any

import pytest

torch = pytest.importorskip("torch")
from hypothesis import given  # noqa: E402 - after the skip
from hypothesis import strategies as st  # noqa: E402

from models.ansa.minilm import MiniLM  # noqa: E402
from models.ansa.wordpiece import WordPiece  # noqa: E402
from models.training.vocabulary import is_kept, shrink_table, shrink_tokenizer, whole_words  # noqa: E402

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LATIN = [*"abcdefghijklmnopqrstuvwxyzßø0123456789.,!?'$€°²", "dog", "##s", "##ge", "km²", "run", "##ning"]
DROPPED = ["[unused0]", "[unused994]", "京", "##я", "ا", "##ος", "。", "あ", "ᄀ", "ก", "，"]


def _document() -> dict[str, Any]:
    """Return a tokenizer.json in which dropped tokens lie between kept ones, and before special ones."""
    tokens = ["[PAD]", "[unused0]", "京", *SPECIALS[1:], *LATIN[:20], *DROPPED[3:], *LATIN[20:], "[unused994]"]
    ids = {token: number for number, token in enumerate(tokens)}
    return {
        "added_tokens": [{"id": ids[name], "content": name} for name in SPECIALS],
        "post_processor": {
            "special_tokens": {name: {"id": name, "ids": [ids[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")}
        },
        "model": {"vocab": ids, "max_input_chars_per_word": 100},
    }


def _read(document: dict[str, Any]) -> WordPiece:
    return WordPiece.from_json(json.dumps(document))


@given(st.lists(st.text("abcdgnorsuø é!'²€0km[]京я ", max_size=30), min_size=1, max_size=3))
def test_latin_text_is_cut_as_before_and_other_scripts_become_unknown(texts: list[str]) -> None:
    document = _document()
    small, rows = shrink_tokenizer(document)
    before, mask_before = _read(document).encode(texts, 64)
    after, mask_after = _read(small).encode(texts, 64)
    if not any(char in text for text in texts for char in "京я"):
        assert [[rows[token] for token in row] for row in after] == before.tolist()
        assert mask_after.tolist() == mask_before.tolist()
    assert int(after.max()) < len(rows)


def test_ids_are_without_gaps_and_alike_in_every_part_of_the_file() -> None:
    small, rows = shrink_tokenizer(_document())
    vocabulary = small["model"]["vocab"]
    assert sorted(vocabulary.values()) == list(range(len(rows)))
    assert not set(DROPPED) & set(vocabulary)
    assert {token["content"]: token["id"] for token in small["added_tokens"]} == {n: vocabulary[n] for n in SPECIALS}
    assert vocabulary["[PAD]"] == 0  # padding is written as zeros
    for name, token in small["post_processor"]["special_tokens"].items():
        assert token["ids"] == [vocabulary[name]]


def test_the_given_document_is_not_changed() -> None:
    document = _document()
    shrink_tokenizer(document)
    assert document == _document()


def test_a_token_keeps_its_row_of_the_table() -> None:
    encoder = MiniLM(vocabulary=70, layers=0, context=4)
    table = encoder.words.weight.detach().clone()
    document = _document()
    small, rows = shrink_tokenizer(document)
    shrink_table(encoder, rows)
    for token, new in small["model"]["vocab"].items():
        assert torch.equal(encoder.words.weight[new], table[document["model"]["vocab"][token]])
    assert encoder.words.weight.requires_grad


@pytest.mark.parametrize("token", DROPPED)
def test_placeholders_and_other_scripts_are_dropped(token: str) -> None:
    assert not is_kept(token)


@pytest.mark.parametrize("token", [*SPECIALS, *LATIN, "ﬁ", "ʰ", "µ", "—", "“", "♥", "½", "##₂"])
def test_latin_letters_numbers_signs_and_special_tokens_are_kept(token: str) -> None:
    assert is_kept(token)


def test_whole_words_are_made_of_letters_alone() -> None:
    words = whole_words(shrink_tokenizer(_document())[0])
    assert {"dog", "run", "ø"} <= set(words)
    assert not {"##s", "km²", "[CLS]", "!"} & set(words)
