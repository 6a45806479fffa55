"""Does feedback help, and does senseless feedback harm? Simulated owners over real photos and what the analyser sees in them.

An owner likes what captions speak of, which the tagger never read; half the photos get feedback, the other half is ranked.

python -m benchmarks.taste --data DIR
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.analysed import AnalysedPhoto, analyse
from benchmarks.report import save_report
from knowledge_graph.eligibility import why_not
from knowledge_graph.ranking.appeal import rank_appeal
from knowledge_graph.ranking.features import Features, build_features
from knowledge_graph.ranking.taste import Example, learn_taste
from knowledge_graph.wishes import Wishes
from models.evaluation.scikit import average_precision

_TASTES = {
    "dogs": "dogs? puppy",
    "the sea": "beach ocean sea shore waves?",
    "snow": "snow snowy ski skiing skier snowboarder",
    "children": "child children kids? boy girl toddler baby",
    "cycling": "bike bicycle bicyclist biker cyclist motorcycle",
    "ball games": "soccer football basketball tennis baseball",
    "swimming": "pool swimming swims? river lake",
    "streets": "street city sidewalk building",
    "climbing": "climbing climber climbs rock cliff mountains?",
    "meadows": "grass grassy field",
    "cars": "cars? truck race",
    "food": "food eating table restaurant cake",
    "music": "guitar band stage singing microphone",
    "horses": "horses?",
    "crowds": "group crowd people",
    "jumps": "jumping jumps? air",
    "red": "red",
    "hats": "hat cap",
    "boats": "boats? canoe kayak",
    "night": "night dark lights",
}
_LIKES = (1, 3, 8, 20)
_SPLITS = 6  # of the photos into those judged and those ranked
_LEAST_AESTHETICS = 0.35  # an owner who likes dogs does not like every picture of one
_CHANCE_LIKES = 0.03  # of any other photo, against 1 for one to the owner's taste
_TOP = 20

Numbers = npt.NDArray[np.floating]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """One split: who is judged, who is ranked, and the photos in an array of ids."""

    features: Features
    ids: npt.NDArray[np.int64]
    base: Numbers
    judged: npt.NDArray[np.int64]
    ranked: npt.NDArray[np.int64]
    rng: np.random.Generator

    def move(self, liked: Sequence[int], disliked: Sequence[int] = ()) -> Numbers:
        """Rank all photos after feedback on some."""
        examples = [Example((int(self.ids[row]),), is_liked=True) for row in liked]
        examples += [Example((int(self.ids[row]),), is_liked=False, weight=0.5) for row in disliked]
        taste = learn_taste(self.features, examples)
        return self.base + np.array([taste.move(photo_id) for photo_id in self.ids.tolist()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    photos = [one for one in analyse(parser.parse_args().data, "train", every=10) if _may_be_judged(one)]
    figures: dict[tuple[str, int], list[tuple[float, ...]]] = defaultdict(list)
    for trial in _iter_trials(photos):
        for words in _TASTES.values():
            for number in _LIKES:
                for what, values in _measure(trial, _find_wanted(photos, words), number):
                    figures[what, number].append(values)
    rows = [_row(what, number, values) for (what, number), values in figures.items()]
    settings = {"photos": len(photos), "tastes": len(_TASTES), "splits": _SPLITS, "set": "train, one of ten and unseen"}
    print(save_report("taste", "What feedback teaches", sorted(rows, key=lambda row: row["feedback"]), settings))


def _may_be_judged(one: AnalysedPhoto) -> bool:
    return bool(one.photo.captions) and one.photo.utility is None and why_not(one.facts, Wishes()) is None


def _iter_trials(photos: Sequence[AnalysedPhoto]) -> Iterator[Trial]:
    library = [one.facts for one in photos]
    features, ids = build_features(library), np.array([facts.id for facts in library])
    scores = {appeal.photo_id: appeal.score for appeal in rank_appeal(library)}
    base = np.array([scores[photo_id] for photo_id in ids.tolist()])
    rng = np.random.default_rng(0)
    for _ in range(_SPLITS):
        order = rng.permutation(len(library))
        half = len(order) // 2
        yield Trial(features, ids, base, order[:half], order[half:], rng)


def _find_wanted(photos: Sequence[AnalysedPhoto], words: str) -> Marks:
    """Mark the photos to an owner's taste: two captions of five speak of it, and it is no ugly picture. (N,)."""
    pattern = re.compile(rf"\b({'|'.join(words.split())})\b", re.IGNORECASE)
    speak = [np.mean([bool(pattern.search(caption)) for caption in one.photo.captions]) for one in photos]
    looks = [one.facts.aesthetics or 0.0 for one in photos]
    return (np.array(speak) >= 0.4) & (np.array(looks) > _LEAST_AESTHETICS)


def _measure(trial: Trial, wanted: Marks, number: int) -> Iterator[tuple[str, tuple[float, ...]]]:
    chance = wanted[trial.judged] * trial.base[trial.judged] + _CHANCE_LIKES
    liked = trial.rng.choice(trial.judged, number, replace=False, p=chance / chance.sum())
    hidden = trial.rng.choice(trial.judged[~wanted[trial.judged]], max(number // 2, 1), replace=False)
    anything = trial.rng.choice(trial.judged, number, replace=False)
    for what, scores in (
        ("none", trial.base),
        ("likes", trial.move(liked)),
        ("likes and half as many hides", trial.move(liked, hidden)),
        ("likes of anything", trial.move(anything)),
    ):
        yield what, _judge(trial, scores, wanted)


def _judge(trial: Trial, scores: Numbers, wanted: Marks) -> tuple[float, ...]:
    """Return area under the curve, average precision and precision of the first 20, and what is left of their base appeal."""
    own, base, truth = scores[trial.ranked], trial.base[trial.ranked], wanted[trial.ranked]
    first, best = np.argsort(-own, kind="stable")[:_TOP], np.argsort(-base, kind="stable")[:_TOP]
    wins = (own[truth][:, None] > own[~truth][None]).mean() if truth.any() else np.nan
    found = average_precision(truth, own) if truth.any() else np.nan
    return float(wins), float(found), float(truth[first].mean()), float(base[first].mean() / base[best].mean())


def _row(what: str, number: int, values: list[tuple[float, ...]]) -> dict[str, Any]:
    wins, found, first, appeal = np.nanmean(np.array(values), axis=0).tolist()
    return {
        "feedback": what,
        "likes": number,
        "owners": len(values),
        "AUC": wins,
        "average precision": found,
        f"of the first {_TOP} to their taste": first,
        "base appeal of these, against the best": appeal,
    }


if __name__ == "__main__":
    main()
