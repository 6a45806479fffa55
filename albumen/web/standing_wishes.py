"""What a person has said of things that a page shows, so that its buttons stand as they were left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from albumen.store.curation_records import Target
from albumen.store.store import Transaction

Standing = dict[str, int]
"""Ids of feedback that holds, by its verb."""


def find_standing(tx: Transaction, target: Target, values: Collection[str]) -> dict[str, Standing]:
    """Find the feedback that holds about things of one sort, by their values; empty for one that nobody said anything of.

    Args:
        tx: the store.
        target: the sort.
        values: content hashes of photos, keys of memories.
    """
    found: dict[str, Standing] = defaultdict(dict)
    for wish in tx.feedback.in_force():
        if wish.target is target and wish.value in values and wish.id is not None:
            found[wish.value][wish.verb.value] = wish.id
    return {value: found[value] for value in values}
