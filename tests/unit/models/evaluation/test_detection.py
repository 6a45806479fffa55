from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.detection import FoundBoxes, TrueBoxes, average_precision

SQUARE = [0.0, 0.0, 10.0, 10.0]
AWAY = [50.0, 50.0, 60.0, 60.0]


def _found(*boxes: tuple[list[float], int, float]) -> FoundBoxes:
    xyxy = np.array([box for box, _, _ in boxes], np.float32).reshape(-1, 4)
    return FoundBoxes(
        xyxy, np.array([kind for _, kind, _ in boxes], np.int64), np.array([score for *_, score in boxes], np.float32)
    )


def _true(*boxes: tuple[list[float], int], crowd: bool = False) -> TrueBoxes:
    xyxy = np.array([box for box, _ in boxes], np.float32).reshape(-1, 4)
    return TrueBoxes(xyxy, np.array([kind for _, kind in boxes], np.int64), np.full(len(boxes), crowd))


def test_finding_everything_is_an_ap_of_one() -> None:
    scores = average_precision(
        [_found((SQUARE, 3, 0.9)), _found((AWAY, 7, 0.4))], [_true((SQUARE, 3)), _true((AWAY, 7))]
    )
    assert scores.ap == pytest.approx({3: 1.0, 7: 1.0})
    assert scores.mean_ap50 == pytest.approx(1.0)


def test_a_loose_box_counts_at_a_low_overlap_alone() -> None:
    loose = [0.0, 0.0, 10.0, 6.2]
    scores = average_precision([_found((loose, 0, 0.9))], [_true((SQUARE, 0))])
    assert scores.mean_ap50 == pytest.approx(1.0)
    assert scores.mean_ap == pytest.approx(0.3)  # 0.50, 0.55 and 0.60 of ten


def test_a_better_scored_mistake_halves_the_precision() -> None:
    scores = average_precision([_found((AWAY, 0, 0.9), (SQUARE, 0, 0.8))], [_true((SQUARE, 0))])
    assert scores.mean_ap50 == pytest.approx(0.5)


def test_what_lies_in_a_crowd_counts_neither_way() -> None:
    truth = [_true((SQUARE, 0)), _true((AWAY, 0), crowd=True)]
    assert average_precision([_found((SQUARE, 0, 0.5)), _found((AWAY, 0, 0.9))], truth).mean_ap50 == pytest.approx(1.0)


def test_finding_nothing_is_an_ap_of_zero_and_comparing_nothing_is_refused() -> None:
    assert average_precision([_found()], [_true((SQUARE, 0))]).mean_ap == 0.0
    with pytest.raises(ValueError, match="nothing to compare"):
        average_precision([_found()], [_true()])
    with pytest.raises(ValueError, match="nothing to compare"):
        average_precision([], [_true((SQUARE, 0))])


def test_a_class_that_the_images_do_not_show_has_no_score() -> None:
    assert list(average_precision([_found((SQUARE, 4, 0.5))], [_true((SQUARE, 0))]).ap) == [0]
