"""Probabilities of queries and photos that the weights were not fitted on, and what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.scoring.training.fitting import Doubles, estimate, fit_weights, worth_of
from search.scoring.training.galleries import Gallery

# Most candidates are improbable: bins are finer where little is said.
_EDGES = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A gallery with probabilities (M,) by weights that were fitted on the other half of the queries."""

    gallery: Gallery
    said: Doubles

    @property
    def best(self) -> float:
        """The highest probability."""
        return float(self.said.max(initial=0.0))

    @property
    def best_answer(self) -> float:
        """The highest of an answer, 0 where there is none among the candidates."""
        return float(self.said[self.gallery.is_answer].max(initial=0.0))


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What a floor does: how many galleries without an answer are `empty`, and of those with one, how many show something
    (`shown`) and how many an answer (`answered`)."""

    empty: float
    shown: float
    answered: float

    @property
    def precision(self) -> float:
        """Of the galleries that show nothing, the share that has no answer, if as many have one as have none."""
        return self.empty / max(self.empty + 1.0 - self.shown, 1e-9)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Candidates of about one probability: what was said on average, how often it was true, of how many."""

    said: float
    true: float
    worth: float
    count: int


def hold_out(galleries: Sequence[Gallery], *, with_tags: bool) -> list[Held]:
    """Fit on each half of the queries and estimate the other."""
    held = []
    for half in (0, 1):
        weights = fit_weights([one for one in galleries if one.query.half != half], with_tags=with_tags)
        own = [one for one in galleries if one.query.half == half]
        held += [Held(one, estimate(one, weights, with_tags=with_tags)) for one in own]
    return held


def separate(held: Sequence[Held]) -> float:
    """Say how often a gallery with an answer has a likelier best photo than one without: the area under the ROC curve."""
    present = np.array([one.best for one in held if one.gallery.has_answer])
    absent = np.sort([one.best for one in held if not one.gallery.has_answer])
    below = np.searchsorted(absent, present, "left") + np.searchsorted(absent, present, "right")
    return float(below.mean() / 2 / len(absent)) if len(present) and len(absent) else float("nan")


def find_emptiness(held: Sequence[Held], floor: float) -> Emptiness:
    """Apply a floor."""
    present = [one for one in held if one.gallery.has_answer]
    absent = [one for one in held if not one.gallery.has_answer]
    return Emptiness(
        _share([one.best < floor for one in absent]),
        _share([one.best >= floor for one in present]),
        _share([one.best_answer >= floor for one in present]),
    )


def choose_floor(held: Sequence[Held], empty: float) -> float:
    """Return the least floor, in hundredths, at which this share of the galleries without an answer shows nothing."""
    best = np.array([one.best for one in held if not one.gallery.has_answer])
    return float(np.ceil(100.0 * np.quantile(best, empty)) / 100.0)


def reliability(held: Sequence[Held]) -> list[ReliabilityBin]:
    """Return the calibration curve, least probable first; a candidate counts as it did when the weights were fitted."""
    said = np.concatenate([one.said for one in held])
    true = np.concatenate([one.gallery.is_answer for one in held])
    worth = np.concatenate([worth_of(one.gallery) for one in held])
    bin_of = np.clip(np.searchsorted(_EDGES, said, "right") - 1, 0, len(_EDGES) - 2)
    return [
        ReliabilityBin(
            float(np.average(said[part], weights=worth[part])),
            float(np.average(true[part], weights=worth[part])),
            float(worth[part].sum()),
            int(part.sum()),
        )
        for part in (bin_of == number for number in range(len(_EDGES) - 1))
        if part.any()
    ]


def calibration_error(bins: Sequence[ReliabilityBin], at_least: float = 0.0) -> float:
    """Return the expected calibration error of the bins in which at least so much is said."""
    kept = [one for one in bins if one.said >= at_least]
    return sum(one.worth * abs(one.said - one.true) for one in kept) / max(sum(one.worth for one in kept), 1e-9)


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if flags else float("nan")
