"""Suggestions as you type: what this library has that begins like the words at the cursor.

Reads the library's lexicon alone. Nothing that anybody typed is kept: there are no recent searches, neither on disk nor in memory.
"""

from search.completion.completer import Completer, complete
from search.completion.completion import Completion

__all__ = ["Completer", "Completion", "complete"]
