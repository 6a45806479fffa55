"""Count the words that people write of photos: `python -m search.offers.count_words --data DIR` writes words.txt.gz anew.

Right are the whole words of the shipped text tower's vocabulary, those that train captions use twice, and those of the teacher's class
names. A line has a word and how often captions use it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from models.evaluation.photos import load_photos
from models.registry import WEIGHTS_DIR
from search.offers.vocabulary import WORDS_FILE, words_of

_TOKENIZER = WEIGHTS_DIR / "ansa-s" / "tokenizer.json"
_TWICE = 2  # written once, a word is as likely a slip


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, and write the list."""
    parser = argparse.ArgumentParser(prog="python -m search.offers.count_words", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WORDS_FILE)
    options = parser.parse_args(arguments)
    captions = [caption for photo in load_photos(options.data, "train") for caption in photo.captions]
    counts = count_words(captions, read_right_words(options.data))
    lines = "".join(f"{word} {count}\n" for word, count in sorted(counts.items()))
    options.out.write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))
    sys.stdout.write(f"{len(counts)} words -> {options.out}\n")


def count_words(captions: Iterable[str], right: Iterable[str]) -> dict[str, int]:
    """Count the words of captions, and give those of other texts, which are right in any case, the counts that they have.

    Example:
        >>> count_words(["A dog and a cta.", "The dog."], ["Siamese cat"])
        {'dog': 2, 'siamese': 0, 'cat': 0}
    """
    counts = Counter(word for caption in captions for word in words_of(caption) if len(word) > 1)
    known = {word: count for word, count in counts.items() if count >= _TWICE}
    return known | {word: counts[word] for text in right for word in words_of(text) if len(word) > 1}


def read_right_words(data_dir: Path) -> list[str]:
    """Read the teacher's class names and the whole words of the text tower's vocabulary, those of two letters or more."""
    with np.load(data_dir / "teacher" / "word_vectors.npz") as table:
        class_names: list[str] = table["words"].tolist()
    tokens = json.loads(_TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"]
    return [*class_names, *(token for token in tokens if token.isalpha() and len(token) > 1)]


if __name__ == "__main__":
    main()
