"""Opening: a fresh file is migrated, an older one upgraded, a newer or foreign one refused in one clear line."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

import migrations
from albumen.errors import StoreError, StoreTooNewError
from albumen.store import database
from albumen.store.database import BUSY_TIMEOUT_S, current_revision, head_revision, migrate, open_engine
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.store.tables import Base
from albumen.store.text_tables import INDEX_NAME
from tests.shelf import Shelf

FUTURE = '''
"""Give photos a rating."""

import sqlalchemy as sa
from alembic import op

revision = "9999_add_rating"
down_revision = {previous!r}


def upgrade() -> None:
    with op.batch_alter_table("photos") as batch:
        batch.add_column(sa.Column("rating", sa.Integer(), nullable=False, server_default="3"))
        batch.alter_column("title", type_=sa.String(200))
    {then}


def downgrade() -> None:
    with op.batch_alter_table("photos") as batch:
        batch.drop_column("rating")
'''


@pytest.fixture
def future(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations that a test may add to; it is the one that the store runs."""
    copy = tmp_path / "future" / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(database, "files", lambda package: {"migrations": copy}[package])
    return copy / "versions"


@pytest.fixture
def write(store: Store) -> Iterator[Connection]:
    """A connection in a write transaction."""
    with store._writer.begin() as connection:
        yield connection


def _add_migration(versions: Path, then: str = "") -> None:
    content = FUTURE.format(previous=head_revision(), then=then)
    (versions / "9999_add_rating.py").write_text(content)


def _refusal(path: Path, kind: type[StoreError] = StoreError) -> str:
    with pytest.raises(kind) as caught:
        Store(path)
    assert "\n" not in str(caught.value)
    assert type(caught.value) is kind
    return str(caught.value)


def test_an_empty_file_becomes_a_library_of_this_revision(library: Path) -> None:
    (library / DATABASE_FILE).touch()
    with Store(library / DATABASE_FILE) as store, store._engine.connect() as connection:
        assert current_revision(connection) == head_revision()
        names = {name for name in inspect(connection).get_table_names() if not name.startswith(INDEX_NAME)}
        assert names == {*Base.metadata.tables, "alembic_version"}


def test_opening_again_runs_no_migration(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(database, "migrate")
    Store(store.path).close()


def test_every_migration_s_file_is_named_as_its_revision() -> None:
    names = [path.stem for path in Path(migrations.__file__).parent.glob("versions/[0-9]*.py")]
    modules = [importlib.import_module(f"migrations.versions.{name}") for name in sorted(names)]
    assert [module.revision for module in modules] == sorted(names)
    assert [module.down_revision for module in modules] == [None, *sorted(names)[:-1]]


def test_the_tables_are_what_the_migrations_make(store: Store) -> None:
    with store._engine.connect() as connection:
        # FTS5 keeps its index in tables of its own making, which no mapping can describe.
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, parents: kind != "table" or not name.startswith(INDEX_NAME),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(write: Connection) -> None:
    def schema() -> list[tuple[str, list[str]]]:
        query = text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
        # A table that was copied names its constraints in any order.
        return [(name, sorted(line.strip(", ") for line in sql.splitlines())) for name, sql in write.execute(query)]

    before = schema()
    migrate(write, "base")
    assert [name for name, _ in schema() if name != "alembic_version"] == ["sqlite_autoindex_alembic_version_1"][:0]
    assert current_revision(write) is None
    migrate(write)
    assert schema() == before


def test_an_older_library_is_upgraded_and_keeps_its_rows(shelf: Shelf, future: Path) -> None:
    photo_id = shelf.put("a.jpg")
    with shelf.store.write() as tx:
        from albumen.types import EncoderIdentity

        model = tx.models.add(EncoderIdentity("tiny", "v1", "p1"), sha256="a" * 64, dim=4)
        tx.jobs.finish([photo_id], model.id)
    shelf.store.close()
    _add_migration(future)
    with Store(shelf.store.path) as upgraded, upgraded._engine.connect() as connection:
        assert current_revision(connection) == "9999_add_rating"
        assert connection.execute(text("SELECT id, rating FROM photos")).all() == [(photo_id, 3)]
        for table in ("files", "jobs"):
            assert connection.execute(text(f"SELECT photo_id FROM {table}")).scalars().all() == [photo_id]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert upgraded.check() == []


def test_a_migration_that_fails_leaves_the_library_as_it_was(shelf: Shelf, future: Path) -> None:
    shelf.put("a.jpg")
    before = head_revision()
    shelf.store.close()
    _add_migration(future, then='op.execute("INSERT INTO absent VALUES (1)")')
    assert "no such table: absent" in _refusal(shelf.store.path)
    (future / "9999_add_rating.py").unlink()
    with Store(shelf.store.path) as store, store._engine.connect() as connection:
        assert current_revision(connection) == before
        assert "rating" not in {column["name"] for column in inspect(connection).get_columns("photos")}
        assert Shelf(store).visible() != []


def test_a_migration_that_breaks_references_is_refused(shelf: Shelf, future: Path) -> None:
    shelf.put("a.jpg")
    shelf.store.close()
    _add_migration(future, then='op.execute("DELETE FROM photos")')
    assert "files" in _refusal(shelf.store.path)
    (future / "9999_add_rating.py").unlink()
    with Store(shelf.store.path) as store:
        assert Shelf(store).visible() != []


@pytest.mark.parametrize("revision", ["9999_from_tomorrow", "0001_another_first", "0000_elder"])
def test_a_library_of_an_unknown_revision_is_refused_by_its_name(store: Store, revision: str) -> None:
    with store._writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    store.close()
    message = _refusal(store.path, StoreTooNewError)
    assert revision in message
    assert head_revision() in message


def test_a_file_that_is_no_database_is_refused_and_kept(library: Path) -> None:
    path = library / DATABASE_FILE
    path.write_bytes(b"\xff\xd8 this is a photo" * 100)
    message = _refusal(path)
    assert str(path) in message
    assert "backup" in message
    assert path.read_bytes().startswith(b"\xff\xd8")


def test_a_library_folder_that_is_absent_is_named(tmp_path: Path) -> None:
    message = _refusal(tmp_path / "gone" / DATABASE_FILE)
    assert str(tmp_path / "gone" / DATABASE_FILE) in message
    assert "folder is there" in message


def test_a_folder_in_the_database_s_place_is_named(library: Path) -> None:
    (library / DATABASE_FILE).mkdir()
    assert DATABASE_FILE in _refusal(library / DATABASE_FILE)


@pytest.mark.parametrize("name", ["50% #1?mode=ro&x", "é 北京", "%41", "a\udce9b" if sys.platform == "linux" else "b"])
def test_a_library_may_lie_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    path = tmp_path / name / DATABASE_FILE
    Store(path).close()
    assert path.stat().st_size > 0
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_every_connection_has_wal_foreign_keys_and_a_busy_timeout(store: Store) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": BUSY_TIMEOUT_S * 1000, "synchronous": 1}
    with store._engine.connect() as first, store._writer.connect() as second:
        for connection in (first, second):
            assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


def test_a_write_that_raises_leaves_nothing_behind(store: Store) -> None:
    def write() -> None:
        with store.write() as tx:
            tx.roots.add(Path("/photos"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with store.read() as tx:
        assert tx.roots.all() == []


def test_broken_references_are_found_by_the_check(shelf: Shelf) -> None:
    for number in range(200):
        shelf.put(f"{number}.jpg")
    assert shelf.store.check() == []
    shelf.store.close()
    with sqlite3.connect(shelf.store.path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM roots")
    connection.close()
    with Store(shelf.store.path) as store:
        assert any("files" in problem and "roots" in problem for problem in store.check())


def test_closing_leaves_one_file_without_a_journal(store: Store) -> None:
    store.close()
    assert [entry.name for entry in store.path.parent.iterdir()] == [DATABASE_FILE]


def test_open_engine_disposes_of_what_it_could_not_open(library: Path) -> None:
    path = library / DATABASE_FILE
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        open_engine(path)
    path.unlink()
    Store(path).close()
