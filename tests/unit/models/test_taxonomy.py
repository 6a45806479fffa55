"""The concepts that photos are tagged with: complete, unambiguous, and a graph without circles."""

from __future__ import annotations

import re

import pytest

from models.taxonomy import Concept, Taxonomy, load_taxonomy

TAXONOMY = load_taxonomy()
GROUPS = "activities animals art buildings clothing documents events food objects people places plants vehicles weather"


def test_there_are_at_least_600_concepts() -> None:
    assert len(TAXONOMY.concepts) >= 600


def test_every_group_holds_concepts() -> None:
    assert TAXONOMY.groups == tuple(GROUPS.split())
    for group in TAXONOMY.groups:
        assert sum(concept.group == group for concept in TAXONOMY.concepts) >= 10, group


def test_ids_are_plain_words_joined_by_underscores() -> None:
    for concept in TAXONOMY.concepts:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", concept.id), concept.id


def test_synsets_have_the_shape_of_a_wordnet_name_and_belong_to_one_concept() -> None:
    synsets = [concept.synset for concept in TAXONOMY.concepts if concept.synset]
    assert all(re.fullmatch(r"[a-z][a-z_'-]*\.n\.\d\d", synset) for synset in synsets)
    assert len(set(synsets)) == len(synsets)
    assert len(synsets) >= 0.9 * len(TAXONOMY.concepts)


def test_every_name_and_synonym_finds_its_own_concept() -> None:
    for concept in TAXONOMY.concepts:
        for words in (concept.id, concept.name, *concept.synonyms):
            assert TAXONOMY.find(words) is concept


def test_a_name_is_found_whatever_its_case_and_hyphens() -> None:
    assert TAXONOMY.find("  HOT-dog ") is TAXONOMY.get_concept("hot_dog")
    assert TAXONOMY.find("no such thing") is None


def test_a_kind_leads_to_everything_above_it_and_back() -> None:
    assert TAXONOMY.ancestors("golden_retriever") == {"dog", "animal"}
    assert "golden_retriever" in TAXONOMY.descendants("animal")
    assert not TAXONOMY.ancestors("animal")


def test_a_concept_may_have_several_parents() -> None:
    assert {"sport", "ice"} <= TAXONOMY.ancestors("ice_hockey") | TAXONOMY.ancestors("ice_skating")


@pytest.mark.parametrize(
    ("concepts", "complaint"),
    [
        ([Concept("a", "a", "g"), Concept("a", "b", "g")], "same id"),
        ([Concept("a", "a", "g", parents=("z",))], "unknown parents: z"),
        ([Concept("a", "a", "g", parents=("b",)), Concept("b", "b", "g", parents=("a",))], "its own ancestor"),
        ([Concept("a", "a", "g", synonyms=("B",)), Concept("b", "b", "g")], "'b' names both"),
    ],
)
def test_a_taxonomy_that_contradicts_itself_is_refused(concepts: list[Concept], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Taxonomy(tuple(concepts))
