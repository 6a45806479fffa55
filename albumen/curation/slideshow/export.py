"""A memory of a library as a slideshow file: the one place that puts storyboard, music and writer together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.curation.memories import load_memory
from albumen.curation.music import MusicChoice, choose_music
from albumen.curation.photo_source import PhotoLibrary, open_photos
from albumen.curation.slideshow.html import can_embed, write_page
from albumen.curation.slideshow.storyboard import Storyboard, plan_storyboard
from albumen.curation.slideshow.video import OnFrame, find_writers, write_video
from albumen.curation.slideshow.writers.writer import FALLBACK_ENCODER, codec_name
from albumen.output_file import check_target

if TYPE_CHECKING:
    from albumen.store.curation_records import Memory

SUFFIXES = (".mp4", ".html")
_BETTER_WRITER = "`pip install av`, or ffmpeg on the PATH,"


@dataclass(frozen=True, slots=True)
class SlideshowOrder:
    """What is asked for: a file, its picture's size in pixels, and a folder of music, None for silence."""

    target: Path
    size_px: tuple[int, int]
    music_folder: Path | None = None
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A slideshow that was written. `music` is None where it is silent; `notes` say what is not as one may expect."""

    path: Path
    title: str
    photos: int
    seconds: float
    size_bytes: int
    made_by: str
    music: MusicChoice | None
    notes: tuple[str, ...]


def export_memory(
    library: PhotoLibrary, name: str, order: SlideshowOrder, *, on_frame: OnFrame | None = None
) -> Exported:
    """Write a memory as a slideshow, by the suffix of its file: a video or a web page.

    Args:
        library: whose memory it is.
        name: its id or key.
        order: what is asked for.
        on_frame: told of each frame of a video.

    Raises:
        UsageError: there is no such memory, nothing of it can be shown, or the file must not be written.
        MissingExtraError: nothing here writes videos, or reads the tags of music.
        OutputError: it could not be written.
    """
    card = load_memory(library, name)
    originals = [path for photo in card.photos for path in photo.paths]
    check_target(order.target, SUFFIXES, originals=originals, is_forced=order.is_forced)
    is_page = order.target.suffix.lower() == ".html"
    music, notes = _choose(order, card.memory, is_page=is_page)
    source = open_photos(library)
    tempo_bpm = music.track.tempo_bpm if music is not None else None
    board = plan_storyboard(card.memory, source, size_px=order.size_px, tempo_bpm=tempo_bpm or card.memory.tempo_bpm)
    track = music.track.path if music is not None else None
    if is_page:
        page = write_page(order.target, board, source, music=track)
        made_by = "a web page"
        notes += [f"{page.dark} photos could not be decoded, and are dark"] if page.dark else []
    else:
        video = write_video(order.target, board, source, music=track, on_frame=on_frame)
        made_by = f"{video.codec}, written by {video.writer}"
        notes += list(_note_codec(video.codec))
    return _describe(order.target, board, made_by, music, [*board.notes, *notes])


def _choose(order: SlideshowOrder, memory: Memory, *, is_page: bool) -> tuple[MusicChoice | None, list[str]]:
    """Choose the music that was asked for, where the output can hold it."""
    if order.music_folder is None:
        return None, []
    if is_page:
        return choose_music(order.music_folder, memory, can_use=can_embed), []
    writers = find_writers()
    if writers and not writers[0].has_music:
        return None, [f"there is no music in it: {writers[0].name} cannot put any; {_BETTER_WRITER} can"]
    return choose_music(order.music_folder, memory), []


def _note_codec(codec: str) -> Iterator[str]:
    if codec == codec_name(FALLBACK_ENCODER):
        yield f"{codec} plays in players, but not in browsers; {_BETTER_WRITER} writes H.264, which plays in both"


def _describe(target: Path, board: Storyboard, made_by: str, music: MusicChoice | None, notes: list[str]) -> Exported:
    size = target.stat().st_size
    return Exported(target, board.title, len(board.shots), board.timeline.seconds, size, made_by, music, tuple(notes))
