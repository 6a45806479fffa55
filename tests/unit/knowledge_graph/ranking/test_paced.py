"""Lists that can be stopped while somebody goes through them."""

from __future__ import annotations

import pytest

from knowledge_graph.ranking.paced import Paced


class _Enough(Exception):  # noqa: N818  (no error)
    """Somebody said so."""


def test_it_is_the_list_that_it_was_made_from() -> None:
    items = list(range(2_500))
    paced = Paced(items, lambda: None)
    assert [*paced] == items
    assert (len(paced), paced[3], paced[-2:]) == (2_500, 3, [2_498, 2_499])
    assert not [*Paced([], lambda: None)]


def test_it_asks_before_every_thousand() -> None:
    asked: list[int] = []
    list(Paced(range(2_500), lambda: asked.append(1)))
    assert len(asked) == 3


def test_it_ends_where_it_is_told_to() -> None:
    seen: list[int] = []

    def pause() -> None:
        if len(seen) >= 1_500:
            raise _Enough

    with pytest.raises(_Enough):
        seen.extend(Paced(range(5_000), pause))
    assert len(seen) == 2_000
