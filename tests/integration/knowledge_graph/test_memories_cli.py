"""`albumen memories` lists what belongs together and says why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.command import Command, use_networks
from tests.shown_library import Shot, ShownLibrary


@pytest.fixture
def albumen(
    store: Store, library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command, bound to the store's library."""
    assert store.path == library / DATABASE_FILE
    use_networks(monkeypatch)
    return Command(library, library, capsys)


@pytest.fixture
def beaches(store: Store) -> ShownLibrary:
    """A library of beaches over three years, curated."""
    shown = ShownLibrary(store)
    shown.put_beaches()
    assert shown.curate().is_finished
    return shown


def test_an_empty_library_is_told_what_to_do(
    albumen: Command, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert albumen.json("memories") == []
    albumen("memories")
    assert _note(albumen, "memories") == (
        "There are no memories, for nothing is indexed yet: run `albumen index DIR`.\n"
    )
    ShownLibrary(store).put(Shot(datetime(2020, 1, 1)))
    assert _note(albumen, "memories") == "No memories have been made yet: run `albumen curate`.\n"


def test_a_library_that_has_none_is_told_why(albumen: Command, store: Store) -> None:
    shown = ShownLibrary(store)
    shown.put(Shot(datetime(2020, 1, 1)), Shot(None), Shot(datetime(2020, 1, 1), kind=None))
    albumen("curate", "memories")
    assert _note(albumen, "memories") == (
        "There are no memories: of 3 photos, 2 may be shown, 1 of them with a date, and no 8 different ones belong "
        "together.\n"
    )
    assert _note(albumen, "memories", "--kind", "then-and-now") == "There are no memories of the kind then-and-now.\n"


def test_the_list_is_a_table_of_id_kind_title_subtitle_and_number(albumen: Command, beaches: ShownLibrary) -> None:
    rows = [line.split("\t") for line in albumen("memories", "--all").splitlines()]
    by_title = {row[2]: row for row in rows}
    memory = beaches.memories()["theme:beaches"]
    assert by_title["Beaches over the years"] == [
        str(memory.id),
        "theme",
        "Beaches over the years",
        memory.subtitle,
        str(len(memory.photos)),
    ]
    explained = albumen("memories", "--all", "--explain")
    assert memory.reason in explained


def test_only_a_kind_and_so_many_can_be_asked_for(albumen: Command, beaches: ShownLibrary) -> None:
    years = albumen.json("memories", "--kind", "year")
    assert sorted(memory["title"] for memory in years) == ["2021 in review", "2022 in review", "2023 in review"]
    assert len(albumen.json("memories", "--limit", "1")) == 1
    assert len(albumen.json("memories", "--all")) == len(beaches.memories())


def test_one_memory_is_shown_with_its_photos_and_reasons(albumen: Command, beaches: ShownLibrary) -> None:
    memory = beaches.memories()["theme:beaches"]
    text = albumen("memories", "show", str(memory.id), "--explain")
    head, photos = text.split("\n\n")
    assert head.splitlines()[:4] == [
        memory.title,
        memory.subtitle,
        memory.reason,
        "Music: calm, 70 beats a minute",
    ]
    lines = photos.splitlines()
    assert [line.split("\t")[0] for line in lines] == [str(photo.photo_id) for photo in memory.photos]
    assert all("shows a beach; " in line for line in lines)
    assert sum(line.endswith("(cover)") for line in lines) == 1
    as_json = albumen.json("memories", "show", "theme:beaches")
    assert as_json["cover_id"] in [photo["photo_id"] for photo in as_json["photos"]]
    assert all(photo["paths"] and photo["reason"] for photo in as_json["photos"])


def test_a_day_s_memory_is_shown_by_its_key(albumen: Command, beaches: ShownLibrary) -> None:
    beaches.put(*(Shot(datetime(2019, 11, 20, hour)) for hour in range(8, 18)))
    (memory,) = albumen.json("memories", "--date", "2026-11-20", "--kind", "on-this-day")
    assert memory["key"] == "on_this_day:2026-11-20"
    assert albumen("memories", "show", memory["key"]).startswith("On this day, 20 November\n2019 · 10 photos")


def test_what_is_hidden_is_gone_from_the_list_at_once(albumen: Command, beaches: ShownLibrary) -> None:
    memory = beaches.memories()["theme:beaches"]
    albumen("hide", "--memory", str(memory.id))
    assert "theme:beaches" not in [found["key"] for found in albumen.json("memories", "--all")]
    assert "there is no memory" in albumen("memories", "show", str(memory.id), code=2)


def test_a_day_s_memory_is_hidden_by_its_key(albumen: Command, beaches: ShownLibrary) -> None:
    beaches.put(*(Shot(datetime(2019, 11, 20, hour)) for hour in range(8, 18)))
    assert "Hidden: the memory 'On this day" in albumen("hide", "--memory", "on_this_day:2026-11-20")
    assert albumen.json("memories", "--date", "2026-11-20", "--kind", "on-this-day") == []


def test_what_is_no_day_no_kind_and_no_memory_is_refused(albumen: Command, beaches: ShownLibrary) -> None:
    assert "2026-13-01" in albumen("memories", "--date", "2026-13-01", code=2)
    assert "weekday" in albumen("memories", "--kind", "weekday", code=2)
    assert "there is no memory 999" in albumen("memories", "show", "999", code=2)


def _note(albumen: Command, *arguments: str) -> str:
    """Run, and return what was said on stderr."""
    albumen.capture.readouterr()
    from albumen.cli.main import main

    with pytest.raises(SystemExit):
        main(["--library", str(albumen.library), *arguments])
    return albumen.capture.readouterr().err
