"""Which class a pair of photos is of: how near they look decides together with how they lie in time.

Two takes of one camera at different seconds are two photos, however alike: a burst, or merely similar. A photo without a
camera's word for its time may be a copy of any other, so its looks decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from albumen.store.curation_records import DuplicateKind, PhotoFacts
from albumen.types import PhotoKind, UtilityKind
from knowledge_graph.duplicates.codes import Picks
from knowledge_graph.duplicates.gallery import Gallery
from knowledge_graph.duplicates.likeness import penalise_size, to_confidence
from knowledge_graph.duplicates.takes import (
    BURST_GAP_S,
    SCENE_S,
    Relation,
    follow_each_other,
    is_take,
    relate,
    seconds_apart,
    share_name,
)

# Bits of PDQ within which the pixels are the same, only coded or lit otherwise: 99 % of watermarks lie within 32, and of
# 4.8 million pairs of different train photos none lies below 60.
_SAME_PIXELS = 34
# Resized copies lie within 12 bits of PDQ, two takes of a scene by hand beyond 30.
_RESIZED_PIXELS = 16
# Pictures of text differ in letters that no print sees: screens of one app are within 10 and 8 bits.
_SAME_TEXT_PRINT, _SAME_TEXT_PDQ = 16, 10
_PAGES = frozenset(UtilityKind) - {UtilityKind.NONE, UtilityKind.MEME, UtilityKind.SIGN}
# A pixel-true copy is certain enough to be moved by `--all`; what may be a crop or another frame is a person's to judge.
MOST_CONFIDENT_CROP = 0.85
# Of one camera and one second: nearly always the same shot, or two frames of one burst.
_SAME_INSTANT_LOGIT = 4.0
_SOON_S = 600.0  # the next look at a scene comes within minutes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pair of rows is, `left` < `right`, how sure that is, and the logit that orders it among others."""

    left: int
    right: int
    kind: DuplicateKind
    confidence: float
    logit: float


def judge(gallery: Gallery, left: Picks, right: Picks) -> list[Verdict]:
    """Judge pairs of rows; those that are nothing to each other are left out."""
    likeness = gallery.compare(left, right)
    same = likeness.rate_same_picture() - penalise_size(len(gallery))
    burst, scene = likeness.rate_burst(), likeness.rate_scene()
    verdicts = []
    for at in np.flatnonzero((same > -_SAME_INSTANT_LOGIT) | (burst > 0) | (scene > 0)).tolist():
        pair = _Pair(gallery, int(left[at]), int(right[at]), float(same[at]), float(burst[at]), float(scene[at]))
        found = pair.judge(int(likeness.print_bits[at]), int(likeness.pdq_bits[at]))
        if found is not None:
            kind, confidence, logit = found
            verdicts.append(Verdict(pair.left, pair.right, kind, confidence, logit))
    return verdicts


@dataclass(frozen=True, slots=True)
class _Pair:
    """A pair, and its logits of being one picture, frames of one burst, and views of one scene."""

    gallery: Gallery
    left: int
    right: int
    same: float
    burst: float
    scene: float

    def judge(self, print_bits: int, pdq_bits: int) -> tuple[DuplicateKind, float, float] | None:
        """Return the class, confidence and logit, or None."""
        first, second = self._first, self._second
        relation = relate(first, second)
        if PhotoKind.RAW in (first.kind, second.kind) and first.kind is not second.kind:
            return self._similar()  # what is of one shot is found by name and time
        if _are_text(first, second):
            return self._judge_text(relation, print_bits, pdq_bits)
        match relation:
            case Relation.SAME_INSTANT:
                return self._judge_instant(pdq_bits)
            case Relation.SHIFTED if pdq_bits <= _SAME_PIXELS:
                return self._as_same(self.same, pdq_bits)
            case Relation.SECONDS:
                return self._burst()
            case Relation.UNKNOWN:
                return self._judge_unknown(pdq_bits)
            case Relation.APART if first.camera == second.camera and self._is_resized and pdq_bits <= _RESIZED_PIXELS:
                return self._as_same(self.same, pdq_bits)
        return self._similar()

    def _judge_instant(self, pdq_bits: int) -> tuple[DuplicateKind, float, float] | None:
        is_series = follow_each_other(self.gallery.paths[self.left], self.gallery.paths[self.right])
        is_damaged = self._first.is_truncated is not self._second.is_truncated
        if not self._is_resized and not is_damaged and (is_series or pdq_bits > _SAME_PIXELS):
            return self._burst()
        return self._as_same(self.same + _SAME_INSTANT_LOGIT, 0)

    def _judge_unknown(self, pdq_bits: int) -> tuple[DuplicateKind, float, float] | None:
        is_series = follow_each_other(self.gallery.paths[self.left], self.gallery.paths[self.right])
        if is_series and pdq_bits > _SAME_PIXELS:
            return self._burst() if self._is_dated_within(BURST_GAP_S) else self._similar()
        return self._as_same(self.same, pdq_bits)

    def _judge_text(
        self, relation: Relation, print_bits: int, pdq_bits: int
    ) -> tuple[DuplicateKind, float, float] | None:
        if print_bits > _SAME_TEXT_PRINT or pdq_bits > _SAME_TEXT_PDQ:
            return None
        paths = self.gallery.paths[self.left], self.gallery.paths[self.right]
        is_named_alike = relation is Relation.UNKNOWN and share_name(*paths)
        if is_named_alike or (relation is Relation.SAME_INSTANT and not follow_each_other(*paths)):
            return self._as_same(self.same, pdq_bits)
        return DuplicateKind.SIMILAR, to_confidence(self.same), self.same

    def _as_same(self, logit: float, pdq_bits: int) -> tuple[DuplicateKind, float, float] | None:
        if logit <= 0:
            return self._similar()
        confidence = to_confidence(logit)
        if pdq_bits > _SAME_PIXELS:
            confidence = min(confidence, MOST_CONFIDENT_CROP)
        return DuplicateKind.SAME_PICTURE, confidence, logit

    def _burst(self) -> tuple[DuplicateKind, float, float] | None:
        return (DuplicateKind.BURST, to_confidence(self.burst), self.burst) if self.burst > 0 else None

    def _similar(self) -> tuple[DuplicateKind, float, float] | None:
        logit = self.same
        if is_take(self._first) and is_take(self._second) and self._is_dated_within(SCENE_S):
            is_soon = self._first.camera == self._second.camera and self._is_dated_within(_SOON_S)
            logit = max(self.same, self.burst, self.scene if is_soon else self.burst)
        return (DuplicateKind.SIMILAR, to_confidence(logit), logit) if logit > 0 else None

    def _is_dated_within(self, seconds: float) -> bool:
        first, second = self._first, self._second
        return first.taken is not None and second.taken is not None and seconds_apart(first, second) <= seconds

    @property
    def _is_resized(self) -> bool:
        first, second = self._first, self._second
        sides = {first.width_px, first.height_px}, {second.width_px, second.height_px}
        return sides[0] != sides[1]

    @property
    def _first(self) -> PhotoFacts:
        return self.gallery.facts[self.left]

    @property
    def _second(self) -> PhotoFacts:
        return self.gallery.facts[self.right]


def _are_text(first: PhotoFacts, second: PhotoFacts) -> bool:
    """Whether letters may be all that sets two pictures apart; a photo with words laid over it is still that photo."""
    kinds = {first.utility, second.utility}
    return bool(kinds & _PAGES) or kinds.isdisjoint({None, UtilityKind.NONE})
