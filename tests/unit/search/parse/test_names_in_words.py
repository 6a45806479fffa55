"""A folder's name is one where it is said to be, and by itself where it can hardly be anything else."""

from __future__ import annotations

from datetime import date

import pytest

from search.chips import ChipKind
from search.lexicon import Lexicon
from search.parse.query import parse_query

LEXICON = Lexicon(
    names=dict.fromkeys(
        ["WhatsApp", "Old disk", "Edited", "Paris", "Beach", "Canon", "Christmas 2022", "May", "rome_2019"], 1
    ),
    cameras={"Apple iPhone 12": 1},
)


def _kinds(text: str) -> list[ChipKind]:
    return [chip.kind for chip in parse_query(text, LEXICON, date(2026, 11, 20)).chips]


@pytest.mark.parametrize(
    "text",
    [
        "WhatsApp pictures",
        "the Old disk",
        "Edited photos",
        "Edited",
        "in folder Paris",
        "the Paris folder",
        "rome_2019",
    ],
)
def test_a_name_of_the_library_is_found(text: str) -> None:
    assert _kinds(text) == [ChipKind.NAME]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Paris", ChipKind.PLACE),
        ("Beach", ChipKind.CONCEPT),
        ("Christmas 2022", ChipKind.DATE),
        ("in May", ChipKind.DATE),
        ("Canon photos", ChipKind.CAMERA),
        ("Edited with care", ChipKind.WORDS),
        ("old disk", ChipKind.WORDS),
        ("Apple pictures", ChipKind.CAMERA),
        ("apple pictures", ChipKind.CONCEPT),
    ],
)
def test_what_else_the_name_means_goes_before(text: str, kind: ChipKind) -> None:
    assert _kinds(text) == [kind]
