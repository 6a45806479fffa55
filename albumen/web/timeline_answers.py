"""The timeline as a page asks for it: an outline of all sections, and the photos of one part at a time."""

from __future__ import annotations

from pydantic import BaseModel, Field

from albumen.curation.timeline_groups import Group, name_days, name_towns
from albumen.curation.timeline_sections import Part, Section, Timeline
from albumen.store.store import Transaction
from albumen.web.tiles import PhotoTile, load_tiles

_RATIO_DIGITS = 2


class PartOutline(BaseModel):
    """What a page needs to guess a part's height."""

    count: int
    ratio: float = Field(description="sum of widths over heights")
    groups: int = Field(description="headings, at most")


class SectionOutline(BaseModel):
    """A month, or the undated photos."""

    key: str = Field(description='"2022-06", or "undated"')
    title: str | None = Field(description="None for undated photos")
    parts: list[PartOutline]


class Outline(BaseModel):
    """All sections, the newest first."""

    stamp: str = Field(description="names this state of the timeline; parts are asked for by it")
    count: int
    utility: int = Field(description="receipts, screenshots and their like, shown or not")
    sections: list[SectionOutline]


class PhotoGroup(BaseModel):
    """Photos under one heading, the newest first."""

    when: str | None = Field(description='"3–5 June 2022"')
    where: str | None = Field(description='"Lisbon and Sintra"')
    trip: str | None = Field(description="title of the trip that the days are of")
    continues: bool = Field(description="the heading stands in the part before")
    photos: list[PhotoTile]


class PartAnswer(BaseModel):
    """The photos of a part."""

    key: str
    part: int
    groups: list[PhotoGroup]


class Beginning(BaseModel):
    """What the page itself brings along; no part where there are no photos."""

    outline: Outline
    first: PartAnswer | None


def outline(timeline: Timeline) -> Outline:
    """Describe a whole timeline, in some 100 bytes for a part."""
    sections = [_outline_section(section) for section in timeline.sections]
    return Outline(stamp=timeline.stamp, count=len(timeline.ids), utility=timeline.utility, sections=sections)


def load_part(tx: Transaction, timeline: Timeline, section: Section, number: int) -> PartAnswer:
    """Describe the photos of a part, without those that were hidden since the timeline was laid out."""
    part = section.parts[number]
    ids = timeline.ids[part.groups[0].first : part.groups[-1].last].tolist()
    hidden = set(tx.feedback.hidden_ids().tolist())
    tiles = {tile.id: tile for tile in load_tiles(tx, [photo_id for photo_id in ids if photo_id not in hidden])}
    groups = [_describe(timeline, part, at, tiles) for at in range(len(part.groups))]
    return PartAnswer(key=section.key, part=number, groups=[group for group in groups if group.photos])


def _outline_section(section: Section) -> SectionOutline:
    parts = [
        PartOutline(count=len(part), ratio=round(part.ratio, _RATIO_DIGITS), groups=len(part.groups))
        for part in section.parts
    ]
    return SectionOutline(key=section.key, title=section.title, parts=parts)


def _describe(timeline: Timeline, part: Part, at: int, tiles: dict[int, PhotoTile]) -> PhotoGroup:
    group: Group = part.groups[at]
    ids = timeline.ids[group.first : group.last].tolist()
    return PhotoGroup(
        when=name_days(group),
        where=name_towns(timeline.columns, group),
        trip=group.trip,
        continues=part.continues and at == 0,
        photos=[tiles[photo_id] for photo_id in ids if photo_id in tiles],
    )
