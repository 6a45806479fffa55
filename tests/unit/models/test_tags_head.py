"""Tags: calibrated probabilities, honest thresholds, and parents that are never less likely than their kinds."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from models.ansa.heads.tags import decode_tags
from models.evaluation.tag_truth import UNKNOWN
from models.runtime.onnx_session import open_session
from models.taxonomy import Concept, load_taxonomy
from models.training.heads import tags
from models.training.heads.export import export_head
from models.training.heads.tags_calibration import (
    SILENT,
    TARGET_PRECISIONS,
    Curve,
    find_thresholds,
    fit_curve,
    lowest_threshold,
    probability,
)
from models.training.heads.tags_network import FamilyMaximum, TagsHead, list_kinds
from models.training.heads.tags_targets import TagTargets

IDS = ["animal", "dog", "golden_retriever", "beach"]


pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_concept_that_reaches_its_threshold_brings_its_ancestors_best_first() -> None:
    facts = {"concepts": IDS, "thresholds": [0.95, 0.95, 0.5, 0.5]}
    (tagged,) = decode_tags(np.array([[0.9, 0.8, 0.7, 0.4]], dtype=np.float32), facts)
    assert [tag.concept for tag in tagged] == ["animal", "dog", "golden_retriever"]
    assert tagged[0].score == pytest.approx(0.9)


def test_a_photo_without_a_tag_has_an_empty_tuple() -> None:
    facts = {"concepts": IDS, "thresholds": [SILENT] * 4}
    assert decode_tags(np.ones((2, 4), dtype=np.float32), facts) == [(), ()]


def test_a_parent_is_at_least_as_likely_as_its_kinds() -> None:
    kinds = list_kinds(IDS, {concept_id: load_taxonomy().descendants(concept_id) & set(IDS) for concept_id in IDS})
    raised = FamilyMaximum(kinds)(torch.tensor([[0.1, 0.2, 0.9, 0.3], [0.8, 0.2, 0.1, 0.0]]))
    assert raised.tolist() == [pytest.approx([0.9, 0.9, 0.9, 0.3]), pytest.approx([0.8, 0.2, 0.1, 0.0])]


def test_the_exported_graph_gives_the_network_s_probabilities_for_the_whole_taxonomy() -> None:
    taxonomy = load_taxonomy()
    ids = [concept.id for concept in taxonomy.concepts]
    kinds = list_kinds(ids, {concept_id: taxonomy.descendants(concept_id) for concept_id in ids})
    torch.manual_seed(0)
    head = TagsHead(nn.Linear(512, len(ids)), FamilyMaximum(kinds)).eval()
    rows = torch.randn(3, 512)
    session = open_session(export_head(head, maps=["embeddings"], outputs=["tags"]).SerializeToString())
    (chances,) = session.run(["tags"], {"embeddings": rows.numpy()})
    np.testing.assert_allclose(chances, head(rows).detach().numpy(), atol=1e-5)
    for number, below in enumerate(kinds):
        assert (chances[:, [number]] >= chances[:, below]).all()


def test_without_labels_a_curve_is_its_prior() -> None:
    prior = Curve(1.2, -3.0)
    assert fit_curve(np.zeros(0, np.float32), np.zeros(0, np.int8), prior=prior, weights=(1.0, 1.0)) == prior


def test_with_many_labels_a_curve_forgets_its_prior() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(size=20_000).astype(np.float32)
    truth = (random.random(20_000) < probability(scores[:, None], [Curve(2.0, -1.0)])[:, 0]).astype(np.int8)
    found = fit_curve(scores, truth, prior=Curve(0.5, 0.0), weights=(5.0, 5.0))
    assert found == pytest.approx((2.0, -1.0), abs=0.1)


def test_a_threshold_keeps_its_precision_and_is_the_lowest_that_does() -> None:
    random = np.random.default_rng(1)
    chances = random.random(4000).astype(np.float32)
    truth = (random.random(4000) < chances).astype(np.int8)
    found = lowest_threshold(chances, truth, "labels")
    said = chances >= found.value
    assert said.sum() == found.fired
    assert truth[said].mean() == pytest.approx(found.precision, abs=1e-3)
    assert found.precision >= TARGET_PRECISIONS[0]
    assert 0.5 < found.value < 0.7  # where the mean of what lies above is 0.8


def test_a_concept_that_is_never_right_is_never_said() -> None:
    assert lowest_threshold(np.full(50, 0.99, np.float32), np.zeros(50, np.int8), "labels").value == SILENT


def test_a_concept_that_cannot_reach_the_first_precision_keeps_the_second() -> None:
    truth = np.tile(np.array([1, 1, 0], np.int8), 200)
    found = lowest_threshold(np.full(600, 0.67, np.float32), truth, "labels")
    assert found.value < SILENT
    assert found.precision == pytest.approx(2 / 3, abs=1e-3)


def test_concepts_with_few_labels_share_their_group_s_threshold() -> None:
    random = np.random.default_rng(2)
    chances = random.random((3000, 3)).astype(np.float32)
    truth = (random.random((3000, 3)) < chances).astype(np.int8)
    truth[30:, 1:] = UNKNOWN
    truth[:, 1:][truth[:, 1:] == 1] = 0
    truth[:6, 1:] = 1
    chances[:6, 1:] = 0.99
    own, first, second = find_thresholds(chances, truth, ["g", "g", "g"])
    assert own.basis == "labels"
    assert first == second
    assert first.basis in {"group", "teacher"}


def test_the_layer_learns_labels_and_follows_the_teacher_where_there_is_none() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(600, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    truth = np.stack([rows[:, 0] > 0, np.full(600, UNKNOWN), rows[:, 1] > 0], axis=1).astype(np.int8)
    soft = np.stack([np.full(600, 0.5), (rows[:, 2] > 0) * 0.9, np.full(600, 0.5)], axis=1).astype(np.float32)
    concepts = tuple(Concept(name, name, "g") for name in "abc")
    targets = TagTargets(concepts, truth, soft, np.zeros((3, 8), np.float32))
    layer = tags.train_layer(rows, targets, epochs=100)
    said = layer(torch.from_numpy(rows)).detach().numpy() > 0
    assert (said[:, 0] == (truth[:, 0] == 1)).mean() > 0.9
    assert (said[:, 1] == (rows[:, 2] > 0)).mean() > 0.9


def test_held_out_scores_calibrate_to_the_rate_at_which_they_are_right() -> None:
    random = np.random.default_rng(4)
    scores = random.normal(size=(5000, 1)).astype(np.float32) * 3
    truth = (random.random((5000, 1)) < probability(scores, [Curve(0.5, -1.0)])).astype(np.int8)
    targets = TagTargets((Concept("a", "a", "g"),), truth, np.zeros_like(scores), np.zeros((1, 8), np.float32))
    curves, _ = tags.calibrate(scores, targets)
    assert probability(scores, curves).mean() == pytest.approx(truth.mean(), abs=0.01)
