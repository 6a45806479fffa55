"""How near two runs of a segmenter's graphs are, told of made-up outputs."""

from __future__ import annotations

import numpy as np

from models.export.compare_segmenters import describe, run_chain


def _outputs(*, columns: int, logits: tuple[float, ...] = (3.0, -3.0)) -> dict[str, np.ndarray]:
    """Sky over the first columns of ten; two queries, one a person of the same shape."""
    sky = np.full((1, 2, 10, 10), -1.0, np.float32)
    sky[0, 0, :, :columns] = 1.0
    boxes = np.array([[[columns / 20, 0.5, columns / 10, 1.0], [0.5, 0.5, 0.1, 0.1]]], np.float32)
    return {"scene": sky, "logits": np.array([logits], np.float32), "boxes": boxes, "masks": sky}


def test_the_same_outputs_overlap_wholly() -> None:
    told = describe([(_outputs(columns=5), _outputs(columns=5))])
    assert told == "masks least 1.0000 mean 1.0000 of 2  boxes least 1.000 of 1  score 0.0000"


def test_the_worst_mask_box_and_score_are_named() -> None:
    pairs = [
        (_outputs(columns=5), _outputs(columns=5)),
        (_outputs(columns=5), _outputs(columns=4, logits=(0.0, -3.0))),
    ]
    assert describe(pairs) == "masks least 0.8000 mean 0.9000 of 4  boxes least 0.800 of 2  score 0.4526"


def test_masks_of_people_who_are_not_sure_do_not_count() -> None:
    nobody = _outputs(columns=0, logits=(-3.0, -3.0)) | {"masks": _outputs(columns=5)["masks"]}
    assert describe([(nobody, nobody | {"masks": -nobody["masks"]})]) == "no masks  score 0.0000"


def test_a_matte_is_cut_at_a_half() -> None:
    alpha = np.full((1, 4, 4), 0.4, np.float32)
    alpha[0, :2] = 0.9
    one = {"alpha": alpha, "confidence": np.array([0.9], np.float32)}
    other = {"alpha": alpha + 0.05, "confidence": np.array([0.8], np.float32)}
    assert describe([(one, other)]) == "masks least 1.0000 mean 1.0000 of 1  score 0.1000"


def test_graphs_read_what_those_before_them_gave() -> None:
    chain = {
        "first": lambda given: {"deep": given["image"] + 1},
        "second": lambda given: {"masks": given["deep"] * given["image"]},
    }
    known = run_chain(chain, {"first": ["image"], "second": ["deep", "image"]}, {"image": np.array(3)})
    assert {name: int(value) for name, value in known.items()} == {"image": 3, "deep": 4, "masks": 12}
