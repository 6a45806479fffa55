from __future__ import annotations

import dataclasses
import itertools
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from albumen.types import MaskKind
from models.hyperdetr.config import SCENE_KINDS, SMALL
from models.hyperdetr.decode import Thresholds
from models.hyperdetr.encoder import build_encoder
from models.hyperdetr.network import HyperDetr
from models.training.hyperdetr.calibration import (
    choose_mask_thresholds,
    choose_person_threshold,
    choose_presence,
)
from models.training.hyperdetr.label_maps import empty_labels
from models.training.hyperdetr.lesson import BITS, Lesson
from models.training.hyperdetr.matching import match, pairwise_giou
from models.training.hyperdetr.objective import measure, scene_objective
from models.training.hyperdetr.recipe import RECIPES, TWO_CORES, rate_factor
from models.training.hyperdetr.starting_encoder import map_constants, read_constants
from models.training.hyperdetr.targets import Batch, People, stack_lessons
from models.training.hyperdetr.trainer import Trainer, set_training
from models.training.hyperdetr.validation import Outputs, PeopleCount, validate

pytestmark = pytest.mark.usefixtures("one_thread")
EVEN = Thresholds(dict.fromkeys(SCENE_KINDS, 0.5), person=0.5, min_share=0.0005)


def _stripes(*columns: slice) -> torch.Tensor:
    masks = torch.zeros(len(columns), 8, 8, dtype=torch.bool)
    for mask, where in zip(masks, columns, strict=True):
        mask[:, where] = True
    return masks


def test_each_person_is_matched_with_the_query_that_fits_best() -> None:
    masks = _stripes(slice(0, 4), slice(4, 8))
    boxes = torch.tensor([[0.25, 0.5, 0.5, 1.0], [0.75, 0.5, 0.5, 1.0]])
    people = People(masks, boxes, is_complete=True)
    logits = 8.0 * (masks.flatten(1).float() - 0.5)
    for order in itertools.permutations(range(2)):
        index = list(order)
        pairs = match(torch.zeros(2), boxes[index], logits[index], people, masks.flatten(1).float())
        assert [index[query] for query in pairs.queries.tolist()] == pairs.people.tolist()


def test_generalised_overlap_is_one_for_the_same_box_and_negative_for_distant_ones() -> None:
    boxes = torch.tensor([[0.2, 0.2, 0.2, 0.2], [0.8, 0.8, 0.2, 0.2]])
    overlap = pairwise_giou(boxes, boxes)
    torch.testing.assert_close(overlap.diagonal(), torch.ones(2))
    assert overlap[0, 1] < 0.0


def test_what_is_unknown_teaches_nothing() -> None:
    present = torch.zeros(1, 2, 4, 4, dtype=torch.bool)
    present[0, 0, :2] = True
    known = torch.ones_like(present)
    known[0, 1] = False
    logits = torch.zeros(1, 2, 4, 4, requires_grad=True)
    scene_objective(logits, present, known).backward()
    assert logits.grad is not None
    assert logits.grad[0, 0].abs().sum() > 0.0
    assert logits.grad[0, 1].abs().sum() == 0.0


def _lesson(*, is_complete: bool, height: int = 64, width: int = 64) -> Lesson:
    labels = empty_labels((height, width), 0)
    labels[16:56, 8:40] = (BITS[MaskKind.PERSON], 0, 1)
    pixels = np.random.default_rng(0).integers(0, 80, (height, width, 3), dtype=np.uint8)
    pixels[16:56, 8:40] += 150
    return Lesson(pixels, labels, is_complete)


def test_a_few_steps_on_one_photo_make_its_loss_smaller() -> None:
    torch.manual_seed(0)
    network = HyperDetr(SMALL)
    batch = stack_lessons([_lesson(is_complete=True), _lesson(is_complete=False)], SMALL.queries)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    totals = []
    for _ in range(6):
        set_training(network)
        losses = measure(*network(batch.images), batch)
        optimizer.zero_grad()
        losses.total.backward()
        optimizer.step()
        totals.append(losses.total.item())
    assert totals[-1] < 0.7 * totals[0]


class _OneLesson:
    """Stands in for a mixture: the same small batch for ever."""

    def draw_batches(self, rng: np.random.Generator) -> Iterator[Batch]:
        while True:
            yield stack_lessons([_lesson(is_complete=True)], SMALL.queries)


def test_a_training_goes_on_where_it_stopped_and_ends_by_the_clock(tmp_path: Path) -> None:
    recipe = dataclasses.replace(TWO_CORES, minutes=0.01)
    looked: list[float] = []
    first = Trainer(HyperDetr(SMALL), recipe, tmp_path)
    first.run(lambda stage: _OneLesson(), every_s=0.0, look=looked.append)
    assert looked
    assert all(0.0 < share < 1.0 for share in looked)
    again = Trainer(HyperDetr(SMALL), dataclasses.replace(recipe, minutes=0.015), tmp_path)
    taught, average = first.network.state_dict(), first.average.network.state_dict()
    for name, weight in again.network.state_dict().items():
        torch.testing.assert_close(weight, taught[name])
        torch.testing.assert_close(again.average.network.state_dict()[name], average[name])
    stem = again.network.encoder.conv_stem.weight.clone()
    again.run(lambda stage: _OneLesson(), every_s=9.0, look=looked.append)
    torch.testing.assert_close(again.network.encoder.conv_stem.weight, stem)


def test_every_parameter_of_the_network_is_taught() -> None:
    torch.manual_seed(0)
    network = HyperDetr(SMALL)
    set_training(network)
    batch = stack_lessons([_lesson(is_complete=True)] * 2, SMALL.queries)
    measure(*network(batch.images), batch).total.backward()
    assert [name for name, weight in network.named_parameters() if weight.grad is None] == []


def test_a_query_that_finds_an_unlabelled_person_is_not_wrong() -> None:
    found = [np.ones((4, 4), bool)]
    labels = empty_labels((4, 4), 0)
    from models.training.hyperdetr.validation import count_people

    for is_complete, wrong in ((True, 1), (False, 0)):
        count = PeopleCount()
        count_people(count, found, Lesson(np.zeros((4, 4, 3), np.uint8), labels, is_complete))
        assert count.wrong == wrong


def _knowing_network(lesson: Lesson) -> Outputs:
    logits = np.stack([np.where(lesson.present & BITS[kind], 3.0, -3.0) for kind in SCENE_KINDS]).astype(np.float32)
    masks = np.where(lesson.instances == 1, 3.0, -3.0).astype(np.float32)[None]
    return Outputs(logits, np.array([2.0], np.float32), masks)


def test_a_network_that_knows_everything_is_perfect() -> None:
    lesson = _lesson(is_complete=True, height=96, width=128)
    report = validate(lambda _: _knowing_network(lesson), {"a": [lesson]}, EVEN, pixels=96 * 128)
    assert report["a/person"] == report["a/people/panoptic"] == report["a/people/precision"] == 1.0


def test_thresholds_are_those_under_which_the_held_out_photos_come_out_best() -> None:
    lesson = _lesson(is_complete=True)
    shy = _knowing_network(lesson)
    shy.scene[SCENE_KINDS.index(MaskKind.PERSON)][lesson.instances == 1] = -0.5  # a probability of 0.38
    shy.people[:] = -1.0  # 0.27
    seen = [("a", lesson, shy)]
    chosen = choose_person_threshold(choose_mask_thresholds(seen), seen)
    assert chosen.pixels[MaskKind.PERSON] == 0.3
    assert chosen.person == 0.2


def test_a_kind_is_there_from_a_score_between_those_of_photos_with_it_and_without() -> None:
    person = SCENE_KINDS.index(MaskKind.PERSON)
    lesson = _lesson(is_complete=True)
    nobody = Lesson(lesson.pixels, empty_labels(lesson.pixels.shape[:2], 0), True)
    seen = [("a", lesson, _knowing_network(lesson)), ("b", nobody, _knowing_network(nobody))]
    seen[1][2].scene[person] = 1.0  # a probability of 0.73, where the other photo has 0.95
    presence = choose_presence(EVEN, seen).presence
    assert presence[MaskKind.PERSON] == 0.74
    assert presence[MaskKind.TEETH] == 0.0  # no photo shows any


def test_recipes_go_through_their_stages_and_rates_end_low() -> None:
    for recipe in RECIPES.values():
        sides = [recipe.stage_at(share).side_px for share in np.linspace(0.0, 1.0, 50)]
        assert sides == sorted(sides)
        assert sides[-1] == 384
    assert rate_factor(0, 0.0) < rate_factor(1000, 0.0) == 1.0
    assert rate_factor(1000, 1.0) == pytest.approx(0.02)
    assert TWO_CORES.device == "cpu"


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def _constant(name: str, value: np.ndarray, kind: int = 1) -> bytes:
    shape = b"".join(_field(2, bytes([1 << 3, size])) for size in value.shape)
    tensor = bytes([1 << 3, kind]) + _field(2, shape) + _field(4, value.tobytes())
    entry = _field(1, b"value") + _field(2, _field(8, tensor))
    return _field(1, _field(1, name.encode()) + _field(5, entry))


def test_constants_are_read_out_of_a_frozen_graph() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    graph = _constant("weights", values) + _constant("axes", np.zeros(2, np.int32), kind=3)
    ((name, found),) = read_constants(graph)
    assert name == "weights"
    np.testing.assert_array_equal(found, values)
    assert struct.calcsize("<f") == found.itemsize


def test_tensorflows_order_and_layout_become_torchs() -> None:
    state = build_encoder().state_dict()
    names = [name for name in state if not name.endswith("num_batches_tracked")]
    constants: dict[str, np.ndarray] = {}
    for name in names:
        shape = tuple(state[name].shape)
        is_depthwise = "conv_dw" in name
        if len(shape) == 4:
            shape = (shape[2], shape[3], shape[0], shape[1]) if is_depthwise else (*shape[2:], shape[1], shape[0])
        kind = "depthwise_weights" if is_depthwise else "beta" if _is_scale(name) else "value"
        constants[f"{name}/{kind}"] = np.full(shape, len(constants) % 100, np.float32)
    mapped = map_constants(constants, state)
    assert mapped["conv_stem.weight"].eq(0.0).all()
    assert mapped["bn1.weight"].eq(2.0).all()  # gamma comes after beta in the graph, before it in torch
    assert mapped["bn1.bias"].eq(1.0).all()


def _is_scale(name: str) -> bool:
    return ".weight" in name and "bn" in Path(name).stem
