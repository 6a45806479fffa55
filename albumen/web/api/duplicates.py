"""Groups of duplicates: what a review would do with them, and doing it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from albumen.curation.review import KIND_NAMES, Review, ReviewMember, ReviewPlan
from albumen.lock import hold_library
from albumen.printable import clean_line, clean_path
from albumen.store.curation_records import DuplicateGroup, DuplicateKind
from albumen.web.api.photos import LARGEST_ID
from albumen.web.live import Live, LiveLibrary
from albumen.web.tiles import PhotoTile, load_tiles

router = APIRouter(prefix="/api/duplicates", tags=["duplicates"])

# A screen or two: each group is planned with the files that there are now.
PAGE_SIZE = 12

GroupId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class KindCount(BaseModel):
    """A class of duplicates, and how many open groups it has."""

    kind: DuplicateKind
    name: str
    groups: int


class MemberAnswer(BaseModel):
    """A photo of a group, or a file of it. `reason` says why it is the best or may go."""

    photo: PhotoTile
    path: str | None
    movie: str | None = Field(description="of a Live photo; it goes where its still goes")
    is_best: bool
    confidence: float
    reason: str


class GroupAnswer(BaseModel):
    """A group, its best first. `leaving` files would go to the trash; `problem` says why none can."""

    id: int
    kind: DuplicateKind
    name: str
    reason: str
    confidence: float
    members: list[MemberAnswer]
    leaving: int
    size_bytes: int
    gains: list[str] = Field(description="what the best photo gets from the others")
    problem: str | None


class DuplicatesAnswer(BaseModel):
    """A page of open groups, the strictest class first. `next` is where the next page begins, None at the end.

    `sure` groups of the classes shown can be reviewed at once.
    """

    kinds: list[KindCount]
    groups: list[GroupAnswer]
    next: int | None
    sure: int
    is_done: bool = Field(description="whether duplicates have been looked for at all")


class ReviewRequest(BaseModel):
    """Which groups: by number, or all that are sure of a class or of those that are one picture."""

    model_config = ConfigDict(extra="forbid")

    group_ids: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(max_length=10_000)] = []
    of_all: bool = False
    kind: DuplicateKind | None = None


class ReviewAnswer(BaseModel):
    """What a review came to; its `batch` undoes it, None where nothing was moved."""

    batch: int | None
    groups: int
    files: int
    size_bytes: int
    problems: list[str]


@router.get("")
def list_duplicates(
    live: Live,
    kind: DuplicateKind | None = None,
    offset: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
) -> DuplicatesAnswer:
    """List open groups; Live photos, of which nothing is to go, only among the pairs."""
    review = Review(live.library.store)
    groups = [group for group in review.find() if kind is not None or not group.is_live_photo]
    shown = [group for group in groups if kind is None or group.kind is kind]
    counts = Counter(group.kind for group in groups)
    later = offset + PAGE_SIZE
    return DuplicatesAnswer(
        kinds=[KindCount(kind=one, name=name, groups=counts[one]) for one, name in KIND_NAMES.items() if counts[one]],
        groups=_describe(live, review.plan(shown[offset:later])),
        next=later if later < len(shown) else None,
        sure=len(review.choose(kind=kind, of_all=True)),
        is_done=review.is_done,
    )


@router.post("/plan")
def plan_review(live: Live, asked: ReviewRequest) -> ReviewAnswer:
    """Say what a review would come to; nothing is moved."""
    review = Review(live.library.store)
    plans = review.plan(_choose(review, asked))
    removals = [plan.removal for plan in plans if plan.removal is not None]
    return ReviewAnswer(
        batch=None,
        groups=len(removals),
        files=sum(len(removal.leaving) for removal in removals),
        size_bytes=sum(plan.size_bytes for plan in plans),
        problems=[clean_line(f"group {plan.group.id}: {plan.problem}") for plan in plans if plan.problem],
    )


@router.post("/review")
def carry_out_review(live: Live, asked: ReviewRequest) -> ReviewAnswer:
    """Move all but the best of groups to the trash; `/api/trash/{batch}/restore` brings everything back."""
    review = Review(live.library.store)
    with hold_library(live.library.settings.library):
        done = review.carry_out(_choose(review, asked))
    return ReviewAnswer(
        batch=done.batch,
        groups=done.groups,
        files=done.files,
        size_bytes=done.size_bytes,
        problems=[clean_line(problem) for problem in done.problems],
    )


@router.post("/{group_id}/keep", status_code=204)
def keep_group(live: Live, group_id: GroupId) -> None:
    """Say that a group is fine as it is."""
    Review(live.library.store).keep(group_id)


@router.post("/{group_id}/reopen", status_code=204)
def reopen_group(live: Live, group_id: GroupId) -> None:
    """Take back that a group is fine as it is."""
    Review(live.library.store).reopen(group_id)


def _choose(review: Review, asked: ReviewRequest) -> list[DuplicateGroup]:
    return review.choose(asked.group_ids, kind=asked.kind, of_all=asked.of_all)


def _describe(live: LiveLibrary, plans: list[ReviewPlan]) -> list[GroupAnswer]:
    with live.library.store.read() as tx:
        ids = dict.fromkeys(member.photo_id for plan in plans for member in plan.members)
        tiles = {tile.id: tile for tile in load_tiles(tx, ids)}
    return [
        GroupAnswer(
            id=plan.group.id or 0,
            kind=plan.group.kind,
            name=KIND_NAMES[plan.group.kind],
            reason=plan.group.reason,
            confidence=plan.group.confidence,
            members=[_member(one, tiles[one.photo_id]) for one in plan.members if one.photo_id in tiles],
            leaving=len(plan.removal.leaving) if plan.removal else 0,
            size_bytes=plan.size_bytes,
            gains=[clean_line(gain) for gain in plan.merge.gains],
            problem=plan.problem,
        )
        for plan in plans
    ]


def _member(member: ReviewMember, tile: PhotoTile) -> MemberAnswer:
    return MemberAnswer(
        photo=tile,
        path=clean_path(member.path) if member.path else None,
        movie=clean_path(member.movie) if member.movie else None,
        is_best=member.is_best,
        confidence=member.confidence,
        reason=member.reason,
    )
