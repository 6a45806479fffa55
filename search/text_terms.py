"""Text in photos as it is asked for with `--text`: words, "phrases in quotes", and beginnings with a star."""

from __future__ import annotations

import re

from albumen.errors import UsageError
from albumen.store.records import TextTerm

# Keyboards and phones turn quotes into these.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r'"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+)')


def parse_text(text: str) -> tuple[TextTerm, ...]:
    """Read what is asked for: every word and phrase must stand in the photo, in any order.

    Nothing in it is an operator; signs between words only part them, as in `12.50`.

    Raises:
        UsageError: there is no word in it.

    Example:
        >>> [(term.words, term.is_prefix) for term in parse_text('invoice "May 2023" to*')]
        [('invoice', False), ('May 2023', False), ('to', True)]
    """
    terms = []
    for match in _TERM.finditer(text.translate(_QUOTES)):
        word = match["word"]
        if word is None:
            terms.append(TextTerm(match["phrase"].strip(), is_prefix=bool(match["star"])))
        else:
            terms.append(TextTerm(word.rstrip("*"), is_prefix=word.endswith("*")))
    found = tuple(term for term in terms if any(map(str.isalnum, term.words)))
    if not found:
        raise UsageError(f'--text is {text!r}; give words that stand in the picture, as in --text "invoice 2023"')
    return found
