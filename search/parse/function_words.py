"""Words that hold a phrase together and mean little by themselves, and words around a query that ask and do not tell."""

from __future__ import annotations

ARTICLES = frozenset("a an the some any my our your this that these those".split())
PREPOSITIONS = frozenset(
    """
    in on at from near with of by after before during to into for around over under while when where about through along across behind
    beside between within is are there
    """.split()
)
CONJUNCTIONS = frozenset("and or but & plus also only just".split())
FUNCTION_WORDS = ARTICLES | PREPOSITIONS | CONJUNCTIONS
PICTURES = frozenset(
    """
    photo photos picture pictures pic pics image images photograph photographs snaps shots everything anything
    """.split()
)
# What a question begins with: "show me all photos of".
ASKING = (
    *("show me", "find me", "give me", "get me", "search for", "look for", "looking for", "i want to see", "i want"),
    *("i need", "show", "find", "search", "where are", "where is", "do i have", "can you find", "please"),
    *(
        "what did i photograph",
        "what did we see",
        "do you have",
        "have i got",
        "are there any",
        "i'm looking for",
        "can i see",
    ),
)
