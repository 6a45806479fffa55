"""When each photo of a slideshow is seen: cuts fall on the beat of the music."""

from __future__ import annotations

from dataclasses import dataclass

# How long people look at a photo before they want the next; a show of 20 then takes a minute and a half.
_WANTED_S = 3.8
_TITLE_S = 4.0

# Photos change every whole half bar of 4/4.
_HALF_BAR = 2

# Music slower or faster than this is felt at twice or half its tempo.
_SLOWEST_BPM, _FASTEST_BPM = 50.0, 160.0

# A crossfade of a beat, within what neither flickers nor smears.
_SHORTEST_FADE_S, _LONGEST_FADE_S = 0.4, 1.0

# The end fades to black over this long, and the music with it.
END_FADE_S = 1.5


@dataclass(frozen=True, slots=True)
class Slide:
    """A time in which a picture is seen, fades included, in seconds from the start."""

    starts_s: float
    ends_s: float

    @property
    def seconds(self) -> float:
        """How long it is seen."""
        return self.ends_s - self.starts_s


@dataclass(frozen=True, slots=True)
class Timeline:
    """The title's slide and those of the photos, each overlapping the next by `fade_s`, the crossfade."""

    slides: tuple[Slide, ...]
    fade_s: float
    beat_s: float

    @property
    def seconds(self) -> float:
        """How long the whole takes."""
        return self.slides[-1].ends_s


def plan_timeline(photo_count: int, tempo_bpm: float) -> Timeline:
    """Lay out a title and photos; the middles of crossfades lie on beats.

    Args:
        photo_count: at least 1.
        tempo_bpm: beats a minute of the music, above 0.

    Raises:
        ValueError: there is no photo, or no tempo.

    Example:
        >>> timeline = plan_timeline(3, 120)
        >>> [slide.starts_s + timeline.fade_s / 2 for slide in timeline.slides[1:]]
        [4.0, 8.0, 12.0]
    """
    if photo_count < 1:
        raise ValueError("a slideshow needs a photo")
    beat_s = 60 / feel_tempo(tempo_bpm)
    fade_s = min(max(beat_s, _SHORTEST_FADE_S), _LONGEST_FADE_S)
    photo_s, title_s = _on_beat(_WANTED_S, beat_s), _on_beat(_TITLE_S, beat_s)
    cuts = [0.0] + [title_s + photo_s * at for at in range(photo_count + 1)]
    slides = [
        Slide(max(0.0, cuts[at] - fade_s / 2), cuts[at + 1] + (fade_s / 2 if at < photo_count else 0.0))
        for at in range(photo_count + 1)
    ]
    return Timeline(tuple(slides), fade_s, beat_s)


def feel_tempo(tempo_bpm: float) -> float:
    """Return the tempo that a foot taps: doubled or halved into a comfortable range.

    Raises:
        ValueError: it is not above 0.

    Example:
        >>> feel_tempo(180), feel_tempo(100), feel_tempo(45)
        (90.0, 100, 90)
    """
    if not tempo_bpm > 0:
        raise ValueError(f"a tempo of {tempo_bpm} beats a minute is none: it must be above 0")
    while tempo_bpm > _FASTEST_BPM:
        tempo_bpm /= 2
    while tempo_bpm < _SLOWEST_BPM:
        tempo_bpm *= 2
    return tempo_bpm


def _on_beat(seconds: float, beat_s: float) -> float:
    half_bar_s = _HALF_BAR * beat_s
    return max(1, round(seconds / half_bar_s)) * half_bar_s
