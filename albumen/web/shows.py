"""A memory as a slideshow in the page: the storyboard of the exported one, with photos by id."""

from __future__ import annotations

from pydantic import BaseModel, Field

from albumen.curation.memories import load_memory
from albumen.curation.photo_source import SeenPhoto, open_photos
from albumen.curation.slideshow.pans import Pan
from albumen.curation.slideshow.storyboard import Shot, Storyboard, plan_storyboard
from albumen.curation.slideshow.timeline import END_FADE_S, Slide
from albumen.types import Box
from albumen.web.live import LiveLibrary

_DIGITS = 5

View = tuple[float, float, float, float]


class ShowPicture(BaseModel):
    """A photo of a show and its upright size in pixels."""

    id: int
    width: int
    height: int


class ShowShot(BaseModel):
    """A photo in the show: when it is seen, crossfades included, and how it moves.

    Views are left, top, right and bottom in shares of the canvas: the photo, or, where it `has_margins`, the whole photo between
    blurred margins that make it as wide as the show. They go from `start` to `end`, eased by 3t^2 - 2t^3.
    """

    photo: ShowPicture
    starts_s: float
    ends_s: float
    start: View
    end: View
    has_margins: bool
    caption: str
    description: str = Field(description="for those who cannot see it")


class Show(BaseModel):
    """A slideshow: the title over its cover, then the shots; each fades into the next over `fade_s`."""

    title: str
    subtitle: str
    cover: ShowPicture
    title_ends_s: float
    fade_s: float
    end_fade_s: float
    seconds: float
    shots: list[ShowShot]
    notes: list[str] = Field(description="what cannot be shown as it is")


def plan_show(live: LiveLibrary, name: str, size_px: tuple[int, int]) -> Show:
    """Lay a memory out for a screen, at its own tempo.

    Raises:
        NotFoundError: there is no such memory to show.
        UsageError: none of its photos can be shown.
    """
    memory = load_memory(live.library, name).memory
    source = open_photos(live.library)
    return _answer(plan_storyboard(memory, source, size_px=size_px, tempo_bpm=memory.tempo_bpm))


def _answer(board: Storyboard) -> Show:
    timeline = board.timeline
    return Show(
        title=board.title,
        subtitle=board.subtitle,
        cover=_picture(board.cover),
        title_ends_s=timeline.slides[0].ends_s,
        fade_s=timeline.fade_s,
        end_fade_s=END_FADE_S,
        seconds=timeline.seconds,
        shots=[_answer_shot(shot, shot.slide, shot.pan) for shot in board.shots],
        notes=list(board.notes),
    )


def _answer_shot(shot: Shot, slide: Slide, pan: Pan) -> ShowShot:
    return ShowShot(
        photo=_picture(shot.photo),
        starts_s=slide.starts_s,
        ends_s=slide.ends_s,
        start=_view(pan.start),
        end=_view(pan.end),
        has_margins=pan.has_margins,
        caption=shot.caption,
        description=shot.description,
    )


def _picture(photo: SeenPhoto) -> ShowPicture:
    width, height = photo.size_px
    return ShowPicture(id=photo.facts.id, width=width, height=height)


def _view(box: Box) -> View:
    left, top, right, bottom = (round(edge, _DIGITS) for edge in (box.left, box.top, box.right, box.bottom))
    return left, top, right, bottom
