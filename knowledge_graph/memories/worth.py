"""How good a photo is to look at, before the ranking has looked at it."""

from __future__ import annotations

from albumen.store.curation_records import PhotoFacts

# What is assumed of a photo that nothing is known of: the medians of the general photos that the background was counted on.
_USUAL_AESTHETICS, _USUAL_TECHNICAL, _USUAL_SUBJECT = 0.6, 0.95, 0.5
_AESTHETICS, _TECHNICAL, _SUBJECT = 0.6, 0.25, 0.15


def rate(facts: PhotoFacts, appeal: float | None) -> float:
    """Return the ranking's appeal in [0, 1]; without one, a mean of aesthetics, technical quality and a clear subject.

    Example:
        >>> rate(PhotoFacts(1, "a", 1, aesthetics=1.0, technical=1.0, subject=1.0), None)
        1.0
    """
    if appeal is not None:
        return appeal
    return (
        _AESTHETICS * _or(facts.aesthetics, _USUAL_AESTHETICS)
        + _TECHNICAL * _or(facts.technical, _USUAL_TECHNICAL)
        + _SUBJECT * _or(facts.subject, _USUAL_SUBJECT)
    )


def _or(value: float | None, usual: float) -> float:
    return usual if value is None else value
