"""The error tree that the docstring draws is the tree there is, and every photo error has a word of its own."""

from __future__ import annotations

import inspect
import re

from albumen import errors
from albumen.errors import AlbumenError, PhotoError

CLASSES = {name: kind for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AlbumenError)}


def _drawn_parents() -> dict[str, str]:
    """Read the docstring's tree: name to the parent's name."""
    parents: dict[str, str] = {}
    branch: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        drawn = re.match(r"([ |+-]*?)(\w+Error)\s{2,}", line)
        if drawn:
            depth, name = len(drawn[1]) // 4, drawn[2]
            branch[depth] = name
            parents[name] = branch[depth - 1] if depth > 1 else "Exception"
    return parents


def test_the_docstring_draws_every_error_under_its_parent() -> None:
    assert _drawn_parents() == {name: kind.__base__.__name__ for name, kind in CLASSES.items() if kind.__base__}


def test_every_photo_error_has_a_reason_of_its_own() -> None:
    reasons = [kind.__dict__.get("reason") for kind in CLASSES.values() if kind.__base__ is PhotoError]
    said = [reason for reason in reasons if reason is not None]
    assert len(said) == len(set(said))
    assert all(re.fullmatch(r"[a-z_]{1,32}", reason) for reason in [*said, PhotoError.reason])  # a column's width


def test_an_error_ends_the_program_with_one_or_two_and_a_photo_without_a_subject_with_three() -> None:
    assert {kind.exit_code for kind in CLASSES.values()} == {1, 2, 3}
    assert [name for name, kind in CLASSES.items() if kind.exit_code == 3] == ["NoSubjectError"]
