"""Captions, labels and ImageNet classes as truth about concepts, with silence counted with care."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from models.evaluation import tag_truth as module
from models.evaluation.photos import LabelledPhoto
from models.evaluation.tag_truth import UNKNOWN, read_caption, tag_truth
from models.evaluation.zero_shot import load_class_names
from models.taxonomy import load_taxonomy

KNOWN = {concept.id for concept in load_taxonomy().concepts}


def _photo(**facts: Any) -> LabelledPhoto:
    return LabelledPhoto(key="k", split="test", source="s", licence="l", content=b"", **facts)


def _truth(photo: LabelledPhoto) -> dict[str, int]:
    ids, matrix = tag_truth([photo])
    return dict(zip(ids, matrix[0].tolist(), strict=True))


def test_five_captions_deny_what_none_of_them_names() -> None:
    truth = _truth(_photo(captions=("A dog runs on a beach",) * 5))
    assert truth["dog"] == truth["animal"] == truth["beach"] == truth["sea"] == truth["running"] == 1
    assert truth["cat"] == truth["pizza"] == 0


def test_a_kind_of_what_captions_name_stays_unknown() -> None:
    assert _truth(_photo(captions=("A dog runs on a beach",) * 5))["golden_retriever"] == UNKNOWN


def test_one_caption_only_adds() -> None:
    truth = _truth(_photo(captions=("A cat",)))
    assert truth["cat"] == 1
    assert truth["dog"] == UNKNOWN


def test_a_label_denies_its_rivals_and_leaves_the_rest_open() -> None:
    truth = _truth(_photo(label="golden retriever"))
    assert truth["golden_retriever"] == truth["dog"] == truth["animal"] == 1
    assert truth["poodle"] == truth["cat"] == truth["pizza"] == 0
    assert truth["beach"] == truth["pet"] == truth["person"] == UNKNOWN


def test_a_photo_without_words_is_unknown_throughout() -> None:
    assert set(_truth(_photo()).values()) == {UNKNOWN}


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("A man watches a hot dog stand", {"man", "hot_dog"}),
        ("Two puppies and some cherries", {"puppy", "cherry"}),
        ("a man in an orange shirt looks at the camera", {"man", "shirt"}),
        ("a girl with a soccer ball", {"girl", "soccer_ball"}),
    ],
)
def test_the_longest_phrase_of_a_caption_counts_and_homonyms_do_not(caption: str, shown: set[str]) -> None:
    assert read_caption(caption) == shown


def test_an_imagenet_class_counts_from_zero() -> None:
    goldfish = load_class_names().index("goldfish")
    assert _truth(_photo(imagenet_index=goldfish))["goldfish"] == 1


def test_the_tables_name_nothing_but_concepts() -> None:
    tables = module._words()
    named = {concept for kind in ("labels", "families") for concepts in tables[kind].values() for concept in concepts}
    assert named | set(tables["words"]) <= KNOWN
    classes = json.loads((module._FOLDER / "imagenet_concepts.json").read_text(encoding="utf-8"))
    assert len(classes) == len(load_class_names())
    assert {concept for concepts in classes for concept in concepts} <= KNOWN


def test_what_is_shown_brings_its_ancestors_and_what_is_absent_takes_its_kinds() -> None:
    ids, truth = tag_truth([_photo(captions=("A girl rides a bike",) * 5), _photo(label="pizza")])
    taxonomy = load_taxonomy()
    for row in truth:
        for concept_id, value in zip(ids, row.tolist(), strict=True):
            if value == 1:
                assert all(row[ids.index(above)] == 1 for above in taxonomy.ancestors(concept_id))
            if value == 0:
                assert not any(row[ids.index(kind)] == 1 for kind in taxonomy.descendants(concept_id))
    assert np.isin(truth, (0, 1, UNKNOWN)).all()
