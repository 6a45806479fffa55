"""Made libraries, and owners with a taste."""

from __future__ import annotations

from typing import Any

import numpy as np

from albumen.store.curation_records import PhotoFacts
from albumen.types import PhotoKind, Tag, UtilityKind

SUBJECTS = ("dog", "beach", "bicycle", "cake", "mountain", "car", "guitar", "snow", "flower", "boat")
_COMPANY = ("person", "tree", "sky", "street", "grass")


def photo(photo_id: int, *concepts: str, **facts: Any) -> PhotoFacts:
    """Make a photo that may be shown, with tags of 0.9."""
    plain = {
        "kind": PhotoKind.STILL,
        "width_px": 4000,
        "height_px": 3000,
        "utility": UtilityKind.NONE,
        "utility_score": 0.99,
        "aesthetics": 0.5,
        "technical": 0.9,
        "concepts": tuple(Tag(concept, 0.9) for concept in concepts),
    }
    return PhotoFacts(photo_id, f"{photo_id:064x}", 1_000, **(plain | facts))


def made_library(size: int, *, seed: int = 0) -> list[PhotoFacts]:
    """Make photos of one subject each, in company, of any quality."""
    rng = np.random.default_rng(seed)
    library = []
    for photo_id in range(1, size + 1):
        subject = SUBJECTS[rng.integers(len(SUBJECTS))]
        company = rng.choice(_COMPANY, 2, replace=False).tolist()
        library.append(photo(photo_id, subject, *company, aesthetics=float(rng.random()), people=int(rng.integers(3))))
    return library


def shows(facts: PhotoFacts, concept: str) -> bool:
    """Tell whether a photo has a tag."""
    return any(tag.concept == concept for tag in facts.concepts)
