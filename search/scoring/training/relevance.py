"""Which photos answer a query: 1 does, 0 does not, -1 nobody can say; such photos are in no gallery.

Captions name what matters to those who wrote them, and leave out much. So an answer must be named by two of five captions, and a
photo of whose concepts nobody wrote is no answer only where the teacher does not see them either.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.evaluation.photos import LabelledPhoto
from models.evaluation.tag_truth import named_concepts, read_caption
from models.taxonomy import load_taxonomy
from search.scoring.training.material import Material
from search.scoring.training.queries import Family, MadeQuery

Floats = npt.NDArray[np.float32]

_MANY_CAPTIONS = 4  # from so many on, two must name a concept
# The teacher's levels above which a photo may be an answer, by what is known of it: nothing; that captions leave it out; and, for
# a sentence, that another photo shows all that it names, or that it names nothing known.
_TEACHER_SEES, _DOUBTFUL = 1.5, 2.5
_SENTENCE_UNKNOWN, _SENTENCE_DOUBTFUL, _SENTENCE_UNNAMED = 2.0, 3.0, 2.5


def find_shown(material: Material) -> npt.NDArray[np.bool_]:
    """Say which photos show which concepts plainly, (N, T)."""
    column = {concept: number for number, concept in enumerate(material.concepts)}
    shown = np.zeros(material.truth.shape, bool)
    for row, photo in enumerate(material.photos):
        shown[row, [column[concept] for concept in _shown_plainly(photo)]] = True
    return shown


def judge(
    query: MadeQuery, material: Material, shown: npt.NDArray[np.bool_], teacher_levels: Floats
) -> npt.NDArray[np.int8]:
    """Judge all photos for a query, (N,); `teacher_levels` (N,) are its own."""
    answers = np.zeros(len(teacher_levels), np.int8)
    if query.columns:
        truth = material.truth[:, list(query.columns)]
        holds_all, lacks_one = (truth == 1).all(axis=1), (truth == 0).any(axis=1)
        is_unknown = ~holds_all & ~lacks_one
        answers[holds_all] = -1
        if query.family is Family.CAPTION:
            answers[(is_unknown & (teacher_levels > _SENTENCE_UNKNOWN)) | (teacher_levels > _SENTENCE_DOUBTFUL)] = -1
        else:
            answers[(is_unknown & (teacher_levels > _TEACHER_SEES)) | (teacher_levels > _DOUBTFUL)] = -1
            answers[shown[:, list(query.columns)].all(axis=1)] = 1
    elif query.family is Family.CAPTION:
        answers[teacher_levels > _SENTENCE_UNNAMED] = -1
    if query.photo is not None:
        answers[query.photo] = 1
    return answers


def _shown_plainly(photo: LabelledPhoto) -> set[str]:
    counts = Counter(concept for caption in photo.captions for concept in _with_ancestors(read_caption(caption)))
    enough = 2 if len(photo.captions) >= _MANY_CAPTIONS else 1
    labelled = _with_ancestors(named_concepts(replace(photo, captions=())))
    return labelled | {concept for concept, count in counts.items() if count >= enough}


def _with_ancestors(concepts: set[str]) -> set[str]:
    return concepts | {above for concept in concepts for above in load_taxonomy().ancestors(concept)}
