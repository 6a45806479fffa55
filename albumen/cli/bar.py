"""A bar on a terminal, which goes when the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

SetBar = Callable[[str, int, int, str], None]
"""Shows what is done: a name, how much of it, of how much (0 where nobody knows), and a note behind it."""


@contextmanager
def show_bar(name: str) -> Iterator[SetBar]:
    """Draw a bar on stderr for the length of a block."""
    from tqdm import tqdm

    layout = "{desc} {bar:30} {n_fmt}/{total_fmt}{postfix}"
    with tqdm(desc=name, total=0, bar_format=layout, leave=False, dynamic_ncols=True) as bar:

        def show(name: str, done: int, total: int, note: str) -> None:
            bar.total, bar.n = total, done
            bar.set_description_str(name, refresh=False)
            bar.set_postfix_str(note, refresh=False)
            bar.update(0)
            bar.refresh()

        yield show
