"""`albumen duplicates`: groups of photos that are alike, and what to do with them. Nothing moves unless it is told to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.english import describe_bytes
from albumen.printable import clean_line, clean_path

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.curation.review import Review, ReviewPlan
    from albumen.store.curation_records import DuplicateGroup

KINDS = ("identical", "same_picture", "pair", "burst", "similar")
_kind_option = click.option("--kind", type=click.Choice(KINDS), help="Only groups of this class.")


@click.group(invoke_without_command=True, short_help="List photos that are alike, and clear them up.")
@_kind_option
@click.option("--explain", is_flag=True, help="Say of each photo why it is the best of its group, or is not.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a group.")
@click.pass_context
def duplicates(click_context: click.Context, kind: str | None, explain: bool, as_json: bool) -> None:
    """List groups of photos that are alike: identical files, one picture in several copies, RAW and JPEG, bursts, and the
    merely similar. The best of each group comes first. Live photos, of which nothing is to go, are listed with --kind pair.

    `albumen curate duplicates` finds them. Only `albumen duplicates review --yes` moves files, and `undo` brings them back.
    """
    if click_context.invoked_subcommand is not None:
        return
    with click_context.obj.open_library() as library:
        review = _open_review(library)
        groups = review.find(kind)
        shown = [group for group in groups if kind is not None or not group.is_live_photo]
        plans = review.plan(shown)
        for plan in plans:
            click.echo(json.dumps(_plan_json(plan)) if as_json else "\n".join(_iter_group(plan, is_explained=explain)))
        if len(shown) < len(groups) and not as_json:
            click.echo(f"{_live_photos(len(groups) - len(shown))}, still and movie together: --kind pair lists them")
        if not groups and not as_json:
            click.echo("no duplicates" if review.is_done else _NOT_LOOKED, err=not review.is_done)


_NOT_LOOKED = "duplicates have not been looked for yet: run `albumen curate duplicates`"


@duplicates.command(short_help="Say all of one group.")
@click.argument("group_id", type=int, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def show(context: CliContext, group_id: int, as_json: bool) -> None:
    """Say all of one group: its photos, why the best is the best, and what a review would do."""
    with context.open_library() as library:
        review = _open_review(library)
        (plan,) = review.plan([review.get(group_id)])
        if as_json:
            click.echo(json.dumps(_plan_json(plan)))
            return
        for line in (*_iter_group(plan, is_explained=True), *_iter_merge(plan)):
            click.echo(line)


@duplicates.command("review", short_help="Move all but the best of groups to the trash, when told to.")
@click.argument("group_ids", type=int, nargs=-1, metavar="[ID]...")
@_kind_option
@click.option(
    "--all", "of_all", is_flag=True, help="All groups that are sure: identical files and one picture, or --kind."
)
@click.option("--yes", is_flag=True, help="Do it; without this a plan is shown, and a terminal is asked.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def review_command(
    context: CliContext, group_ids: tuple[int, ...], kind: str | None, of_all: bool, yes: bool, as_json: bool
) -> None:
    """Show what would happen to groups; with --yes, move all but the best of each to the library's trash.

    The best gets dates, places, keywords and albums that only the others had. Sidecars and movies of Live photos go along.
    Nothing is deleted: `albumen duplicates undo` brings everything back.
    """
    with context.open_library() as library:
        review = _open_review(library)
        groups = review.choose(group_ids, kind=kind, of_all=of_all)
        plans = review.plan(groups)
        if not as_json:
            for plan in plans:
                click.echo("\n".join((*_iter_group(plan, is_explained=True), *_iter_merge(plan))))
            click.echo(_sum_up(plans))
        if not (
            yes or (plans and not as_json and sys.stdin.isatty() and click.confirm("Move these files to the trash?"))
        ):
            if as_json:
                click.echo(json.dumps({"batch": None, "plans": [_plan_json(plan) for plan in plans]}))
            elif plans:
                click.echo("nothing was moved; --yes moves them")
            return
        _carry_out(library, review, groups, as_json=as_json)


def _carry_out(library: Library, review: Review, groups: Sequence[DuplicateGroup], *, as_json: bool) -> None:
    from albumen.lock import hold_library

    with hold_library(library.settings.library):
        result = review.carry_out(groups)
    for problem in result.problems:
        click.echo(f"albumen: {clean_line(problem)}", err=True)
    if as_json:
        facts = {"batch": result.batch, "groups": result.groups, "files": result.files, "size_bytes": result.size_bytes}
        click.echo(json.dumps(facts | {"problems": list(result.problems)}))
    elif result.batch is None:
        click.echo("nothing was moved")
    else:
        size = describe_bytes(result.size_bytes)
        click.echo(f"moved {_files(result.files)} ({size}) to the trash as review {result.batch}")
        click.echo(f"`albumen duplicates undo {result.batch}` brings everything back")
    if result.problems:
        raise click.exceptions.Exit(1)


@duplicates.command(short_help="Say that a group is fine as it is.")
@click.argument("group_id", type=int, metavar="ID")
@click.option("--undo", "is_undone", is_flag=True, help="Take that back.")
@click.pass_obj
def keep(context: CliContext, group_id: int, is_undone: bool) -> None:
    """Say that a group is fine as it is: it is not listed again, also after photos were looked at anew."""
    from albumen.curation.review import KIND_NAMES

    with context.open_library() as library:
        review = _open_review(library)
        group = review.reopen(group_id) if is_undone else review.keep(group_id)
        does = "is listed again" if is_undone else "stays as it is"
        click.echo(f"group {group.id} ({KIND_NAMES[group.kind]}) {does}")


@duplicates.command(short_help="Bring back what a review moved to the trash.")
@click.argument("batch", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def undo(context: CliContext, batch: int | None, as_json: bool) -> None:
    """Bring back what a review moved, the last one where no number is given, and take back what the best photos got from it."""
    from albumen.lock import hold_library

    with context.open_library() as library:
        review = _open_review(library)
        with hold_library(library.settings.library):
            review.trash.recover()
            restored = review.trash.restore(batch)
    if as_json:
        paths = [clean_path(path) for path in restored.paths]
        click.echo(json.dumps({"restored": paths, "problems": list(restored.problems)}))
    else:
        for path in restored.paths:
            click.echo(clean_path(path))
        click.echo(f"{_files(len(restored.paths))} back")
    for problem in restored.problems:
        click.echo(f"albumen: {clean_line(problem)}", err=True)
    if restored.problems:
        raise click.exceptions.Exit(1)


def _open_review(library: Library) -> Review:
    from albumen.curation.review import Review

    return Review(library.store)


def _iter_group(plan: ReviewPlan, *, is_explained: bool) -> Iterator[str]:
    from albumen.curation.review import KIND_NAMES

    group = plan.group
    yield f"{group.id}  {KIND_NAMES[group.kind]}, {group.confidence:.2f}: {group.reason}"
    for member in plan.members:
        mark = "best" if member.is_best else "    "
        yield f"  {mark}  {clean_path(member.path) if member.path else f'photo {member.photo_id}, no file'}"
        if member.movie is not None:
            yield f"  with  {clean_path(member.movie)}"
        if is_explained:
            yield f"        {member.reason}" + ("" if member.is_best else f" ({member.confidence:.2f})")


def _iter_merge(plan: ReviewPlan) -> Iterator[str]:
    for gain in plan.merge.gains:
        yield f"  gets  {clean_line(gain)}"
    for conflict in plan.merge.conflicts:
        yield f"  note  {clean_line(conflict)}"
    if plan.problem:
        yield f"  note  {plan.problem}"


def _sum_up(plans: Sequence[ReviewPlan]) -> str:
    removals = [plan.removal for plan in plans if plan.removal is not None]
    if not removals:
        return "there is nothing to move"
    size = describe_bytes(sum(plan.size_bytes for plan in plans))
    files = _files(sum(len(removal.leaving) for removal in removals))
    groups = f"{len(removals)} group{'' if len(removals) == 1 else 's'}"
    return f"to the trash: {files} of {groups}, {size}"


def _plan_json(plan: ReviewPlan) -> dict[str, Any]:
    group, removal = plan.group, plan.removal
    return {
        "id": group.id,
        "kind": group.kind.value,
        "confidence": group.confidence,
        "reason": group.reason,
        "state": group.state.value,
        "members": [
            {
                "photo_id": member.photo_id,
                "path": clean_path(member.path) if member.path else None,
                "movie": clean_path(member.movie) if member.movie else None,
                "is_best": member.is_best,
                "confidence": member.confidence,
                "reason": member.reason,
            }
            for member in plan.members
        ],
        "leaving": [clean_path(one.path) for one in removal.leaving] if removal else [],
        "size_bytes": plan.size_bytes,
        "gains": list(plan.merge.gains),
        "conflicts": list(plan.merge.conflicts),
        "problem": plan.problem,
    }


def _live_photos(count: int) -> str:
    return f"{count} Live photo{'' if count == 1 else 's'}"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
