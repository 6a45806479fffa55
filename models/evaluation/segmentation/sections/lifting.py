"""Subject lifting against drawn masks, and what else can be had on the same photos in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.evaluation.segmentation.baselines import Baseline, blob, open_saliency_head, open_u2netp
from models.evaluation.segmentation.mattes import MatteScore, best_f_interval, mean_scores, score_matte
from models.evaluation.table import Figure, Line, fraction, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.evaluation.segmentation.bench import SegmentationBench
    from models.evaluation.segmentation.truth import DrawnPhoto

NAME = "lifting"
ASKED_POINTS = 3.0  # of max F, that the matte may lie below U2-Netp's


def measure_lifting(bench: SegmentationBench) -> list[Line]:
    """Return max F, IoU, precision, recall, error and boundary F on each set, of each network."""
    baselines = _open_baselines(bench)
    sets = {
        "ECSSD": (list(bench.sets.salient()), ""),
        "CCP": (list(bench.sets.clothed()), "the one person who is drawn; passers-by are not"),
        "COCO": (
            [photo for photo in bench.sets.panoptic() if photo.decode_drawn().subject is not None],
            "all countable things, if they cover 2 % to 75 %; nobody marked which is the subject",
        ),
    }
    return [
        line for name, (photos, note) in sets.items() for line in _measure_set(bench, name, photos, baselines, note)
    ]


def score_lifts(bench: SegmentationBench, photos: Sequence[DrawnPhoto]) -> list[MatteScore]:
    """Return each photo's score by the shipped lifter."""
    return [score_matte(bench.lift(photo).alpha, photo.decode_subject()) for photo in photos]


def _open_baselines(bench: SegmentationBench) -> dict[str, Baseline]:
    baselines: dict[str, Baseline] = {"a blob in the middle": blob}
    head = open_saliency_head(threads=bench.threads)
    if head is not None:
        baselines["ansa-s saliency head"] = head
    if bench.baselines_dir is not None:
        baselines["u2netp"] = open_u2netp(bench.baselines_dir, threads=bench.threads)
    return baselines


def _measure_set(
    bench: SegmentationBench, name: str, photos: list[DrawnPhoto], baselines: dict[str, Baseline], note: str
) -> list[Line]:
    own = score_lifts(bench, photos)
    lines = [_line(f"{name}, {bench.lifter.identity}", own, note)]
    for baseline, look in baselines.items():
        scores = [score_matte(look(photo.decode_image()), photo.decode_subject()) for photo in photos]
        lines.append(_line(f"{name}, {baseline}", scores, ""))
        if baseline == "u2netp":
            lines.append(_difference(name, own, scores))
    return lines


def _line(what: str, scores: list[MatteScore], note: str) -> Line:
    means, low_high = mean_scores(scores), best_f_interval(scores)
    figures = (
        percent("max F", means.best_f, low_high),
        percent("IoU", means.iou),
        percent("precision", means.precision),
        percent("recall", means.recall),
        fraction("MAE", means.error),
        percent("boundary F", means.boundary),
    )
    return Line(NAME, what, len(scores), figures, note)


def _difference(name: str, own: list[MatteScore], rival: list[MatteScore]) -> Line:
    points = 100.0 * (mean_scores(own).best_f - mean_scores(rival).best_f)
    low, high = (100.0 * end for end in best_f_interval(own, rival))
    figure = Figure("points of max F", points, low, high)
    note = f"asked: -{ASKED_POINTS:.0f} or above; interval of the paired difference"
    return Line(NAME, f"{name}, ours less u2netp", len(own), (figure,), note)
