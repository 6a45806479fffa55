"""A smaller WordPiece vocabulary: tokens that no Latin-script text can need are dropped from tokenizer and table.

BERT's vocabulary keeps placeholders (`[unused7]`) and single characters of scripts that MiniLM saw too little of to
learn (Cyrillic, Arabic, kana, Han and others). Text in Latin script is cut exactly as before: none of its words holds
a dropped character. A word in a dropped script becomes `[UNK]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from models.ansa.minilm import MiniLM

_PLACEHOLDER = re.compile(r"\[unused\d+\]")
_LATIN_BLOCKS_END = 0x0370  # Latin, IPA, modifier letters and combining marks lie below; Greek begins here
_LATIN_NAMES = ("LATIN", "MODIFIER LETTER", "SUPERSCRIPT", "SUBSCRIPT", "SCRIPT", "DOUBLE-STRUCK", "VULGAR FRACTION")
_SCRIPT_CATEGORIES = "LMN"  # letters, marks and numbers belong to a script
_FOREIGN_SIGNS = re.compile("[\u0590-\u1cff\u2e80-\ua4ff\uff00-\uffef]")  # punctuation and radicals of other scripts


def is_kept(token: str) -> bool:
    """Say whether a token may occur in text of Latin script, of numbers, signs and punctuation.

    Example:
        >>> [is_kept(token) for token in ("dog", "##s", "km²", "ø", "€", "[CLS]", "[unused7]", "##я", "京", "。")]
        [True, True, True, True, True, True, False, False, False, False]
    """
    return not _PLACEHOLDER.fullmatch(token) and not any(map(_is_foreign, token))


def shrink_tokenizer(document: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """Drop tokens from a parsed `tokenizer.json` and number the others anew, in their old order.

    Returns:
        The new document, and the old id of each new one: the rows of the token table that stay.
    """
    kept = sorted((old, token) for token, old in document["model"]["vocab"].items() if is_kept(token))
    rows = [old for old, _ in kept]
    new_id = {old: new for new, old in enumerate(rows)}
    specials = document["post_processor"]["special_tokens"]
    return {
        **document,
        "added_tokens": [token | {"id": new_id[token["id"]]} for token in document["added_tokens"]],
        "post_processor": document["post_processor"]
        | {
            "special_tokens": {
                name: value | {"ids": _renumber(value["ids"], new_id)} for name, value in specials.items()
            }
        },
        "model": document["model"] | {"vocab": {token: new for new, (_, token) in enumerate(kept)}},
    }, rows


def shrink_table(encoder: MiniLM, rows: Sequence[int]) -> None:
    """Keep these rows of an encoder's token table, in this order."""
    kept = encoder.words.weight.detach()[torch.tensor(rows)].clone()
    encoder.words = nn.Embedding.from_pretrained(kept, freeze=False)


def whole_words(document: dict[str, Any]) -> list[str]:
    """Return the tokens of a parsed `tokenizer.json` that are words of letters alone."""
    return [token for token in document["model"]["vocab"] if token.isalpha()]


def _renumber(ids: list[int], new_id: dict[int, int]) -> list[int]:
    return [new_id[old] for old in ids]


def _is_foreign(char: str) -> bool:
    if ord(char) < _LATIN_BLOCKS_END:
        return False
    if unicodedata.category(char)[0] in _SCRIPT_CATEGORIES:
        return not unicodedata.name(char, "").startswith(_LATIN_NAMES)
    return _FOREIGN_SIGNS.match(char) is not None
