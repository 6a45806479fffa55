"""How text is searched: in words without case and accents, and in single characters where a script has no spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from albumen.store.records import TextTerm

# Thai and Lao; Myanmar; Khmer; kana; Han with its compatibility forms and further planes. FTS5's tokenizer takes a run of
# them for one word, of which no part could be found (https://sqlite.org/fts5.html, section 4.3.1).
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)

# Up to here lie the scripts whose marks are accents: Latin, Greek, Cyrillic, Armenian, Hebrew. FTS5 folds those of Latin
# alone; the marks of kana or Indic scripts make other letters.
_LAST_ACCENTED = "\u05ff"


def split_words(line: str) -> str:
    r"""Write a line as it is searched: folded, each character of an unspaced script a word, and without control characters.

    Example:
        >>> split_words("Café\nGröße"), split_words("東京駅"), split_words("СЧЁТ")
        ('cafe grosse', '東 京 駅', 'счет')
    """
    printable = "".join(char if char.isprintable() else " " for char in line)
    return " ".join(_UNSPACED.sub(r" \1 ", _fold(printable)).split())


def match_expression(terms: Iterable[TextTerm]) -> str:
    """Write terms for FTS5's MATCH: each a string in quotes, so that no character of it means anything.

    Example:
        >>> match_expression([TextTerm('say "hi" NEAR'), TextTerm("inv", is_prefix=True)])
        '"say ""hi"" near" AND "inv" *'
    """
    return " AND ".join(_quote(term) for term in terms)


def _quote(term: TextTerm) -> str:
    quoted = split_words(term.words).replace('"', '""')
    return f'"{quoted}"' + (" *" if term.is_prefix else "")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isascii() else "".join(_drop_accents(char) for char in plain)


def _drop_accents(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    if base > _LAST_ACCENTED:
        return char
    return "" if unicodedata.category(base) == "Mn" else base
