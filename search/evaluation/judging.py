"""How well a picture fits a meaning, by the truth: 2 fully, 1 partly, 0 not, None where nobody knows.

A meaning that the files cannot tell (a photo taken in Crete by a camera without GPS) fits partly, so that finding it is
no mistake and missing it none either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from albumen.types import UtilityKind
from models.evaluation.photos import LabelledPhoto
from models.evaluation.tag_truth import named_concepts, read_caption, tag_truth
from models.evaluation.zero_shot import load_class_names
from models.taxonomy import load_taxonomy
from search.evaluation.pictures import TruePicture
from search.evaluation.spans import Meant, read_days, read_hours
from search.evaluation.wording import Meaning

FULLY, PARTLY, NOT = 2, 1, 0
Grade = int | None
_MANY = 10**6
# Of five captions, so many name a thing that is plain to see.
_PLAIN = 2
# Pictures of paper and codes show nothing of the world; what a meme or a screenshot shows, nobody wrote down.
_FLAT = frozenset({UtilityKind.RECEIPT, UtilityKind.DOCUMENT, UtilityKind.CODE})
_NUMBERS = {"one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_PEOPLE = "people|persons?|men|man|women|woman|boys?|girls?|children|child|kids?|ladies|lady|guys?|adults?"
_DOGS = "dogs?|puppies|puppy"
_BETWEEN = r"(?:(?:young|little|small|old|older|brown|black|white|tan|asian|happy|large|big) )*"


def judge(picture: TruePicture, meaning: Meaning) -> Grade:
    """Return how well a picture fits."""
    return _JUDGES[meaning.field](picture, meaning.value)


def shows(picture: TruePicture, concept_ids: Sequence[str]) -> Grade:
    """Judge concepts, of which any will do: named by two of five captions or a label, by one caption, by none, or unknown."""
    grades = [_shows(picture.source, picture.utility, concept_id) for concept_id in concept_ids]
    known = [grade for grade in grades if grade is not None]
    return max(known) if known and (max(known) > NOT or len(known) == len(grades)) else None


def mentions(picture: TruePicture, words: Sequence[str]) -> bool:
    """Say whether a caption, a label or a class of ImageNet has one of the words."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    return any(pattern.search(text) for text in _texts(picture.source))


@cache
def _shows(photo: LabelledPhoto, utility: UtilityKind | None, concept_id: str) -> Grade:
    if utility is not None:
        return NOT if utility in _FLAT else None
    kinds = load_taxonomy().descendants(concept_id) | {concept_id}
    captions = sum(bool(read_caption(caption) & kinds) for caption in photo.captions)
    if captions >= _PLAIN or (captions and len(photo.captions) < _PLAIN):
        return FULLY
    if captions:
        return PARTLY
    return {1: FULLY, 0: NOT}.get(_truth_of(photo).get(concept_id, -1))


@cache
def _truth_of(photo: LabelledPhoto) -> dict[str, int]:
    ids, truth = tag_truth([photo])
    return {concept_id: int(value) for concept_id, value in zip(ids, truth[0], strict=True)}


def salient_concepts(picture: TruePicture) -> frozenset[str]:
    """Return the concepts that are plain to see in a picture, without their parents."""
    return frozenset(one for one in named_concepts(picture.source) if shows(picture, [one]) == FULLY)


def _judge_concept(picture: TruePicture, value: str) -> Grade:
    return shows(picture, value.split(","))


def _judge_words(picture: TruePicture, value: str) -> Grade:
    return FULLY if mentions(picture, value.split(",")) else NOT


def _judge_place(picture: TruePicture, value: str) -> Grade:
    if not set(value.split(",")) & set(picture.places):
        return NOT
    return FULLY if picture.tells_place else PARTLY


def _judge_date(picture: TruePicture, value: str) -> Grade:
    return None if picture.taken is None else _judge_time(picture.taken.toordinal(), read_days_once(value))


def _judge_hours(picture: TruePicture, value: str) -> Grade:
    if picture.taken is None or not picture.has_hour:
        return None
    return _judge_time(picture.taken.hour * 60 + picture.taken.minute, read_hours(value))


def _judge_time(found: int, meant: Meant) -> int:
    return FULLY if found in meant.core else PARTLY if found in meant.allowed else NOT


def _judge_camera(picture: TruePicture, value: str) -> Grade:
    return FULLY if value.casefold() in (picture.camera or "").casefold() else NOT


def _judge_lens(picture: TruePicture, value: str) -> Grade:
    return FULLY if value.casefold() in (picture.lens or "").casefold() else NOT


def _judge_kind(picture: TruePicture, value: str) -> Grade:
    return FULLY if picture.utility is not None and picture.utility in value.split(",") else NOT


def _judge_name(picture: TruePicture, value: str) -> Grade:
    return FULLY if any(value.casefold() in name.casefold() for name in picture.names) else NOT


def _judge_text(picture: TruePicture, value: str) -> Grade:
    """Only the words that were written onto memes are known; of no other text does anybody ask but for what is nowhere."""
    return FULLY if value.casefold() in picture.written.casefold() else NOT


def _judge_people(picture: TruePicture, value: str) -> Grade:
    return _judge_count(picture, value, _PEOPLE)


def _judge_object(picture: TruePicture, value: str) -> Grade:
    label, _, wanted = value.partition(" ")
    return _judge_count(picture, wanted, {"dog": _DOGS}[label])


def _judge_count(picture: TruePicture, wanted: str, nouns: str) -> Grade:
    """Judge by what captions count: fully where two of them say so and none says otherwise."""
    low, _, high = wanted.partition("-")
    counts = [count for caption in picture.source.captions if (count := _count(caption, nouns)) is not None]
    if len(counts) < _PLAIN:
        return NOT if picture.utility in _FLAT else None
    right = sum(int(low) <= count <= int(high or _MANY) for count in counts)
    return FULLY if right == len(counts) else NOT if not right else PARTLY


def _count(caption: str, nouns: str) -> int | None:
    """Count what a caption counts in words; None where it counts nothing, or says "a group"."""
    words = caption.lower()
    if re.search(r"\b(?:group|crowd|several|many|some|couple|family|team|players|bunch)\b", words):
        return None
    found = re.findall(rf"\b({'|'.join(_NUMBERS)}) {_BETWEEN}(?:{nouns})\b", words)
    return sum(_NUMBERS[number] for number in found) or None


def _texts(photo: LabelledPhoto) -> list[str]:
    classes = [] if photo.imagenet_index is None else [load_class_names()[photo.imagenet_index]]
    return [*photo.captions, *filter(None, [photo.label]), *classes]


read_days_once = cache(read_days)
_JUDGES: dict[str, Callable[[TruePicture, str], Grade]] = {
    "tag": _judge_concept,
    "none": _judge_words,
    "place": _judge_place,
    "date": _judge_date,
    "time": _judge_hours,
    "camera": _judge_camera,
    "lens": _judge_lens,
    "kind": _judge_kind,
    "name": _judge_name,
    "text": _judge_text,
    "people": _judge_people,
    "object": _judge_object,
}
