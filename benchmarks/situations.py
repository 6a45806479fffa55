"""How well sentences find situations and tags find themes, against what people wrote of the photos.

python -m benchmarks.situations --data DIR [--split train]

Captions leave much unsaid, so a photo that nobody described as one of a beach counts as an error: precision is a lower bound.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from albumen.store.curation_records import PhotoFacts
from albumen.types import UtilityKind
from benchmarks.report import save_report
from knowledge_graph.memories.kinds.situations import load_situations, shows_what_it_must
from knowledge_graph.memories.kinds.themes import LEAST_SCORE, Theme, concepts_of, find_themes, load_themes
from knowledge_graph.memories.sentences import SentenceScores
from knowledge_graph.memories.subjects import score_of
from knowledge_graph.memories.sureness import rate_sureness
from knowledge_graph.memories.worth import rate
from models.evaluation.photos import load_photos
from models.registry import create_analyser, create_encoder
from models.taxonomy import load_taxonomy

_WORDS = Path(__file__).with_name("situation_words.toml")
_BATCH = 16

_Rate = Callable[[PhotoFacts, tuple[str, ...]], float]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A captioned photo: what was written of it, what was seen in it, and its cosine with each situation."""

    captions: tuple[str, ...]
    facts: PhotoFacts
    cosines: Sequence[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="test")
    arguments = parser.parse_args()
    seen = _look(arguments.data, arguments.split)
    situations, themes = [*_situations(seen)], [*_themes(seen)]
    sums = [
        _sum("all situations", situations),
        _sum("all themes", themes),
        _sum("all themes, best third by tag scores and looks", [*_themes(seen, _with_looks(score_of))]),
        _sum("all themes, best third by sureness and looks", [*_themes(seen, _with_looks(rate_sureness))]),
    ]
    rows = [*sums, *situations, *themes]
    settings = {"split": arguments.split, "captioned photos": len(seen), "least tag score of a theme": LEAST_SCORE}
    name = "situations" if arguments.split == "test" else f"situations_{arguments.split}"
    print(save_report(name, "Situations and themes against captions", rows, settings))


def _look(data: Path, split: str) -> list[_Seen]:
    photos = [photo for photo in load_photos(data, split) if photo.captions and not photo.utility]
    analyser, sentences = create_analyser("ansa-s", threads=1), SentenceScores(create_encoder("ansa-s", threads=1))
    assert analyser is not None
    wordings = [situation.sentences for situation in load_situations()]
    seen = []
    for start in range(0, len(photos), _BATCH):
        batch = photos[start : start + _BATCH]
        analyses = analyser.analyse_images([photo.decode_image() for photo in batch])
        cosines = sentences.score_all(analyses.embeddings.astype(np.float16), wordings)
        for photo, signals, row in zip(batch, analyses.signals, cosines, strict=True):
            if signals.utility_kind is UtilityKind.NONE:
                quality = signals.quality
                facts = PhotoFacts(
                    1, "", 1, concepts=signals.tags, aesthetics=quality.aesthetics, technical=quality.technical
                )
                seen.append(_Seen(tuple(text.lower() for text in photo.captions), facts, row.tolist()))
    return seen


def _situations(seen: Sequence[_Seen]) -> Iterator[dict[str, Any]]:
    words = {key: [re.compile(one) for one in parts] for key, parts in tomllib.loads(_WORDS.read_text()).items()}
    for at, situation in enumerate(load_situations()):
        found = [one.cosines[at] >= situation.least and shows_what_it_must(one.facts, situation) for one in seen]
        patterns = words[situation.id]
        said = [any(all(part.search(text) for part in patterns) for text in one.captions) for one in seen]
        yield _row(f"situation: {situation.id}", found, said)


def _themes(seen: Sequence[_Seen], rate_photo: _Rate | None = None) -> Iterator[dict[str, Any]]:
    """Compare what is found of each theme; with a rate, only the third that is rated highest: a memory shows but a part."""
    for theme in load_themes():
        names = _matcher(theme)
        found = [theme.id in find_themes(one.facts) for one in seen]
        if rate_photo is not None:
            found = _keep_best(found, [rate_photo(one.facts, theme.concepts) for one in seen])
        yield _row(f"theme: {theme.id}", found, [any(map(names, one.captions)) for one in seen])


def _with_looks(rate_fit: _Rate) -> _Rate:
    """Rate as the choice for a memory does, before it looks for variety."""
    return lambda facts, concepts: rate_fit(facts, concepts) * rate(facts, appeal=None)


def _keep_best(found: Sequence[bool], rates: Sequence[float]) -> list[bool]:
    """Keep the best third of what was found."""
    at = [number for number, is_found in enumerate(found) if is_found]
    best = set(sorted(at, key=lambda number: -rates[number])[: len(at) // 3])
    return [number in best for number in range(len(found))]


def _matcher(theme: Theme) -> Callable[[str], object]:
    """Match the names and synonyms of a theme's concepts, and their plurals."""
    concepts = [load_taxonomy().get_concept(concept) for concept in concepts_of(theme)]
    names = {name.lower() for concept in concepts for name in (concept.name, *concept.synonyms)}
    return re.compile(rf"\b({'|'.join(re.escape(name) for name in sorted(names))})(s|es)?\b").search


def _row(what: str, found: Sequence[bool], said: Sequence[bool]) -> dict[str, Any]:
    return _figures(what, sum(said), sum(found), sum(one and other for one, other in zip(found, said, strict=True)))


def _sum(what: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    said, found, right = (sum(row[name] for row in rows) for name in ("said", "found", "found and said"))
    return _figures(what, said, found, right)


def _figures(what: str, said: int, found: int, right: int) -> dict[str, Any]:
    return {
        "what": what,
        "said": said,
        "found": found,
        "found and said": right,
        "precision": right / found if found else "",
        "recall": right / said if said else "",
    }


if __name__ == "__main__":
    main()
