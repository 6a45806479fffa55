"""Music for a memory: the track of a person's own folder whose tags suit its mood and tempo best."""

from __future__ import annotations

import hashlib
import math
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from albumen.errors import MissingExtraError, UsageError
from albumen.store.curation_records import Memory

SUFFIXES = (".mp3", ".m4a", ".m4b", ".ogg", ".oga", ".opus", ".flac", ".wav", ".wma", ".aiff", ".aif")

# Sounds and jingles, not music; a track that is shorter than the show is heard again from its beginning.
_SHORTEST_S = 30.0

# A folder of more is somebody's whole collection: enough has been seen.
_MOST_TRACKS = 5_000

# A mood that the tags name says more than a genre, and either more than the tempo: 1 at the tempo itself, its half or its
# double, 0 at the tempos farthest from these.
_MOOD_POINTS, _GENRE_POINTS, _TEMPO_POINTS = 2.0, 1.2, 1.0

# Tempos within this share of an octave are called near: 12 % faster or slower.
_NEAR_OCTAVES = 0.165

_LIKELY_BPM = range(40, 221)


@dataclass(frozen=True, slots=True)
class Track:
    """A track and what its tags say: `tempo_bpm` is None where they do not say, `genres` and `moods` are then empty."""

    path: Path
    title: str | None = None
    artist: str | None = None
    seconds: float | None = None
    tempo_bpm: float | None = None
    genres: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MusicChoice:
    """The chosen track, and why."""

    track: Track
    reason: str


@dataclass(frozen=True, slots=True)
class _MoodWords:
    moods: tuple[str, ...]
    genres: tuple[str, ...]


def choose_music(folder: Path, memory: Memory, *, can_use: Callable[[Path], bool] = lambda path: True) -> MusicChoice:
    """Choose a track of a folder for a memory; the same one each time.

    Args:
        folder: searched with its subfolders.
        memory: its mood and tempo are matched.
        can_use: says which files the output can hold.

    Raises:
        UsageError: there is no such folder, or no music in it that can be used.
        MissingExtraError: nothing that reads tags is installed.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder} to choose music from")
    tracks = load_tracks(path for path in _iter_music(folder) if can_use(path))
    chosen = choose_track(tracks, mood=memory.mood, tempo_bpm=memory.tempo_bpm, seed=memory.key)
    if chosen is None:
        raise UsageError(
            f"{folder} holds no music that can be used here: {', '.join(SUFFIXES)}, half a minute or longer"
        )
    return chosen


def choose_track(tracks: Iterable[Track], *, mood: str, tempo_bpm: float, seed: str = "") -> MusicChoice | None:
    """Choose the track that suits best; of tracks that suit alike, another for each `seed`. None where there is none.

    Example:
        >>> tracks = [Track(Path("a.mp3"), genres=("Techno",)), Track(Path("b.mp3"), genres=("Ambient",), tempo_bpm=140)]
        >>> choose_track(tracks, mood="calm", tempo_bpm=70).reason
        "its genre, Ambient, suits the memory's mood: calm; its 140 beats a minute are twice the 70 of the memory"
    """
    long_enough = [track for track in tracks if track.seconds is None or track.seconds >= _SHORTEST_S]

    def order(track: Track) -> tuple[float, str]:
        return -_score(track, mood, tempo_bpm), hashlib.sha256(
            f"{seed}/{track.path.name}".encode("utf-8", "replace")
        ).hexdigest()

    best = min(long_enough, key=order, default=None)
    return None if best is None else MusicChoice(best, _explain(best, mood, tempo_bpm))


def load_tracks(paths: Iterable[Path]) -> list[Track]:
    """Read the tags of tracks; files that are no music after all are passed by.

    Raises:
        MissingExtraError: nothing that reads tags is installed.
    """
    try:
        from tinytag import TinyTag, TinyTagException
    except ImportError as error:
        raise MissingExtraError("choosing music by its tags needs `pip install 'albumen[music]'`") from error
    tracks = []
    for path in paths:
        try:
            tag = TinyTag.get(path)
        except (TinyTagException, OSError, ValueError):
            continue
        if tag.duration:  # or no sound was found in it
            tracks.append(_to_track(path, tag))
    return tracks


def tempo_distance(first_bpm: float, second_bpm: float) -> float:
    """Say how far two tempos are apart where half and double count as the same: octaves, in [0, 0.5].

    Example:
        >>> tempo_distance(70, 140), round(tempo_distance(100, 141.4), 2)
        (0.0, 0.5)
    """
    octaves = abs(math.log2(first_bpm / second_bpm)) % 1.0
    return min(octaves, 1.0 - octaves)


def _iter_music(folder: Path) -> Iterator[Path]:
    found = 0
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and path.is_file():
                yield path
                found += 1
                if found == _MOST_TRACKS:
                    return


def _to_track(path: Path, tag: Any) -> Track:
    """Take what is of use out of what tinytag read; `other` holds lists of what it has no field for."""
    other: Mapping[str, Sequence[str]] = tag.other
    genres = [genre for genre in (tag.genre, *other.get("genre", ())) if genre]
    moods = [*other.get("mood", ()), *other.get("tmoo", ())]
    return Track(
        path,
        tag.title,
        tag.artist,
        tag.duration,
        _parse_tempo([*other.get("bpm", ()), *other.get("tempo", ())]),
        tuple(dict.fromkeys(genres)),
        tuple(dict.fromkeys(moods)),
    )


def _parse_tempo(values: Iterable[object]) -> float | None:
    """Return the first number that is a tempo; 0 is what programs write that do not know."""
    for value in values:
        number = re.match(r"\s*(\d+(?:[.,]\d+)?)", str(value))
        tempo = float(number[1].replace(",", ".")) if number else 0.0
        if round(tempo) in _LIKELY_BPM:
            return tempo
    return None


def _score(track: Track, mood: str, tempo_bpm: float) -> float:
    score = 0.0
    if _find(track.moods, _words_of(mood).moods):
        score += _MOOD_POINTS
    if _find(track.genres, _words_of(mood).genres):
        score += _GENRE_POINTS
    if track.tempo_bpm is not None:
        score += _TEMPO_POINTS * (1 - 2 * tempo_distance(track.tempo_bpm, tempo_bpm))
    return score


def _explain(track: Track, mood: str, tempo_bpm: float) -> str:
    parts = []
    named = _find(track.moods, _words_of(mood).moods)
    genre = _find(track.genres, _words_of(mood).genres)
    if named:
        parts.append(f"its mood, {named}, is the memory's: {mood}")
    if genre:
        parts.append(f"its genre, {genre}, suits the memory's mood: {mood}")
    if track.tempo_bpm is not None:
        parts.append(_explain_tempo(track.tempo_bpm, tempo_bpm))
    return "; ".join(parts) or "its tags say neither mood nor genre that suits nor tempo: it was drawn"


def _explain_tempo(track_bpm: float, wanted_bpm: float) -> str:
    how_many = f"its {track_bpm:g} beats a minute are"
    if tempo_distance(track_bpm, wanted_bpm) > _NEAR_OCTAVES:
        return f"{how_many} far from the {wanted_bpm:g} of the memory, but no other track suits better"
    is_exact = tempo_distance(track_bpm, wanted_bpm) < 1e-6
    factor = 2.0 ** round(math.log2(track_bpm / wanted_bpm))
    if factor == 1:
        return f"{how_many} {'' if is_exact else 'near '}the {wanted_bpm:g} of the memory"
    times = {0.25: "a quarter of", 0.5: "half of", 2: "twice", 4: "four times"}.get(factor, f"{factor:g} times")
    return f"{how_many} {'' if is_exact else 'about '}{times} the {wanted_bpm:g} of the memory"


def _find(values: Iterable[str], words: Iterable[str]) -> str | None:
    """Return the first value that holds one of the words as a whole."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE) for word in words]
    return next((value for value in values if any(pattern.search(value) for pattern in wanted)), None)


@cache
def _words_of(mood: str) -> _MoodWords:
    """Return what suits a mood; one that is not known suits by its own name."""
    table = tomllib.loads(Path(__file__).with_name("music_moods.toml").read_text(encoding="utf-8"))
    found = table.get(mood, {"moods": [mood], "genres": []})
    return _MoodWords(tuple(found["moods"]), tuple(found["genres"]))
