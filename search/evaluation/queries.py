"""Queries with their answers: made of wordings and a library's truth, and of nothing that a model says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from random import Random

from search.evaluation.judging import FULLY, NOT, PARTLY, Grade, judge, salient_concepts, shows
from search.evaluation.pictures import MadeLibrary, TruePicture
from search.evaluation.wording import Meaning, Part, Wording

TYPO, CAPTION, LIKE = "typo", "caption", "like"
# Whoever names none of these asks for photos; whether a receipt or a meme is among them is a matter of taste.
_FIELDS_OF_SCRAPS = frozenset({"kind", "text", "name"})


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with what it means and its answers.

    `grades` has the relevant pictures by their first file's path, 2 fully and 1 partly; nobody knows about those in
    `unknown`, and all others are wrong. `mended` is what was meant where the words have a slip in them.
    """

    section: str
    text: str
    asked_on: date
    parts: tuple[Part, ...]
    grades: dict[str, int]
    unknown: frozenset[str]
    mended: str | None = None

    @property
    def is_null(self) -> bool:
        """Whether the library has no answer."""
        return self.section.startswith("null")

    @property
    def entities(self) -> tuple[Part, ...]:
        """The parts that a parser should understand."""
        return tuple(part for part in self.parts if part.meanings and part.meanings[0].field != "none")


@dataclass(slots=True)
class QuerySet:
    """Queries for one library, and the wordings that have no (or, where none was expected, an) answer in it."""

    queries: list[JudgedQuery] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A wording whose gaps are filled; `like` are the concepts of the file that was drawn, `drawn` its picture."""

    parts: tuple[Part, ...]
    drawn: TruePicture | None = None
    like: tuple[str, ...] = ()


def make_queries(library: MadeLibrary, wordings: Sequence[Wording], seed: int) -> QuerySet:
    """Fill wordings in from a library and judge every picture; the same for the same seed."""
    random = Random(f"queries {seed}")
    made = QuerySet()
    for wording in wordings:
        filled = _fill(wording, library.pictures, random)
        query = _judge(wording, filled, library.pictures) if filled else None
        if query is None or not _is_as_written(query):
            made.dropped.append("".join(part.typed for part in wording.parts))
        else:
            made.queries.append(query)
    return made


def save_queries(queries: Sequence[JudgedQuery], path: Path) -> None:
    """Write queries as JSON, one a line."""
    rows = (
        {
            "section": query.section,
            "text": query.text,
            "asked_on": query.asked_on.isoformat(),
            "entities": [_entity(part) for part in query.entities],
            "relevant": query.grades,
            "unknown": len(query.unknown),
            "mended": query.mended,
        }
        for query in queries
    )
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _is_as_written(query: JudgedQuery) -> bool:
    """Say whether a null query has no answer, not even in part, and another query a full one."""
    return not query.grades if query.is_null else FULLY in query.grades.values()


def _entity(part: Part) -> dict[str, object]:
    return {"words": part.typed, "means": [str(meaning) for meaning in part.meanings]}


def _fill(wording: Wording, pictures: Sequence[TruePicture], random: Random) -> _Filled | None:
    """Fill a wording's gap; None where the library has nothing for it."""
    for number, part in enumerate(wording.parts):
        before, after = wording.parts[:number], wording.parts[number + 1 :]
        if part.typed == "caption" and not part.meanings:
            captioned = [picture for picture in pictures if len(picture.source.captions) > 1]
            if not captioned:
                return None
            picture = random.choice(captioned)
            words = random.choice(picture.source.captions).strip().removesuffix(".").strip()
            return _Filled((*before, Part(words, words), *after), picture)
        if part.typed == "file":
            return _draw_like(wording.parts, number, pictures, random)
    return _Filled(wording.parts)


def _draw_like(parts: tuple[Part, ...], number: int, pictures: Sequence[TruePicture], random: Random) -> _Filled | None:
    """Draw a file that shows the concept plainly, and one other at least, but none that the query adds."""
    concept = parts[number].meanings[0].value
    added = [meaning.value for part in parts for meaning in part.meanings if meaning.field == "tag"]
    names = Counter(PurePosixPath(name).name for picture in pictures for name in picture.names)
    found = [
        picture
        for picture in pictures
        if shows(picture, [concept]) == FULLY
        and salient_concepts(picture) - {concept}
        and names[PurePosixPath(picture.names[0]).name] == 1
        and not any(shows(picture, [one]) != NOT for one in added)
    ]
    if not found:
        return None
    picture = random.choice(found)
    others = {other: sum(shows(one, [other]) == FULLY for one in pictures) for other in salient_concepts(picture)}
    others.pop(concept, None)
    rarest = min(sorted(others), key=others.__getitem__)
    name = PurePosixPath(picture.names[0]).name
    filled = Part(name, name, (Meaning(LIKE, name),))
    return _Filled((*parts[:number], filled, *parts[number + 1 :]), picture, (concept, rarest))


def _judge(wording: Wording, filled: _Filled, pictures: Sequence[TruePicture]) -> JudgedQuery:
    grades = {picture.names[0]: _grade(picture, wording, filled) for picture in pictures}
    texts = ["".join(getattr(part, side) for part in filled.parts).strip() for side in ("typed", "meant")]
    return JudgedQuery(
        section=wording.section,
        text=texts[0],
        asked_on=wording.asked_on,
        parts=filled.parts,
        grades={name: grade for name, grade in grades.items() if grade},
        unknown=frozenset(name for name, grade in grades.items() if grade is None),
        mended=texts[1] if texts[1] != texts[0] else None,
    )


def _grade(picture: TruePicture, wording: Wording, filled: _Filled) -> Grade:
    if wording.section == CAPTION:
        return FULLY if picture is filled.drawn else NOT
    if picture is filled.drawn:
        return None  # nobody looks for the photo that is in hand
    found = list(_iter_grades(picture, filled))
    if NOT in found:
        return NOT
    fields = {meaning.field for part in filled.parts for meaning in part.meanings}
    is_taste = picture.utility is not None and not fields & _FIELDS_OF_SCRAPS
    return None if is_taste or None in found else min(grade for grade in found if grade is not None)


def _iter_grades(picture: TruePicture, filled: _Filled) -> Iterator[Grade]:
    for part in filled.parts:
        if part.meanings:
            first = part.meanings[0]
            grade = _judge_like(picture, filled.like) if first.field == LIKE else judge(picture, first)
            yield FULLY - grade if first.is_negated and grade is not None else grade


def _judge_like(picture: TruePicture, concepts: tuple[str, ...]) -> Grade:
    """Judge likeness by the concept drawn and the rarest other one: both fully, the first alone partly."""
    grades = [shows(picture, [concept]) for concept in concepts]
    if grades[0] is None or grades[0] == NOT:
        return grades[0]
    return FULLY if grades[1] is not None and grades[1] > NOT else PARTLY
