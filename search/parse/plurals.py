"""English plurals of the nouns that concepts and objects are named by."""

from __future__ import annotations

_IRREGULAR = {
    **{"man": "men", "woman": "women", "child": "children", "person": "persons", "mouse": "mice", "goose": "geese"},
    **{"foot": "feet", "tooth": "teeth", "knife": "knives", "leaf": "leaves", "wolf": "wolves", "shelf": "shelves"},
    **{"scarf": "scarves", "calf": "calves", "loaf": "loaves", "policeman": "policemen", "fireman": "firemen"},
    **{"fisherman": "fishermen", "snowman": "snowmen", "cactus": "cacti", "bookshelf": "bookshelves"},
}


def pluralise(name: str) -> str:
    """Return the plural of a name's last word.

    Example:
        >>> pluralise("dog"), pluralise("birthday party"), pluralise("church"), pluralise("police woman")
        ('dogs', 'birthday parties', 'churches', 'police women')
    """
    first, blank, last = name.rpartition(" ")
    return first + blank + _pluralise_word(last)


def _pluralise_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in ("tomato", "potato", "mosquito", "buffalo"):
        return word + "es"
    return word + "s"
