from __future__ import annotations

import sys
import tomllib
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.curation.music import Track, choose_music, choose_track, load_tracks, tempo_distance
from albumen.errors import MissingExtraError, UsageError
from knowledge_graph.memories.mood import Mood
from tests.shown_photos import memory_of

tempos = st.floats(40, 220)


def _track(name: str, **tags: object) -> Track:
    return Track(Path(name), **tags)  # type: ignore[arg-type]


def _chosen(*tracks: Track, mood: str = "calm", tempo_bpm: float = 70, seed: str = "") -> str:
    found = choose_track(tracks, mood=mood, tempo_bpm=tempo_bpm, seed=seed)
    assert found is not None
    return found.track.path.name


def test_a_named_mood_comes_before_a_genre_and_a_genre_before_a_tempo() -> None:
    tempo, genre, mood = _track("a", tempo_bpm=70.0), _track("b", genres=("Ambient",)), _track("c", moods=("Relaxing",))
    assert _chosen(tempo, genre, mood) == "c"
    assert _chosen(tempo, genre) == "b"
    assert _chosen(_track("z"), tempo) == "a"


def test_of_two_that_suit_the_nearer_tempo_wins_half_and_double_included() -> None:
    tracks = [
        _track("far", genres=("Ambient",), tempo_bpm=100.0),
        _track("double", genres=("Ambient",), tempo_bpm=141.0),
    ]
    assert _chosen(*tracks) == "double"


@given(tempos, tempos)
def test_half_and_double_are_no_farther_than_the_tempo_itself(first: float, second: float) -> None:
    distance = tempo_distance(first, second)
    assert 0 <= distance <= 0.5
    assert tempo_distance(first * 2, second) == pytest.approx(distance, abs=1e-6)
    assert tempo_distance(second, first) == pytest.approx(distance, abs=1e-6)


def test_tracks_that_suit_alike_take_turns_between_memories_but_not_between_runs() -> None:
    tracks = [_track(f"{number}.mp3") for number in range(8)]
    assert len({_chosen(*tracks, seed=f"trip:{number}") for number in range(20)}) > 3
    assert _chosen(*tracks, seed="trip:1") == _chosen(*reversed(tracks), seed="trip:1")


def test_a_reason_says_only_what_the_tags_say() -> None:
    def reason(**tags: object) -> str:
        found = choose_track([_track("a", **tags)], mood="epic", tempo_bpm=90)
        assert found is not None
        return found.reason

    assert reason() == "its tags say neither mood nor genre that suits nor tempo: it was drawn"
    assert reason(moods=("Heroic",)) == "its mood, Heroic, is the memory's: epic"
    assert reason(genres=("Polka",)) == reason()
    assert reason(tempo_bpm=46.0) == "its 46 beats a minute are about half of the 90 of the memory"
    assert reason(tempo_bpm=90.0) == "its 90 beats a minute are the 90 of the memory"
    assert reason(tempo_bpm=92.0) == "its 92 beats a minute are near the 90 of the memory"
    assert reason(tempo_bpm=125.0).startswith("its 125 beats a minute are far from the 90 of the memory")


def test_a_genre_is_found_as_a_word_and_not_inside_another() -> None:
    assert _chosen(_track("a", genres=("Electropop",)), _track("b", genres=("Indie Pop / Rock",)), mood="happy") == "b"


def test_sounds_and_jingles_are_no_music() -> None:
    assert choose_track([_track("a", seconds=4.0)], mood="calm", tempo_bpm=70) is None


def test_every_mood_has_its_words_and_no_word_has_a_mood_that_there_is_not() -> None:
    path = Path(sys.modules["albumen.curation.music"].__file__ or "").with_name("music_moods.toml")
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == {mood.value for mood in Mood}


def _write_wav(path: Path, seconds: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(100)
        file.writeframes(bytes(100 * seconds))


def test_a_folder_is_searched_with_its_subfolders_and_what_is_no_music_is_passed_by(tmp_path: Path) -> None:
    pytest.importorskip("tinytag")
    _write_wav(tmp_path / "deep" / "song.wav", 60)
    _write_wav(tmp_path / "jingle.wav", 3)
    (tmp_path / "broken.mp3").write_bytes(b"not music")
    (tmp_path / "notes.txt").write_text("hello")
    assert choose_music(tmp_path, memory_of([1])).track.path == tmp_path / "deep" / "song.wav"


def test_id3_tags_are_read(tmp_path: Path) -> None:
    pytest.importorskip("tinytag")
    frames = b"".join(
        _frame(*one) for one in (("TIT2", "Waves"), ("TCON", "Ambient"), ("TBPM", "72"), ("TXXX", "MOOD\0Calm"))
    )
    size = len(frames)
    header = b"ID3\x03\x00\x00" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    (tmp_path / "a.mp3").write_bytes(header + frames + 40 * (b"\xff\xfb\x90\x00" + bytes(413)))
    (track,) = load_tracks([tmp_path / "a.mp3"])
    assert (track.title, track.genres, track.tempo_bpm, track.moods) == ("Waves", ("Ambient",), 72.0, ("Calm",))


def _frame(name: str, text: str) -> bytes:
    content = b"\x00" + text.encode("latin-1")
    return name.encode() + len(content).to_bytes(4, "big") + b"\x00\x00" + content


def test_a_folder_without_music_or_no_folder_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("tinytag")
    with pytest.raises(UsageError, match="holds no music"):
        choose_music(tmp_path, memory_of([1]))
    with pytest.raises(UsageError, match="there is no folder"):
        choose_music(tmp_path / "no", memory_of([1]))


def test_without_a_reader_of_tags_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tinytag", None)
    with pytest.raises(MissingExtraError, match=r"albumen\[music\]"):
        load_tracks([])
