"""`albumen hide`, `less`, `like` and `feedback`: what a person asks of Albumen's choices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.text import print_table
from albumen.printable import clean_path

if TYPE_CHECKING:
    from albumen.curation.feedback import WishMade
    from albumen.curation.wish_targets import WishTarget
    from albumen.store.curation_records import Verb, Wish
    from albumen.store.store import Transaction

_DONE = {"hide": "Hidden", "less": "Less of", "like": "Liked"}


def _takes_targets(command: Callable[..., None]) -> Callable[..., None]:
    """Add what `hide`, `less` and `like` have in common."""
    options = (
        click.argument("photos", nargs=-1, metavar="[PHOTO]..."),
        click.option("--memory", "memories", multiple=True, metavar="ID", help="A memory, by its id or key."),
        click.option("--place", "places", multiple=True, metavar="NAME", help="A town, region or country."),
        click.option("--dates", multiple=True, metavar="A..B", help="Days: 2023, 2023-05, 2023-05-01..2023-05-14."),
        click.option("--concept", "concepts", multiple=True, metavar="NAME", help="A concept and all its kinds: dog."),
        click.option("--json", "as_json", is_flag=True, help="As one JSON list."),
        click.pass_obj,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(short_help="Hide a photo, memory, place, days or a concept.")
@_takes_targets
def hide(context: CliContext, as_json: bool, **named: Any) -> None:
    """Keep something out of what Albumen shows by itself: memories, featured photos, covers, wallpapers.

    A hidden photo (a path, or an id) is left out of `albumen search` too, unless --include-hidden is given; photos of a
    hidden place, concept or stretch of days are still found. Nothing is deleted, and `albumen feedback undo ID` takes it
    back.
    """
    _wish(context, "hide", as_json, **named)


@click.command(short_help="Show less of a photo, memory, place, days or a concept.")
@_takes_targets
def less(context: CliContext, as_json: bool, **named: Any) -> None:
    """Let something come up less often in what Albumen shows by itself. Search does not change."""
    _wish(context, "less", as_json, **named)


@click.command(short_help="Like a photo, memory, place, days or a concept.")
@_takes_targets
def like(context: CliContext, as_json: bool, **named: Any) -> None:
    """Let something, and what is like it, come up more often in what Albumen shows by itself. Search does not change."""
    _wish(context, "like", as_json, **named)


@click.group(invoke_without_command=True, short_help="List what you hid and liked; take it back.")
@click.option("--all", "with_undone", is_flag=True, help="What was taken back too.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_context
def feedback(click_context: click.Context, with_undone: bool, as_json: bool) -> None:
    """List what you hid, liked, and asked for less of, with the ids to take it back by: albumen feedback undo 3."""
    if click_context.invoked_subcommand is not None:
        return
    from albumen.curation.feedback import list_wishes

    context: CliContext = click_context.obj
    with context.open_library() as library, library.store.read() as tx:
        wishes = list_wishes(tx, include_undone=with_undone)
    if as_json:
        click.echo(json.dumps([_wish_json(wish, what) for wish, what in wishes]))
    elif wishes:
        print_table(("id", "wish", "about", "what", "since", ""), [_row(wish, what) for wish, what in wishes])
    else:
        click.echo("Nothing is hidden or liked. `albumen hide --help` says what can be.", err=True)


@feedback.command("undo", short_help="Take feedback back.")
@click.argument("ids", type=int, nargs=-1, required=True, metavar="ID...")
@click.pass_obj
def undo(context: CliContext, ids: tuple[int, ...]) -> None:
    """Take feedback back, by its ids. It stays in `albumen feedback --all`."""
    from albumen.curation.feedback import undo_wish

    with context.open_library() as library, library.store.write() as tx:
        taken_back = [undo_wish(tx, wish_id) for wish_id in ids]
    for wish in taken_back:
        click.echo(f"Taken back: {wish.verb.value}, feedback {wish.id}.")


def _wish(context: CliContext, verb_name: str, as_json: bool, **named: Sequence[Any]) -> None:
    from albumen.curation.feedback import find_alike, make_wish
    from albumen.errors import UsageError
    from albumen.store.curation_records import Target, Verb

    verb = Verb(verb_name)
    if not any(named.values()):
        raise UsageError(f"say what to {verb_name}: a photo, --memory, --place, --dates or --concept")
    with context.open_library() as library, library.store.write() as tx:
        made = [(target, make_wish(tx, verb, target)) for target in _iter_targets(tx, **named)]
        alike = [find_alike(tx, target.value) for target, _ in made if target.target is Target.PHOTO]
    if as_json:
        click.echo(json.dumps([_wish_json(wish.wish, target.label) for target, wish in made]))
        return
    for target, wish in made:
        click.echo(_say(verb, target, wish))
    if verb is Verb.HIDE and (left := sorted({photo_id for ids in alike for photo_id in ids})):
        command = f"albumen hide {' '.join(map(str, left))}"
        click.echo(
            f"Near-duplicates are not suggested either, but a search still finds them; `{command}` hides them too."
        )


def _iter_targets(
    tx: Transaction,
    *,
    photos: Sequence[str],
    memories: Sequence[str],
    places: Sequence[str],
    dates: Sequence[str],
    concepts: Sequence[str],
) -> Iterator[WishTarget]:
    from albumen.curation.wish_targets import name_concept, name_dates, name_memory, name_photo, name_place

    yield from (name_photo(tx, photo) for photo in photos)
    yield from (name_memory(tx, memory) for memory in memories)
    yield from (name_place(tx, place) for place in places)
    yield from (name_dates(span) for span in dates)
    yield from (name_concept(concept) for concept in concepts)


def _say(verb: Verb, target: WishTarget, made: WishMade) -> str:
    before = "".join(f", instead of {wish.verb.value}" for wish in made.replaced)
    known = "" if made.is_new else " already"
    undo_it = f"`albumen feedback undo {made.wish.id}` takes it back"
    return f"{_DONE[verb.value]}{known}: {_clean(target.label)}{before} ({undo_it})."


def _row(wish: Wish, what: str) -> tuple[str, ...]:
    undone = f"taken back {_moment(wish.undone_at):%Y-%m-%d}" if wish.undone_at is not None else ""
    since = f"{_moment(wish.made_at):%Y-%m-%d}"
    return str(wish.id), wish.verb.value, wish.target.value, _clean(what), since, undone


def _wish_json(wish: Wish, what: str) -> dict[str, Any]:
    return {
        "id": wish.id,
        "verb": wish.verb.value,
        "target": wish.target.value,
        "value": wish.value,
        "what": _clean(what),
        "made_at": _moment(wish.made_at).isoformat(),
        "undone_at": None if wish.undone_at is None else _moment(wish.undone_at).isoformat(),
    }


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def _clean(what: str) -> str:
    return clean_path(Path(what))
